"""What a quarter says of the work: follow-up, routing, asking, reasons, recycling, what was set aside."""

from collections.abc import Sequence

from samebook.leads.quarter.context import Context, Windows
from samebook.leads.quarter.layout import Clause, Part, Table
from samebook.leads.quarter.reading import inside
from samebook.leads.quarter.rules import FIGURES, OTHERWISE, WIDTHS, Window, count_row, share_row
from samebook.numbers.estimates import Estimate


def follow_up_part(context: Context) -> Part:
    """Kept and late, and how soon."""
    return Part("Follow-up", tuple(_follow_up(context, level) for level in context.compiled.book.follow_up))


def _follow_up(context: Context, level: str) -> Clause:
    name = f"follow_up.{level}"
    windows = context.windows(name)
    both = [context.reader.rate("follow_up_on_time", window, level) for window in windows]
    if not both[0][1]:
        return context.clause(name, ("No clock of this level ended in the quarter.",))
    rows = [share_row("First attempt on time", both[0], both[1], windows)]
    if context.compiled.book.follow_up[level].answer_within:
        answered = [context.reader.rate("answered_on_time", window, level) for window in windows]
        rows.append(share_row("Accepted or rejected in time", answered[0], answered[1], windows))
    medians = [context.reader.half_attempted(window, level) for window in windows]
    rows.append(_hours_row("Half attempted within", medians, windows))
    late = [n - hits for hits, n in both]
    rows.append(count_row("First attempts late or never made", late[0], late[1], windows))
    return context.clause(name, (), [Table("Leads delivered in the quarter", FIGURES, rows, widths=WIDTHS)])


def _hours_row(label: str, medians: Sequence[Estimate], windows: Windows) -> tuple[str, ...]:
    now, earlier = medians
    compared = f"before: {_hours_between(earlier)}" if windows[1].minutes else OTHERWISE
    before = _hours(earlier.value) if windows[1].minutes else ""
    return label, _hours(now.value), _hours_between(now), before, compared


def _hours(value: float | None) -> str:
    return "" if value is None else f"{value:,.1f} hours"


def _hours_between(found: Estimate) -> str:
    if found.low is None:
        return ""
    return f"{found.low:,.1f} to {found.high:,.1f}" if found.high is not None else f"from {found.low:,.1f}"


def routing_part(context: Context) -> Part:
    """Where the leads went, and whether the owner of the account got them."""
    name = "routing"
    if name not in context.wording.texts[context.wording.edition_id]:
        return Part("Routing and account control")
    windows = context.windows(name)
    this, last = ([*inside(context.reader.routed(window.period), window)] for window in windows)
    places = sorted({row["territory_id"] for row in this}, key=lambda place: context.places.get(place, "\uffff"))
    rows = [
        count_row(
            context.places.get(place, "No territory"),
            sum(row["n"] for row in this if row["territory_id"] == place),
            sum(row["n"] for row in last if row["territory_id"] == place),
            windows,
        )
        for place in places
    ]
    owned = [_owned(part) for part in (this, last)]
    if owned[0][1] or owned[1][1]:
        rows.append(share_row("To the rep who owns the account today", owned[0], owned[1], windows))
    moved = [_happened(context, "leads.lead.handed_over", window) for window in windows]
    rows.append(count_row("Handed over to another rep", moved[0], moved[1], windows))
    waiting = sum(row["n"] for row in context.reader.standing() if row["status"] == "unrouted")
    found = [f"{waiting:,} waited for a rep when the numbers were taken."]
    return Part(
        "Routing and account control",
        (context.clause(name, found, [Table("Delivered", FIGURES, rows, widths=WIDTHS)]),),
    )


def _owned(rows: Sequence[dict[str, int | None]]) -> tuple[int, int]:
    known = [row for row in rows if row["to_owner"] is not None]
    return sum(row["n"] or 0 for row in known if row["to_owner"]), sum(row["n"] or 0 for row in known)


