"""A whole sheet, put together."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from samebook.agreement.models import Edition
from samebook.agreement.queries import book_of, edition_of, territory_names
from samebook.agreement.rules import DEPARTMENTS
from samebook.book.scopes import COMPANY
from samebook.company.models import Territory
from samebook.company.queries import fiscal_calendar, the_company
from samebook.kernel.access import Actor
from samebook.kernel.periods import Period
from samebook.kernel.refusals import Refused
from samebook.leads.effect.rules import MAY_COMPARE
from samebook.leads.promises.queries import in_turn
from samebook.leads.promises.shown import CHANGE
from samebook.leads.quarter import discussed, levels, owed, rules, working
from samebook.leads.quarter.context import Context
from samebook.leads.quarter.layout import Part, Sheet
from samebook.leads.quarter.reading import Reader
from samebook.leads.quarter.rules import Force
from samebook.leads.quarter.wording import Wording
from samebook.leads.review.rules import FEW
from samebook.leads.terms import ASIDE
from samebook.numbers.snapshot.store import require_current

WHY_SILENT = {
    "fields": "no figure is kept of a field alone; what it decides stands at the criteria that read it",
    "segments": "counted through the criteria that use it",
    "lead_stages": "no measure counts leads by the stages of the Book yet",
    "measures": "the measures that a Book defines are not reckoned yet",
}
NOTHING = "nothing happened in the quarter that bears on it"
COMPARED = (
    "With the fiscal quarter before, over the time in which the clause said in it what it says now: of counts the "
    "ratio of daily rates with its 95 % interval (Poisson), from five on in both; of shares the difference in points "
    "(Newcombe). No interval is widened for how many there are: of twenty, about one misses by chance."
)
OF_CRITERIA = (
    "Of the leads that came in the quarter. A verdict hangs on a criterion when it would be otherwise without it. "
    "Acceptance is of the delivered leads that sales answered; leads that nobody worked are in no share."
)
OF_FOLLOW_UP = (
    "Of the leads delivered in the quarter, on the company's days. Clocks that still run are in no share. Half "
    "attempted: hours by the clock on the wall, those still waiting counted as waiting."
)
DEFINITION = (
    ("Compared", COMPARED),
    ("Shares", f"With Wilson's 95 % interval. Up to {FEW} leads are called few."),
    ("Criteria", OF_CRITERIA),
    ("Levels and follow-up", OF_FOLLOW_UP),
    ("Asking", "Different leads that the sealed journal speaks of in the quarter."),
    ("Whose leads", "Those that an edition of this scope judged; an edition of a country or a unit has its own sheet."),
    ("A change of edition", CHANGE),
)


def make(actor: Actor, edition_id: int, quarter: Period, *, at: datetime) -> Sheet:
    """The sheet of one edition and one fiscal quarter, counted for what the actor sees.

    Raises:
        Refused: ``access.denied``, ``quarter.ahead``, ``quarter.not_in_force``, ``numbers.no_snapshot``, what
            ``book_of`` refuses.
        Missing: No such edition.
    """
    actor.require(*MAY_COMPARE, to="make a review sheet")
    snapshot, company = require_current(), the_company()
    zone, calendar = ZoneInfo(company.time_zone if company else "UTC"), fiscal_calendar()
    edition = edition_of(actor, edition_id)
    editions, forces = _forces(actor, edition)
    if edition.pk not in editions:
        raise Refused("quarter.not_in_force", f"{edition} was never in force; a quarter says nothing of it.", "edition")
    first, last = rules.ends_of(quarter, zone)
    if first >= snapshot.as_of:
        raise Refused("quarter.ahead", "The numbers do not reach into this quarter yet.", "quarter")
    territories = None if actor.sees_all else actor.territories
    reader = Reader(snapshot, territories, zone, frozenset(editions), edition.scope == str(COMPANY))
    context = _context(edition, editions, forces, quarter, reader)
    talked = actor.has(*DEPARTMENTS)
    parts = _parts(context, actor, at)
    return Sheet(
        title=f"Quarterly review, {calendar.label(quarter)}",
        company=company.name if company else "",
        edition=str(edition),
        edition_title=edition.title,
        quarter=calendar.label(quarter),
        days=_days(quarter),
        before=f"{calendar.label(context.before)} ({_days(context.before)})",
        is_over=last <= snapshot.as_of,
        instant=snapshot.as_of.isoformat(),
        as_of=_moment(snapshot.as_of, zone),
        made=_moment(at, zone),
        simulated=snapshot.simulated,
        places=tuple(sorted(context.places[pk] for pk in territories or () if pk in context.places)),
        talked=talked,
        head=_head(context),
        parts=tuple(part for part in parts if part.clauses),
        changed=discussed.changed_in(editions, forces, first, last, zone),
        said=discussed.said_in(actor, first, last, zone) if talked else (),
        silent=tuple(_silent(context, parts)),
        definition=_definition(snapshot.stamp),
    )


def _context(
    edition: Edition, editions: dict[int, Edition], forces: list[Force], quarter: Period, reader: Reader
) -> Context:
    compiled, texts = book_of(edition), {pk: each.text for pk, each in editions.items()}
    return Context(
        compiled=compiled,
        wording=Wording.of(edition.pk, compiled.book, texts, territory_names()),
        quarter=quarter,
        before=rules.before(quarter, fiscal_calendar()),
        forces=forces,
        reader=reader,
        places=dict(Territory.objects.values_list("pk", "name")),
    )


def _forces(actor: Actor, edition: Edition) -> tuple[dict[int, Edition], list[Force]]:
    """The editions of the same scope that were or are in force, in turn."""
    turns = [(each, until) for each, until in in_turn(actor) if each.scope == edition.scope]
    forces = [Force(each.pk, each.in_force_from, until) for each, until in turns if each.in_force_from]
    return {each.pk: each for each, _ in turns}, forces


def _parts(context: Context, actor: Actor, at: datetime) -> list[Part]:
    return [
        owed.promises_part(context, actor, at=at),
        levels.levels_part(context),
        working.follow_up_part(context),
        working.reasons_part(context),
        working.asking_part(context),
        working.routing_part(context),
        working.recycling_part(context),
        working.set_aside_part(context),
    ]


def _head(context: Context) -> tuple[tuple[str, str], ...]:
    reader, quarter = context.reader, context.quarter
    arrived = reader.arrived(quarter)
    came = sum(row["n"] for row in arrived)
    aside = sum(row["n"] for row in arrived if row["status"] in ASIDE)
    return (
        ("Leads that came", f"{came:,}"),
        ("Of these set aside", f"{aside:,}"),
        ("Judged", f"{levels.judged_in(context):,}"),
        ("Delivered in the quarter", f"{sum(row['n'] for row in reader.delivered(quarter)):,}"),
        ("Rejected in the quarter", f"{sum(row['n'] for row in reader.rejected(quarter)):,}"),
    )


def _silent(context: Context, parts: list[Part]) -> list[tuple[str, str]]:
    spoken = frozenset[str]().union(*(part.names for part in parts))
    leaves = [name for name in context.wording.leaves() if name not in spoken]
    return [(context.wording.label(name), WHY_SILENT.get(name.partition(".")[0], NOTHING)) for name in leaves]


def _definition(stamp: str) -> tuple[tuple[str, str], ...]:
    return (("Snapshot", stamp), *DEFINITION)


def _days(period: Period) -> str:
    last = period.end - timedelta(days=1)
    return f"{period.start:%-d %b %Y} to {last:%-d %b %Y}"


def _moment(at: datetime, zone: ZoneInfo) -> str:
    return f"{at.astimezone(zone):%-d %b %Y, %H:%M} ({zone.key})"
