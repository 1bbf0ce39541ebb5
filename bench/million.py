"""A home with a million leads, made by SQL of its own: the state of a company after years, not the way it got there.

Kept under ``bench/results/homes`` for the next run, until the tables change.
"""

import hashlib
import shutil
import time
from pathlib import Path
from typing import Any

from bench import homes
from bench.report import RESULTS

YEARS = 3
OPEN = 50
"""One in so many leads is open: 20,000 of a million."""


def ready(leads: int) -> homes.House:
    """Start Django in the home with so many leads, making it when it is not there."""
    folder = RESULTS / "homes" / f"{leads}-{_stamp()}"
    complete = folder / "complete"
    if not complete.exists():
        for old in folder.parent.glob(f"{leads}-*"):
            shutil.rmtree(old)
        folder.mkdir(parents=True)
        homes.begin(folder)
        house = homes.found()
        began = time.perf_counter()
        fill(leads)
        print(f"  a home of {leads:,} leads made in {time.perf_counter() - began:,.0f} s", flush=True)
        complete.write_text(house.token, "utf-8")
        return house
    homes.begin(folder)
    return homes.again(complete.read_text("utf-8"))


def _stamp() -> str:
    """Another text whenever a migration or this module changes."""
    root = Path(homes.__file__).resolve().parent.parent
    texts = [*sorted(root.glob("src/samebook/*/migrations/*.py")), Path(__file__), Path(homes.__file__), homes.STARTER]
    return hashlib.sha256(b"".join(path.read_bytes() for path in texts)).hexdigest()[:12]


def fill(leads: int) -> None:
    """Accounts, people, opportunities, responses, leads, facts and attempts, in the proportions of real records."""
    from django.db import connection

    accounts, people, sales = leads * 3 // 10, leads // 2, leads // 5
    judged = _judgements()
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA synchronous=OFF")
        cursor.execute(
            "CREATE TEMP TABLE place AS SELECT id, row_number() OVER () - 1 AS n FROM company_territory"
            " WHERE parent_id IS NOT NULL"
        )
        cursor.execute(
            "CREATE TEMP TABLE rep AS SELECT u.id, MIN(t.territory_id) AS territory_id,"
            " row_number() OVER () - 1 AS n FROM company_user u"
            " JOIN company_user_territories t ON t.user_id = u.id GROUP BY u.id"
        )
        cursor.execute("CREATE TEMP TABLE judged (verdict TEXT PRIMARY KEY, judgement TEXT, facts TEXT)")
        cursor.executemany("INSERT INTO judged VALUES (%s, %s, %s)", judged)
        cursor.execute("SELECT COALESCE(MAX(id), 0) FROM leads_lead")
        [first] = cursor.fetchone()
        for table, values, rows in (
            ("accounts.Account", _ACCOUNT, accounts),
            ("accounts.Person", _PERSON, people),
            ("buying.Opportunity", _OPPORTUNITY, sales),
        ):
            _insert(cursor, table, values, _numbers(rows), {"first": first, "accounts": accounts})
        leads_from = _numbers(leads).replace("SELECT n FROM", f"SELECT n, {_STATUS} AS status FROM")
        scale = {"first": first, "accounts": accounts, "people": people, "sales": sales, "leads": leads}
        _insert(cursor, "leads.Lead", _LEAD, _WITH_REP.format(numbers=leads_from), scale)
        _insert(cursor, "communications.Response", _RESPONSE, f"leads_lead l WHERE l.id > {first}", scale)
        _insert(
            cursor, "leads.LeadResponse", _LINK,
            f"leads_lead l JOIN communications_response r ON r.external_id = l.external_id WHERE l.id > {first}", scale,
        )  # fmt: skip
        _insert(
            cursor, "accounts.Fact", _FACT,
            f"leads_lead l JOIN json_each(l.facts) f ON f.key IN ('lead.budget', 'lead.need') WHERE l.id > {first}",
            scale,
        )  # fmt: skip
        _insert(cursor, "leads.Attempt", _ATTEMPT, f"leads_lead l WHERE l.id > {first} AND l.attempts_made > 0", scale)
        cursor.execute("ANALYZE")
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        cursor.execute("PRAGMA synchronous=FULL")


