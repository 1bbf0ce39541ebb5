"""The scope of DuckDB held against the scope of the lists, over the owner and territory of every record."""

import pyarrow as pa
import pytest

from samebook.accounts.models import Account
from samebook.accounts.queries import accounts_for
from samebook.book.engines.session import connect
from samebook.kernel.access import Actor, Role
from samebook.leads.models import Lead
from samebook.leads.queries import leads_for
from samebook.segments.seeing import seen_by
from samebook.segments.tests.people import EVERYBODY

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("records", "query", "bare"),
    [(Account.objects, accounts_for, {}), (Lead.objects, leads_for, {"delivered_at": None})],
    ids=["accounts", "leads"],
)
def test_rows_and_lists_show_everybody_the_same_records(people, records, query, bare):
    ids = list(records.filter(**bare).order_by("pk").values_list("pk", flat=True)[:5])
    records.filter(pk__in=ids).update(owner_id=None, territory_id=None)
    ids = list(records.filter(**bare).exclude(pk__in=ids).order_by("pk").values_list("pk", flat=True)[:5])
    records.filter(pk__in=ids).update(owner_id=people.rep.id, territory_id=min(people.outsider.territories))
    rows = zip(*query(EVERYBODY).values_list("pk", "owner_id", "territory_id"), strict=True)
    names = ("id", "owner_id", "territory_id")
    table = pa.table({name: pa.array(each, pa.int64()) for name, each in zip(names, rows, strict=True)})
    nowhere = Actor(people.rep.id, people.rep.label, people.rep.roles)
    nobody = [Actor(None, "token:1", frozenset({role}), people.rep.territories) for role in Role]
    for actor in (people.rep, people.teammate, people.outsider, people.marketing, EVERYBODY, nowhere, *nobody):
        with connect() as session:
            session.register("records", table)
            seen = seen_by(actor)
            where = "" if seen is None else f"WHERE {seen.sql('duckdb')}"
            found = {row[0] for row in session.execute(f"SELECT id FROM records {where}").fetchall()}
        assert found == set(query(actor).values_list("pk", flat=True)), actor
    assert 5 <= query(nowhere).count() < query(people.rep).count() < query(EVERYBODY).count()
