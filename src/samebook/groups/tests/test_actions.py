"""What is said of a buying group is kept, in step with who takes part in the sale."""

from datetime import date, timedelta
from importlib import import_module

import pytest
from django.apps import apps
from django.db import IntegrityError, transaction

from samebook.accounts.actions import erase_person
from samebook.buying import actions as buying
from samebook.buying.models import Opportunity
from samebook.groups import actions, hooks
from samebook.groups.models import Contact, Influence, Member, MemberRole, StanceSaid
from samebook.groups.queries import influences_of, members_of, seen_of
from samebook.groups.tests.cast import NOW, sale
from samebook.journal.models import Entry, Personal
from samebook.kernel.refusals import Missing, Refused
from samebook.web.tests.cast import Cast, assemble

START, VENDOR = "start_project", "choose_vendor"
pytestmark = pytest.mark.django_db


@pytest.fixture
def cast(db: None) -> Cast:
    return assemble(simulated=True)


def later(days: float):
    return NOW + timedelta(days=days)


def code_of(call, *args, **kwargs) -> str:
    with pytest.raises(Refused) as refused:
        call(*args, **kwargs)
    return refused.value.code


def in_step(one: Opportunity) -> bool:
    """Who takes part in the sale is who is in its group."""
    members = Member.objects.filter(opportunity=one, left_at=None).values_list("person_id", flat=True)
    return set(one.people.values_list("pk", flat=True)) == set(members)


def roles_of(one: Opportunity) -> dict[tuple[int, str], list[str]]:
    return {(each.person_id, each.decision): [role.role for role in each.roles.all()] for each in members_of(one)}


def test_people_named_by_either_door_are_in_both_places(cast) -> None:
    rep = cast.actor("rep")
    one, (ada, bo, cai, _) = sale(cast)
    buying.name_people(rep, one.pk, people=[ada.pk, bo.pk], at=NOW)
    assert in_step(one)
    assert {each.decision for each in members_of(one)} == {START}, "the decision of the stage it is at"
    actions.add_member(rep, one.pk, person_id=cai.pk, decision=VENDOR, roles=["decision_maker"], at=later(1))
    assert in_step(one)
    buying.name_people(rep, one.pk, people=[cai.pk], at=later(2))
    assert in_step(one)
    assert roles_of(one) == {(cai.pk, VENDOR): ["decision_maker"]}
    actions.remove_member(rep, one.pk, person_id=cai.pk, decision=VENDOR, because="Retired.", at=later(3))
    assert in_step(one)
    assert not one.people.exists()
    assert Member.objects.filter(left_at=None).count() == 0
    assert Member.objects.count() == 3, "that they took part stays written"


def test_a_sale_opened_with_people_has_them_in_its_group_and_one_won_back_too(cast) -> None:
    rep = cast.actor("rep")
    one, (ada, *_) = sale(cast)
    new = buying.open_opportunity(
        rep, name="Seals", account=one.account, people=[ada], owner_id=rep.id, territory_id=cast.north.pk, at=NOW,
        opened_on=NOW.date(),
    )  # fmt: skip
    assert in_step(new)
    buying.close_lost(rep, new.pk, closed_on=later(1).date(), reason="price", at=later(1))
    again = buying.win_back(rep, new.pk, at=later(2), opened_on=later(2).date())
    assert in_step(again)
    assert [each.person_id for each in members_of(again)] == [ada.pk]


def test_somebody_in_both_decisions_leaves_one_and_stays_in_the_sale(cast) -> None:
    rep = cast.actor("rep")
    one, (ada, bo, *_) = sale(cast)
    for decision in (START, VENDOR):
        actions.add_member(rep, one.pk, person_id=ada.pk, decision=decision, at=NOW)
    actions.add_member(rep, one.pk, person_id=bo.pk, decision=START, at=NOW)
    actions.draw_influence(rep, one.pk, who=ada.pk, whom=bo.pk, at=NOW)
    actions.remove_member(rep, one.pk, person_id=ada.pk, decision=START, at=later(1))
    assert in_step(one)
    assert influences_of(one) == [(ada.pk, bo.pk)]
    actions.remove_member(rep, one.pk, person_id=ada.pk, decision=VENDOR, at=later(1))
    assert in_step(one)
    assert influences_of(one) == [], "who takes part no longer moves nobody"
    assert (
        code_of(actions.remove_member, rep, one.pk, person_id=ada.pk, decision=VENDOR, at=later(2)) == "records.missing"
    )
    actions.add_member(rep, one.pk, person_id=ada.pk, decision=VENDOR, at=later(3))
    assert Member.objects.filter(person=ada, decision=VENDOR).count() == 2, "they came back"


