"""Who would get the leads that a text would deliver and nobody has: routed again, by today's territories and reps."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import duckdb

from samebook.accounts.models import Account
from samebook.leads.effect.gathering import ARRIVAL
from samebook.leads.effect.judging import SIDES
from samebook.leads.routing import Rep, Router
from samebook.leads.standing import Standing, standing

MOST_REPLAYED = 50_000
"""Of more leads only the territories are told: handing out takes microseconds for each."""
A_LOOK = 900
"""Accounts looked up at once."""
Chosen = tuple[str | None, int | None]
"""The code of a territory and a rep's id."""


@dataclass(frozen=True, slots=True)
class Rerouted:
    """What routing would make of one side's leads that nobody has.

    Attributes:
        leads: How many.
        by: How many for each territory and rep; the rep is None where there is none, or where it is not replayed.
        replayed: Whether reps were chosen.
    """

    leads: int
    by: Mapping[Chosen, int]
    replayed: bool

    def as_data(self) -> dict[str, Any]:
        rows = [{"territory": code, "rep": rep, "leads": leads} for (code, rep), leads in self.by.items()]
        rows.sort(key=lambda row: (str(row["territory"] or "\uffff"), row["rep"] or 0))
        return {"leads": self.leads, "replayed": self.replayed, "rows": rows}


def reroute(session: duckdb.DuckDBPyConnection) -> dict[str, dict[str, Any]]:
    """Both sides, from the tables ``outcomes`` and ``judged``."""
    company = standing()
    return {side: _rerouted(session, side, company).as_data() for side in SIDES}


def _rerouted(session: duckdb.DuckDBPyConnection, side: str, company: Standing) -> Rerouted:
    """Leads by the day they came: the account's owner first, then whoever of the territory is next in turn.

    What a rep carried on that day is not known, so nobody is full and all begin with nothing.
    """
    counted = session.execute(
        f"SELECT {side}_territory, count(*) FROM outcomes"  # noqa: S608 (own names)
        f" WHERE {side}_verdict = 'deliver' AND owner_id IS NULL GROUP BY 1"
    ).fetchall()
    total = sum(leads for _, leads in counted)
    if total > MOST_REPLAYED:
        return Rerouted(total, {(code, None): leads for code, leads in counted}, replayed=False)
    rows = session.execute(
        f"SELECT o.{side}_territory, j.account_id FROM outcomes o"  # noqa: S608 (own names)
        f" JOIN judged j ON j.lead_id = o.lead_id AND j.moment = {ARRIVAL}"
        f" WHERE o.{side}_verdict = 'deliver' AND o.owner_id IS NULL ORDER BY o.received_day, o.lead_id"
    ).fetchall()
    owners = _owners({account for _, account in rows if account is not None})
    router = Router([_fresh(company, user_id) for user_id in company.reps], company.places)
    by: Counter[Chosen] = Counter()
    for code, account in rows:
        territory_id = company.codes.get(code) if code else None
        chosen = router.route(territory_id, owner_id=owners.get(account))
        by[code, chosen.rep_id] += 1
    return Rerouted(total, by, replayed=True)


def _owners(accounts: set[int]) -> dict[int, int]:
    ids = sorted(accounts)
    found: dict[int, int] = {}
    for start in range(0, len(ids), A_LOOK):
        some = Account.objects.filter(pk__in=ids[start : start + A_LOOK], owner__isnull=False)
        found |= dict(some.values_list("pk", "owner_id"))
    return found


def _fresh(company: Standing, user_id: int) -> Rep:
    user = company.reps[user_id]
    return Rep(user_id, user.name, company.territories_of.get(user_id, frozenset()), None, 0, 0)
