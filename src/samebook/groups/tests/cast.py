"""A sale in the North with people of its account, for the tests of buying groups."""

from datetime import UTC, datetime

from samebook.accounts.models import Account, Person
from samebook.buying import actions as buying
from samebook.buying.models import Opportunity
from samebook.company.tests.cast import day_of
from samebook.web.tests.cast import Cast

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
NAMES = ("Ada Voss", "Bo Lund", "Cai Wolff", "Dea Ortiz", "Eli Marsh", "Fay Nowak", "Gil Aubert", "Hana Sato")


def sale(
    cast: Cast, *, people: int = 4, at: datetime = NOW, owner: str = "rep", host: str = "voss.example"
) -> tuple[Opportunity, list[Person]]:
    """An open sale of the rep's, and people of its account who do not take part yet."""
    account = Account.objects.create(
        name="Voss Pumpen", name_key="voss pumpen", origin="person", territory=cast.north, created_at=at
    )
    crowd = [
        Person.objects.create(
            name=NAMES[n] if n < len(NAMES) else f"Person Number {n:02}", surname_key=f"{n:03}", account=account,
            email=f"p{n}@{host}", origin="person", created_at=at,
        )
        for n in range(people)
    ]  # fmt: skip
    opportunity = buying.open_opportunity(
        cast.actor(owner), name="Two pumps", account=account, people=[], owner_id=cast[owner].pk,
        territory_id=cast.north.pk, at=at, opened_on=day_of(at),
    )  # fmt: skip
    return opportunity, crowd
