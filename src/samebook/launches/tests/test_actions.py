"""A launch is planned, its gaps found, filled and signed; what was signed is frozen."""

import json
from datetime import timedelta

import pytest
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext

from samebook.company.tests.cast import PASSWORD
from samebook.jobs.models import Mail
from samebook.journal.models import Entry
from samebook.kernel.refusals import Missing, Refused
from samebook.launches import actions, guards
from samebook.launches.counting import count_launches
from samebook.launches.grid import Grid, grid_of
from samebook.launches.models import Cell, Document, Launch, ReadinessDay, Signature
from samebook.launches.rules import Readiness, Word, hash_of
from samebook.launches.signed import is_whole, text_of_gaps, text_of_ready
from samebook.launches.terms import Standing, State
from samebook.launches.tests.planned import cell, covered, day, now, paper, plan_of, planned
from samebook.web.tests.cast import Cast


def grid(launch: Launch) -> Grid:
    launch.refresh_from_db()
    return grid_of(launch, day=day())


def codes() -> list[str]:
    return list(Entry.objects.filter(code__startswith="launches.").order_by("id").values_list("code", flat=True))


def sign(cast: Cast, launch: Launch, cells: list[int] | None = None, who: str = "sales_manager") -> Signature:
    gaps = [each for each in grid(launch).gaps if cells is None or each.cell.pk in cells]
    shown = hash_of(text_of_gaps(launch, gaps))
    ids = [each.cell.pk for each in gaps]
    return actions.sign_gaps(
        cast.actor(who), launch.pk, ids, reason="Ready in May", shown_hash=shown, password=PASSWORD, at=now()
    )


def declare(cast: Cast, launch: Launch) -> Signature:
    shown = hash_of(text_of_ready(grid(launch)))
    return actions.declare_ready(cast.actor("marketing"), launch.pk, shown_hash=shown, password=PASSWORD, at=now())


def refused(code: str):
    return pytest.raises(Refused, check=lambda found: found.code == code)


def test_a_plan_lays_out_a_cell_for_each_role_decision_and_cause(cast):
    launch = planned(cast, required=False)
    places = Cell.objects.filter(launch=launch).values_list("role", "decision", "cause", "segment", "required")
    assert sorted(places) == [
        ("staller", "choose_vendor", "legal", "", False),
        ("staller", "choose_vendor", "silence", "", False),
        ("staller", "start_project", "legal", "", False),
        ("staller", "start_project", "silence", "", False),
    ]
    assert grid(launch).readiness == Readiness()


def test_a_start_is_proposed_from_the_books_roles_and_causes(cast):
    launch = actions.plan_launch(cast.actor("marketing"), plan_of(cast, roles=[], causes=[]), at=now())
    found = grid(launch)
    # 9 roles, 2 decisions, 10 causes and the column before any stall
    assert len(found.cells) == 9 * 2 * 11
    # stallers: 2 decisions x 10 causes; whoever says no: choosing the vendor; whoever decides: both, before any stall
    assert found.readiness == Readiness(required=20 + 1 + 2)


def test_a_document_covers_once_somebody_else_has_approved_it(cast):
    launch = planned(cast)
    made = actions.attach_document(cast.actor("marketing"), launch.pk, paper(causes=["silence"]), at=now())
    assert grid(launch).readiness == Readiness(4)
    with refused("launches.own_document"):
        actions.approve_document(cast.actor("marketing"), launch.pk, made.pk, at=now())
    actions.approve_document(cast.actor("sales_manager"), launch.pk, made.pk, at=now())
    assert grid(launch).readiness == Readiness(4, covered=2)
    assert {each.place.cause for each in grid(launch).gaps} == {"legal"}
    assert cell(launch).first_covered_at is not None


def test_a_new_version_covers_when_it_is_approved_and_the_old_one_until_then(cast):
    launch = planned(cast)
    first = covered(cast, launch)
    by, other = cast.actor("marketing"), cast.actor("sales_manager")
    draft = actions.attach_document(by, launch.pk, paper(title="Better answers"), instead_of=first.pk, at=now())
    assert grid(launch).cells[0].covering.by[0].version == 1
    with refused("launches.old_document"):
        actions.attach_document(by, launch.pk, paper(), instead_of=first.pk, at=now())
    second = actions.attach_document(by, launch.pk, paper(title="Best"), instead_of=draft.pk, at=now())
    assert grid(launch).readiness.covered == 4
    actions.approve_document(other, launch.pk, second.pk, at=now())
    assert [(by.title, by.version) for by in grid(launch).cells[0].covering.by] == [("Best", 3)]
    assert Document.objects.filter(ended_at=None).count() == 1


