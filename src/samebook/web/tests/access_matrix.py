"""Who may open what: every address of the product, in one table. A new address without a row fails the test.

A row names the route and who may use it. Whoever is not named gets ``denied``; nobody signed in gets the way to
the sign-in. A row with a ``record`` is asked three times: for a record of the North, one of the South and one that
does not exist. Reps see their own territory; for a foreign record and for a missing one the answer must be the same.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any

from django.utils.timezone import localdate

from samebook.accounts.models import Account, Person
from samebook.agreement.actions import (
    comment_on,
    counter_propose,
    delegate_signature,
    draft_edition,
    settle_comment,
)
from samebook.agreement.starters import EMPTY
from samebook.board.periods import FIRST_YEAR
from samebook.board.tests.examples import closed as closed_with_figures
from samebook.buying.models import Opportunity
from samebook.communications.models import Holdout
from samebook.company.actions import add_holiday, create_token
from samebook.company.models import Territory
from samebook.jobs.actions import ask_for
from samebook.kernel.access import Actor
from samebook.kernel.periods import Period
from samebook.launches.actions import Plan, plan_launch
from samebook.launches.models import Cell as LaunchCell
from samebook.launches.models import Document as LaunchDocument
from samebook.launches.models import Launch, Milestone, Training
from samebook.launches.models import Signature as LaunchSignature
from samebook.leads.effect.results import KIND as EFFECT
from samebook.leads.meaning.results import KIND as MEANING
from samebook.leads.models import Lead, Poll, PollInvitation
from samebook.leads.quarter.results import KIND as QUARTER
from samebook.leads.review.trials import KIND as TRIAL
from samebook.leads.terms import Status
from samebook.plays.actions import Step, Upload, add_play, add_step, ask_for_play, take_up
from samebook.plays.effects.models import Lot
from samebook.plays.models import PlayRun
from samebook.plays.tests.cast import a_play
from samebook.saved.actions import save_view
from samebook.saved.terms import About
from samebook.stalls.models import Proposal, Stall
from samebook.ui.converters import LARGEST
from samebook.web.tests.cast import ROLES, Cast

EVERYBODY = frozenset(ROLES)
INSIDE = EVERYBODY - {"partner_user"}
REPS = frozenset({"rep", "teammate", "outsider"})
SELLING = REPS | {"marketing", "sales_manager", "telesales", "executive", "administrator"}
OFFICE = SELLING - REPS
ADMINISTRATORS = frozenset({"administrator"})
WRITING = frozenset({"marketing", "sales_manager"})
BEGINNING = WRITING | {"administrator"}

Arguments = dict[str, Any]
Maker = Callable[[Cast, Territory], Arguments]
"""Makes a record in a territory; gives the arguments of its address, ``{"lead_id": 7}``."""


def lead_in(cast: Cast, territory: Territory) -> Arguments:
    """A lead in nurture."""
    now = datetime.now(UTC)
    lead = Lead.objects.create(
        origin="person", territory=territory, status=Status.NURTURE, received_at=now, recorded_at=now
    )
    return {"lead_id": lead.pk}


def draft_in(cast: Cast, territory: Territory) -> Arguments:
    """A draft of the Book; it belongs to no territory."""
    return {"edition_id": draft_edition(cast.actor("marketing"), text=EMPTY, at=datetime.now(UTC)).pk}


def comment_in(cast: Cast, territory: Territory) -> Arguments:
    """A comment that is settled already."""
    now, by = datetime.now(UTC), cast.actor("sales_manager")
    made = comment_on(by, draft_in(cast, territory)["edition_id"], text="Per site?", at=now)
    return {"comment_id": settle_comment(by, made.pk, at=now).pk}


def counter_in(cast: Cast, territory: Territory) -> Arguments:
    """A counter-proposal of sales to a draft that a sales manager wrote, so that both sides may decline it."""
    now, by = datetime.now(UTC), cast.actor("sales_manager")
    edition = draft_edition(by, text=EMPTY, at=now)
    made = counter_propose(by, edition.pk, clause="title", proposed="title: Ours", reason="Shorter.", at=now)
    return {"counter_id": made.pk}


def delegation_in(cast: Cast, territory: Territory) -> Arguments:
    """The executive stands in for the sales manager, on another day for each territory; either may end it."""
    now, by = datetime.now(UTC), cast.actor("sales_manager")
    day, who = localdate(now) + timedelta(days=territory.pk), cast["executive"].pk
    made = delegate_signature(by, side="sales", delegate_id=who, from_date=day, until_date=day, at=now)
    return {"delegation_id": made.pk}


def account_in(cast: Cast, territory: Territory) -> Arguments:
    """An account without owner."""
    now = datetime.now(UTC)
    account = Account.objects.create(
        name="Voss", name_key=f"voss {territory.pk}", origin="person", territory=territory, created_at=now
    )
    return {"account_id": account.pk}


def person_in(cast: Cast, territory: Territory) -> Arguments:
    """A person at an account of the territory."""
    account_id = account_in(cast, territory)["account_id"]
    person = Person.objects.create(
        name="Ina Voss", origin="person", account_id=account_id, created_at=datetime.now(UTC)
    )
    return {"person_id": person.pk}


def opportunity_in(cast: Cast, territory: Territory) -> Arguments:
    """An open opportunity without owner: any rep who sees it may work on it."""
    now = datetime.now(UTC)
    opportunity = Opportunity.objects.create(
        name="Two pumps",
        stage="discovery",
        territory=territory,
        opened_on=now.date() - timedelta(days=2),
        created_at=now,
    )
    return {"opportunity_id": opportunity.pk}


def stall_in(cast: Cast, territory: Territory) -> Arguments:
    """An open stall of an opportunity without owner."""
    now, sale = datetime.now(UTC), opportunity_in(cast, territory)["opportunity_id"]
    stall = Stall.objects.create(
        opportunity_id=sale, cause="silence", stage="discovery", opened_at=now, recorded_at=now
    )
    return {"stall_id": stall.pk}


def stall_proposed(cast: Cast, territory: Territory) -> Arguments:
    """A stall that a rule proposes and nobody has answered."""
    now, sale = datetime.now(UTC), opportunity_in(cast, territory)["opportunity_id"]
    made = Proposal.objects.create(
        opportunity_id=sale, rule="long_in_stage", kind="age_in_stage", occasion=now, since=now, count=60,
        proposed_at=now,
    )  # fmt: skip
    return {"proposal_id": made.pk}


def view_saved(cast: Cast, territory: Territory) -> Arguments:
    """A view of marketing's own; it belongs to no territory."""
    by, name = cast.actor("marketing"), f"Sources {territory.pk}"
    made = save_view(by, name=name, about=About.MEASURE, subject="delivered", query="", at=datetime.now(UTC))
    return {"view_id": made.pk}


