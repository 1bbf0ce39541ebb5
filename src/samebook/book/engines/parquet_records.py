"""Reads records from Parquet through DuckDB; a column's type must be able to hold its field without guessing."""

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlglot import exp

from samebook.book.engines.rows import RESULT_COLUMNS, ROW, Columns, InputRow, RefusedRow
from samebook.book.engines.session import connect, refusing
from samebook.book.model import DeclaredField
from samebook.book.spelling import did_you_mean, listed
from samebook.book.sql_writer import COLUMN_TYPES
from samebook.book.values import FIRST_DATE, LAST_DATE, Type, printable
from samebook.kernel.refusals import Problem, Refused

_BATCH = 10_000
_WHOLE = ("TINYINT", "SMALLINT", "INTEGER", "BIGINT", "HUGEINT", "UTINYINT", "USMALLINT", "UINTEGER", "UBIGINT")
_TIMES = ("TIMESTAMP", "TIMESTAMP_S", "TIMESTAMP_MS", "TIMESTAMP_NS", "TIMESTAMP WITH TIME ZONE")
_HOLDS: dict[Type, tuple[str, ...]] = {
    Type.TEXT: ("VARCHAR", "ENUM"),
    Type.INTEGER: (*_WHOLE, "FLOAT", "DOUBLE", "DECIMAL"),
    Type.DECIMAL: (*_WHOLE, "FLOAT", "DOUBLE", "DECIMAL"),
    Type.BOOLEAN: ("BOOLEAN",),
    Type.DATE: ("DATE",),
    Type.TIMESTAMP: _TIMES,
}
_SAFE: dict[Type, tuple[str, ...]] = {
    Type.INTEGER: ("TINYINT", "SMALLINT", "INTEGER"),
    Type.DECIMAL: ("TINYINT", "SMALLINT", "INTEGER", "BIGINT"),
    Type.BOOLEAN: ("BOOLEAN",),
}
"""Types every value of which the field can hold: no check needed."""