def test_a_launch_is_not_ready_with_a_gap_and_is_once_somebody_signed_for_it(cast):
    launch = planned(cast)
    covered(cast, launch, causes=["silence"])
    with refused("launches.gaps"):
        declare(cast, launch)
    signature = sign(cast, launch)
    assert grid(launch).readiness == Readiness(4, covered=2, signed=2)
    assert json.loads(signature.text)["reason"] == "Ready in May"
    assert json.loads(signature.text)["signer"] == cast["sales_manager"].pk
    made = declare(cast, launch)
    launch.refresh_from_db()
    assert launch.state == State.READY
    cells = json.loads(made.text)["cells"]
    assert sorted((each["cause"], each["signed"]) for each in cells) == [
        ("legal", signature.pk), ("legal", signature.pk), ("silence", None), ("silence", None),
    ]  # fmt: skip
    assert is_whole(made)
    assert is_whole(signature)
    assert codes()[-2:] == ["launches.launch.gaps_signed", "launches.launch.declared_ready"]


def test_what_was_signed_is_altered_by_nobody(cast):
    launch = planned(cast)
    made = sign(cast, launch)
    for statement in ("UPDATE launches_signature SET text = ''", "DELETE FROM launches_signedcell"):
        with pytest.raises(DatabaseError, match="not altered"), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)
    with connection.cursor() as cursor:
        for statement in guards.remove(connection.vendor):
            cursor.execute(statement)
        cursor.execute("UPDATE launches_signature SET text = '{}'")
    made.refresh_from_db()
    assert not is_whole(made)


def test_who_signs_gives_the_password_again_and_has_seen_what_is_signed(cast):
    launch = planned(cast)
    gaps = grid(launch).gaps
    ids, shown = [each.cell.pk for each in gaps], hash_of(text_of_gaps(launch, gaps))
    said = {"reason": "Later", "shown_hash": shown, "password": PASSWORD, "at": now()}
    by = cast.actor("executive")
    with refused("agreement.password_wrong"):
        actions.sign_gaps(by, launch.pk, ids, **said | {"password": "no"})
    with refused("launches.reason_missing"):
        actions.sign_gaps(by, launch.pk, ids, **said | {"reason": "  "})
    with refused("launches.grid_changed"):
        actions.sign_gaps(by, launch.pk, ids, **said | {"shown_hash": "0" * 64})
    covered(cast, launch, causes=["silence"])
    with refused("launches.no_gap"):
        actions.sign_gaps(by, launch.pk, ids, **said)
    with refused("access.denied"):
        actions.sign_gaps(cast.actor("rep"), launch.pk, ids, **said)
    assert not Signature.objects.exists()


def test_a_declared_launch_says_at_once_that_a_cell_lost_its_cover_and_its_owner_is_told(cast):
    launch = planned(cast)
    document = covered(cast, launch)
    declare(cast, launch)
    assert grid(launch).lost == []
    late = document.review_on + timedelta(days=1)
    assert len(grid_of(launch, day=late).lost) == 4
    Document.objects.filter(pk=document.pk).update(review_on=day() - timedelta(days=1))
    assert len(grid(launch).lost) == 4
    assert all(each.has_lost for each in grid(launch).lost)
    count_launches(now())
    count_launches(now())
    assert codes().count("launches.launch.lost_cover") == 1
    assert Mail.objects.filter(kind="launches.lost").count() == 1
    assert cell(launch).lost_at is not None


def test_a_loss_is_told_too_when_somebodys_act_counts_it_before_the_clock_does(cast):
    launch = planned(cast)
    document = covered(cast, launch)
    declare(cast, launch)
    by = cast.actor("marketing")
    actions.end_document(by, launch.pk, document.pk, because="Wrong", at=now())
    actions.attach_document(by, launch.pk, paper(), at=now())
    count_launches(now())
    assert codes().count("launches.launch.lost_cover") == 1