def day_off(cast: Cast, territory: Territory) -> Arguments:
    """A day off of the company's own, another for each territory."""
    day = date(2027, 6, territory.pk % 28 + 1)
    by, calendar = cast.actor("administrator"), cast.company.calendar_id
    return {"holiday_id": add_holiday(by, calendar, day=day, name="Outing", at=datetime.now(UTC)).pk}


def token_made(cast: Cast, territory: Territory) -> Arguments:
    by = cast.actor("administrator")
    return {"token_id": create_token(by, name="Website", scope="form", at=datetime.now(UTC))[0].pk}


def job_asked(cast: Cast, territory: Territory) -> Arguments:
    """Work that the system asked for: administrators alone see it."""
    return {"job_id": ask_for(Actor.system("ticker"), "snapshot.refresh", {}, at=datetime.now(UTC)).pk}


def scope_drafted(cast: Cast, territory: Territory) -> Arguments:
    """A draft for one country."""
    text = EMPTY.replace("title:", "scope: country FR\ntitle:", 1)
    return {"edition_id": draft_edition(cast.actor("marketing"), text=text, at=datetime.now(UTC)).pk}


def comparison_asked(cast: Cast, territory: Territory) -> Arguments:
    """A comparison that somebody of the office has asked for; it waits."""
    arguments = {"labels": ["Edition 1", "A draft"], "start": "2026-01-01", "end": "2026-02-01", "after": 1}
    return {"job_id": ask_for(cast.actor("marketing"), EFFECT, arguments, at=datetime.now(UTC)).pk}


def sheet_asked(cast: Cast, territory: Territory) -> Arguments:
    """A review sheet of the whole company, with what both departments discussed; it waits."""
    arguments = {"labels": ["Edition 1", "Q1 FY 2026"], "start": "2026-01-01", "edition": 1, "territories": None}
    asked = ask_for(cast.actor("marketing"), QUARTER, arguments | {"talked": True}, at=datetime.now(UTC))
    return {"job_id": asked.pk}


def meanings_compared(cast: Cast, territory: Territory) -> Arguments:
    """A comparison of definitions that somebody of the office has asked for; it waits."""
    arguments = {"word": "good", "kind": "account", "definitions": [], "is_private": False}
    return {"job_id": ask_for(cast.actor("marketing"), MEANING, arguments, at=datetime.now(UTC)).pk}


def poll_opened(cast: Cast, territory: Territory) -> Arguments:
    """An open poll of marketing's that asks marketing and the sales manager."""
    now, edition = datetime.now(UTC), draft_in(cast, territory)["edition_id"]
    poll = Poll.objects.create(
        word="good", question="What is good?", kind="account", edition_id=edition, opened_by=cast["marketing"],
        opened_at=now, closes_at=now + timedelta(days=1),
    )  # fmt: skip
    for side, role in (("marketing", "marketing"), ("sales", "sales_manager")):
        PollInvitation.objects.create(poll=poll, user=cast[role], side=side)
    return {"poll_id": poll.pk}


def trial_asked(cast: Cast, territory: Territory) -> Arguments:
    """A trial of thresholds; it waits."""
    arguments = {"edition": 1, "label": "Edition 1"}
    return {"job_id": ask_for(cast.actor("executive"), TRIAL, arguments, at=datetime.now(UTC)).pk}


def holdout_in(cast: Cast, territory: Territory) -> Arguments:
    """A hold-out that begins in a month; it belongs to no territory."""
    now = datetime.now(UTC)
    made = Holdout.objects.create(
        name=f"Spring {territory.pk}", population="A list", aim="won", share="0.5", worthwhile="0.05", lot="product",
        seed="a", starts_on=now.date() + timedelta(days=30), days=30, created_at=now,
    )  # fmt: skip
    return {"holdout_id": made.pk}


def lot_in(cast: Cast, territory: Territory) -> Arguments:
    """Offers by lot that draw; they belong to no territory."""
    now = datetime.now(UTC)
    made = Lot.objects.create(
        name=f"Lot {territory.pk}", share="0.5", horizon=30, worthwhile="5", seed="a", begins_at=now,
        draws_until=now + timedelta(days=90),
    )  # fmt: skip
    return {"lot_id": made.pk}


RECORDS: dict[str, Maker] = {
    "lead": lead_in,
    "edition": draft_in,
    "scope": scope_drafted,
    "comment": comment_in,
    "counter": counter_in,
    "delegation": delegation_in,
    "account": account_in,
    "person": person_in,
    "opportunity": opportunity_in,
    "stall": stall_in,
    "proposed": stall_proposed,
}
"""How to make each kind of record that an address is about. The missing one has the highest possible id."""

RECORDS |= {
    "user": lambda cast, territory: {"user_id": cast["telesales"].pk},
    "team": lambda cast, territory: {"team_id": cast.team.pk},
    "territory": lambda cast, territory: {"territory_id": territory.pk},
    "calendar": lambda cast, territory: {"calendar_id": cast.company.calendar_id},
    "day": day_off,
    "token": token_made,
    "job": job_asked,
    "comparison": comparison_asked,
    "meaning": meanings_compared,
    "poll": poll_opened,
    "sheet": sheet_asked,
    "saved": view_saved,
    "trial": trial_asked,
    "holdout": holdout_in,
    "lot": lot_in,
}


def play_made(cast: Cast, territory: Territory) -> Arguments:
    """An approved play; it belongs to no territory."""
    return {"play_id": a_play(cast, name=f"Play {territory.pk}", steps=(A_TASK,), at=datetime.now(UTC)).play_id}


def play_drafted(cast: Cast, territory: Territory) -> Arguments:
    """A draft of a play without steps."""
    by = cast.actor("marketing")
    return {"version_id": add_play(by, name=f"Draft {territory.pk}", at=datetime.now(UTC)).versions.get().pk}