def asking_part(context: Context) -> Part:
    """Asked, answered, never answered."""
    if context.compiled.book.ask is None:
        return Part("Asking")
    windows = context.windows("ask")
    counts = {
        code: [_happened(context, f"leads.lead.{code}", window) for window in windows]
        for code in ("asked", "answered", "nurtured")
    }
    ended = [a + b for a, b in zip(counts["answered"], counts["nurtured"], strict=True)]
    rows = [
        count_row("Asked at least once", counts["asked"][0], counts["asked"][1], windows),
        count_row("Answered", counts["answered"][0], counts["answered"][1], windows),
        count_row("Never answered, to nurture", counts["nurtured"][0], counts["nurtured"][1], windows),
        share_row(
            "Answered, of those that ended",
            (counts["answered"][0], ended[0]),
            (counts["answered"][1], ended[1]),
            windows,
        ),
    ]
    waiting = sum(row["n"] for row in context.reader.standing() if row["status"] == "ask")
    found = (f"{waiting:,} waited to be asked when the numbers were taken.",)
    return Part("Asking", (context.clause("ask", found, [Table("Leads in the queue", FIGURES, rows, widths=WIDTHS)]),))


def reasons_part(context: Context) -> Part:
    """How often sales used each reason."""
    reasons = context.compiled.book.rejection_reasons
    rows, covers = [], set()
    for name, reason in reasons.items():
        clause = f"rejection_reasons.{name}"
        windows = context.windows(clause)
        pairs = []
        for window in windows:
            every = inside(context.reader.rejected(window.period), window)
            used = sum(row["n"] for row in every if row["rejection_reason"] == name)
            pairs.append((used, sum(row["n"] for row in every)))
        label, *cells = share_row(f"{_words(name)}: {reason.means}", pairs[0], pairs[1], windows)
        rows.append((label, f"{pairs[0][0]:,}", *cells))
        covers.add(clause)
    if not rows:
        return Part("Reasons for rejection")
    heads = (FIGURES[0], "Rejected", "Share", *FIGURES[2:])
    widths = (1.9, 0.6, *WIDTHS[1:])
    table = Table("Rejections in the quarter, by reason", heads, rows, widths=widths)
    return Part("Reasons for rejection", (Clause("", "Each reason", tables=(table,)),), frozenset(covers))


def set_aside_part(context: Context) -> Part:
    """What came and was no lead."""
    kinds = context.compiled.book.not_a_lead
    rows, covers = [], set()
    for name, kind in kinds.items():
        clause = f"not_a_lead.{name}"
        windows = context.by_calendar(clause)
        now, earlier = (
            sum(row["n"] for row in context.reader.arrived(window.period) if row["set_aside_reason"] == name)
            for window in windows
        )
        rows.append(count_row(f"{_words(name)}: {kind.means}", now, earlier, windows))
        covers.add(clause)
    if not rows:
        return Part("What is no lead")
    table = Table("Came in the quarter and was set aside", FIGURES, rows, widths=WIDTHS)
    return Part("What is no lead", (Clause("", "Each kind", tables=(table,)),), frozenset(covers))


def recycling_part(context: Context) -> Part:
    """What came back, and what joined a lead that was there."""
    clauses = []
    texts = context.wording.texts[context.wording.edition_id]
    if "recycle" in texts:
        windows = context.windows("recycle")
        back = [_happened(context, "leads.lead.recycled", window) for window in windows]
        late = [context.reader.came_earlier(window.period) for window in windows]
        whole = context.by_calendar("recycle")
        rows = [
            count_row("Brought back by hand", back[0], back[1], windows),
            count_row("Came before the quarter, delivered in it", late[0], late[1], whole),
        ]
        waits = sum(row["n"] for row in context.reader.standing() if row["status"] == "nurture")
        found = (f"{waits:,} leads were in nurture when the numbers were taken.",)
        clauses.append(context.clause("recycle", found, [Table("Leads that came back", FIGURES, rows, widths=WIDTHS)]))
    if "known_person" in texts and not context.reader.is_company:
        clauses.append(context.clause("known_person", ("Counted for the company as a whole only.",)))
    elif "known_person" in texts:
        windows = context.by_calendar("known_person")
        now, earlier = (context.reader.happened("leads.response.joined", window.period) for window in windows)
        rows = [count_row("Responses that joined a lead", now, earlier, windows)]
        clauses.append(
            context.clause("known_person", (), [Table("Of known people and accounts", FIGURES, rows, widths=WIDTHS)])
        )
    return Part("Recycling and known people", tuple(clauses))


def _happened(context: Context, code: str, window: Window) -> int:
    return context.reader.happened(code, window.period, window.editions)


def _words(name: str) -> str:
    return name.replace("_", " ").capitalize()
