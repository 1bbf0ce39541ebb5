"""The criteria review on real leads: Olist's, each figure counted again from the CSV files.

What is used: Olist says neither when a lead was delivered nor what sales answered. So the day of first contact stands
for the delivery, and for the first attempt too, since its own people call every lead; acceptance is not there and must
come out as “no data”. Won is the deal's date, within 180 days.
"""

from collections import Counter
from datetime import UTC, datetime

from django.db import connection
from django.db.models import F

from samebook.agreement.models import Edition
from samebook.leads.models import Lead
from samebook.leads.review.queries import leads_behind, review_of
from samebook.leads.review.rules import Answer
from samebook.numbers.estimates import wilson
from samebook.numbers.snapshot.write import take_snapshot
from samebook.numbers.tables import registry
from tests.test_olist import EVERYBODY, SEARCHED, TOLD, bring_in, company, olist  # noqa: F401 (fixtures)


def test_every_figure_of_the_review_is_that_of_the_files(olist, company, settings, tmp_path):  # noqa: F811
    settings.SAMEBOOK_SNAPSHOTS = tmp_path
    bring_in("olist_leads", olist.leads_file, tmp_path / "none.csv")
    bring_in("olist_deals", olist.deals_file, tmp_path / "refused.csv")
    Lead.objects.exclude(delivered_at=None).update(delivered_at=F("received_at"), first_attempt_at=F("received_at"))
    take_snapshot(connection, registry, tmp_path, at=datetime.now(UTC))
    edition = Edition.objects.get()
    review = review_of(EVERYBODY, edition.pk)

    sources = Counter(row["origin"] for row in olist.leads.values())
    in_time = Counter(
        olist.leads[key]["origin"] for key, day in olist.won.items() if (day - olist.received[key]).days <= 180
    )
    assert (review.judged, review.delivered) == (8_000, 8_000 - sources[""])
    assert (review.not_worked, review.impossible) == (0, 0)

    groups = {Answer.TRUE: SEARCHED, Answer.FALSE: TOLD, Answer.UNKNOWN: set()}
    for figures in review.criterion("A.origin").figures:
        _check(figures, groups[figures.answer], sources, in_time)
    for figures in review.criterion("A.page").figures:
        _check(figures, SEARCHED | TOLD if figures.answer is Answer.TRUE else set(), sources, in_time)
    groups = {Answer.TRUE: TOLD, Answer.FALSE: SEARCHED, Answer.UNKNOWN: set()}
    for figures in review.criterion("B.origin").figures:
        _check(figures, groups[figures.answer], sources, in_time)

    told = sum(sources[name] for name in TOLD)
    decides = review.criterion("A.origin").decides
    # without it level A would take those at B, and those of whom nobody said where they came from
    assert (decides.level_up, decides.to_deliver, decides.flips) == (told, sources[""], told + sources[""])
    assert review.criterion("A.page").decides.never
    assert review.most_deciding.key == "A.origin"
    total, _ = leads_behind(EVERYBODY, edition.pk, key="A.origin", answer="true", outcome="won")
    assert total == sum(in_time[name] for name in SEARCHED)

    # each level has one answer only, so nothing is compared; what never decides may go, the rest is left alone
    assert review.tested == 0
    assert [one.key for one in review.criteria if one.may_go] == ["A.page"]


def _check(figures, names, sources, in_time):
    delivered = sum(sources[name] for name in names)
    won = sum(in_time[name] for name in names)
    assert (figures.delivered, figures.worked, figures.hits["won"]) == (delivered, delivered, won), figures.answer
    assert figures.won == wilson(won, delivered)
    assert figures.accepted.n == figures.hits["accepted"] == 0, "sales answered nothing that the files know of"
    assert figures.accepted.value is None