def play_step_in(cast: Cast, territory: Territory) -> Arguments:
    """A step of a draft."""
    version_id = play_drafted(cast, territory)["version_id"]
    return {"step_id": add_step(cast.actor("marketing"), version_id, A_TASK, at=datetime.now(UTC)).pk}


def play_document_in(cast: Cast, territory: Territory) -> Arguments:
    """A file of an approved play."""
    sent = Upload("record.pdf", 9, [b"%PDF-1.7\n"])
    version = a_play(cast, name=f"Play {territory.pk}", steps=(A_TASK,), at=datetime.now(UTC), document=sent)
    return {"document_id": version.steps.get().document_id}


def play_run_in(cast: Cast, territory: Territory) -> Arguments:
    """A play that is offered for an opportunity without owner."""
    now = datetime.now(UTC)
    made = a_play(cast, name=f"Play {territory.pk}", steps=(A_TASK,), at=now)
    opportunity_id = opportunity_in(cast, territory)["opportunity_id"]
    run = PlayRun.objects.create(
        version=made, opportunity_id=opportunity_id, trigger="stage", trigger_name="discovery", language="en",
        decided_at=now, offered_at=now,
    )  # fmt: skip
    return {"run_id": run.pk}


def play_run_step_in(cast: Cast, territory: Territory) -> Arguments:
    """A step that waits to be performed."""
    run = take_up(cast.actor("sales_manager"), play_run_in(cast, territory)["run_id"], at=datetime.now(UTC))
    return {"step_id": run.steps.get().pk}


def play_asked_for(cast: Cast, territory: Territory) -> Arguments:
    by = cast.actor("sales_manager")
    return {"request_id": ask_for_play(by, cause="legal", why=f"Terms {territory.pk}", at=datetime.now(UTC)).pk}


A_TASK = Step("task", "Send the record by post")
RECORDS |= {
    "play": play_made,
    "play_draft": play_drafted,
    "play_step": play_step_in,
    "play_document": play_document_in,
    "play_run": play_run_in,
    "play_run_step": play_run_step_in,
    "play_request": play_asked_for,
}


def period_closed(cast: Cast, territory: Territory) -> Arguments:
    """A closed quarter, another one for each territory; it belongs to none."""
    year = FIRST_YEAR + territory.pk % 30
    period = Period(date(year, 7, 1), date(year, 10, 1))
    closed_with_figures(cast.actor("executive"), period, at=datetime.now(UTC))
    return {"period": f"{year}-07-01--{year}-09-30"}


RECORDS |= {"closed": period_closed}
PREPARING = BEGINNING | {"executive"}
MANAGERS, MARKETERS = frozenset({"sales_manager"}), frozenset({"marketing"})
CLOSING = frozenset({"executive", "administrator"})


@dataclass(frozen=True, slots=True)
class Row:
    """What one route answers to each role.

    Attributes:
        route: The full name, ``leads:lead``.
        may: Who gets ``status``.
        method: One row per method that the route takes.
        status: The answer to those who may.
        denied: The answer to others who are signed in.
        anonymous: The answer to nobody: 302 leads to the sign-in.
        record: A key of ``RECORDS`` for a route about one record.
        scoped: Whether reps get records of their own territory only.
        query: After the question mark.
        data: Of a POST; or a function of the cast.
        arguments: Of the address, besides the record's.
    """

    route: str
    may: frozenset[str] = INSIDE
    method: str = "GET"
    status: int = 200
    denied: int = 403
    anonymous: int = 302
    record: str = ""
    scoped: bool = True
    query: Mapping[str, str] = field(default_factory=dict)
    data: Mapping[str, Any] | Callable[[Cast], Mapping[str, Any]] = field(default_factory=dict)
    arguments: Mapping[str, Any] = field(default_factory=dict)

    def __str__(self) -> str:
        return f"{self.method} {self.route}"


MONEY = {"section": "criteria", "key": "0.country"}
LEVEL = {"section": "levels", "key": "0"}
"""Parts of the least Book that a draft can begin from."""

MATRIX: list[Row] = [
    Row("web:home", may=EVERYBODY, status=302),
    Row("web:nowhere", may=EVERYBODY),
    Row("web:today"),
    Row("web:login", may=EVERYBODY, status=302, anonymous=200),
    Row("web:logout", may=EVERYBODY, method="POST", status=302),
    Row("web:logout", may=EVERYBODY, status=405, anonymous=405),
    Row("web:first_run", may=EVERYBODY, status=302),
    Row("web:patterns", may=EVERYBODY, anonymous=200),
    Row("web:patterns_job", may=EVERYBODY, anonymous=200),
    Row("web:patterns_check", may=EVERYBODY, method="POST", anonymous=200),
    Row("web:healthz", may=EVERYBODY, anonymous=200),
]

