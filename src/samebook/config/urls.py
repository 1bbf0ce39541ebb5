"""Every address of the product."""

from django.urls import include, path

from samebook.config.api import api

urlpatterns = [
    path("", include("samebook.web.urls")),
    path("api/v1/", api.urls),
    path("", include("samebook.accounts.urls")),
    path("opportunities/", include("samebook.groups.urls")),
    path("", include("samebook.stalls.urls")),
    path("opportunities/", include("samebook.buying.urls")),
    path("plays/what-works/", include("samebook.plays.effects.urls")),
    path("launches/", include("samebook.launches.urls")),
    path("plays/", include("samebook.plays.urls")),
    path("leads/", include("samebook.leads.urls")),
    path("book/meanings/", include("samebook.leads.meaning.urls")),
    path("book/", include("samebook.agreement.urls")),
    path("segments/", include("samebook.segments.urls")),
    path("hold-outs/", include("samebook.communications.urls")),
    path("board/", include("samebook.board.urls")),
    path("numbers/saved/", include("samebook.saved.urls")),
    path("numbers/analyses/", include("samebook.web.urls_analyses")),
    path("numbers/", include("samebook.web.urls_numbers")),
    path("journal/", include("samebook.web.urls_journal")),
    path("settings/", include("samebook.web.settings.urls")),
]

handler400 = "samebook.web.views.errors.bad_request"
handler403 = "samebook.web.views.errors.forbidden"
handler404 = "samebook.web.views.errors.not_found"
handler500 = "samebook.web.views.errors.server_error"
