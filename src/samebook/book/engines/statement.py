"""The statement that judges a table of records: criteria, levels, verdict, in three steps."""

from collections.abc import Callable, Mapping

from sqlglot import exp

from samebook.book.compiling import CompiledBook
from samebook.book.judging import Verdict
from samebook.book.sql_form import tree
from samebook.book.sql_writer import COLUMN_TYPES

SEPARATOR = ";"


def judging(
    book: CompiledBook, dialect: str, source: exp.Expr, *, kept: tuple[str, ...], present: set[str]
) -> exp.Select:
    """Verdict, level, false and unknown criteria of each row of ``source``, beside the columns ``kept``.

    Args:
        source: A table or subquery with columns named as the fields.
        kept: Columns of the source given back as they are.
        present: Fields that the source has; the others are unknown in every row.

    Returns:
        A select of ``kept``, ``verdict``, ``level``, ``false``, ``unknown``; criteria joined by ``;``.
    """
    criteria = {name: f"c{index}" for index, name in enumerate(_distinct(book).values())}
    names = {name: criteria[same] for name, same in _first_alike(book).items()}
    truths = [
        _alias(_present(tree(book.criteria[name].expression, dialect), book, dialect, present), column)
        for name, column in criteria.items()
    ]
    first = _select(kept, truths).from_(source, copy=False)
    levels = []
    for index, level in enumerate(book.book.qualification):
        parts = [_column(names[f"{level.name}.{criterion.name}"]) for criterion in level.criteria]
        levels.append(_alias(exp.and_(*parts, copy=False), f"l{index}"))
    second = _select((*kept, *criteria.values()), levels).from_(_step(first, "truths", dialect), copy=False)
    results = [
        _alias(_verdict(book), "verdict"),
        _alias(_level(book), "level"),
        _alias(_those(names, lambda column: exp.Not(this=_column(column))), "false"),
        _alias(_those(names, lambda column: exp.Is(this=_column(column), expression=exp.null())), "unknown"),
    ]
    return _select(kept, results).from_(_step(second, "levels", dialect), copy=False)


def _distinct(book: CompiledBook) -> dict[object, str]:
    """The first criterion with each expression, so that what two levels share is computed once."""
    found: dict[object, str] = {}
    for name, condition in book.criteria.items():
        found.setdefault(condition.expression, name)
    return found


def _first_alike(book: CompiledBook) -> dict[str, str]:
    distinct = _distinct(book)
    return {name: distinct[condition.expression] for name, condition in book.criteria.items()}


def _present(condition: exp.Expr, book: CompiledBook, dialect: str, present: set[str]) -> exp.Expr:
    """The condition with the columns that the source lacks replaced by an unknown of their type."""

    def replaced(node: exp.Expr) -> exp.Expr:
        if not isinstance(node, exp.Column) or node.name in present:
            return node
        type_ = COLUMN_TYPES[dialect][book.fields[node.name].type]
        return exp.Cast(this=exp.null(), to=exp.DataType.build(type_, dialect=dialect))

    return condition.transform(replaced, copy=False)


def _verdict(book: CompiledBook) -> exp.Expr:
    levels = [f"l{index}" for index in range(len(book.book.qualification))]
    case = exp.Case()
    for column in levels:
        case = case.when(_column(column), exp.Literal.string(Verdict.DELIVER), copy=False)
    for column in levels:
        no_false = exp.Is(this=_column(column), expression=exp.null())
        case = case.when(no_false, exp.Literal.string(Verdict.ASK), copy=False)
    return case.else_(exp.Literal.string(Verdict.NURTURE), copy=False)


def _level(book: CompiledBook) -> exp.Expr:
    case = exp.Case()
    for index, level in enumerate(book.book.qualification):
        case = case.when(_column(f"l{index}"), exp.Literal.string(level.name), copy=False)
    return case


def _those(names: Mapping[str, str], test: Callable[[str], exp.Expr]) -> exp.Expr:
    """The names of the criteria that pass a test, joined; empty when none does."""
    parts = [exp.Case().when(test(column), exp.Literal.string(name), copy=False) for name, column in names.items()]
    return exp.Anonymous(this="CONCAT_WS", expressions=[exp.Literal.string(SEPARATOR), *parts])


def _step(select: exp.Select, name: str, dialect: str) -> exp.Subquery:
    """A step as a subquery; an offset keeps PostgreSQL from writing it out anew at each of its uses."""
    return (select.offset(0, copy=False) if dialect == "postgres" else select).subquery(name, copy=False)


def _select(kept: tuple[str, ...], others: list[exp.Expr]) -> exp.Select:
    return exp.Select(expressions=[*(_column(name) for name in kept), *others])


def _alias(value: exp.Expr, name: str) -> exp.Expr:
    return exp.alias_(value, exp.to_identifier(name, quoted=True), copy=False)


def _column(name: str) -> exp.Column:
    return exp.column(exp.to_identifier(name, quoted=True))
