"""Surveys from files: whom they find, what is refused, what stays of an erased person, and a real file."""

from datetime import UTC, datetime

import pytest
from django.db import connection

from samebook.accounts.actions import erase_person
from samebook.accounts.models import Account, Person
from samebook.company.tests.cast import found
from samebook.customers.imports import SURVEY_ANSWERS
from samebook.customers.models import SurveyAnswer
from samebook.customers.panels import surveys_by
from samebook.customers.queries import survey_answers_for
from samebook.exchange.importing import run
from samebook.exchange.mapping_text import read_mapping
from samebook.exchange.sources import TextFile
from samebook.journal.models import Entry
from samebook.kernel.access import Actor, Role
from samebook.kernel.refusals import Refused
from samebook.numbers.evaluate import drill, evaluate
from samebook.numbers.snapshot.write import take_snapshot
from samebook.numbers.tables import registry

pytestmark = pytest.mark.django_db
AT = datetime(2026, 11, 2, 9, 30, tzinfo=UTC)
ACTOR = Actor.system("import")
TEXT = """external_id,survey,account_external_id,email,asked_on,answered_on,score,comment
s1,Spring,a1,ada@acme.example,2026-03-01,2026-03-04,10,Quick
s2,Spring,a1,bo@acme.example,2026-03-01,,,
s3,Spring,,,2026-03-01,2026-03-05,6,
s4,Spring,a2,,,2026-04-05,,They said ten
s5,Spring,a2,,2026-03-01,2026-03-02,11,
s6,Spring,a2,,2026-03-01,,7,
s7,Spring,a2,,2026-03-09,2026-03-02,7,
s8,Spring,a2,,,,,
s9,,a2,,2026-03-01,,,
"""


@pytest.fixture
def bring(tmp_path):
    found()

    def bring(text, mapping=""):
        path = tmp_path / "file.csv"
        path.write_text(text)
        columns = ", ".join(f"{name}: {name}" for name in text.splitlines()[0].split(","))
        read, problems = read_mapping(
            f"target: survey_answers\ncolumns: {{{columns}}}", {"survey_answers": SURVEY_ANSWERS}
        )
        assert not problems, problems
        return run(ACTOR, SURVEY_ANSWERS, TextFile(path, read.dialect_of(path)), read, at=AT)

    return bring


def snapshot(folder):
    folder.mkdir()
    take_snapshot(connection, registry, folder, at=AT)


def figures(name, *, by=None):
    return {row.label: row.cells for row in evaluate(name, actor=ACTOR, dimension=by).rows}


def test_answers_find_their_people_and_what_cannot_be_is_refused(bring):
    report = bring(TEXT)

    assert (report.created, report.refused) == (
        4,
        {"customers.survey_score": 1, "customers.survey_day": 2, "customers.survey_order": 1, "exchange.required": 1},
    )
    answer = SurveyAnswer.objects.get(external_id="s1")
    assert (answer.person.email, answer.account.external_id, answer.score) == ("ada@acme.example", "a1", 10)
    assert (SurveyAnswer.objects.get(external_id="s3").account, Account.objects.count()) == (None, 2)
    assert bring(TEXT).unchanged == 4
    assert bring(TEXT.replace("04,10,Quick", "04,9,Quick")).changed == 1


def test_the_score_the_response_rate_and_those_without_a_score_are_counted_apart(bring, settings, tmp_path):
    settings.SAMEBOOK_SNAPSHOTS = tmp_path / "snapshots"
    bring(TEXT)
    snapshot(settings.SAMEBOOK_SNAPSHOTS)

    score = figures("net_promoter_score")["All"]
    assert {name: score[name] for name in ("n", "promoters", "passives", "detractors", "score")} == {
        "n": 2, "promoters": 1, "passives": 0, "detractors": 1, "score": 0,
    }  # fmt: skip
    assert evaluate("net_promoter_score", actor=ACTOR).left_out == 1
    rate = figures("surveys_answered")["All"]
    assert (rate["n"], rate["hits"]) == (3, 2)  # s1, s2, s3; of s4 nobody knows when it was asked
    assert set(figures("net_promoter_score", by="survey")) == {"Spring"}
    assert drill("net_promoter_score", "all", actor=ACTOR).total == 2


def test_no_comment_is_in_the_snapshot_or_the_journal(bring, settings, tmp_path):
    settings.SAMEBOOK_SNAPSHOTS = tmp_path / "snapshots"
    bring(TEXT.replace("Quick", "Vertraulich 4711"))
    snapshot(settings.SAMEBOOK_SNAPSHOTS)

    written = b"".join(path.read_bytes() for path in settings.SAMEBOOK_SNAPSHOTS.rglob("*") if path.is_file())
    assert b"Vertraulich" not in written
    assert not any("Vertraulich" in str(entry.detail) for entry in Entry.objects.all())


def test_what_an_erased_person_wrote_goes_and_the_score_stays_with_the_company(bring):
    bring(TEXT)
    person = Person.objects.get(email="ada@acme.example")

    erase_person(Actor.system("test"), person.pk, at=AT)

    answer = SurveyAnswer.objects.get(external_id="s1")
    assert (answer.comment, answer.person, answer.score, answer.account.external_id) == ("", None, 10, "a1")


def test_a_rep_reads_the_answers_of_own_accounts_only(bring):
    bring(TEXT)
    rep = Actor(id=1, label="user:1", roles=frozenset({Role.REP}))
    account = Account.objects.get(external_id="a1")

    assert not survey_answers_for(rep).exists()
    assert surveys_by("account_id")(rep, account.pk) == {}
    assert len(surveys_by("account_id")(ACTOR, account.pk)["answers"]) == 2
    with pytest.raises(Refused):
        SURVEY_ANSWERS.load(rep, [], at=AT)


def test_a_real_file_with_its_dirt(shared_data, settings, tmp_path):
    """2,385 answers of a telecommunications firm; 32 without a score, days as dd/mm/yyyy, nobody named."""
    settings.SAMEBOOK_SNAPSHOTS = tmp_path / "snapshots"
    found()
    path = shared_data / "nps_verbatims" / "nps_verbatims.csv.gz"
    mapping, problems = read_mapping(
        "target: survey_answers\ndates: {order: dmy, zone: Europe/Berlin}\ncolumns:\n"
        "  CUSTOMER_RESPONSE_DATE: answered_on\n  SURVEY_SUB_TYPE: survey\n  NPS_SCORE: score\n  text: comment\n"
        "ignore: [NPS_RATING, Qtr]\n",
        {"survey_answers": SURVEY_ANSWERS},
    )
    assert not problems, problems

    report = run(ACTOR, SURVEY_ANSWERS, TextFile(path, mapping.dialect_of(path)), mapping, at=AT)

    assert (report.created, report.refused) == (2385, {})
    assert SurveyAnswer.objects.filter(score=None).count() == 32
    snapshot(settings.SAMEBOOK_SNAPSHOTS)
    score = figures("net_promoter_score")["All"]
    assert score["n"] == 2353
    assert score["promoters"] + score["passives"] + score["detractors"] == 2353
    assert run(ACTOR, SURVEY_ANSWERS, TextFile(path, mapping.dialect_of(path)), mapping, at=AT).unchanged == 2385