MATRIX += [
    Row("leads:inbox", may=SELLING),
    Row("leads:table", may=SELLING),
    Row("leads:board", may=SELLING),
    Row("leads:new", may=SELLING - {"executive"}),
    Row("leads:promises", may=OFFICE, status=503),
    Row("leads:promises_records", may=OFFICE, status=404),
    Row("leads:promises_file", may=OFFICE, status=409, arguments={"ending": "csv"}),
    Row("leads:promises_chart", may=OFFICE, status=409),
    Row("leads:review", may=OFFICE),
    Row("leads:review_chart", may=OFFICE, status=404),
    Row("leads:review_records", may=OFFICE, status=404),
    Row("leads:review_file", may=OFFICE, status=404, arguments={"ending": "csv"}),
    Row("leads:review_draft", may=frozenset({"marketing", "sales_manager"}), method="POST", status=404),
    Row("leads:thresholds_begin", may=OFFICE, method="POST", status=404),
    Row("leads:thresholds", may=OFFICE, denied=404, record="trial", scoped=False),
    Row("leads:thresholds_progress", may=OFFICE, denied=404, record="trial", scoped=False),
    Row("leads:thresholds_draft", may=WRITING, method="POST", status=404, record="trial", scoped=False),
    Row("leads:effect", may=SELLING),
    Row("leads:effect", may=SELLING, method="POST"),
    Row("leads:effect_result", may=OFFICE, denied=404, record="comparison"),
    Row("leads:effect_progress", may=OFFICE, denied=404, record="comparison"),
    Row("leads:effect_chart", may=OFFICE, status=404, denied=404, record="comparison"),  # it has not ended yet
    Row(
        "leads:effect_file",
        may=OFFICE,
        status=404,  # it has not ended yet
        denied=404,
        record="comparison",
        arguments={"ending": "csv"},
    ),
    Row("meanings:index", may=SELLING),
    Row("meanings:begin", may=SELLING, status=409),  # no edition is in force, here and in the next two
    Row("meanings:begin", may=SELLING, method="POST", status=409),
    Row("meanings:builder", may=SELLING, method="POST", status=409),
    Row("meanings:compared", may=OFFICE, denied=404, record="meaning"),
    Row("meanings:progress", may=OFFICE, denied=404, record="meaning"),
    Row(
        "meanings:file",
        may=OFFICE,
        status=404,  # it has not ended yet
        denied=404,
        record="meaning",
        arguments={"ending": "csv"},
    ),
    Row("meanings:poll_new", may=WRITING),
    Row("meanings:poll_new", may=WRITING, method="POST", status=422),
    Row("meanings:poll", may=OFFICE, denied=404, record="poll", scoped=False),
    Row("meanings:poll_progress", may=OFFICE, denied=404, status=302, record="poll", scoped=False),
    Row("meanings:answer", may=WRITING, denied=404, record="poll", scoped=False),
    Row("meanings:answer", may=WRITING, denied=404, method="POST", status=422, record="poll", scoped=False),
    Row("meanings:poll_builder", may=WRITING, denied=404, method="POST", record="poll", scoped=False),
    Row(
        "meanings:close",
        may=frozenset({"marketing"}),
        denied=404,
        method="POST",
        status=302,
        record="poll",
        scoped=False,
    ),
    Row("meanings:draft", may=frozenset(), denied=404, method="POST", record="poll", scoped=False),
    Row("board:reports", may=SELLING),
    Row("board:benchmarks", may=PREPARING),
    Row("board:benchmarks", may=PREPARING, method="POST", status=422),
    Row("board:circulated", may=SELLING, record="closed", scoped=False),
    Row("board:internal", may=PREPARING, record="closed", scoped=False),
    Row("board:progress", may=PREPARING, status=302, record="closed", scoped=False),
    Row("board:file", may=SELLING, record="closed", scoped=False, arguments={"kind": "circulated", "ending": "xlsx"}),
    Row("board:file", may=PREPARING, record="closed", scoped=False, arguments={"kind": "internal", "ending": "xlsx"}),
    Row("board:close", may=CLOSING, method="POST", status=409, record="closed", scoped=False),
    Row("board:restate", may=CLOSING, method="POST", status=409, record="closed", scoped=False),
    Row("board:sign", may=MANAGERS, record="closed", scoped=False),
    Row("board:sign", may=MANAGERS, method="POST", status=422, record="closed", scoped=False),
    Row("board:offer", may=MARKETERS, method="POST", status=409, record="closed", scoped=False),  # it is closed
    Row(
        "board:comment",
        may=MARKETERS,
        record="closed",
        scoped=False,
        arguments={"kind": "circulated", "voice": "marketing"},
    ),
    Row(
        "board:comment",
        may=MANAGERS,
        method="POST",
        status=302,
        record="closed",
        scoped=False,
        arguments={"kind": "internal", "voice": "sales"},
        data={"text": "Two reps were ill."},
    ),
    Row("leads:quarter", may=SELLING),
    Row("leads:quarter", may=SELLING, method="POST", status=422),
    Row("leads:quarter_sheet", may=WRITING, denied=404, record="sheet", scoped=False),
    Row("leads:quarter_progress", may=WRITING, denied=404, record="sheet", scoped=False),
    Row("leads:quarter_paper", may=WRITING, status=404, denied=404, record="sheet", scoped=False),  # not made yet
    Row("leads:set_aside_many", may=REPS | {"marketing", "telesales", "sales_manager"}, method="POST", status=302),
    Row(
        "leads:act",
        may=REPS | {"sales_manager"},
        method="POST",
        status=409,  # a lead in nurture was delivered to nobody
        record="lead",
        arguments={"act": "accept"},
    ),
    Row("leads:lead", may=SELLING, denied=404, record="lead"),
]

NO_TOKEN = {"token_id": 987_654_321}
PLANTS, MINE = {"key": "plants"}, {"key": "private-1"}
"""Segments that are not there: none is in force, and foreign ones are held to missing ones in segments/tests."""

MATRIX += [
    Row("segments:segments", may=SELLING),
    Row("segments:new", may=SELLING, status=409),  # no edition is in force, so there are no fields
    Row("segments:new", may=SELLING, method="POST", status=409),
    Row("segments:new_builder", may=SELLING, method="POST", status=409),
    Row("segments:segment", may=SELLING, status=404, arguments=PLANTS),
    Row("segments:trend", may=SELLING, status=404, arguments=PLANTS),
    Row("segments:file", may=SELLING, status=404, arguments=PLANTS | {"ending": "csv"}),
    Row("segments:change", may=SELLING, status=404, arguments=MINE),
    Row("segments:change", may=SELLING, method="POST", status=404, arguments=MINE),
    Row("segments:builder", may=SELLING, method="POST", status=404, arguments=MINE),
    Row("segments:delete", may=SELLING, method="POST", status=404, arguments=MINE),
]

