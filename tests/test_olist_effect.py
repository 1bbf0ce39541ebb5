"""Difference in effect on real leads: Olist's, each verdict counted again from the CSV file and from the rows."""

from collections import Counter
from datetime import UTC, date, datetime

from samebook.agreement.models import Edition
from samebook.agreement.queries import book_of
from samebook.book import compile_book, content_hash, read_book
from samebook.kernel.periods import Period
from samebook.leads.effect.comparing import compare
from samebook.leads.effect.rules import Side
from samebook.leads.effect.tests.independent import replay
from samebook.leads.effect.tests.test_comparing import outcomes
from samebook.leads.models import Lead
from tests.test_olist import EVERYBODY, SEARCHED, bring_in, company, olist  # noqa: F401 (fixtures)

TOLD = {"email", "display", "social", "other_publicities"}


def test_every_real_lead_has_the_verdict_that_the_file_gives_it(olist, company, settings, tmp_path):  # noqa: F811
    settings.SAMEBOOK_EFFECT = tmp_path / "effect"
    bring_in("olist_leads", olist.leads_file, tmp_path / "none.csv")
    bring_in("olist_deals", olist.deals_file, tmp_path / "refused.csv")
    edition = Edition.objects.get(number=1)
    text = edition.text.replace("lead.landing_page is not null", "account.monthly_revenue >= 10000")
    text = text.replace(" or lead.source in ('unknown', 'other')", "")
    book, problems = read_book(text)
    assert book is not None, problems
    before = Side("Edition 1", edition.content_hash, book_of(edition), edition.pk)
    after = Side("Draft", content_hash(text), compile_book(book))
    path = tmp_path / "rows.parquet"
    period = Period(date(2016, 1, 1), date(2019, 1, 1))
    report = compare(EVERYBODY, before, after, period, at=datetime.now(UTC), rows_to=path)

    assert report["leads"] == 8_000
    assert report["counts"]["checks"]["before"] == {"judged": 8_000, "same": 8_000}
    moves = {(move["before"], move["after"]): move["leads"] for move in report["counts"]["moves"]}
    assert moves == dict(Counter(_by_the_file(row["origin"]) for row in olist.leads.values()))

    rows = outcomes(path)
    for name, side in (("before", before), ("after", after)):
        arrived, now = replay(side.book, moment="arrival"), replay(side.book, moment="now")
        for pk, row in rows.items():
            assert (row[f"{name}_verdict"], row[f"{name}_level"] or "", row[f"{name}_territory"]) == arrived[pk], pk
            assert (row[f"{name}_now"] or row[name]) == " ".join(filter(None, now[pk][:2])), pk
        changed = sum(arrived[pk][:2] != now[pk][:2] for pk in arrived)
        assert report["counts"]["hindsight"][name]["changed"] == changed
    # what was told with an order is of the seller's account, and Olist's leads name no account
    assert not Lead.objects.exclude(account=None).exists()
    assert report["counts"]["hindsight"]["after"] == {"known": 0, "changed": 0, "moves": []}


def _by_the_file(origin: str) -> tuple[str, str]:
    """By the edition and by the draft, on arrival: nobody's turnover was known then."""
    if not origin:
        return "ask", "ask"
    if origin in SEARCHED:
        return "deliver A", "ask"
    return "deliver B", "deliver B" if origin in TOLD else "nurture"
