"""The board report of the last quarter: benchmarks, comments, closed and signed, all by the real actions."""

from datetime import date, datetime
from decimal import Decimal

from samebook.board.actions import close_period, enter_benchmark, sign_sales, write_remark
from samebook.board.figures.kept import figures_of
from samebook.board.queries import closed_of, frozen, signed_part, with_benchmarks
from samebook.board.rules import hash_of
from samebook.board.terms import Kind, Voice
from samebook.company.queries import fiscal_calendar, local_day
from samebook.kernel.access import Role
from samebook.kernel.periods import Period
from samebook.web.demo.house import House

BENCHMARKS = {
    "accepted": (Decimal("0.60"), "Agreed by both sides for the year's plan"),
    "follow_up_on_time": (Decimal("0.90"), "Agreed by both sides for the year's plan"),
    "cost_per_qualified_lead": (Decimal(320), "The budget for the year over the leads it was to bring"),
}
MARKETING = "The costs of a fair are booked when they are paid, mostly before its visitors answer."
SALES = "Orders of customers who were with us before are in the revenue too."


def report(house: House, begin: date, at: datetime) -> Period | None:
    """Close the last fiscal quarter that is over, where the simulation holds all of it.

    Returns:
        The quarter; None where there is none.
    """
    calendar = fiscal_calendar()
    quarter = calendar.quarter_holding(date.fromordinal(calendar.quarter_holding(local_day(at)).start.toordinal() - 1))
    if quarter.start <= begin:
        return None
    marketing, manager = (house.with_role(role)[0] for role in (Role.MARKETING, Role.SALES_MANAGER))
    for name, (value, source) in BENCHMARKS.items():
        first = calendar.year_holding(quarter.start).start
        enter_benchmark(marketing, measure=name, value=value, source=source, from_date=first, at=at)
    for actor, voice, text in ((marketing, Voice.MARKETING, MARKETING), (manager, Voice.SALES, SALES)):
        write_remark(actor, quarter, kind=Kind.CIRCULATED, voice=voice, text=text, at=at)
    figures = figures_of(quarter, at=at)
    shown = hash_of(with_benchmarks(figures))
    close_period(house.with_role(Role.EXECUTIVE)[0], quarter, figures, shown_hash=shown, at=at)
    closed = closed_of(quarter)
    assert closed is not None
    part = frozen(closed)
    password = house.login_of(manager).password
    sign_sales(manager, quarter, part, shown_hash=hash_of(signed_part(part)), password=password, at=at)
    return quarter
