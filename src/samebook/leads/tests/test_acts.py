import pytest

from samebook.kernel.access import Actor, Role
from samebook.kernel.refusals import Refused
from samebook.leads.acts import check_open, check_role, open_acts
from samebook.leads.terms import Act, Status

REP = Actor(7, "user:7", frozenset({Role.REP}))
MANAGER = Actor(8, "user:8", frozenset({Role.SALES_MANAGER}), sees_all=True)
MARKETING = Actor(9, "user:9", frozenset({Role.MARKETING}), sees_all=True)
TELESALES = Actor(10, "user:10", frozenset({Role.TELESALES}), sees_all=True)
EXECUTIVE = Actor(11, "user:11", frozenset({Role.EXECUTIVE}), sees_all=True)


@pytest.mark.parametrize(
    ("actor", "status", "owner", "offered"),
    [
        (REP, Status.DELIVERED, 7, {"accept", "log", "reject", "convert", "answer", "set-aside"}),
        (REP, Status.DELIVERED, 99, {"answer"}),
        (REP, Status.ACCEPTED, 7, {"log", "reject", "convert", "set-aside"}),
        (REP, Status.NURTURE, None, set()),
        (REP, Status.ASK, None, {"answer"}),
        (MANAGER, Status.DELIVERED, 7, {"accept", "log", "reject", "convert", "answer", "hand-over", "set-aside"}),
        (MANAGER, Status.UNROUTED, None, {"hand-over", "set-aside"}),
        (MANAGER, Status.REJECTED, 7, {"recycle", "set-aside"}),
        (MARKETING, Status.DELIVERED, 7, {"answer", "set-aside"}),
        (MARKETING, Status.NURTURE, None, {"recycle", "set-aside"}),
        (TELESALES, Status.ASK, None, {"answer", "ask", "give-up", "set-aside"}),
        (TELESALES, Status.CONVERTED, 7, set()),
        (EXECUTIVE, Status.DELIVERED, 7, set()),
    ],
)
def test_each_role_is_offered_what_the_status_allows(actor, status, owner, offered):
    assert {act.value for act in open_acts(actor, status=status, owner_id=owner)} == offered


def test_a_lead_below_the_criteria_or_settled_owes_sales_nothing():
    for status in (Status.NURTURE, Status.ASK, Status.RECEIVED, Status.NOT_A_LEAD, Status.SERVICE_REQUEST):
        for act in (Act.ACCEPT, Act.LOG, Act.REJECT, Act.CONVERT):
            with pytest.raises(Refused):
                check_open(act, MANAGER, status=status, owner_id=None)


def test_a_role_is_refused_before_anything_is_said_of_the_lead():
    for act in Act:
        with pytest.raises(Refused, match="Your roles do not let you"):
            check_role(act, EXECUTIVE)


def test_who_has_two_roles_may_what_either_may():
    both = Actor(7, "user:7", frozenset({Role.REP, Role.MARKETING}), sees_all=True)
    check_open(Act.SET_ASIDE, both, status=Status.DELIVERED, owner_id=99)
    with pytest.raises(Refused, match="Only the rep"):
        check_open(Act.ACCEPT, both, status=Status.DELIVERED, owner_id=99)
