"""The condition builder between a form and rows: what was sent, what is shown for each row."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from django.http import QueryDict

from samebook.agreement.editor.kinds import CONDITIONS
from samebook.agreement.editor.reading import MEASURES, Reading
from samebook.book.built_in import RECORDS
from samebook.book.editing.rows import (
    IN_SEGMENT,
    OPERATORS,
    RELATIVE,
    SEGMENT,
    TEXT,
    UNITS,
    Drawing,
    Row,
    compose,
    draw,
    is_country,
    type_of,
)
from samebook.book.english import field_name
from samebook.book.expressions import Expression
from samebook.book.model import DeclaredField
from samebook.book.values import Type
from samebook.kernel.countries import countries
from samebook.kernel.refusals import Refused

MOST_ROWS = 60
USUAL = {Type.INTEGER: ">=", Type.DECIMAL: ">=", Type.DATE: "<=", Type.TIMESTAMP: "<="}
_COALESCED = "coalesce(lead.country, account.country)"


@dataclass(frozen=True, slots=True)
class State:
    """The builder as it stands: rows, or text when it was chosen or cannot be drawn."""

    drawing: Drawing
    text: str = ""
    as_text: bool = False

    def condition(self, fields: Mapping[str, DeclaredField]) -> str:
        """The condition's text; empty where there is none. Refuses as `compose` does."""
        if self.as_text:
            return self.text.strip()
        return compose(self.drawing, fields) if self.drawing.rows else ""


@dataclass(frozen=True, slots=True)
class RowShown:
    """A row as the page draws it.

    Attributes:
        widget: none, ticks, select, countries, country, lines, number, numbers, date, dates, moment, moments,
            relative, line, segment or text.
        opens: Whether a group begins here; ``closes`` whether it ends.
    """

    at: int
    row: Row
    operators: list[tuple[str, str]]
    widget: str
    options: list[tuple[str, str]]
    unit: str
    opens: bool
    closes: bool
    error: str = ""

    @property
    def first(self) -> str:
        return self.row.values[0] if self.row.values else ""

    @property
    def second(self) -> str:
        return self.row.values[1] if len(self.row.values) > 1 else ""

    @property
    def third(self) -> str:
        return self.row.values[2] if len(self.row.values) > 2 else ""

    @property
    def fourth(self) -> str:
        return self.row.values[3] if len(self.row.values) > 3 else ""

    @property
    def lines(self) -> str:
        return "\n".join(self.row.values)


def state_of(reading: Reading, text: str, section: str) -> State:
    """The builder for a condition as it is written; as text when it cannot be read."""
    if not text.strip():
        return State(Drawing())
    expression, _ = reading.condition(text, section)
    return State(draw(expression), text) if expression else State(Drawing(), text, as_text=True)


def state_sent(data: QueryDict, reading: Reading, section: str, name: str = "c") -> State:
    """The builder as it was sent, after the act of the button that sent it.

    Args:
        name: Of the builder, where a form has two; its inputs and acts begin with it (the acts of ``c`` do not).
    """
    count = _number(data.get(f"{name}-count", "0"), MOST_ROWS)
    rows = [_row_sent(data, f"{name}-{at}", reading, section) for at in range(count)]
    drawing = Drawing("or" if data.get(f"{name}-joint") == "or" else "and", tuple(rows))
    text = data.get(f"{name}-text", "").replace("\r\n", "\n")
    state = State(drawing, text, data.get(f"{name}-mode") == "text")
    act = data.get("act", "")
    own = act if name == "c" else act.removeprefix(f"{name}.") if act.startswith(f"{name}.") else ""
    return acted(state, own, reading, section)


def acted(state: State, act: str, reading: Reading, section: str) -> State:
    """The builder after a button: a row more or less, a group, text instead of rows and back."""
    verb, _, number = act.partition(":")
    drawing, at = state.drawing, _number(number, MOST_ROWS)
    if verb == "row" and len(drawing.rows) < MOST_ROWS:
        return replace(state, drawing=replace(drawing, rows=_with_row(drawing.rows, at)))
    if verb == "group" and len(drawing.rows) < MOST_ROWS - 1:
        group = max([0, *(row.group for row in drawing.rows)]) + 1
        return replace(
            state, drawing=replace(drawing, rows=(*drawing.rows, Row("", group=group), Row("", group=group)))
        )
    if verb == "drop":
        left = tuple(row for place, row in enumerate(drawing.rows) if place != at)
        return replace(state, drawing=replace(drawing, rows=left))
    if verb == "text":
        return State(drawing, state.condition(reading.fields_for(section)), as_text=True)
    if verb == "rows":
        return state_of(reading, state.text, section)
    return state


