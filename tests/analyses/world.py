"""Records few enough to count by hand. As of 1 July 2026, 12:00 UTC, in Berlin. The tests do the arithmetic."""

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

AS_OF = datetime(2026, 7, 1, 12, 0, tzinfo=UTC)
Row = dict[str, Any]


def day(text: str) -> date | None:
    """``01-20`` of 2026, or a whole date."""
    return date.fromisoformat(text if len(text) == 10 else f"2026-{text}") if text else None


def at(text: str) -> datetime | None:
    """``01-20 09:00`` of 2026, in UTC."""
    return datetime.strptime(f"2026-{text}", "%Y-%m-%d %H:%M") if text else None  # noqa: DTZ007 (as the snapshot's)


def lead(number: int, territory: int, level: str, received: str, **more: Any) -> Row:
    moments = {name: at(more.pop(name, "")) for name in ("judged_at", "delivered_at", "first_attempt_at")}
    moments |= {name: at(more.pop(name, "")) for name in ("answered_at", "rejected_at", "converted_at")}
    days = {name.removesuffix("_at") + "_on": moment.date() if moment else None for name, moment in moments.items()}
    days.pop("judged_on")
    return {
        "lead_id": number, "account_id": number, "territory_id": territory, "level": level or None,
        "verdict": more.pop("verdict", "deliver") if moments["judged_at"] else None,
        "status": more.pop("status", "delivered"), "received_on": day(received),
        "won_on": day(more.pop("won", "")), "rejection_reason": more.pop("reason", None), **moments, **days, **more,
    }  # fmt: skip


LEADS = [
    lead(
        1, 1, "A", "01-10", judged_at="01-10 08:00", delivered_at="01-11 09:00", first_attempt_at="01-11 09:30",
        answered_at="01-12 09:00", converted_at="01-20 09:00", won="03-05",
    ),
    lead(
        2, 1, "A", "01-15", judged_at="01-15 08:00", delivered_at="01-15 10:00", first_attempt_at="01-18 10:00",
        answered_at="01-19 09:00", converted_at="02-20 09:00",
    ),
    lead(
        3, 2, "B", "01-20", judged_at="01-20 08:00", delivered_at="01-21 08:00", answered_at="01-22 08:00",
        rejected_at="01-22 08:00", reason="Too early",
    ),
    lead(4, 2, "", "02-03", judged_at="02-03 08:00", status="nurture"),
    lead(  # won before it came: cannot be
        5, 1, "A", "02-10", judged_at="02-10 08:00", delivered_at="02-10 12:00", first_attempt_at="02-10 13:00",
        answered_at="02-11 09:00", converted_at="02-12 09:00", won="02-01",
    ),
    lead(
        6, 1, "B", "06-15", judged_at="06-15 08:00", delivered_at="06-15 10:00", first_attempt_at="06-16 10:00",
        answered_at="06-17 09:00", converted_at="06-20 09:00",
    ),
    lead(7, 2, "A", "06-20", judged_at="06-20 08:00", delivered_at="06-21 12:00"),
    lead(8, 1, "", "01-11", status="not_a_lead"),
    lead(9, 1, "A", "01-12", status="service_request", delivered_at="01-12 09:00"),
    lead(10, 1, "", "06-30", status="received"),
]  # fmt: skip


def opportunity(number: int, territory: int, account: int | None, opened: str, outcome: str, closed: str = "") -> Row:
    return {
        "opportunity_id": number, "territory_id": territory, "account_id": account, "opened_on": day(opened),
        "outcome": outcome, "closed_on": day(closed),
    }  # fmt: skip


OPPORTUNITIES = [
    opportunity(1, 1, 1, "01-20", "won", "03-05"),
    opportunity(2, 1, 1, "02-20", "open"),
    opportunity(3, 2, 2, "03-01", "lost", "03-15"),
    opportunity(4, 2, None, "06-25", "open"),
    opportunity(5, 1, 3, "06-28", "open"),
]


