"""The text of a measure of the Book; the same text is the same measure."""

from collections.abc import Mapping

from samebook.book.measures.formulas import Change, Cumulative, Over, Ratio
from samebook.book.model import Measure as Defined


def whole_text(one: Defined, others: Mapping[str, Defined]) -> str:
    """The definition with those of what it is made of."""
    return "\n".join(text_of(each) for each in [one, *_parts(one, others)])


def text_of(one: Defined) -> str:
    """The definition as the Book says it, a line for each part."""
    lines = [f"{one.name}:", f"  means: {one.means}"]
    match one.definition:
        case Over(table, _, _, time, by, when):
            lines.append(f"  over: {table}")
            lines += [f"  time: {time}"] if time else []
            lines += [f"  by: [{', '.join(by)}]"] if by else []
            lines += [f"  when: {when.text}"] if when else []
            lines.append(f"  expression: {' '.join(one.expression.split())}")
        case Ratio(of, to):
            lines.append(f"  ratio: {{of: {of}, to: {to}}}")
        case Cumulative(of, since):
            lines += [f"  cumulative: {of}", f"  from: {since}"]
        case Change(of, against):
            lines += [f"  change: {of}", f"  against: {against}"]
        case None:
            lines.append(f"  expression: {' '.join(one.expression.split())}")
    if one.definition and not isinstance(one.definition, Over) and one.definition.by:
        lines.append(f"  by: [{', '.join(one.definition.by)}]")
    return "\n".join([*lines, *([f"  unit: {one.unit}"] if one.unit else [])])


def _parts(one: Defined, others: Mapping[str, Defined]) -> list[Defined]:
    match one.definition:
        case Ratio(of, to):
            named = [of, to]
        case Cumulative(of) | Change(of):
            named = [of]
        case _:
            return []
    return [part for name in named for part in (others[name], *_parts(others[name], others))]