def meant(state: State, reading: Reading, section: str) -> Expression | None:
    """What the builder says as it stands; None while it cannot be read."""
    try:
        text = state.condition(reading.fields_for(section))
    except Refused:
        return None
    return reading.condition(text, section)[0] if text else None


def built(state: State, reading: Reading, section: str, refused: Refused | None, *, name: str = "c") -> dict[str, Any]:
    """What the builder's template shows: its rows with what each may be compared by, the sentence, what is wrong.

    Args:
        refused: Why what was sent cannot be kept; shown at its row.
        name: Of the builder, as ``state_sent`` has it.
    """
    names = {name: name.replace("_", " ") for name in reading.segments}
    text, problem = "", refused
    try:
        text = state.condition(reading.fields_for(section))
    except Refused as why:
        problem = problem or why
    problems = reading.condition(text, section)[1] if text else []
    field = (problem.field or "") if problem else ""
    is_row = field.startswith("row-")
    wrong = problem.message if problem and refused else ""
    return {
        "c": name,
        "act_name": "" if name == "c" else f"{name}.",
        "box": "builder" if name == "c" else f"builder-{name}",
        "state": state,
        "rows": rows_shown(state, reading, section, names, bad=field, why=wrong),
        "subjects": subjects(reading, section, state),
        "says": reading.says(text, section),
        "condition": text,
        "condition_problems": [f"{each.message} {each.hint}".strip() for each in problems],
        "waits": problem.message if problem and not text and (is_row or not refused) else "",
        "when_error": problem.message if problem and refused and field in (*CONDITIONS, "c-text") else "",
    }


def rows_shown(
    state: State, reading: Reading, section: str, names: Mapping[str, str], *, bad: str = "", why: str = ""
) -> list[RowShown]:
    """Every row with what it can be compared by.

    Args:
        names: Segments by name, as people read them.
        bad: The row (``row-2``) that was refused, and ``why``.
    """
    fields, rows = reading.fields_for(section), state.drawing.rows
    shown = []
    for at, drawn in enumerate(rows):
        row = drawn
        declared = type_of(row.subject, fields)
        operators = _operators(row, declared)
        row = (
            row
            if any(row.operator == name for name, _ in operators) or not operators
            else replace(row, operator=operators[0][0])
        )
        widget, options = _widget(row, declared, fields, names)
        shown.append(
            RowShown(
                at, row, operators, widget, options, declared.unit or "" if declared else "",
                opens=bool(row.group) and (at == 0 or rows[at - 1].group != row.group),
                closes=bool(row.group) and (at + 1 == len(rows) or rows[at + 1].group != row.group),
                error=why if bad == f"row-{at}" else "",
            )
        )  # fmt: skip
    return shown


def subjects(reading: Reading, section: str, state: State) -> list[tuple[str, list[tuple[str, str]]]]:
    """What a row may begin with, by record."""
    fields = reading.fields_for(section)
    if section.startswith(MEASURES):
        return [*_columns(fields), ("Else", [(TEXT, "written as text")])]
    groups = [
        (record.capitalize(), [(name, _named(name)) for name in sorted(fields) if name.startswith(f"{record}.")])
        for record in RECORDS
    ]
    used = [row.subject for row in state.drawing.rows if row.subject.startswith("coalesce(")]
    offered = [_COALESCED] if all(name in fields for name in _COALESCED[9:-1].split(", ")) else []
    either = [(name, _named(name)) for name in dict.fromkeys([*offered, *used])]
    others = [(SEGMENT, "a segment")] if reading.segments else []
    groups += [("The first that is known of", either), ("Else", [*others, (TEXT, "written as text")])]
    return [(heading, names) for heading, names in groups if names]


