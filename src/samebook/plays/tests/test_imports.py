"""The library of plays as a file: out and in again unchanged, changed rows, refused rows, hostile ones."""

import io
from datetime import datetime, timedelta
from typing import Any

import openpyxl
import pytest
from django.urls import reverse

from samebook.agreement.tests.cast import hire
from samebook.company.tests.cast import day_of
from samebook.exchange import importing
from samebook.exchange.jobs import checked_mapping
from samebook.exchange.mapping import find_mapping
from samebook.exchange.sources import TextFile
from samebook.exchange.targets import ImportRow, RowOutcome
from samebook.kernel.access import Actor
from samebook.kernel.refusals import Refused
from samebook.plays import actions, export
from samebook.plays.actions import Step
from samebook.plays.imports import PLAYS, load_plays
from samebook.plays.models import Play, PlayVersion
from samebook.plays.queries import version_for
from samebook.plays.tests.cast import NOW, a_play
from samebook.web.tests.cast import Cast, assemble

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(days=1)
ROW = {"play": "Terms", "causes": "legal", "languages": "en", "step": 1, "kind": "task", "title": "Send the terms"}


@pytest.fixture
def cast(db: None) -> Cast:
    return assemble(simulated=True)


def load(cast: Cast, *rows: dict[str, Any], who: str = "marketing", at: datetime = LATER) -> list[RowOutcome]:
    said = [ImportRow(number, row) for number, row in enumerate(rows, start=2)]
    return list(load_plays(cast.actor(who), said, at=at))


def outcomes(found: list[RowOutcome]) -> list[str]:
    return [each.outcome for each in found]


def refusal(found: list[RowOutcome]) -> tuple[str, str | None]:
    (one,) = [each.refused for each in found if each.refused is not None]
    return one.code, one.field


def written(cast: Cast) -> list[dict[str, Any]]:
    """The workbook of the library as an import reads it: typed values by field, no entry for an empty cell."""
    book = openpyxl.load_workbook(io.BytesIO(cast.client("marketing").get("/plays/library.xlsx").content))
    head, *rows = book["Plays"].iter_rows(values_only=True)
    fields = {field.label: field for field in PLAYS.fields}
    found = []
    for row in rows:
        pairs = [(fields[title], value) for title, value in zip(head, row, strict=True) if title in fields]
        values = {field.name: value for field, value in pairs if value is not None}
        if "review_date" in values:
            values["review_date"] = values["review_date"].date()
        found.append(values)
    return found


def a_library(cast: Cast) -> None:
    texts = {"en": {"subject": "=1+1", "body": "Dear {person},\r\n\r\nsee below."},
             "de": {"subject": "Für {account}", "body": "Guten Tag,\n\nsiehe unten."}}  # fmt: skip
    mail = Step("email", "Send it", texts=texts, due_hours=4, guide="-5 °C\n+ more", link="https://x.example/?a=1")
    ask = Step("call", "Ask", performer="telesales", due_hours=16, document_language="de")
    a_play(cast, name="Energy record", languages=("en", "de"), steps=(mail, ask), roles=("staller", "buyer"),
           decisions=("start_project",), on_stages=("discovery",), brief="When they doubt.\nEarly.")  # fmt: skip
    a_play(cast, name="Terms; and more", causes=("legal", "silence"), approved=False)
    actions.add_play(cast.actor("marketing"), name="Nothing yet", at=NOW)


def test_the_librarys_own_file_comes_in_again_unchanged(cast):
    a_library(cast)
    rows = written(cast)
    assert [(row["play"], row.get("step")) for row in rows] == [
        ("Energy record", 1), ("Energy record", 2), ("Nothing yet", None), ("Terms; and more", 1),
        ("Terms; and more", 2),
    ]  # fmt: skip
    before = PlayVersion.objects.count()
    assert outcomes(load(cast, *rows)) == ["unchanged"] * 5
    assert PlayVersion.objects.count() == before