def test_the_other_decision_is_filled_at_once(cast) -> None:
    rep = cast.actor("rep")
    one, (ada, bo, cai, _) = sale(cast)
    buying.name_people(rep, one.pk, people=[ada.pk, bo.pk], at=NOW)
    actions.add_member(rep, one.pk, person_id=cai.pk, decision=VENDOR, at=NOW)
    actions.bring_everybody(rep, one.pk, decision=VENDOR, at=later(1))
    assert {each.person_id for each in members_of(one, VENDOR)} == {ada.pk, bo.pk, cai.pk}
    assert code_of(actions.bring_everybody, rep, one.pk, decision=VENDOR, at=later(1)) == "groups.nobody_else"


def test_roles_are_those_of_the_book_and_the_chapters_above_hear_of_each_new_one(cast, monkeypatch) -> None:
    heard: list[tuple] = []
    monkeypatch.setattr(hooks, "role_entered", [lambda *said: heard.append((said[2].pk, *said[3:]))])
    rep = cast.actor("rep")
    one, (ada, *_) = sale(cast)
    here = {"person_id": ada.pk, "decision": START}
    actions.add_member(rep, one.pk, **here, roles=["champion"], at=NOW)
    actions.set_roles(rep, one.pk, **here, roles=["champion", "user"], at=later(1))
    actions.set_roles(rep, one.pk, **here, roles=["user"], at=later(2))
    actions.set_roles(rep, one.pk, **here, roles=["user", "champion"], at=later(3))
    assert heard == [
        (ada.pk, "champion", START, NOW), (ada.pk, "user", START, later(1)), (ada.pk, "champion", START, later(3)),
    ]  # fmt: skip
    kept = MemberRole.objects.order_by("id").values_list("role", "kind", "since", "until")
    assert list(kept) == [
        ("champion", "supports", NOW, later(2)), ("user", "takes_part", later(1), None),
        ("champion", "supports", later(3), None),
    ]  # fmt: skip
    for roles, code in ((["king"], "groups.unknown_role"), (["nay_sayer"], "groups.role_of_another_decision")):
        assert code_of(actions.set_roles, rep, one.pk, **here, roles=roles, at=later(4)) == code


def test_a_role_that_a_newer_edition_took_away_may_be_kept_but_not_given(cast) -> None:
    rep = cast.actor("rep")
    one, (ada, *_) = sale(cast)
    member = actions.add_member(rep, one.pk, person_id=ada.pk, decision=START, at=NOW)
    MemberRole.objects.create(member=member, role="sponsor", kind="supports", since=NOW)
    said = {"person_id": ada.pk, "decision": START, "at": later(1)}
    actions.set_roles(rep, one.pk, roles=["sponsor", "user"], **said)
    actions.set_roles(rep, one.pk, roles=["user"], **said)
    assert code_of(actions.set_roles, rep, one.pk, roles=["sponsor"], **said) == "groups.unknown_role"


def test_every_stance_is_kept_with_its_evidence_and_the_one_that_happened_last_holds(cast) -> None:
    rep = cast.actor("rep")
    one, (ada, *_) = sale(cast)
    here = {"person_id": ada.pk, "decision": START}
    actions.add_member(rep, one.pk, **here, at=NOW)
    say = {**here, "evidence": "Asked for the price list.", "word": "deed"}
    actions.say_stance(rep, one.pk, **say, stance="for", happened_on=later(2).date(), at=later(3))
    member = actions.say_stance(rep, one.pk, **say, stance="against", happened_on=later(1).date(), at=later(4))
    assert member.stance == "for", "it was told late of an earlier day"
    assert StanceSaid.objects.count() == 2
    for more, code in (
        ({"stance": "furious"}, "groups.unknown_stance"), ({"stance": "for", "word": "rumour"}, "groups.unknown_word"),
        ({"stance": "for", "word": "own", "evidence": " "}, "groups.evidence_missing"),
        ({"stance": "for", "happened_on": later(9).date()}, "groups.ahead"),
        ({"stance": "for", "happened_on": date(1, 1, 1)}, "day.outside"),
        ({"stance": "for", "seen": 1}, "buying.changed_meanwhile"),
    ):  # fmt: skip
        assert code_of(actions.say_stance, rep, one.pk, **(say | more), at=later(5)) == code