MATRIX += [
    Row("agreement:book"),
    Row("agreement:editions"),
    Row("agreement:begin", may=BEGINNING),
    Row("agreement:begin", may=BEGINNING, method="POST", status=302, data={"start": "empty"}),
    Row("agreement:check", may=WRITING, method="POST", data={"text": "samebook: 1"}),
    Row("agreement:edition", denied=404, record="edition", scoped=False),
    Row("agreement:draft_from", may=WRITING, method="POST", status=302, record="edition", scoped=False),
    Row("agreement:edit", may=WRITING, record="edition", scoped=False),
    Row("agreement:begin_scope", may=WRITING, method="POST", status=422),
    Row("agreement:inherits", denied=404, record="scope", scoped=False),
    Row("agreement:take_over", may=WRITING, method="POST", status=409, record="scope", scoped=False),
    Row("agreement:end", may=WRITING, method="POST", status=422, record="scope", scoped=False),
    Row("agreement:keep", may=WRITING, method="POST", status=409, record="scope", scoped=False),
    Row("agreement:guided", may=BEGINNING),
    Row("agreement:guided", may=BEGINNING, method="POST", status=422),
    Row("agreement:forms", may=WRITING, record="edition", scoped=False),
    Row("agreement:form_part", may=WRITING, record="edition", scoped=False, arguments=MONEY),
    Row("agreement:form_part", may=WRITING, method="POST", status=422, record="edition", scoped=False, arguments=MONEY),
    Row("agreement:form_builder", may=WRITING, method="POST", record="edition", scoped=False, arguments=MONEY),
    Row(
        "agreement:form_delete", may=WRITING, method="POST", status=302, record="edition", scoped=False, arguments=MONEY
    ),
    Row("agreement:form_move", may=WRITING, method="POST", status=302, record="edition", scoped=False, arguments=LEVEL),
    Row("agreement:propose", may=WRITING, method="POST", status=422, record="edition", scoped=False),
    Row("agreement:sign", may=WRITING, status=409, record="edition", scoped=False),
    Row("agreement:withdraw", may=WRITING, method="POST", status=302, record="edition", scoped=False),
    Row("agreement:amend", may=WRITING, method="POST", status=422, record="edition", scoped=False),
    Row("agreement:negotiation", may=WRITING, record="edition", scoped=False),
    Row("agreement:clause", may=WRITING, record="edition", scoped=False, query={"name": "qualification.A"}),
    Row(
        "agreement:comment",
        may=WRITING,
        method="POST",
        status=302,
        record="edition",
        scoped=False,
        data={"clause": "qualification.A", "text": "Per site?"},
    ),
    Row(
        "agreement:counter",
        may=WRITING,
        method="POST",
        status=422,
        record="edition",
        scoped=False,
        data={"clause": "qualification.A"},
    ),
    Row("agreement:settle", may=WRITING, method="POST", status=409, record="comment", scoped=False),
    Row(
        "agreement:decide",
        may=WRITING,
        method="POST",
        status=302,
        record="counter",
        scoped=False,
        arguments={"act": "decline"},
        data={"reason": "Too small."},
    ),
    Row("agreement:history", denied=404, record="edition", scoped=False),
    Row("agreement:delegates", may=WRITING),
    Row("agreement:delegates", may=WRITING, method="POST", status=422),
    Row(
        "agreement:end_delegation",
        may=frozenset({"sales_manager", "executive"}),
        denied=404,
        method="POST",
        status=302,
        record="delegation",
        scoped=False,
    ),
]

KEEPING = SELLING - {"executive"}
CONSENT = {"said": "yes", "channel": "email", "purpose": "marketing"}
MATRIX += [
    Row("accounts:accounts", may=SELLING),
    Row("accounts:account", may=SELLING, denied=404, record="account"),
    Row("accounts:accounts_file", may=SELLING, arguments={"ending": "xlsx"}),
    Row("accounts:people_file", may=SELLING, arguments={"ending": "csv"}),
    Row("accounts:names", may=SELLING, query={"q": "voss"}),
    Row("accounts:new_account", may=KEEPING),
    Row("accounts:new_account", may=KEEPING, method="POST", status=302, data={"name": "Novum"}),
    Row("accounts:change_account", may=KEEPING, record="account"),
    Row("accounts:people", may=SELLING),
    Row("accounts:person", may=SELLING, denied=404, record="person"),
    Row("accounts:new_person", may=KEEPING),
    Row("accounts:new_person", may=KEEPING, method="POST", status=302, data={"name": "Ida Lund"}),
    Row("accounts:change_person", may=KEEPING, record="person"),
    Row("accounts:consent", may=KEEPING, method="POST", status=302, record="person", data=CONSENT),
    Row("accounts:suppress", may=KEEPING, method="POST", status=422, record="person"),
    Row("accounts:kept", may=ADMINISTRATORS, record="person", arguments={"ending": "xlsx"}),
    Row("accounts:erase", may=ADMINISTRATORS, method="POST", status=302, record="person"),
]

SELLERS = REPS | {"sales_manager"}
LOST = {"closed_on": datetime.now(UTC).date().isoformat(), "reason": "price"}
MATRIX += [
    Row("groups:group", may=SELLING, denied=404, record="opportunity"),
    Row(
        "groups:act",
        may=SELLERS,
        method="POST",
        status=422,  # nobody is in the other decision
        record="opportunity",
        arguments={"act": "everybody"},
        data={"decision": "choose_vendor"},
    ),
    Row("buying:opportunities", may=SELLING),
    Row("buying:board", may=SELLING),
    Row("buying:new", may=SELLERS),
    Row("buying:new", may=SELLERS, method="POST", status=302, data={"name": "One pump"}),
    Row("buying:opportunity", may=SELLING, denied=404, record="opportunity"),
    Row("buying:move", may=SELLERS, record="opportunity"),
    Row("buying:move", may=SELLERS, method="POST", status=302, record="opportunity", data={"stage": "proposal"}),
    Row(
        "buying:act",
        may=SELLERS,
        method="POST",
        status=302,
        record="opportunity",
        arguments={"act": "lost"},
        data=LOST,
    ),
]

MATRIX += [
    Row("stalls:list", may=SELLING),
    Row("stalls:file", may=SELLING, arguments={"ending": "csv"}),
    Row("stalls:open", may=SELLERS, method="POST", status=302, record="opportunity", data={"cause": "legal"}),
    Row("stalls:meeting", may=SELLERS, method="POST", status=302, record="opportunity"),
    Row("stalls:end", may=SELLERS, method="POST", status=302, record="stall", data={"ended_by": "answered"}),
    Row("stalls:confirm", may=SELLERS, method="POST", status=302, record="proposed", data={"cause": "legal"}),
    Row("stalls:wave_off", may=SELLERS, method="POST", status=302, record="proposed"),
]