def test_an_empty_home_takes_the_library_as_drafts_that_say_the_same(cast):
    a_library(cast)
    rows = written(cast)
    Play.objects.all().delete()
    assert outcomes(load(cast, *rows)) == ["created"] * 5
    assert set(PlayVersion.objects.values_list("state", flat=True)) == {"draft"}
    assert written(cast) == rows
    assert outcomes(load(cast, *rows)) == ["unchanged"] * 5


def test_a_change_of_an_approved_play_begins_a_draft_and_leaves_what_was_approved(cast):
    approved = a_play(cast)
    first, second = written(cast)
    second |= {"title": "Ask for Ina", "performer": "The rep"}
    assert outcomes(load(cast, first, second)) == ["unchanged", "changed"]
    approved.refresh_from_db()
    assert approved.state == "approved"
    assert approved.steps.get(place=2).title != "Ask for Ina"
    draft = PlayVersion.objects.get(play=approved.play, state="draft")
    step = draft.steps.get(place=2)
    assert (draft.number, step.title, step.performer) == (2, "Ask for Ina", "rep")
    assert draft.review_date == approved.review_date
    assert outcomes(load(cast, first, second)) == ["unchanged", "unchanged"]


def test_a_file_whose_review_date_has_passed_comes_in_again_and_again(cast):
    """The draft has no date, or the one that somebody gave it meanwhile; another past date is refused."""
    approved = a_play(cast, review_date=day_of(NOW) + timedelta(days=3))
    first, second = written(cast)
    second |= {"title": "Ask for Ina"}
    later = NOW + timedelta(days=10)
    assert outcomes(load(cast, first, second, at=later)) == ["unchanged", "changed"]
    draft = PlayVersion.objects.get(play=approved.play, state="draft")
    assert draft.review_date is None
    assert outcomes(load(cast, first, second, at=later)) == ["unchanged", "unchanged"]
    second |= {"title": "Ask for Ina Voss"}
    assert outcomes(load(cast, first, second, at=later)) == ["unchanged", "changed"]
    PlayVersion.objects.filter(pk=draft.pk).update(review_date=day_of(later) + timedelta(days=90))
    assert outcomes(load(cast, first, second, at=later)) == ["unchanged", "unchanged"]
    draft.refresh_from_db()
    assert draft.review_date == day_of(later) + timedelta(days=90)
    for row in (first, second):
        row["review_date"] = day_of(NOW) + timedelta(days=4)
    refused = [each.refused.code for each in load(cast, first, second, at=later) if each.refused]
    assert refused == ["plays.review_past", "plays.review_past"]


def test_a_play_that_is_only_given_to_somebody_else_begins_no_draft(cast):
    approved, other = a_play(cast), hire("Mia", "marketing")
    said = [{"play": "Energy record", "owner": "mia@velden.example"}]
    assert outcomes(load(cast, *said)) == ["changed"]
    assert Play.objects.get(pk=approved.play_id).owner_id == other.id
    assert PlayVersion.objects.count() == 1
    assert outcomes(load(cast, *said)) == ["unchanged"]


def test_what_a_row_leaves_empty_stays_and_steps_that_no_row_names_stay(cast):
    draft = a_play(cast, approved=False)
    assert outcomes(load(cast, {"play": "Energy record", "step": 7, "kind": "Task", "title": "Call back"})) == [
        "created"
    ]
    found = version_for(cast.actor("marketing"), draft.pk)
    assert [step.place for step in found.steps.all()] == [1, 2, 7]
    assert (found.causes, found.languages) == (["claim_doubted"], ["en"])