def _columns(fields: Mapping[str, DeclaredField]) -> list[tuple[str, list[tuple[str, str]]]]:
    """A table's own columns, then those of what its rows point to, one step away."""
    groups: dict[str, list[tuple[str, str]]] = {}
    for name in fields:
        owner, _, column = name.rpartition(".")
        if "." not in owner:
            groups.setdefault(owner, []).append((name, column.replace("_", " ")))
    return [(f"Of its {owner.replace('_', ' ')}" if owner else "Its own", names) for owner, names in groups.items()]


def _named(subject: str) -> str:
    if not subject.startswith("coalesce("):
        return field_name(subject).removeprefix("the ")
    return " or else ".join(field_name(name).removeprefix("the ") for name in subject[9:-1].split(", "))


def _row_sent(data: QueryDict, at: str, reading: Reading, section: str) -> Row:
    subject = data.get(f"{at}-subject", "")
    values = [value[:2000] for value in data.getlist(f"{at}-value")]
    values += [line.strip() for line in data.get(f"{at}-lines", "").splitlines() if line.strip()]
    group = _number(data.get(f"{at}-group", "0"), MOST_ROWS)
    operator = data.get(f"{at}-op", "")
    if data.get(f"{at}-was", subject) != subject:
        return Row(subject, _first(subject, reading, section), (), group)
    if operator not in RELATIVE and subject != TEXT:
        values = list(dict.fromkeys(value for value in values if value.strip()))
    if operator == "between":
        values = [value for value in data.getlist(f"{at}-value") if value.strip()]
    return Row(subject, operator, tuple(values), group)


def _first(subject: str, reading: Reading, section: str) -> str:
    """How a field that was just chosen is compared, as most would: at least, no later than, one of."""
    declared = type_of(subject, reading.fields_for(section))
    operators = _operators(Row(subject), declared)
    usual = USUAL.get(declared.type, "") if declared else ""
    return usual or (operators[0][0] if operators else "")


def _with_row(rows: tuple[Row, ...], group: int) -> tuple[Row, ...]:
    """With an empty row: at the end, or at the end of a group."""
    members = [at for at, row in enumerate(rows) if row.group == group] if group else []
    place = members[-1] + 1 if members else len(rows)
    return (*rows[:place], Row("", group=group if members else 0), *rows[place:])


def _operators(row: Row, declared: DeclaredField | None) -> list[tuple[str, str]]:
    if row.subject == SEGMENT:
        return list(IN_SEGMENT.items())
    return list(OPERATORS[declared.type].items()) if declared else []


def _widget(  # noqa: PLR0911 (a line for each kind)
    row: Row, declared: DeclaredField | None, fields: Mapping[str, DeclaredField], names: Mapping[str, str]
) -> tuple[str, list[tuple[str, str]]]:
    if row.subject == SEGMENT:
        return "segment", list(names.items())
    if row.subject == TEXT or declared is None:
        return ("text" if row.subject == TEXT else "none"), []
    if row.operator in ("known", "unknown", "true", "false"):
        return "none", []
    if row.operator in RELATIVE:
        dates = [
            (name, _named(name)) for name, each in fields.items() if each.type is Type.DATE and name != row.subject
        ]
        return "relative", dates
    several = row.operator in ("in", "not in")
    if is_country(row.subject) and (several or row.operator in ("=", "<>")):
        return ("countries" if several else "country"), list(countries().items())
    if declared.choices and (several or row.operator in ("=", "<>")):
        choices = [(choice, choice.replace("_", " ")) for choice in declared.choices]
        kept = [(value, value) for value in row.values if value and value not in declared.choices]
        return ("ticks" if several else "select"), [*choices, *kept]
    if several:
        return "lines", []
    kinds = {Type.INTEGER: "number", Type.DECIMAL: "number", Type.DATE: "date", Type.TIMESTAMP: "moment"}
    kind = kinds.get(declared.type, "line")
    return (f"{kind}s" if row.operator == "between" else kind), [(unit, unit) for unit in UNITS]


def _number(text: str, most: int) -> int:
    return min(int(text), most) if text.isascii() and text.isdigit() and len(text) < 6 else 0