class ParquetRecords:
    """A Parquet file with columns named as fields.

    Raises:
        Refused: ``judge.file``, ``judge.header``, the file cannot be read as records at all.
    """

    def __init__(self, path: Path, fields: Mapping[str, DeclaredField]) -> None:
        if not path.is_file():
            raise Refused("judge.file", f"{path}: there is no such file.")
        self.path = path
        self.session = connect()
        with refusing(f"{path} cannot be read"):
            described = self.session.execute(
                "DESCRIBE SELECT * FROM read_parquet($path)", {"path": str(path)}
            ).fetchall()
        self._types = {name: type_ for name, type_, *_ in described}
        problems = [*_unusable(self._types, fields)]
        known = tuple(name for name in self._types if name in fields)
        if not known and not problems:
            problems = ["no column is a field of the Book; columns are named like lead.country"]
        if problems:
            raise Refused("judge.header", f"{path}: {'; '.join(problems)}.")
        self._fields = fields
        ours = (ROW, *RESULT_COLUMNS)
        self.columns = Columns(known, tuple(name for name in self._types if name not in fields and name not in ours))
        self.header = known
        self._all_good = False

    def __iter__(self) -> Iterator[InputRow | RefusedRow]:
        """Good rows in order, refused ones first."""
        yield from self.refused()
        width = len(self.columns.fields)
        stamps = [index for index, name in enumerate(self.columns.fields) if self._fields[name].type is Type.TIMESTAMP]
        with refusing(f"{self.path} cannot be read"):
            found = self.session.execute(self.projection().sql("duckdb"))
            while batch := found.fetchmany(_BATCH):
                for number, *values in batch:
                    for index in stamps:
                        values[index] = _in_utc(values[index])
                    yield InputRow(number, tuple(values[:width]), tuple(_shown(value) for value in values[width:]))

    def refused(self) -> Iterator[RefusedRow]:
        """Rows with a value that its field cannot hold; one pass over the columns where that can happen."""
        checked = [name for name in self.columns.fields if self._is_doubtful(name)]
        if not checked:
            self._all_good = True
            return
        columns = [_alias(self._is_wrong(name), f"wrong {name}") for name in checked]
        raw = [_alias(_text(_column(name)), name) for name in self.columns.fields]
        wrong = exp.or_(*(self._is_wrong(name) for name in checked), copy=False)
        select = exp.Select(expressions=[self._number(), *columns, *raw]).from_(self._table()).where(wrong, copy=False)
        with refusing(f"{self.path} cannot be read"):
            found = self.session.execute(select.sql("duckdb")).fetchall()
        self._all_good = not found
        for number, *cells in found:
            marks, texts = cells[: len(checked)], dict(zip(self.columns.fields, cells[len(checked) :], strict=True))
            problems = tuple(
                Problem(
                    number,
                    0,
                    "book.value",
                    f"Row {number}, {name}: {printable(str(texts[name])[:60])} is not {self._a(name)}.",
                )
                for name, mark in zip(checked, marks, strict=True)
                if mark
            )
            yield RefusedRow(number, tuple(_shown(text) for text in texts.values()), problems)

    def projection(self) -> exp.Select:
        """The good rows as a select: number, fields in the types of the Book, carried columns as they are.

        After ``refused`` has found all rows good, nothing is checked again, which takes a third of the judging.
        """
        typed = self._plain if self._all_good else self._typed
        fields = [_alias(typed(name), name) for name in self.columns.fields]
        carried = [_column(name) for name in self.columns.carried]
        select = exp.Select(expressions=[self._number(), *fields, *carried]).from_(self._table())
        for name in self.columns.fields:
            if self._is_doubtful(name) and not self._all_good:
                select = select.where(exp.Not(this=exp.paren(self._is_wrong(name))), copy=False)
        return select

    def _table(self) -> exp.Table:
        numbered = exp.EQ(this=exp.to_identifier("file_row_number"), expression=exp.true())
        return exp.Table(this=_function("read_parquet", exp.Literal.string(str(self.path)), numbered))

    def _number(self) -> exp.Expr:
        return _alias(exp.Add(this=exp.column("file_row_number"), expression=exp.Literal.number(1)), ROW)

    def _base(self, name: str) -> str:
        return str(self._types[name]).partition("(")[0]

    def _is_doubtful(self, name: str) -> bool:
        return self._base(name) not in _SAFE.get(self._fields[name].type, ())

    def _plain(self, name: str) -> exp.Expr:
        """The column of a file without wrong rows: as it is where its type is the field's."""
        type_ = self._fields[name].type
        if self._types[name] != COLUMN_TYPES["duckdb"][type_].replace(" ", ""):
            return self._typed(name)
        return _function("NULLIF", _column(name), exp.Literal.string("")) if type_ is Type.TEXT else _column(name)

    def _typed(self, name: str) -> exp.Expr:
        """The column in its field's type; null where it is unknown or does not fit."""
        field, column = self._fields[name], self._number_or_null(name)
        match field.type:
            case Type.TEXT:
                return _function("NULLIF", _cast(column, "VARCHAR"), exp.Literal.string(""))
            case Type.INTEGER if self._is_doubtful(name):
                return _cast(_try_cast(column, "DECIMAL(18, 0)"), "BIGINT")
            case Type.TIMESTAMP if self._base(name) == "TIMESTAMP WITH TIME ZONE":
                return _function("make_timestamp", _function("epoch_us", column))
            case _:
                return _try_cast(column, COLUMN_TYPES["duckdb"][field.type])

    def _number_or_null(self, name: str) -> exp.Expr:
        """The column; not-a-number, which some tools write for an empty cell, is unknown."""
        column = _column(name)
        if self._base(name) not in ("FLOAT", "DOUBLE"):
            return column
        return exp.Case().when(exp.Not(this=_function("isnan", column)), column.copy(), copy=False)

    def _is_wrong(self, name: str) -> exp.Expr:
        typed, column = self._typed(name), self._number_or_null(name)
        present = exp.Not(this=exp.Is(this=exp.paren(column), expression=exp.null()))
        lost = exp.Is(this=exp.paren(typed), expression=exp.null())
        match self._fields[name].type:
            case Type.TEXT:
                return _function(
                    "COALESCE", _function("contains", typed, _function("chr", exp.Literal.number(0))), exp.false()
                )
            case Type.DATE | Type.TIMESTAMP:
                first = exp.LT(this=typed, expression=_cast(exp.Literal.string(str(FIRST_DATE)), "DATE"))
                last = exp.GT(
                    this=_cast(typed.copy(), "DATE"), expression=_cast(exp.Literal.string(str(LAST_DATE)), "DATE")
                )
                return _function("COALESCE", exp.or_(first, last), exp.false())
            case Type.INTEGER if self._base(name) in ("FLOAT", "DOUBLE", "DECIMAL"):
                broken = exp.NEQ(this=exp.paren(typed.copy()), expression=exp.paren(column.copy()))
                return exp.and_(present, _function("COALESCE", broken, exp.true()))
            case _:
                return exp.and_(present, lost)

    def _a(self, name: str) -> str:
        type_ = self._fields[name].type
        return "text without NUL bytes" if type_ is Type.TEXT else f"{'an' if type_ is Type.INTEGER else 'a'} {type_}"


def _unusable(types: Mapping[str, str], fields: Mapping[str, DeclaredField]) -> Iterator[str]:
    for name, type_ in types.items():
        field = fields.get(name)
        if field and type_.partition("(")[0] not in _HOLDS[field.type]:
            wanted = listed(kind.lower() for kind in _HOLDS[field.type])
            yield f"{name} is {type_.lower()} in the file; a field of type {field.type} needs {wanted}"
        elif field is None and name.partition(".")[0] in ("account", "person", "lead") and "." in name:
            hint = did_you_mean(name, fields, "Declare it, or rename the column.")
            yield f"the Book has no field {printable(name)}. {hint}"


def _in_utc(value: Any) -> Any:
    return value.replace(tzinfo=UTC) if isinstance(value, datetime) else value


def _shown(value: Any) -> str:
    return "" if value is None else str(value)


def _column(name: str) -> exp.Column:
    return exp.column(exp.to_identifier(name, quoted=True))


def _alias(value: exp.Expr, name: str) -> exp.Expr:
    return exp.alias_(value, exp.to_identifier(name, quoted=True), copy=False)


def _function(name: str, *arguments: exp.Expr) -> exp.Expr:
    return exp.Anonymous(this=name, expressions=list(arguments))


def _cast(value: exp.Expr, type_: str) -> exp.Expr:
    return exp.Cast(this=value, to=exp.DataType.build(type_, dialect="duckdb"))


def _try_cast(value: exp.Expr, type_: str) -> exp.Expr:
    return exp.TryCast(this=value, to=exp.DataType.build(type_, dialect="duckdb"))


def _text(value: exp.Expr) -> exp.Expr:
    return _cast(value, "VARCHAR")
