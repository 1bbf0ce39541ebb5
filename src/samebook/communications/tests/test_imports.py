"""Communications and costs from files."""

from datetime import UTC, datetime

import pytest

from samebook.communications.imports import COMMUNICATIONS, COSTS
from samebook.communications.models import Communication, Cost
from samebook.communications.queries import communications_named, costs_for
from samebook.company.models import Currency
from samebook.exchange.importing import run
from samebook.exchange.mapping_text import read_mapping
from samebook.exchange.sources import TextFile
from samebook.kernel.access import Actor, Role
from samebook.kernel.refusals import Refused

pytestmark = pytest.mark.django_db
AT = datetime(2026, 11, 2, 9, 30, tzinfo=UTC)
ACTOR = Actor.system("import")


@pytest.fixture
def bring(tmp_path):
    def bring(target, text):
        path = tmp_path / "file.csv"
        path.write_text(text)
        columns = ", ".join(f"{name}: {name}" for name in text.splitlines()[0].split(","))
        mapping, problems = read_mapping(f"target: {target.name}\ncolumns: {{{columns}}}", {target.name: target})
        assert not problems, problems
        return run(ACTOR, target, TextFile(path, mapping.dialect_of(path)), mapping, at=AT)

    return bring


def test_communications_and_their_costs_come_in_once(bring):
    Currency.objects.get_or_create(code="EUR")
    said = (
        "external_id,name,channel,started_on,ended_on\n"
        "c1,Fair,fair,2027-03-01,2027-03-04\nc2,Late,page,2027-03-02,2027-03-01\n"
    )
    spent = (
        "external_id,communication,booked_on,amount,currency\nb1,c1,2027-03-01,1200.50,eur\nb2,nowhere,2027-03-01,1,EUR\n"
        "b3,Fair,2027-03-01,1,XXX\nb4,Fair,2027-03-01,1.005,EUR\nb5,,2027-03-01,1e20,EUR\nb6,,2027-03-02,-5,EUR\n"
    )
    first = bring(COMMUNICATIONS, said)
    assert (first.created, first.refused) == (1, {"communications.ends_before_start": 1})
    costs = bring(COSTS, spent)
    assert costs.created == 2
    assert costs.refused == {
        "communications.unknown": 1, "company.unknown_currency": 1, "money.too_fine": 1, "money.too_large": 1
    }  # fmt: skip
    assert Cost.objects.get(external_id="b1").communication == Communication.objects.get()
    assert bring(COSTS, spent).unchanged == 2
    changed = bring(COSTS, spent.replace("1200.50", "1300"))
    assert (changed.changed, Cost.objects.count()) == (1, 2)


def test_a_communication_is_found_by_id_before_name():
    by_name = Communication.objects.create(name="c1", channel="page", created_at=AT)
    by_id = Communication.objects.create(external_id="c1", name="Fair", channel="fair", created_at=AT)
    assert communications_named({"c1"})["c1"] == by_id
    assert communications_named({"", "Fair"})["Fair"] == by_id
    assert by_name.pk != by_id.pk


def test_a_rep_neither_books_costs_nor_sees_them():
    rep = Actor(id=1, label="user:1", roles=frozenset({Role.REP}))
    with pytest.raises(Refused):
        COSTS.load(rep, [], at=AT)
    assert not costs_for(rep).exists()