def test_a_signature_stands_no_more_when_its_cell_was_covered_and_lost_again(cast):
    launch = planned(cast)
    sign(cast, launch)
    assert grid(launch).readiness == Readiness(4, signed=4)
    document = covered(cast, launch)
    assert grid(launch).readiness == Readiness(4, covered=4)
    actions.end_document(cast.actor("marketing"), launch.pk, document.pk, because="Wrong", at=now())
    assert grid(launch).readiness == Readiness(4)
    sign(cast, launch)
    assert grid(launch).readiness == Readiness(4, signed=4)


def test_a_declared_plan_is_changed_after_its_declaration_was_taken_back(cast):
    launch = planned(cast)
    covered(cast, launch)
    declare(cast, launch)
    by = cast.actor("marketing")
    with refused("launches.declared"):
        actions.change_plan(by, launch.pk, plan_of(cast, name="Pump 4"), at=now())
    with refused("launches.reason_missing"):
        actions.take_back(by, launch.pk, because=" ", at=now())
    actions.take_back(by, launch.pk, because="A new market", at=now())
    changed = actions.change_plan(by, launch.pk, plan_of(cast, causes=["silence", "committee"]), at=now())
    found = grid(changed)
    assert {each.place.cause for each in found.cells} == {"silence", "committee"}
    assert found.readiness == Readiness(4, covered=4), "the rule of all cells holds for the new cause too"
    dropped = Cell.objects.filter(launch=launch, cause="legal")
    assert [each.required for each in dropped] == [False, False]


def test_nobody_changes_over_another(cast):
    launch = planned(cast)
    with refused("launches.changed_meanwhile"):
        actions.change_plan(
            cast.actor("marketing"), launch.pk, plan_of(cast, name="Pump 4"), seen=launch.version - 1, at=now()
        )


def test_a_rep_plans_nothing_and_does_not_see_a_launch_of_another_territory(cast):
    with refused("access.denied"):
        actions.plan_launch(cast.actor("rep"), plan_of(cast), at=now())
    launch = planned(cast, territories=[cast.south.pk])
    training = actions.publish_training(
        cast.actor("marketing"), launch.pk, title="Pumps", place="Room 2", due_on=day(), at=now()
    )
    with pytest.raises(Missing):
        actions.acknowledge(cast.actor("rep"), training.pk, at=now())
    actions.acknowledge(cast.actor("outsider"), training.pk, at=now())


@pytest.mark.parametrize(
    ("said", "code", "field"),
    [
        ({"name": " "}, "launches.empty", "name"),
        ({"product": ""}, "launches.empty", "product"),
        ({"roles": ["boss"]}, "launches.unknown_name", "roles"),
        ({"causes": ["rain"]}, "launches.unknown_name", "causes"),
        ({"segments": ["giants"]}, "launches.unknown_name", "segments"),
        ({"languages": ["english"]}, "launches.language", "languages"),
        ({"owner_id": 987_654}, "launches.unknown_owner", "owner"),
        ({"territories": [987_654]}, "launches.territory", "territories"),
    ],
)
def test_a_plan_that_cannot_be_is_refused_at_its_field(cast, said, code, field):
    with pytest.raises(Refused) as found:
        actions.plan_launch(cast.actor("marketing"), plan_of(cast, **said), at=now())
    assert (found.value.code, found.value.field) == (code, field)
    assert not Launch.objects.exists()


def test_two_launches_do_not_have_one_name(cast):
    planned(cast)
    with refused("launches.name_taken"):
        planned(cast)


def test_training_is_of_the_newest_version_and_of_the_launchs_reps(cast):
    by, launch = cast.actor("marketing"), planned(cast, territories=[cast.north.pk])
    first = actions.publish_training(by, launch.pk, title="Pumps", place="Room 2", due_on=day(), at=now())
    actions.acknowledge(cast.actor("rep"), first.pk, at=now())
    actions.acknowledge(cast.actor("rep"), first.pk, at=now())
    assert ReadinessDay.objects.values_list("to_train", "trained").get() == (2, 1)
    with refused("access.denied"):
        actions.acknowledge(by, first.pk, at=now())
    second = actions.publish_training(by, launch.pk, title="Pumps", place="Room 2", due_on=day(), at=now())
    assert ReadinessDay.objects.values_list("to_train", "trained").get() == (2, 0)
    with refused("launches.old_material"):
        actions.acknowledge(cast.actor("teammate"), first.pk, at=now())
    assert actions.remind(by, launch.pk, at=now()) == 2
    with refused("launches.reminded"):
        actions.remind(by, launch.pk, at=now())
    assert Mail.objects.filter(kind="launches.training").count() == 2
    assert second.number == 2