def change(number: int, opportunity_id: int, stage: str, happened: str) -> Row:
    moment = at(happened)
    assert moment is not None
    territory = next(each["territory_id"] for each in OPPORTUNITIES if each["opportunity_id"] == opportunity_id)
    return {
        "stage_change_id": number, "opportunity_id": opportunity_id, "stage": stage, "territory_id": territory,
        "happened_at": moment, "happened_on": moment.date(),
    }  # fmt: skip


STAGE_CHANGES = [
    change(1, 1, "discovery", "01-20 09:00"),
    change(2, 1, "project", "02-01 09:00"),
    change(3, 1, "project", "02-05 09:00"),  # said again: the same visit
    change(4, 1, "proposal", "02-20 09:00"),
    change(5, 2, "discovery", "02-20 09:00"),
    change(6, 2, "project", "03-10 09:00"),
    change(7, 2, "discovery", "03-20 09:00"),  # back again: another visit
    change(8, 3, "discovery", "03-01 09:00"),
    change(9, 3, "proposal", "03-20 09:00"),  # after it was lost: left out
    change(11, 4, "proposal", "06-25 10:00"),  # at one instant with the next line, and recorded after it
    change(10, 4, "discovery", "06-25 10:00"),
]


def order(number: int, account: int, ordered: str, amount: str, currency: str = "EUR") -> Row:
    return {
        "order_id": number, "account_id": account, "territory_id": 1 if account in (1, 3) else 2,
        "ordered_on": day(ordered), "amount": Decimal(amount), "currency": currency,
        "amount_company": Decimal(amount) if currency == "EUR" else None,
    }  # fmt: skip


ORDERS = [
    order(1, 1, "01-05", "100.00"),
    order(2, 1, "02-10", "50.00"),
    order(3, 1, "04-01", "-20.00"),  # a refund
    order(4, 2, "01-20", "300.00"),
    order(5, 2, "01-25", "10.00"),
    order(6, 3, "2025-12-20", "-5.00"),  # refunded before it ever ordered
    order(7, 3, "01-31", "0.00"),  # a free line
    order(8, 3, "02-01", "40.00"),
    order(9, 3, "05-05", "7.00", "USD"),  # no rate
    order(10, 4, "06-15", "1000.00"),
    order(11, 5, "03-03", "30.00"),
    order(12, 5, "03-04", "-30.00"),
    order(13, 6, "03-01", "-80.00"),  # never ordered anything
]


def touch(number: int, account: int | None, channel: str | None, happened: str) -> Row:
    moment = at(f"{happened} 09:00")
    territory = {1: 1, 2: 2, 3: 1}.get(account or 0)
    return {
        "touch_id": number, "account_id": account, "channel": channel, "territory_id": territory,
        "happened_at": moment, "happened_on": day(happened),
    }  # fmt: skip


TOUCHES = [
    touch(1, 1, "email", "01-10"),
    touch(2, 1, "email", "01-19"),
    touch(3, 1, "phone", "01-19"),
    touch(4, 1, "phone", "01-20"),  # the day the first one was opened: not before it
    touch(5, 1, "email", "02-15"),
    touch(6, 2, None, "02-28"),
    touch(7, 2, "fair", "01-01"),  # 59 days before
    touch(8, None, "email", "02-27"),
]
SENDS = [
    {"send_id": 1, "account_id": 2, "territory_id": 2, "outcome": "bounced", "sent_on": day("02-27")},
    {"send_id": 2, "account_id": 2, "territory_id": 2, "outcome": None, "sent_on": day("02-27")},
]
RESPONSES = [{"response_id": 1, "account_id": 1, "territory_id": 1, "received_on": day("02-01")}]

TABLES = {
    "leads": LEADS,
    "opportunities": OPPORTUNITIES,
    "stage_changes": STAGE_CHANGES,
    "orders": ORDERS,
    "touches": TOUCHES,
    "sends": SENDS,
    "responses": RESPONSES,
}