def _numbers(rows: int) -> str:
    return f"(WITH RECURSIVE c(n) AS (SELECT 0 UNION ALL SELECT n + 1 FROM c WHERE n < {rows - 1}) SELECT n FROM c) x"


def _insert(cursor: Any, model: str, values: dict[str, str], rows: str, sizes: dict[str, int]) -> None:
    """One statement for a table; a column that is not named gets its field's default."""
    from django.apps import apps

    kind = apps.get_model(model)
    fields = [field for field in kind._meta.local_concrete_fields if not field.primary_key]
    unknown = values.keys() - {field.column for field in fields}
    assert not unknown, f"{model} has no {unknown}"
    made = []
    for field in fields:
        if field.column in values:
            made.append(values[field.column].format(**sizes))
        else:
            default = field.get_db_prep_save(field.get_default(), _connection())
            made.append("NULL" if default is None else repr(default) if isinstance(default, str) else str(int(default)))
    columns = ", ".join(field.column for field in fields)
    statement = f"INSERT INTO {kind._meta.db_table} ({columns}) SELECT {', '.join(made)} FROM {rows}"
    _connection().connection.execute(statement)
    _connection().connection.commit()


def _connection() -> Any:
    from django.db import connection

    connection.ensure_connection()
    return connection


def _judgements() -> list[tuple[str, str, str]]:
    """A real judgement of each verdict, in the words of the edition in force."""
    from datetime import UTC, datetime

    from django.db import connection

    from samebook.agreement.queries import in_force
    from samebook.kernel.access import Actor, Role
    from samebook.leads.actions import take_in
    from samebook.leads.reading import Reader

    at = datetime.now(UTC)
    current = in_force(at)
    assert current is not None
    reader = Reader(current.book.fields, at, "api")
    actor = Actor(id=None, label="system:bench", roles=frozenset({Role.MARKETING}), sees_all=True)
    take_in(actor, [reader.read(homes.said(number)) for number in range(10)], at=at)
    with connection.cursor() as cursor:
        cursor.execute("SELECT verdict, judgement, facts FROM leads_lead GROUP BY verdict")
        return list(cursor.fetchall())


