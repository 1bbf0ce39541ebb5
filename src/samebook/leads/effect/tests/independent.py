"""Every lead judged again by the Python predicate from the rows of the records; knows nothing of the SQL."""

from collections import defaultdict

from samebook.accounts.models import Fact
from samebook.book import CompiledBook
from samebook.book.values import kept_value
from samebook.leads.models import Lead, LeadResponse

COLUMNS = {
    "account": ("name", "domain", "country", "industry", "employees", "city", "postcode", "phone", "is_customer"),
    "person": ("name", "email", "title", "phone", "country"),
}


def replay(book: CompiledBook, *, moment: str) -> dict[int, tuple[str, str, str | None]]:
    """Per lead verdict, level and routed territory, as of its ``arrival``, its ``verdict``, or ``now``."""
    found = {}
    for lead, record in records(book, moment=moment):
        judgement = book.judge(record)
        route = book.route(record, judgement.level).to if judgement.level else None
        found[lead.pk] = (str(judgement.verdict), judgement.level or "", route)
    return found


def countries(book: CompiledBook) -> dict[int, str | None]:
    """Per lead its country as of its arrival, else its account's: by which an edition of a country judges it."""
    return {
        lead.pk: record.get("lead.country") or record.get("account.country")
        for lead, record in records(book, moment="arrival")
    }


def records(book: CompiledBook, *, moment: str):
    """Each lead that is not set aside, with what was known of it."""
    history = defaultdict(lambda: defaultdict(list))
    for fact in Fact.objects.order_by("known_at", "id"):
        history[fact.record_kind, fact.record_id][fact.field].append((fact.known_at, fact.value))
    firsts = LeadResponse.objects.filter(is_first=True)
    messages = dict(firsts.values_list("lead_id", "response__message"))
    for lead in Lead.objects.exclude(status__in=["not_a_lead", "service_request"]).select_related(
        "account", "person", "communication"
    ):
        judged = lead.judged_at or lead.recorded_at
        was_known = {
            "arrival": lambda at, lead=lead: at <= lead.received_at or at == lead.recorded_at,
            "verdict": lambda at, judged=judged: at <= judged,
            "now": lambda at: True,
        }[moment]
        yield lead, _record(lead, messages.get(lead.pk, ""), history, was_known, book)


def _record(lead, message, history, was_known, book):
    known = {
        "lead.source": lead.source,
        "lead.country": lead.country,
        "lead.message": message,
        "lead.received_at": lead.received_at,
        "lead.received_on": lead.received_at.date(),
        "lead.communication": lead.communication.name if lead.communication else None,
    }
    holders = [("lead", lead), ("account", lead.account), ("person", lead.person)]
    for kind, holder in holders:
        if holder is None:
            continue
        known |= {f"{kind}.{name}": getattr(holder, name) for name in COLUMNS.get(kind, ())} | holder.facts
        for field, values in history.get((kind, holder.pk), {}).items():
            if not was_known(values[-1][0]):
                before = [value for at, value in values if was_known(at)]
                known[field] = before[-1] if before else None
    return {name: kept_value(book.fields[name].type, known[name]) for name in known.keys() & book.fields.keys()}
