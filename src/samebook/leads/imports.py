"""Leads and opportunities from files; opportunities stand here because they close the loop of their lead."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from samebook.accounts.actions import identify
from samebook.accounts.arrivals import Arrival
from samebook.agreement.queries import editions_in_force
from samebook.book.model import DeclaredField
from samebook.book.wording import label_of
from samebook.buying.actions import bring_in, offer_products
from samebook.buying.models import Opportunity
from samebook.buying.rules import check_forecast, check_has_currency, read_closing, read_opening
from samebook.buying.terms import Forecast
from samebook.company.models import User
from samebook.company.queries import currencies, local_zone
from samebook.company.rules import check_in_use
from samebook.exchange.targets import ImportRow, ImportTarget, RowOutcome, TargetField
from samebook.journal.transactions import action
from samebook.kernel.access import Actor, Role
from samebook.kernel.refusals import Refused
from samebook.leads.actions import take_in
from samebook.leads.actions.closing import close_loop
from samebook.leads.arrivals import LeadArrival, TakenIn
from samebook.leads.models import Lead
from samebook.leads.reading import TEXTS, Reader

MAY_IMPORT = (Role.MARKETING, Role.SALES_MANAGER, Role.ADMINISTRATOR)
UNCOVERED = ("account.industry", "account.employees")
"""Fields of every Book that no column of a target below says otherwise."""
OUTCOMES = {"created": "created", "joined": "changed", "unchanged": "unchanged"}


@action
def load_leads(actor: Actor, rows: Sequence[ImportRow], *, at: datetime) -> list[RowOutcome]:
    """One arrival for each row, through the same intake as the API's.

    A row that names nobody but has an external id is of a person who is known by that id alone.
    """
    actor.require(*MAY_IMPORT, to="import leads")
    reader = Reader(_declared(at), at, "import")
    read = [_read(reader, row.values) for row in rows]
    arrivals = [each for each in read if isinstance(each, LeadArrival)]
    taken = iter(take_in(actor, arrivals, at=at, origin="import"))
    return [
        _outcome(next(taken)) if isinstance(each, LeadArrival) else RowOutcome("refused", refused=each) for each in read
    ]


@action
def load_opportunities(actor: Actor, rows: Sequence[ImportRow], *, at: datetime) -> list[RowOutcome]:
    """One opportunity for each row, open or closed; the lead it came from points to it.

    A row without an opening day opened when its lead was received. One that closed before it opened is refused.
    """
    actor.require(*MAY_IMPORT, to="import opportunities")
    values = [row.values for row in rows]
    leads = {lead.external_id: lead for lead in Lead.objects.filter(external_id__in=_all(values, "lead_external_id"))}
    known = _known(values)
    found = identify(actor, [_account_of(each) for each in values], at=at)
    owners = dict(User.objects.filter(email__in=_all(values, "owner_email")).values_list("email", "id"))
    codes = frozenset(currencies())
    zone = local_zone()
    outcomes: list[RowOutcome | None] = []
    new: list[tuple[int, Opportunity, Lead | None]] = []
    for position, (each, who) in enumerate(zip(values, found, strict=True)):
        lead = leads.get(each.get("lead_external_id"))
        outcomes.append(None)
        try:
            if who.refused is not None:
                raise who.refused
            _check(each, lead, codes)
            same = known.get(each.get("external_id")) or (lead.opportunity_id if lead else None)
            if same:
                outcomes[position] = RowOutcome("unchanged", same)
                continue
            opportunity = _opportunity(each, lead, zone, at)
            opportunity.account = who.account or (lead.account if lead else None)
            opportunity.owner_id = owners.get(each.get("owner_email", "").lower()) or (lead.owner_id if lead else None)
            new.append((position, opportunity, lead))
        except Refused as refused:
            outcomes[position] = RowOutcome("refused", refused=refused)
    bring_in(actor, [opportunity for _, opportunity, _ in new], at=at)
    offer_products(actor, {opportunity: values[place].get("product", "") for place, opportunity, _ in new}, at=at)
    close_loop(actor, [(lead, opportunity) for _, opportunity, lead in new if lead is not None], at=at)
    for position, opportunity, _ in new:
        outcomes[position] = RowOutcome("created", opportunity.pk)
    return [outcome for outcome in outcomes if outcome is not None]


def _declared(at: datetime) -> Mapping[str, DeclaredField]:
    editions = editions_in_force(at)
    return editions.fields if editions else {}


def _read(reader: Reader, values: Mapping[str, Any]) -> LeadArrival | Refused:
    said: dict[str, Any] = {name: values.get(name, "") for name in TEXTS}
    said |= {"received_at": values.get("received_at"), "set_aside": values.get("set_aside")}
    said["fields"] = {name: value for name, value in values.items() if "." in name}
    if not any(said[name] for name in ("email", "name", "phone", "company", "person_id", "account_id")):
        said["person_id"] = said["external_id"]
    try:
        return reader.read(said)
    except Refused as refused:
        return refused


def _outcome(taken: TakenIn) -> RowOutcome:
    if taken.refusal is not None:
        return RowOutcome("refused", refused=taken.refusal)
    return RowOutcome(OUTCOMES[taken.outcome], taken.lead_id)  # type: ignore[arg-type]


def _all(values: Sequence[Mapping[str, Any]], name: str) -> set[str]:
    return {str(each[name]) for each in values if each.get(name)}


def _known(values: Sequence[Mapping[str, Any]]) -> dict[str | None, int]:
    return dict(
        Opportunity.objects.filter(external_id__in=_all(values, "external_id")).values_list("external_id", "id")
    )


def _check(values: Mapping[str, Any], lead: Lead | None, codes: Collection[str]) -> None:
    if values.get("lead_external_id") and lead is None:
        raise Refused("leads.unknown_lead", "No lead has this external id; import the leads first.", "lead_external_id")
    currency = values.get("currency") if values.get("amount") is not None else None
    check_has_currency(values.get("amount"), currency)
    check_forecast(values.get("forecast") or Forecast.PIPELINE)
    if currency is not None:
        check_in_use(currency, codes)


def _opportunity(values: Mapping[str, Any], lead: Lead | None, zone: ZoneInfo, at: datetime) -> Opportunity:
    received_on = lead.received_at.astimezone(zone).date() if lead else None
    opened_on = read_opening(values.get("opened_on"), received_on)
    outcome, closed_on = read_closing(
        values.get("outcome", "open"),
        closed_on=values.get("closed_on") or _day(values.get("closed_at"), zone),
        opened_on=opened_on,
        today=at.astimezone(zone).date(),
    )
    return Opportunity(
        external_id=values.get("external_id") or None,
        origin="import",
        name=(values.get("name") or values.get("company") or values.get("account_external_id") or "Opportunity")[:200],
        territory_id=lead.territory_id if lead else None,
        communication_id=lead.communication_id if lead else None,
        source=values.get("source") or (lead.source if lead else ""),
        premise=values.get("premise", ""),
        pipeline=values.get("pipeline", ""),
        stage=values.get("stage", ""),
        forecast=values.get("forecast") or Forecast.PIPELINE,
        next_step=values.get("next_step", "")[:200],
        next_step_on=values.get("next_step_on") if values.get("next_step") else None,
        amount=values.get("amount"),
        currency_id=(values.get("currency", "").upper() or None) if values.get("amount") is not None else None,
        opened_on=opened_on,
        expected_close_date=values.get("expected_close_date"),
        outcome=outcome,
        outcome_reason=values.get("outcome_reason", "")[:100],
        closed_on=closed_on,
        created_at=at,
    )


def _day(moment: datetime | None, zone: ZoneInfo) -> date | None:
    return moment.astimezone(zone).date() if moment else None


def _account_of(values: Mapping[str, Any]) -> Arrival:
    return Arrival(
        account_external_id=values.get("account_external_id", ""),
        company=values.get("company", ""),
        website=values.get("website", ""),
        country=values.get("country", ""),
        account_facts={name: value for name, value in values.items() if name.startswith("account.")},
        origin="import",
    )


def _book_fields(*kinds: str) -> list[TargetField]:
    declared = _declared(datetime.now(ZoneInfo("UTC"))).values()
    return [
        TargetField(each.name, label_of(each.name), each.type.value, help=each.means or "")
        for each in declared
        if (not each.built_in or each.name in UNCOVERED) and each.name.partition(".")[0] in kinds
    ]


LEADS = ImportTarget(
    name="leads",
    label="Leads",
    fields=(
        TargetField("external_id", "External id", help="The lead's identity where the file comes from."),
        TargetField("received_at", "Received", "timestamp", help="When it came; now if not said."),
        TargetField("source", "Source"),
        TargetField("communication", "Communication", help="External id or name."),
        TargetField("name", "Name"),
        TargetField("email", "E-mail"),
        TargetField("phone", "Telephone"),
        TargetField("title", "Position"),
        TargetField("company", "Company"),
        TargetField("website", "Website"),
        TargetField("country", "Country", help="A code or a name."),
        TargetField("message", "Message"),
        TargetField("path", "Response path"),
        TargetField("person_id", "Person", help="The person's external id."),
        TargetField("account_id", "Account", help="The account's external id."),
        TargetField("set_aside", "Set aside", help="Why it is not a lead: a reason of the Book, or service_request."),
    ),
    load=load_leads,
    more_fields=lambda: _book_fields("lead", "account", "person"),
)
OPPORTUNITIES = ImportTarget(
    name="opportunities",
    label="Opportunities",
    fields=(
        TargetField("external_id", "External id", help="The opportunity's identity where the file comes from."),
        TargetField("name", "Name"),
        TargetField("lead_external_id", "Lead", help="External id of the lead that it came from."),
        TargetField("account_external_id", "Account", help="The account's external id."),
        TargetField("company", "Company"),
        TargetField("website", "Website"),
        TargetField("country", "Country", help="A code or a name."),
        TargetField("owner_email", "Owner", help="E-mail address of the user who owns it."),
        TargetField("source", "Source"),
        TargetField("premise", "Premise", help="What the customer was promised."),
        TargetField("pipeline", "Pipeline", help="By its name in the Book; the first one if not said."),
        TargetField("stage", "Stage", help="By its name in the Book; the pipeline's first one if not said."),
        TargetField("forecast", "Forecast", help="pipeline, best_case, commit or omitted."),
        TargetField("next_step", "Next step"),
        TargetField("next_step_on", "Day of the next step", "date"),
        TargetField("product", "Product", help="What is offered; one line."),
        TargetField("amount", "Amount", "decimal"),
        TargetField("currency", "Currency", help="ISO 4217 code."),
        TargetField("opened_on", "Opened", "date", help="The day the lead was received if not said."),
        TargetField("expected_close_date", "Expected close", "date"),
        TargetField("outcome", "Outcome", help="open, won or lost."),
        TargetField("outcome_reason", "Reason"),
        TargetField("closed_on", "Closed", "date"),
        TargetField("closed_at", "Closed at", "timestamp", help="In place of the day."),
    ),
    load=load_opportunities,
    more_fields=lambda: _book_fields("account"),
)
TARGETS = (LEADS, OPPORTUNITIES)
