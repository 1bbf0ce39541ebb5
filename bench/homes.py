"""A home to measure in: a company with a sales map, 14 reps, the starter Book in force, and a token."""

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

PASSWORD = "correct horse battery staple"
ADMINISTRATOR = "ada@bench.example"
PLACES = ("dach", "benelux", "nordics", "uk", "france", "iberia", "italy", "east")
COUNTRIES = ("DE", "AT", "NL", "BE", "DK", "SE", "GB", "FR", "ES", "IT", "PL", "CZ")
STARTER = Path(__file__).resolve().parent.parent / "src/samebook/book/starters/industrial_maker.yaml"


@dataclass(frozen=True, slots=True)
class House:
    """Who may do what in the home."""

    administrator: Any
    marketing: Any
    manager: Any
    reps: tuple[Any, ...]
    token: str


@contextmanager
def folder() -> Iterator[Path]:
    """A temporary folder that is this process's home; Django is started in it, its tables are made."""
    with tempfile.TemporaryDirectory(prefix="samebook-bench-", ignore_cleanup_errors=True) as name:
        begin(Path(name))
        yield Path(name)


def begin(home: Path) -> None:
    """Start Django in a home and bring its tables up to date."""
    os.environ["SAMEBOOK_HOME"] = str(home)
    os.environ.pop("DATABASE_URL", None)
    from samebook.config.setup import django

    django()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)


def found() -> House:
    """Found the company; its first edition is signed and in force."""
    from samebook.company.actions import add_territory, add_user, create_token, found_company
    from samebook.company.models import Company, Team, User
    from samebook.company.queries import actor_for
    from samebook.journal.transactions import writing
    from samebook.kernel.access import Role

    at = datetime.now(UTC)
    with writing():
        found_company(
            name="Bench Pumps", country="DE", currency="EUR", time_zone="Europe/Berlin", fiscal_year_start=1,
            administrator_name="Ada Admin", administrator_email=ADMINISTRATOR, password=PASSWORD, at=at,
        )  # fmt: skip
        ada = actor_for(User.objects.get(email=ADMINISTRATOR))
        team = Team.objects.create(name="Sales", calendar=Company.objects.get().calendar)
        root = add_territory(ada, code="europe", name="Europe", at=at)
        places = [add_territory(ada, code=code, name=code.upper(), parent_id=root.pk, at=at).pk for code in PLACES]

        def hire(name: str, role: Role, *territories: int) -> Any:
            user = add_user(
                ada, name=name, email=f"{name.lower()}@bench.example", roles=[role], password=PASSWORD,
                team_id=team.pk, territory_ids=territories, at=at,
            )  # fmt: skip
            return actor_for(user)

        marketing, manager = hire("Mara", Role.MARKETING), hire("Max", Role.SALES_MANAGER)
        hire("Tess", Role.TELESALES)
        reps = tuple(hire(f"Rep{number}", Role.REP, places[number % len(places)]) for number in range(14))
        _, secret = create_token(ada, name="bench", scope="leads:write", at=at)
    _sign(marketing, manager)
    return House(ada, marketing, manager, reps, secret)


def again(token: str) -> House:
    """The company of a home that was founded before."""
    from samebook.company.models import User
    from samebook.company.queries import actor_for

    actors = {user.name: actor_for(user) for user in User.objects.order_by("id")}
    reps = tuple(actor for name, actor in actors.items() if name.startswith("Rep"))
    return House(actors["Ada Admin"], actors["Mara"], actors["Max"], reps, token)


def _sign(marketing: Any, manager: Any) -> None:
    from samebook.agreement.actions import draft_edition, propose_edition, sign_edition, take_force

    at = datetime.now(UTC)
    edition = draft_edition(marketing, text=STARTER.read_text("utf-8"), at=at)
    propose_edition(marketing, edition.pk, in_force_from=at, at=at)
    for side, actor in (("marketing", marketing), ("sales", manager)):
        sign_edition(actor, edition.pk, side=side, content_hash=edition.content_hash, password=PASSWORD, at=at)
    assert take_force(at=datetime.now(UTC)) is not None


def said(number: int) -> dict[str, Any]:
    """One lead as a client says it: a person and a company of its own, so that all that intake does is done.

    Of ten, six meet a level and are delivered, two have an open question, two are for nurture.
    """
    fate = number % 10
    fields: dict[str, Any] = {
        "account.industry": "chemicals",
        "account.employees": 120 + number % 900,
        "lead.budget": "80000" if fate < 8 else "900",
        "lead.project_start": datetime.now(UTC).date().isoformat(),
        "lead.need": "new_plant",
    }
    if fate in (6, 7):
        del fields["lead.budget"]
    return {
        "external_id": f"bench-{number}",
        "email": f"person{number}@firm{number}.example",
        "name": f"Person Number{number}",
        "company": f"Firm {number} Pumpworks",
        "country": COUNTRIES[number % len(COUNTRIES)],
        "source": "website",
        "message": "We are planning a new line and need pumps.",
        "fields": fields,
    }