@pytest.mark.parametrize(
    ("said", "code", "field"),
    [
        ({"causes": "weather"}, "plays.unknown_cause", "causes"),
        ({"roles": "wizard"}, "plays.unknown_role", "roles"),
        ({"languages": "xx"}, "plays.unknown_language", "languages"),
        ({"segment": "nowhere"}, "plays.unknown_segment", "segment"),
        ({"on_stages": "limbo"}, "plays.unknown_stage", "on_stages"),
        ({"owner": "rep@velden.example"}, "plays.owner", "owner"),
        ({"review_date": NOW.date()}, "plays.review_past", "review_date"),
        ({"kind": "dance"}, "plays.unknown_kind", "kind"),
        ({"performer": "everybody"}, "plays.unknown_performer", "performer"),
        ({"title": ""}, "plays.step_title", "title"),
        ({"due_hours": -1}, "plays.step_due", "due_hours"),
        ({"due_hours": 10**20}, "plays.step_due", "due_hours"),
        ({"link": "javascript:alert(1)"}, "plays.step_link", "link"),
        ({"step": 0}, "plays.step_number", "step"),
        ({"step": 10**19}, "plays.step_number", "step"),
        ({"play": "P" * 101}, "plays.name_long", "play"),
        ({"play": "\u202e\u200f"}, "plays.name_missing", "play"),
        ({"document_language": "de"}, "plays.unknown_language", "document_language"),
        ({"kind": "email"}, "plays.step_texts", "subject"),
        ({"kind": "email", "body_en": "Only this"}, "plays.step_texts", "subject_en"),
        ({"kind": "email", "subject_en": "x", "body_en": "{wrong}"}, "plays.unknown_merge_field", "body_en"),
        ({"kind": "email", "subject_de": "x", "body_de": "y"}, "plays.unknown_language", "body_de"),
    ],
)
def test_a_row_that_cannot_be_is_refused_with_its_column_and_nothing_of_its_play_is_kept(cast, said, code, field):
    other = {**ROW, "play": "Another"}
    found = load(cast, ROW | said, other)
    assert refusal(found) == (code, field)
    assert outcomes(found) == ["refused", "created"]
    assert list(Play.objects.values_list("name", flat=True)) == ["Another"]


def test_a_wrong_step_is_refused_alone(cast):
    found = load(cast, ROW, {**ROW, "step": 2, "kind": "dance"}, {**ROW, "step": 3})
    assert outcomes(found) == ["created", "refused", "created"]
    assert sorted(Play.objects.get().versions.get().steps.values_list("place", flat=True)) == [1, 3]


def test_rows_of_one_play_agree_and_name_each_step_once(cast):
    found = load(cast, ROW, {**ROW, "step": 2, "causes": "silence"}, {**ROW, "title": "Again"})
    assert [each.refused.code if each.refused else "" for each in found] == [
        "", "plays.rows_disagree", "plays.step_twice",
    ]  # fmt: skip


def test_a_label_stands_for_its_name(cast):
    cast.actor("marketing")
    load(cast, ROW | {"causes": "Legal; Silence", "languages": "English; German", "decisions": "Start the project"})
    version = version_for(cast.actor("marketing"), PlayVersion.objects.get().pk)
    assert (version.causes, version.languages) == (["legal", "silence"], ["de", "en"])
    assert version.decisions == ["start_project"]


def test_only_marketing_brings_plays(cast):
    with pytest.raises(Refused) as refused:
        load(cast, ROW, who="rep")
    assert refused.value.code == "access.denied"


def test_a_reader_takes_out_what_they_may_read(cast):
    a_library(cast)
    assert [each.play.name for each in export.library_of(cast.actor("rep"))] == ["Energy record"]
    text = b"".join(cast.client("rep").get(reverse("plays:file", args=["csv"])).streaming_content).decode()
    assert ("Energy record" in text, "Nothing yet" in text) == (True, False)
    assert "'=1+1" in text  # no cell is a formula
    assert cast.client("rep").get("/plays/library.html").status_code == 404


def test_the_file_comes_in_by_the_shipped_mapping_too_and_a_program_names_who_keeps_a_play(cast, tmp_path):
    a_library(cast)
    file = tmp_path / "plays.xlsx"
    file.write_bytes(cast.client("marketing").get(reverse("plays:file", args=["xlsx"])).content)
    mapping = checked_mapping(find_mapping("plays"))
    source = TextFile(file, mapping.dialect_of(file))
    report = importing.run(Actor.system("import"), PLAYS, source, mapping, at=LATER)
    assert (report.unchanged, report.refused) == (5, {})
    (alone,) = load_plays(Actor.system("import"), [ImportRow(2, ROW)], at=LATER)
    assert alone.refused is not None
    assert alone.refused.message.startswith("Column “Owner”: ")