USERS_OF_PLAYS = SELLERS | {"marketing", "telesales"}
AN_AIM = {"causes": "legal", "languages": "en"}
MATRIX += [
    Row("plays:library", may=SELLING),
    Row("plays:file", may=SELLING, arguments={"ending": "csv"}),
    Row("plays:new", may=MARKETERS),
    Row(
        "plays:new", may=MARKETERS, method="POST", status=302, data=lambda c: {"name": "P", "owner": c["marketing"].pk}
    ),
    Row("plays:play", may=SELLING, record="play", scoped=False),
    Row("plays:change", may=MARKETERS, method="POST", status=422, record="play"),
    Row("plays:begin", may=MARKETERS, method="POST", status=302, record="play"),
    Row("plays:version", may=MARKETERS | {"sales_manager"} | CLOSING, record="play_draft", scoped=False),
    Row("plays:version", may=MARKETERS, method="POST", status=302, record="play_draft", data=AN_AIM),
    Row("plays:approve", may=MARKETERS, method="POST", status=422, record="play_draft"),  # it has no steps
    Row("plays:retire", may=MARKETERS, method="POST", status=409, record="play_draft"),  # nor is it approved
    Row("plays:new_step", may=MARKETERS, record="play_draft"),
    Row("plays:new_step", may=MARKETERS, method="POST", status=422, record="play_draft"),
    Row("plays:step", may=MARKETERS, record="play_step"),
    Row("plays:step", may=MARKETERS, method="POST", status=422, record="play_step"),
    Row("plays:remove_step", may=MARKETERS, method="POST", status=302, record="play_step"),
    Row("plays:document", may=SELLING, record="play_document", scoped=False),
    Row("plays:start", may=USERS_OF_PLAYS, status=404, record="opportunity"),  # the address names no play
    Row("plays:start", may=USERS_OF_PLAYS, method="POST", status=404, record="opportunity"),
    Row("plays:run", may=SELLING, record="play_run"),
    Row(
        "plays:run_act",
        may=USERS_OF_PLAYS,
        method="POST",
        status=302,
        record="play_run",
        arguments={"act": "start"},
    ),
    Row(
        "plays:step_act",
        may=USERS_OF_PLAYS,
        method="POST",
        status=302,
        record="play_run_step",
        arguments={"act": "do"},
    ),
    Row("plays:requests", may=SELLING),
    Row("plays:ask", may=SELLERS),
    Row("plays:ask", may=SELLERS, method="POST", status=302, data={"cause": "legal", "why": "Terms in Dutch."}),
    Row(
        "plays:request_act",
        may=MARKETERS,
        method="POST",
        status=302,
        record="play_request",
        arguments={"act": "decline"},
        data={"reason": "There is one."},
    ),
    Row(
        "plays:linked",
        may=EVERYBODY,
        status=404,
        anonymous=404,
        arguments={"purpose": "approve", "token": "broken"},
    ),
    Row(
        "plays:linked",
        may=EVERYBODY,
        method="POST",
        status=404,
        anonymous=404,
        arguments={"purpose": "decline", "token": "broken"},
    ),
]

DECIDING = WRITING | {"executive"}
MATRIX += [
    Row("board:budget", may=DECIDING, status=409),
    Row("board:budget_chart", may=DECIDING, status=409),
    Row("board:budget_file", may=DECIDING, status=409),
]

HOLDING_OUT = frozenset({"marketing", "administrator"})
MATRIX += [
    Row("holdouts:list", may=OFFICE),
    Row("holdouts:new", may=HOLDING_OUT),
    Row("holdouts:new", may=HOLDING_OUT, method="POST", status=422),
    Row("holdouts:holdout", may=OFFICE, record="holdout", scoped=False),
    Row("holdouts:held_out", may=HOLDING_OUT, record="holdout", scoped=False),
    Row("holdouts:cancel", may=HOLDING_OUT, method="POST", status=302, record="holdout", scoped=False,
        data={"reason": "Postponed."}),
]  # fmt: skip

MATRIX += [
    Row("plays_effects:what_works"),
    Row("plays_effects:new_lot", may=HOLDING_OUT),
    Row("plays_effects:new_lot", may=HOLDING_OUT, method="POST", status=422),
    Row("plays_effects:forecast", may=HOLDING_OUT, method="POST"),
    Row("plays_effects:lot", may=OFFICE, record="lot", scoped=False),
    Row("plays_effects:stop", may=HOLDING_OUT, method="POST", status=302, record="lot", scoped=False,
        data={"reason": "Postponed."}),
]  # fmt: skip

DELIVERED = {"name": "delivered"}
FUNNEL = {"name": "funnel"}
MATRIX += [
    Row("numbers:list"),
    Row("numbers:preparing"),
    Row("numbers:measure", status=503, arguments=DELIVERED),
    Row("numbers:chart", status=503, arguments=DELIVERED),
    Row("numbers:records", status=503, arguments=DELIVERED),
    Row("numbers:xlsx", status=503, arguments=DELIVERED),
    Row("numbers:csv", status=503, arguments=DELIVERED),
    Row("numbers:save", method="POST", status=503, arguments=DELIVERED),
    Row("numbers:svg", status=503, arguments=DELIVERED),
    Row("numbers:png", status=503, arguments=DELIVERED),
    Row("analyses:list"),
    Row("analyses:analysis", status=503, arguments=FUNNEL),
    Row("analyses:save", method="POST", status=503, arguments=FUNNEL),
    Row("analyses:chart", status=503, arguments=FUNNEL),
    Row("analyses:png", status=503, arguments=FUNNEL),
    Row("analyses:xlsx", status=503, arguments=FUNNEL),
    Row("analyses:csv", status=503, arguments=FUNNEL),
]
"""Without a snapshot, as here, the numbers are being prepared."""

MARKETING = frozenset({"marketing"})
MATRIX += [
    Row("saved:list"),
    Row("saved:view", may=MARKETING, denied=404, record="saved", scoped=False),
    Row("saved:change", may=MARKETING, method="POST", status=422, denied=404, record="saved", scoped=False),
    Row("saved:delete", may=MARKETING, method="POST", status=302, denied=404, record="saved", scoped=False),
    Row("saved:restore", may=MARKETING, method="POST", status=404, denied=404, record="saved", scoped=False),
    Row("saved:mail", may=MARKETING, method="POST", status=422, denied=404, record="saved", scoped=False),
    Row("saved:stop", may=MARKETING, method="POST", status=302, denied=404, record="saved", scoped=False),
]
"""A view belongs to who saved it; nobody else is told of it."""

