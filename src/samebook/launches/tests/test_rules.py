"""What covers a cell, which cells are required, and who may sign: as plain functions."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from unittest.mock import Mock

import pytest

from samebook.kernel.refusals import Refused
from samebook.launches import rules
from samebook.launches.grid import Grid
from samebook.launches.models import Launch
from samebook.launches.rules import Cover, Look, Place, Readiness, Word
from samebook.launches.shown import says
from samebook.launches.terms import NO_CAUSE, Standing, State

DAY = date(2026, 11, 2)
HERE = Place("staller", "start_project", "silence", "plants")
PLAY = Cover(
    "play", 7, "Follow up", 2, True, DAY, frozenset({"en"}), frozenset({"staller"}), frozenset({"start_project"}),
    frozenset({"silence"}), frozenset({"plants"}),
)  # fmt: skip


def at(*covers: Cover, languages: tuple[str, ...] = ("en",), day: date = DAY, place: Place = HERE) -> rules.Covering:
    return Look(covers, languages, day).at(place)


def test_an_approved_current_play_in_the_language_covers_its_cell():
    assert at(PLAY).is_covered
    assert at(PLAY).why == ""


@pytest.mark.parametrize(
    ("part", "value"),
    [("roles", {"champion"}), ("decisions", {"choose_vendor"}), ("causes", {"legal"}), ("segments", {"offices"})],
)
def test_what_is_made_for_another_place_covers_nothing(part, value):
    elsewhere = replace(PLAY, **{part: frozenset(value)})
    assert not at(elsewhere).is_covered
    assert at(elsewhere).why == "nothing is prepared"


@pytest.mark.parametrize("part", ["roles", "decisions", "causes", "segments"])
def test_what_names_none_is_made_for_all(part):
    assert at(replace(PLAY, **{part: frozenset()})).is_covered


def test_a_draft_covers_nothing_and_is_named():
    found = at(replace(PLAY, is_approved=False))
    assert not found.is_covered
    assert found.why == "“Follow up” is not approved"


def test_on_its_review_day_a_play_is_current_and_a_day_later_it_is_not():
    assert at(PLAY, day=DAY).is_covered
    late = at(PLAY, day=DAY + timedelta(days=1))
    assert not late.is_covered
    assert late.why == "“Follow up” is to be reviewed since 2 Nov 2026"


def test_every_language_that_the_launch_needs_must_be_there():
    found = at(PLAY, languages=("de", "en"))
    assert not found.is_covered
    assert found.why == "nothing in DE"
    assert at(PLAY, replace(PLAY, id=8, languages=frozenset({"de"})), languages=("de", "en")).is_covered


def test_a_launch_without_languages_takes_any():
    assert at(replace(PLAY, languages=frozenset()), languages=()).is_covered


WORDS = [
    Word("kind:stalls", "", "", "", True, "All causes"),
    Word("", "", "legal", "", False, "The lawyers do it"),
    Word("staller", "start_project", "legal", "", True, "Here after all"),
]


@pytest.mark.parametrize(
    ("place", "kind", "required", "because"),
    [
        (Place("staller", "choose_vendor", "silence", ""), "stalls", True, "All causes"),
        (Place("champion", "choose_vendor", "silence", ""), "supports", False, ""),
        (Place("staller", "choose_vendor", "legal", ""), "stalls", False, "The lawyers do it"),
        (Place("staller", "start_project", "legal", ""), "stalls", True, "Here after all"),
    ],
    ids=["kind", "no word", "a later word", "the last word"],
)
def test_the_last_word_that_matches_decides(place, kind, required, because):
    assert rules.required_by(place, kind, WORDS) == (required, because)


def test_a_sensible_start_covers_stallers_for_all_causes_and_the_last_two_before_any_stall():
    words = rules.proposed([
        ("staller", "stalls", ("start_project", "choose_vendor")),
        ("nay_sayer", "refuses", ("choose_vendor",)),
        ("decision_maker", "decides", ("start_project", "choose_vendor")),
        ("user", "takes_part", ("start_project",)),
    ])  # fmt: skip

    def required(role: str, kind: str, decision: str, cause: str) -> bool:
        return rules.required_by(Place(role, decision, cause, ""), kind, words)[0]

    assert required("staller", "stalls", "start_project", "silence")
    assert not required("staller", "stalls", "start_project", NO_CAUSE)
    assert required("nay_sayer", "refuses", "choose_vendor", NO_CAUSE)
    assert not required("nay_sayer", "refuses", "start_project", NO_CAUSE)
    assert not required("nay_sayer", "refuses", "choose_vendor", "silence")
    assert required("decision_maker", "decides", "start_project", NO_CAUSE)
    assert not required("user", "takes_part", "start_project", "silence")
    assert all(word.because for word in words)


NOW = datetime(2026, 11, 2, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("was_covered", "lost_at", "stands"),
    [
        (False, None, True),
        (False, NOW - timedelta(days=1), True),
        (False, NOW, True),
        (False, NOW + timedelta(days=1), False),
        (True, None, False),
    ],
    ids=["never covered", "lost before", "lost in that moment", "covered and lost since", "covered as last counted"],
)
def test_a_signature_stands_until_the_cell_was_covered(was_covered, lost_at, stands):
    assert rules.signature_stands(NOW, was_covered=was_covered, lost_at=lost_at) is stands


@pytest.mark.parametrize(
    ("required", "covered", "signed", "standing"),
    [
        (False, True, True, Standing.NOT_REQUIRED),
        (True, True, True, Standing.COVERED),
        (True, False, True, Standing.SIGNED),
        (True, False, False, Standing.GAP),
    ],
)
def test_a_cell_stands_as_required_covered_and_signed_say(required, covered, signed, standing):
    assert rules.standing_of(required=required, covered=covered, signed=signed) is standing


def test_readiness_counts_required_cells_alone():
    found = rules.readiness_of(
        [Standing.COVERED, Standing.COVERED, Standing.SIGNED, Standing.GAP, Standing.NOT_REQUIRED]
    )
    assert found == Readiness(required=4, covered=2, signed=1)
    assert (found.gaps, found.share) == (1, 0.5)
    assert rules.readiness_of([Standing.NOT_REQUIRED]).share is None


@pytest.mark.parametrize(
    ("state", "found", "shown", "code"),
    [
        (State.PLANNED, Readiness(3, 2, 0), "h", "launches.gaps"),
        (State.PLANNED, Readiness(), "h", "launches.nothing_required"),
        (State.READY, Readiness(3, 3, 0), "h", "launches.declared"),
        (State.CALLED_OFF, Readiness(3, 3, 0), "h", "launches.called_off"),
        (State.PLANNED, Readiness(3, 2, 1), "other", "launches.grid_changed"),
    ],
)
def test_a_launch_is_not_declared_ready(state, found, shown, code):
    with pytest.raises(Refused) as refused:
        rules.check_can_declare(state, found, shown_hash=shown, stored="h")
    assert refused.value.code == code


def test_a_launch_is_declared_ready_when_covered_or_signed_for():
    rules.check_can_declare(State.PLANNED, Readiness(3, 2, 1), shown_hash="h", stored="h")


@pytest.mark.parametrize("wanted", [[], [1, 9]], ids=["nothing", "a cell that is no gap"])
def test_only_gaps_are_signed_for(wanted):
    with pytest.raises(Refused, match="gaps now"):
        rules.check_can_sign(State.PLANNED, {1, 2}, wanted)
    rules.check_can_sign(State.READY, {1, 2}, [1])


def test_a_document_is_approved_by_somebody_else_than_its_writer():
    with pytest.raises(Refused, match="Somebody else"):
        rules.check_can_approve(5, writer_id=5, is_approved=False, is_over=False)
    with pytest.raises(Refused, match="already"):
        rules.check_can_approve(4, writer_id=5, is_approved=True, is_over=False)
    rules.check_can_approve(4, writer_id=5, is_approved=False, is_over=False)


def test_a_launch_is_ready_before_it_begins():
    rules.check_dates(DAY, DAY)
    with pytest.raises(Refused) as refused:
        rules.check_dates(DAY, DAY + timedelta(days=1))
    assert refused.value.field == "ready_by"


def test_a_grid_that_nobody_can_fill_is_refused():
    rules.check_size(10, 2, 10, 100)
    with pytest.raises(Refused, match="20,000"):
        rules.check_size(10, 2, 10, 101)


@pytest.mark.parametrize(
    ("ready_by", "day", "told"),
    [
        (date(2026, 12, 10), date(2026, 11, 23), "17 days left until it is to be ready"),
        (None, date(2026, 11, 23), "24 days left until it is sold"),
        (date(2026, 12, 10), date(2026, 12, 12), "2 days late"),
    ],
)
def test_the_days_that_are_left_say_until_when(ready_by, day, told):
    launch = Launch(state=State.PLANNED, ready_by=ready_by, begins_on=date(2026, 12, 17))
    found = Mock(spec=Grid, readiness=Readiness(4))
    assert says(launch, found, day) == f"0 of 4 required cells are covered, 4 are gaps; {told}."
