"""A launch small enough to count by hand: one role, both decisions, two causes, so four cells, each required."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

from samebook.company.queries import local_day
from samebook.launches.actions import Paper, Plan, approve_document, attach_document, plan_launch, say_rule
from samebook.launches.models import Cell, Document, Launch
from samebook.launches.rules import Word
from samebook.web.tests.cast import Cast


def now() -> datetime:
    """The journal keeps the server's time, so tests act now."""
    return datetime.now(UTC)


def day() -> date:
    return local_day(now())


def plan_of(cast: Cast, **said: Any) -> Plan:
    usual: dict[str, Any] = {
        "name": "Pump 3", "product": "Pump", "owner_id": cast["marketing"].pk, "begins_on": day() + timedelta(days=60),
        "roles": ["staller"], "causes": ["silence", "legal"], "languages": ["en"],
    }  # fmt: skip
    return Plan(**usual | said)


def planned(cast: Cast, *, required: bool = True, **said: Any) -> Launch:
    by = cast.actor("marketing")
    launch = plan_launch(by, plan_of(cast, **said), at=now(), propose=False)
    if required:
        say_rule(by, launch.pk, Word("", "", "", "", True, "Each is met in every sale"), at=now())
        launch.refresh_from_db()
    return launch


def paper(**said: Any) -> Paper:
    usual: dict[str, Any] = {
        "title": "Answers", "place": "https://files.example/answers.pdf", "languages": ["en"],
        "review_on": day() + timedelta(days=365),
    }  # fmt: skip
    return Paper(**usual | said)


def covered(cast: Cast, launch: Launch, **said: Any) -> Document:
    """A document that marketing attached and the sales manager approved."""
    made = attach_document(cast.actor("marketing"), launch.pk, paper(**said), at=now())
    return approve_document(cast.actor("sales_manager"), launch.pk, made.pk, at=now())


def cell(launch: Launch, decision: str = "start_project", cause: str = "silence", role: str = "staller") -> Cell:
    return Cell.objects.get(launch=launch, role=role, decision=decision, cause=cause)