IMPORTING = frozenset({"marketing", "sales_manager", "administrator"})
MATRIX += [
    Row("web:search", may=EVERYBODY, query={"q": "voss"}),
    Row("web:imports", may=IMPORTING),
    Row("web:imports", may=IMPORTING, method="POST", status=422),
    *(  # of a file that is not there; whose files one sees is tested in test_import_pages
        Row(f"web:{name}", may=IMPORTING, method=method, status=404, arguments={"upload_id": LARGEST})
        for name, method in (
            ("import", "GET"),
            ("import_read", "POST"),
            ("import_start", "POST"),
            ("import_resume", "POST"),
            ("import_progress", "GET"),
            ("import_refused", "GET"),
        )
    ),
]

MATRIX += [
    Row("journal:list"),
    Row("journal:verifying"),
    Row("journal:verify", may=WRITING | {"administrator", "executive"}, method="POST", status=302),
]
MATRIX += [
    Row(f"settings:{name}", may=ADMINISTRATORS)
    for name in ("company", "users", "new_user", "teams", "territories", "calendars", "money", "tokens", "jobs")
]
MATRIX += [
    Row("settings:rate", may=ADMINISTRATORS, method="POST", status=422),
    Row("settings:user", may=ADMINISTRATORS, record="user", scoped=False),
    Row("settings:user_password", may=ADMINISTRATORS, method="POST", status=422, record="user", scoped=False),
    Row("settings:end_user", may=ADMINISTRATORS, method="POST", status=302, record="user", scoped=False),
    Row("settings:readmit_user", may=ADMINISTRATORS, method="POST", status=302, record="user", scoped=False),
    Row("settings:team", may=ADMINISTRATORS, record="team", scoped=False),
    Row("settings:territory", may=ADMINISTRATORS, record="territory", scoped=False),
    Row("settings:move_territory", may=ADMINISTRATORS, method="POST", status=302, record="territory", scoped=False),
    Row("settings:calendar", may=ADMINISTRATORS, record="calendar", scoped=False),
    Row("settings:add_day", may=ADMINISTRATORS, method="POST", status=422, record="calendar", scoped=False),
    Row("settings:remove_day", may=ADMINISTRATORS, method="POST", status=302, record="day", scoped=False),
    Row("settings:revoke", may=ADMINISTRATORS, method="POST", status=302, record="token", scoped=False),
    Row("settings:job", may=ADMINISTRATORS, denied=404, record="job", scoped=False),
    Row("settings:job_again", may=ADMINISTRATORS, method="POST", status=302, record="job", scoped=False),
    Row("settings:profile", may=EVERYBODY),
    Row("settings:own_tokens", may=EVERYBODY, method="POST", status=422),
    Row("settings:end_own_token", may=EVERYBODY, method="POST", status=404, arguments=NO_TOKEN),
    Row("settings:own_password", may=EVERYBODY, method="POST", status=422),
]


@dataclass(frozen=True, slots=True)
class Own:
    """A route that looks at a token or a key of its own instead of the sign-in.

    Attributes:
        tested: Where its own guard is tested; what begins with "open" is open to all by intent.
        arguments: Of the address, with a token that nobody was given.
    """

    tested: str
    arguments: Mapping[str, Any] = field(default_factory=dict)


OWN_TOKEN = {
    "api:api-root": Own("nothing is there"),
    "api:openapi-json": Own("open: it describes the API and holds nothing of the company"),
    "api:send_leads": Own("leads/tests"),
    "api:list_opportunities": Own("buying/tests/test_api.py"),
    "api:open_opportunity": Own("buying/tests/test_api.py"),
    "api:read_opportunity": Own("buying/tests/test_api.py", {"opportunity_id": 1}),
    "api:change_opportunity": Own("buying/tests/test_api.py", {"opportunity_id": 1}),
    "api:move_opportunity": Own("buying/tests/test_api.py", {"opportunity_id": 1}),
    "api:close_opportunity": Own("buying/tests/test_api.py", {"opportunity_id": 1}),
    "api:reopen_opportunity": Own("buying/tests/test_api.py", {"opportunity_id": 1}),
    **{
        f"api:{name}": Own("groups/tests/test_api.py", {"opportunity_id": 1})
        for name in (
            "read_group",
            "add_member",
            "set_roles",
            "say_stance",
            "say_needs",
            "note_contact",
            "draw_influence",
            "end_influence",
            "remove_member",
        )
    },
    "api:list_plays": Own("plays/tests/test_api.py"),
    "api:list_suggested_plays": Own("plays/tests/test_api.py"),
    "api:list_play_runs": Own("plays/tests/test_api.py"),
    "api:list_play_requests": Own("plays/tests/test_api.py"),
    "api:start_play": Own("plays/tests/test_api.py"),
    "api:take_play_up": Own("plays/tests/test_api.py", {"run_id": 1}),
    "api:end_play_step": Own("plays/tests/test_api.py", {"step_id": 1}),
    "api:skip_play_step": Own("plays/tests/test_api.py", {"step_id": 1}),
    "api:list_lots": Own("plays/effects/tests/test_doors.py"),
    "api:read_lot": Own("plays/effects/tests/test_doors.py", {"lot_id": 1}),
    "api:list_stalls": Own("stalls/tests/test_api.py"),
    "api:sales_at_risk": Own("stalls/tests/test_api.py"),
    "api:list_proposals": Own("stalls/tests/test_api.py"),
    "api:open_stall": Own("stalls/tests/test_api.py"),
    "api:note_moved_meeting": Own("stalls/tests/test_api.py"),
    "api:end_stall": Own("stalls/tests/test_api.py", {"stall_id": 1}),
    "api:confirm_proposal": Own("stalls/tests/test_api.py", {"proposal_id": 1}),
    "api:wave_off_proposal": Own("stalls/tests/test_api.py", {"proposal_id": 1}),
    "api:list_launches": Own("launches/tests/test_doors.py"),
    "api:read_launch": Own("launches/tests/test_doors.py", {"launch_id": 1}),
    "api:read_cells": Own("launches/tests/test_doors.py", {"launch_id": 1}),
    "api:say_cells": Own("launches/tests/test_doors.py", {"launch_id": 1}),
    "leads:answer": Own("leads/tests", {"token": "nobodys"}),
    "api:list_measures": Own("web/tests/test_numbers_pages.py"),
    "api:read_figures": Own("web/tests/test_numbers_pages.py", DELIVERED),
    "api:list_analyses": Own("web/tests/test_analyses_pages.py"),
    "api:read_analysis": Own("web/tests/test_analyses_pages.py", FUNNEL),
    "api:read_definition": Own("web/tests/test_numbers_api.py", DELIVERED),
    "api:read_records": Own("web/tests/test_numbers_api.py", DELIVERED),
    "api:list_segments": Own("segments/tests"),
    "api:read_segment": Own("segments/tests", PLANTS),
    "api:read_members": Own("segments/tests", PLANTS),
    "api:read_board_report": Own("board/tests", {"period": "2026-q3"}),
    "saved:unsubscribe": Own("saved/tests", {"token": "nobodys"}),
    "api:list_holdouts": Own("communications/holdouts/tests"),
    "api:read_holdout": Own("communications/holdouts/tests", {"holdout_id": 1}),
    "api:read_held_out": Own("communications/holdouts/tests", {"holdout_id": 1}),
    "leads:form": Own("leads/tests", {"key": "nobodys"}),
    "leads:linked": Own("leads/tests", {"purpose": "accept", "token": "nobodys"}),
}
"""Checked here all the same: a session of any role does not stand in for the token."""