def test_influence_is_directed_of_another_and_drawn_once(cast) -> None:
    rep = cast.actor("rep")
    one, (ada, bo, cai, _) = sale(cast)
    buying.name_people(rep, one.pk, people=[ada.pk, bo.pk], at=NOW)
    actions.draw_influence(rep, one.pk, who=ada.pk, whom=bo.pk, at=NOW)
    actions.draw_influence(rep, one.pk, who=bo.pk, whom=ada.pk, at=NOW)
    for whom, code in ((ada, "groups.influence_of_self"), (bo, "groups.influence_known"), (cai, "groups.not_a_member")):
        assert code_of(actions.draw_influence, rep, one.pk, who=ada.pk, whom=whom.pk, at=NOW) == code
    actions.end_influence(rep, one.pk, who=ada.pk, whom=bo.pk, at=later(1))
    assert influences_of(one) == [(bo.pk, ada.pk)]
    with pytest.raises(Missing):
        actions.end_influence(rep, one.pk, who=ada.pk, whom=bo.pk, at=later(1))
    assert Influence.objects.count() == 2


def test_a_contact_has_happened_with_somebody_who_takes_part(cast) -> None:
    rep = cast.actor("rep")
    one, (ada, bo, *_) = sale(cast)
    buying.name_people(rep, one.pk, people=[ada.pk], at=NOW)
    note = {"way": "call", "at": later(5)}
    actions.note_contact(rep, one.pk, person_id=ada.pk, happened_at=later(4), **note)
    actions.note_contact(rep, one.pk, person_id=ada.pk, happened_at=later(2), **note)
    seen = seen_of(one, [ada.pk, bo.pk])
    assert list(seen) == [ada.pk]
    assert (seen[ada.pk].first_at, seen[ada.pk].last_at) == (later(2), later(4))
    wrong = {"person_id": ada.pk, "happened_at": later(4), **note}
    for more, code in (
        ({"happened_at": later(6)}, "groups.ahead"), ({"way": "dream"}, "groups.unknown_way"),
        ({"happened_at": later(4).replace(tzinfo=None)}, "groups.no_offset"), ({"person_id": bo.pk}, "records.missing"),
    ):  # fmt: skip
        assert code_of(actions.note_contact, rep, one.pk, **(wrong | more)) == code


def test_only_people_of_the_account_who_are_not_erased_can_be_added_and_once(cast) -> None:
    rep = cast.actor("rep")
    one, (ada, *_) = sale(cast)
    _, (stranger, *_) = sale(cast, host="other.example")
    add = {"decision": START, "at": NOW}
    actions.add_member(rep, one.pk, person_id=ada.pk, **add)
    assert code_of(actions.add_member, rep, one.pk, person_id=ada.pk, **add) == "groups.here_already"
    for other in (stranger.pk, 10**9):
        assert code_of(actions.add_member, rep, one.pk, person_id=other, **add) == "buying.not_at_account"
    more = {"person_id": ada.pk, "at": NOW}
    assert code_of(actions.add_member, rep, one.pk, **more, decision="pay") == "groups.unknown_decision"


@pytest.mark.parametrize("who", ["outsider", "teammate", "marketing", "executive", "partner_user"])
def test_the_group_is_changed_by_who_works_on_the_sale_and_nobody_else(cast, who) -> None:
    rep, other = cast.actor("rep"), cast.actor(who)
    one, (ada, bo, *_) = sale(cast)
    actions.add_member(rep, one.pk, person_id=ada.pk, decision=START, at=NOW)
    here = {"person_id": ada.pk, "decision": START, "at": NOW}
    for call, said in (
        (actions.add_member, {**here, "person_id": bo.pk}), (actions.set_roles, {**here, "roles": ["user"]}),
        (actions.say_stance, {**here, "stance": "for"}), (actions.say_needs, {**here, "needs": "Price."}),
        (actions.remove_member, here), (actions.bring_everybody, {"decision": VENDOR, "at": NOW}),
        (actions.note_contact, {"person_id": ada.pk, "happened_at": NOW, "way": "call", "at": NOW}),
        (actions.draw_influence, {"who": ada.pk, "whom": bo.pk, "at": NOW}),
        (actions.end_influence, {"who": ada.pk, "whom": bo.pk, "at": NOW}),
    ):  # fmt: skip
        code = code_of(call, other, one.pk, **said)
        assert code in ("access.denied", "buying.not_yours", "records.missing")
        assert (code == "records.missing") == (who == "outsider")