def test_a_milestone_is_ended_by_its_owner_or_a_planner(cast):
    launch = planned(cast)
    by = cast.actor("marketing")
    made = actions.add_milestone(by, launch.pk, name="Prices", owner_id=cast["rep"].pk, due_on=day(), at=now())
    with pytest.raises(Missing):
        actions.end_milestone(cast.actor("teammate"), launch.pk, made.pk, done=True, at=now())
    assert actions.end_milestone(cast.actor("rep"), launch.pk, made.pk, done=True, at=now()).done_on == day()
    assert actions.end_milestone(by, launch.pk, made.pk, done=False, at=now()).done_on is None


def test_single_cells_are_decided_with_a_reason(cast):
    launch = planned(cast)
    one = cell(launch).pk
    with refused("launches.reason_missing"):
        actions.decide_cells(cast.actor("marketing"), launch.pk, {one: (False, "")}, at=now())
    said = {one: (False, "Never met")}
    assert actions.decide_cells(cast.actor("marketing"), launch.pk, said, at=now()) == {one: True}
    assert actions.decide_cells(cast.actor("marketing"), launch.pk, said, at=now()) == {one: False}
    assert grid(launch).readiness.required == 3
    with refused("launches.no_such_cell"):
        actions.decide_cells(cast.actor("marketing"), launch.pk, {987_654: (True, "x")}, at=now())


def test_a_rule_names_places_of_the_grid(cast):
    launch = planned(cast)
    by = cast.actor("marketing")
    with refused("launches.unknown_name"):
        actions.say_rule(by, launch.pk, Word("", "", "committee", "", True, "Why"), at=now())
    assert actions.say_rule(by, launch.pk, Word("kind:stalls", "", "legal", "", False, "Lawyers"), at=now()) == 2
    assert grid(launch).readiness.required == 2


def test_each_day_is_counted_once_and_kept_as_last_counted(cast):
    launch = planned(cast)
    at = now()
    count_launches(at)
    covered(cast, launch, causes=["silence"])
    count_launches(at)
    count_launches(at + timedelta(days=1))
    rows = list(ReadinessDay.objects.order_by("day").values_list("day", "required", "covered"))
    assert rows == [(day(), 4, 2), (day() + timedelta(days=1), 4, 2)]


def test_a_process_is_assumed_for_stages_of_a_pipeline(cast):
    launch = planned(cast)
    by = cast.actor("marketing")
    said = [actions.Assumed("discovery", 20, 3), actions.Assumed("proposal", None, None)]
    actions.assume_process(by, launch.pk, pipeline="sales", said=said, at=now())
    assert list(launch.assumed.values_list("stage", "days", "people")) == [("discovery", 20, 3)]
    with refused("launches.unknown_name"):
        actions.assume_process(by, launch.pk, pipeline="sales", said=[actions.Assumed("won", 1)], at=now())
    with refused("launches.number"):
        actions.assume_process(by, launch.pk, pipeline="sales", said=[actions.Assumed("discovery", -1)], at=now())


def test_a_launch_that_was_called_off_stays_as_it_is(cast):
    launch = planned(cast)
    by = cast.actor("marketing")
    actions.call_off(by, launch.pk, because="No factory", at=now())
    with refused("launches.called_off"):
        actions.attach_document(by, launch.pk, paper(), at=now())
    with refused("launches.called_off"):
        sign(cast, launch)
    assert count_launches(now()) == 0


def test_counting_asks_no_more_queries_for_more_cells(cast):
    small, large = planned(cast, name="Small"), planned(cast, name="Large", roles=[], causes=[])
    counts = []
    for launch in (small, large):
        with CaptureQueriesContext(connection) as asked:
            assert grid(launch).cells[0].standing is Standing.GAP
        counts.append(len(asked))
    assert counts[0] == counts[1] <= 7
