"""How a column's type is written by each database and held in Parquet.

Rows leave the database as one CSV line each, written by the database itself: a Python object per row instead of
one per cell is three to four times faster (docs/decisions/snapshot-by-csv.md), and one typed reader serves both.
"""

from collections.abc import Sequence
from functools import lru_cache

import pyarrow as pa
from pyarrow import csv
from sqlglot import exp, parse_one

from samebook.numbers.tables import Column, ColumnType, FactTable

ARROW: dict[ColumnType, pa.DataType] = {
    "integer": pa.int64(),
    "text": pa.string(),
    "decimal": pa.decimal128(28, 2),
    "rate": pa.decimal128(18, 8),
    "boolean": pa.bool_(),
    "date": pa.date32(),
    "timestamp": pa.timestamp("us"),
}
SQLITE = {
    "text": ('"%w"', "coalesce(:c, '')"),
    "decimal": ("%s", "case when :c is null then '' else printf('%.2f', :c) end"),
    "rate": ("%s", "case when :c is null then '' else printf('%.8f', :c) end"),
}
"""Format mark and argument of SQLite's printf: ``%w`` doubles quotes, ``%s`` writes null as nothing."""


@lru_cache(maxsize=64)
def rows_as_csv(table: FactTable, *, vendor: str, after: int | None = None) -> str:
    """The statement that gives a table's rows as CSV lines.

    Args:
        vendor: ``sqlite`` (one BLOB column, a line each) or ``postgresql`` (the query inside ``COPY``).
        after: Only rows whose ``grows_by`` lies above; null for all.
    """
    rows = exp.subquery(table.sql, "t", dialect="postgres").select("*")
    if after is not None:
        rows = rows.where(exp.column(table.grows_by) > exp.Literal.number(after))
    if table.grows_by:
        rows = rows.order_by(exp.column(table.grows_by))
    if vendor == "sqlite":
        return rows.select(exp.cast(_line(table.read), "blob"), append=False).sql(dialect="sqlite")
    return rows.select(*(_postgres(column) for column in table.read), append=False).sql(dialect="postgres")


def read_lines(data: bytes, table: FactTable) -> pa.Table:
    """CSV lines as typed columns; empty text is null.

    Raises:
        pyarrow.ArrowInvalid: A value that is not of its column's type, such as text in an untyped SQLite column.
    """
    return csv.read_csv(
        pa.BufferReader(data),
        read_options=csv.ReadOptions(column_names=[column.name for column in table.read], use_threads=False),
        parse_options=csv.ParseOptions(newlines_in_values=True),
        convert_options=csv.ConvertOptions(
            column_types={column.name: ARROW[column.type] for column in table.read},
            null_values=[""],
            strings_can_be_null=True,
            true_values=["1", "t"],
            false_values=["0", "f"],
        ),
    )


def schema_of(table: FactTable) -> pa.Schema:
    """The Parquet schema, the meaning of each column beside it."""
    fields = []
    for column in table.columns:
        about = {"means": column.means, "unit": column.unit, "ref": column.ref}
        fields.append(pa.field(column.name, ARROW[column.type], metadata={k: v for k, v in about.items() if v}))
    return pa.schema(fields, metadata={"grain": table.grain})


def _line(columns: Sequence[Column]) -> exp.Expr:
    marks, arguments = [], []
    for column in columns:
        mark, argument = SQLITE.get(column.type, ("%s", ":c"))
        marks.append(mark)
        arguments.append(_filled(argument, column, "sqlite"))
    return exp.Anonymous(this="printf", expressions=[exp.Literal.string(",".join(marks)), *arguments])


def _postgres(column: Column) -> exp.Expr:
    wanted = ":c at time zone 'UTC'" if column.type == "timestamp" else ":c"
    return _filled(wanted, column, "postgres")


def _filled(template: str, column: Column, dialect: str) -> exp.Expr:
    named = {"c": exp.column(column.name, table="t")}
    return exp.replace_placeholders(parse_one(template, dialect=dialect), **named)