_AGE = f"(({{leads}} - n) * {YEARS * 365 * 86400} / {{leads}})"
_RECEIVED = f"datetime('now', '-' || {_AGE} || ' seconds')"
_STATUS = (
    "CASE WHEN n * 7 % 50 = 3 THEN"
    " CASE n / 50 % 10 WHEN 0 THEN 'delivered' WHEN 1 THEN 'delivered' WHEN 2 THEN 'delivered' WHEN 3 THEN 'accepted'"
    " WHEN 4 THEN 'accepted' WHEN 5 THEN 'unrouted' WHEN 6 THEN 'received' ELSE 'ask' END"
    " ELSE CASE WHEN n % 100 < 20 THEN 'converted' WHEN n % 100 < 35 THEN 'rejected' WHEN n % 100 < 90 THEN 'nurture'"
    " WHEN n % 100 < 97 THEN 'not_a_lead' ELSE 'service_request' END END"
)
_WITH_REP = (
    "{numbers} LEFT JOIN rep ON rep.n = x.n / 3 % 14 AND x.status IN ('delivered', 'accepted', 'converted', 'rejected')"
    " LEFT JOIN judged ON judged.verdict = CASE WHEN x.status = 'ask' THEN 'ask' WHEN x.status = 'nurture' THEN"
    " 'nurture' WHEN x.status IN ('received', 'not_a_lead', 'service_request') THEN '' ELSE 'deliver' END"
)
_CHOSEN = "substr('DEATNLBEDKSEGBFRESITPLCZ', 1 + 2 * (n % 12), 2)"
_ACCOUNT = {
    "external_id": "'A-' || n",
    "origin": "'import'",
    "name": "substr('MüllerDupontRossi_SmithKowalNovak_', 1 + 6 * (n % 6), 6) || ' Firm ' || n || ' GmbH'",
    "name_key": "substr('mullerdupontrossi_smithkowalnovak_', 1 + 6 * (n % 6), 6) || ' firm ' || n",
    "country": _CHOSEN,
    "domain": "'firm' || n || '.test'",
    "industry": "CASE n % 4 WHEN 0 THEN 'chemicals' WHEN 1 THEN 'food' WHEN 2 THEN 'paper' ELSE 'retail' END",
    "employees": "11 + n % 2000",
    "city": "'Town ' || (n % 5000)",
    "territory_id": "(SELECT id FROM place WHERE place.n = x.n % 8)",
    "owner_id": "CASE WHEN n % 5 = 0 THEN (SELECT id FROM rep WHERE rep.n = x.n % 14) END",
    "is_customer": "n % 6 = 0",
    "created_at": "datetime('now', '-1000 days')",
}
_PERSON = {
    "external_id": "'P-' || n",
    "origin": "'import'",
    "account_id": "11 + n % {accounts}",
    "name": "'Anna Person' || n",
    "name_key": "'anna person' || n",
    "surname_key": "'person' || n",
    "email": "'anna.person' || n || '@firm' || (n % {accounts}) || '.test'",
    "phone": "'+4930' || (1000000 + n)",
    "title": "'Head of Production'",
    "country": _CHOSEN,
    "created_at": "datetime('now', '-1000 days')",
}
_OPPORTUNITY = {
    "origin": "'person'",
    "name": "'Pumps for line ' || n",
    "account_id": "11 + n * 7 % {accounts}",
    "owner_id": "(SELECT id FROM rep WHERE rep.n = x.n % 14)",
    "territory_id": "(SELECT territory_id FROM rep WHERE rep.n = x.n % 14)",
    "source": "'website'",
    "stage": "CASE n % 4 WHEN 0 THEN 'discovery' WHEN 1 THEN 'project' WHEN 2 THEN 'proposal' ELSE 'negotiation' END",
    "amount": "10000 + n % 90000",
    "currency_id": "'EUR'",
    "opened_on": "date('now', '-' || (n % 1000) || ' days')",
    "outcome": "CASE n % 20 WHEN 0 THEN 'open' WHEN 1 THEN 'won' WHEN 2 THEN 'won' WHEN 3 THEN 'won' ELSE 'lost' END",
    "outcome_reason": "CASE WHEN n % 20 > 3 THEN 'price' ELSE '' END",
    "closed_on": "CASE WHEN n % 20 > 0 THEN date('now', '-' || (n % 900) || ' days') END",
    "created_at": "datetime('now', '-1000 days')",
}
_LEAD = {
    "external_id": "'L-' || x.n",
    "origin": "'api'",
    "account_id": "11 + x.n * 13 % {accounts}",
    "person_id": "11 + x.n * 17 % {people}",
    "source": "CASE x.n % 5 WHEN 0 THEN 'website' WHEN 1 THEN 'fair' WHEN 2 THEN 'telephone' WHEN 3 THEN 'mailing'"
    " ELSE 'partner' END",
    "country": _CHOSEN.replace("n % 12", "x.n % 12"),
    "received_at": _RECEIVED.replace("- n)", "- x.n)"),
    "recorded_at": _RECEIVED.replace("- n)", "- x.n)"),
    "facts": "COALESCE(judged.facts, '{{}}')",
    "status": "x.status",
    "status_reason": "CASE x.status WHEN 'not_a_lead' THEN 'spam' WHEN 'nurture' THEN 'Budget under 20,000 EUR'"
    " ELSE '' END",
    "verdict": "COALESCE(judged.verdict, '')",
    "level": "CASE WHEN judged.verdict = 'deliver' THEN CASE x.n % 3 WHEN 0 THEN 'A' ELSE 'B' END ELSE '' END",
    "judgement": "COALESCE(judged.judgement, '{{}}')",
    "edition_id": "CASE WHEN judged.verdict IS NOT NULL THEN (SELECT MAX(id) FROM agreement_edition) END",
    "judged_at": f"CASE WHEN judged.verdict IS NOT NULL THEN {_RECEIVED.replace('- n)', '- x.n)')} END",
    "territory_id": "rep.territory_id",
    "owner_id": "rep.id",
    "routed_because": "CASE WHEN rep.id IS NOT NULL THEN 'DACH: Rep, with 3 open, was the first of 2 in turn.' ELSE ''"
    " END",
    **{
        name: f"CASE WHEN rep.id IS NOT NULL THEN datetime({_RECEIVED.replace('- n)', '- x.n)')}, '+{hours} hours') END"
        for name, hours in (
            ("delivered_at", 0),
            ("announced_at", 1),
            ("first_attempt_due_at", 3),
            ("follow_up_due_at", 120),
        )
    },
    "first_attempt_at": "CASE WHEN x.status IN ('accepted', 'converted', 'rejected') THEN"
    f" datetime({_RECEIVED.replace('- n)', '- x.n)')}, '+2 hours') END",
    "attempts_made": "CASE WHEN x.status IN ('accepted', 'converted', 'rejected') THEN 1 ELSE 0 END",
    "attempts_owed": "CASE WHEN rep.id IS NOT NULL THEN 3 ELSE 0 END",
    "breached_at": "CASE WHEN rep.id IS NOT NULL AND x.n % 9 = 0 THEN"
    f" datetime({_RECEIVED.replace('- n)', '- x.n)')}, '+4 hours') END",
    "answered_at": "CASE WHEN x.status IN ('accepted', 'converted', 'rejected') THEN"
    f" datetime({_RECEIVED.replace('- n)', '- x.n)')}, '+5 hours') END",
    "rejected_at": f"CASE WHEN x.status = 'rejected' THEN datetime({_RECEIVED.replace('- n)', '- x.n)')}, '+5 hours')"
    " END",
    "rejection_reason": "CASE WHEN x.status = 'rejected' THEN CASE x.n % 3 WHEN 0 THEN 'no_project' WHEN 1 THEN"
    " 'no_budget' ELSE 'wrong_person' END ELSE '' END",
    "ask_owner_id": "CASE WHEN x.status = 'ask' THEN (SELECT MIN(user_id) FROM company_userrole"
    " WHERE role = 'telesales') END",
    "ask_until": "CASE WHEN x.status = 'ask' THEN datetime('now', '+' || (x.n % 240) || ' hours') END",
    "recycle_at": f"CASE WHEN x.status = 'nurture' AND {_AGE.replace('- n)', '- x.n)')} < 15552000 THEN"
    f" datetime({_RECEIVED.replace('- n)', '- x.n)')}, '+6 months') END",
    "opportunity_id": "CASE WHEN x.status = 'converted' THEN 1 + x.n * 11 % {sales} END",
    "converted_at": "CASE WHEN x.status = 'converted' THEN"
    f" datetime({_RECEIVED.replace('- n)', '- x.n)')}, '+9 hours') END",
}
_RESPONSE = {
    "external_id": "l.external_id",
    "source": "l.source",
    "path": "'form'",
    "message": "'We are planning a new line and need pumps; please call.'",
    "received_at": "l.received_at",
    "recorded_at": "l.recorded_at",
    "account_id": "l.account_id",
    "person_id": "l.person_id",
}
_LINK = {"lead_id": "l.id", "response_id": "r.id", "is_first": "1"}
_FACT = {
    "record_kind": "'lead'",
    "record_id": "l.id",
    "field": "f.key",
    "value": "json_quote(f.value)",
    "origin": "'api'",
    "actor": "'token:1'",
    "known_at": "l.received_at",
}
_ATTEMPT = {
    "lead_id": "l.id",
    "user_id": "l.owner_id",
    "channel": "'phone'",
    "outcome": "'reached'",
    "origin": "'person'",
    "happened_at": "l.first_attempt_at",
    "recorded_at": "l.first_attempt_at",
    "is_late": "0",
}