def test_a_closed_sale_keeps_its_group_as_it_was(cast) -> None:
    rep = cast.actor("rep")
    one, (ada, *_) = sale(cast)
    actions.add_member(rep, one.pk, person_id=ada.pk, decision=START, at=NOW)
    buying.close_lost(rep, one.pk, closed_on=later(1).date(), reason="price", at=later(1))
    here = {"person_id": ada.pk, "decision": START, "at": later(2)}
    assert code_of(actions.say_stance, rep, one.pk, **here, stance="for") == "buying.closed"
    assert code_of(actions.remove_member, rep, one.pk, **here) == "buying.closed"
    assert len(members_of(one)) == 1


def test_an_erased_person_leaves_a_count_and_no_word(cast) -> None:
    rep = cast.actor("rep")
    one, (ada, bo, *_) = sale(cast)
    here = {"person_id": ada.pk, "decision": START, "at": NOW}
    actions.add_member(rep, one.pk, **here, roles=["decision_maker"])
    actions.add_member(rep, one.pk, person_id=bo.pk, decision=START, at=NOW)
    actions.say_stance(rep, one.pk, **here, stance="against", evidence="Shouted.", word="deed")
    actions.say_needs(rep, one.pk, **here, needs="An apology.")
    actions.note_contact(rep, one.pk, person_id=ada.pk, happened_at=NOW, way="call", note="Hung up.", at=NOW)
    actions.draw_influence(rep, one.pk, who=ada.pk, whom=bo.pk, at=NOW)
    assert Personal.objects.filter(person_id=ada.pk).count() == 3
    erase_person(cast.actor("administrator"), ada.pk, at=later(1))
    assert [each.person_id for each in members_of(one)] == [bo.pk]
    assert not Influence.objects.exists()
    kept = Member.objects.get(person=ada)
    assert (kept.needs, kept.roles.get().role) == ("", "decision_maker")
    assert StanceSaid.objects.get().evidence == ""
    assert Contact.objects.get().note == ""
    assert not Personal.objects.filter(person_id=ada.pk).exists()
    said = " ".join(str(entry.detail) for entry in Entry.objects.all())
    assert not [word for word in ("Shouted", "apology", "Hung up") if word in said], "never in the journal itself"
    assert code_of(actions.add_member, rep, one.pk, person_id=ada.pk, decision=VENDOR, at=later(2)) == (
        "buying.not_at_account"
    )
    assert code_of(actions.set_roles, rep, one.pk, **(here | {"roles": []})) == "records.missing"


@pytest.mark.parametrize(
    "wrong",
    [
        lambda member: Member.objects.filter(pk=member.pk).update(stance="furious"),
        lambda member: Member.objects.filter(pk=member.pk).update(decision="pay"),
        lambda member: Member.objects.filter(pk=member.pk).update(left_at=later(-1)),
        lambda member: Member.objects.create(
            opportunity=member.opportunity, person=member.person, decision=START, recorded_at=NOW
        ),
        lambda member: MemberRole.objects.create(member=member, role="", kind="decides"),
        lambda member: MemberRole.objects.create(member=member, role="user", kind="rules"),
        lambda member: Influence.objects.create(
            opportunity=member.opportunity, who=member.person, whom=member.person, since=NOW
        ),
    ],
    ids=["stance", "decision", "left before joining", "twice", "role without name", "kind", "influence of self"],
)
def test_the_database_itself_refuses_what_is_never_true(cast, wrong) -> None:
    one, (ada, *_) = sale(cast)
    member = actions.add_member(cast.actor("rep"), one.pk, person_id=ada.pk, decision=START, at=NOW)
    with pytest.raises(IntegrityError), transaction.atomic():
        wrong(member)


def test_who_took_part_before_there_were_groups_becomes_a_member_of_the_decision_of_the_stage(cast) -> None:
    rep = cast.actor("rep")
    one, (ada, bo, *_) = sale(cast)
    buying.name_people(rep, one.pk, people=[ada.pk, bo.pk], at=NOW)
    buying.move_to_stage(rep, one.pk, stage="proposal", at=later(1))
    Member.objects.all().delete()
    import_module("samebook.groups.migrations.0002_people_are_members").name(apps, None)
    assert in_step(one)
    kept = Member.objects.order_by("person_id").values_list("person_id", "decision", "joined_at", "origin")
    assert list(kept) == [(pk, VENDOR, None, "assumed") for pk in sorted((ada.pk, bo.pk))]