def launch_planned(cast: Cast, territory: Territory) -> Arguments:
    """A launch for one territory; reps of another do not see it."""
    now = datetime.now(UTC)
    plan = Plan(
        name=f"Pump in {territory.pk} {Launch.objects.count()}", product="Pump", owner_id=cast["marketing"].pk,
        begins_on=localdate(now) + timedelta(days=30), roles=["staller"], causes=["silence"],
        territories=[territory.pk],
    )  # fmt: skip
    return {"launch_id": plan_launch(cast.actor("marketing"), plan, at=now).pk}


def launch_cell(cast: Cast, territory: Territory) -> Arguments:
    """A cell of it, required and empty."""
    launch_id = launch_planned(cast, territory)["launch_id"]
    return {"launch_id": launch_id, "cell_id": LaunchCell.objects.filter(launch=launch_id).earliest("pk").pk}


def launch_document(cast: Cast, territory: Territory) -> Arguments:
    """A document that an administrator wrote, so that either planner may approve it."""
    launch_id, now = launch_planned(cast, territory)["launch_id"], datetime.now(UTC)
    made = LaunchDocument.objects.create(
        launch_id=launch_id, title="Answers", place="Shelf 2", review_on=localdate(now) + timedelta(days=9),
        written_by=cast["administrator"], written_at=now,
    )  # fmt: skip
    return {"launch_id": launch_id, "document_id": made.pk}


def launch_milestone(cast: Cast, territory: Territory) -> Arguments:
    launch_id, now = launch_planned(cast, territory)["launch_id"], datetime.now(UTC)
    made = Milestone.objects.create(launch_id=launch_id, name="Prices", owner=cast["marketing"], due_on=localdate(now))
    return {"launch_id": launch_id, "milestone_id": made.pk}


def launch_training(cast: Cast, territory: Territory) -> Arguments:
    launch_id, now = launch_planned(cast, territory)["launch_id"], datetime.now(UTC)
    made = Training.objects.create(
        launch_id=launch_id, number=1, title="Pumps", place="Room 2", due_on=localdate(now),
        published_by=cast["marketing"], published_at=now,
    )  # fmt: skip
    return {"training_id": made.pk}


def launch_signature(cast: Cast, territory: Territory) -> Arguments:
    launch_id = launch_planned(cast, territory)["launch_id"]
    made = LaunchSignature.objects.create(
        launch_id=launch_id, kind="ready", text='{"cells":[]}', hash="0" * 64, user=cast["marketing"],
        signed_at=datetime.now(UTC),
    )  # fmt: skip
    return {"launch_id": launch_id, "signature_id": made.pk}


RECORDS |= {
    "launch": launch_planned,
    "launch_cell": launch_cell,
    "launch_document": launch_document,
    "launch_milestone": launch_milestone,
    "launch_training": launch_training,
    "launch_signature": launch_signature,
}
PLANNERS = WRITING
BECAUSE = {"because": "No factory"}
MATRIX += [
    Row("launches:launches", may=SELLING),
    Row("launches:new", may=PLANNERS),
    Row("launches:new", may=PLANNERS, method="POST", status=422),
    *(
        Row(f"launches:{name}", may=SELLING, record="launch")
        for name in ("launch", "plan", "documents", "training", "process", "readiness")
    ),
    Row("launches:file", may=SELLING, record="launch", arguments={"ending": "csv"}),
    Row("launches:cell", may=SELLING, record="launch_cell"),
    Row("launches:signature", may=SELLING, record="launch_signature"),
    *(Row(f"launches:{name}", may=PLANNERS, record="launch") for name in ("change", "declare")),
    *(
        Row(f"launches:{name}", may=PLANNERS, method="POST", status=422, record="launch")
        for name in ("change", "declare", "milestone", "rule", "documents", "training")
    ),
    Row("launches:process", may=PLANNERS, method="POST", status=302, record="launch"),
    Row("launches:take_in", may=PLANNERS, method="POST", status=302, record="launch"),
    Row("launches:call_off", may=PLANNERS, method="POST", status=302, record="launch", data=BECAUSE),
    Row("launches:take_back", may=PLANNERS, method="POST", status=409, record="launch", data=BECAUSE),
    Row("launches:remind", may=PLANNERS, method="POST", status=409, record="launch"),
    Row("launches:cell", may=PLANNERS, method="POST", status=422, record="launch_cell"),
    Row("launches:ask", may=SELLERS, method="POST", status=302, record="launch_cell"),
    Row("launches:approve", may=PLANNERS, method="POST", status=302, record="launch_document"),
    Row("launches:end_document", may=PLANNERS, method="POST", status=302, record="launch_document", data=BECAUSE),
    Row("launches:end_milestone", may=PLANNERS, denied=404, method="POST", status=302, record="launch_milestone"),
    Row("launches:sign", may=PLANNERS | {"executive"}, record="launch"),
    Row("launches:sign", may=PLANNERS | {"executive"}, method="POST", status=422, record="launch"),
    Row("launches:acknowledge", may=REPS, method="POST", status=302, record="launch_training"),
]
"""A launch for a territory is seen by its reps and by whoever sees all; marketing and sales managers plan it."""
