"""Kept values, which are text and JSON, as typed columns in DuckDB: read as ``book.values.kept_value`` reads them."""

from sqlglot import exp, parse_one

from samebook.book.sql_writer import COLUMN_TYPES
from samebook.book.values import Type
from samebook.segments.rules import Pair

TYPED = {
    Type.TEXT: "CASE WHEN NOT starts_with(:c, chr(31)) THEN nullif(:c, '') END",
    Type.BOOLEAN: "CASE lower(trim(:c, chr(31) || ' ')) WHEN 'true' THEN true WHEN 'yes' THEN true"
    " WHEN 'false' THEN false WHEN 'no' THEN false END",
    Type.INTEGER: "CASE WHEN regexp_full_match(trim(:c, chr(31) || ' '), '[+-]?[0-9]+')"
    " THEN CAST(TRY_CAST(trim(:c, chr(31) || ' ') AS DECIMAL(18, 0)) AS BIGINT) END",
    Type.DECIMAL: r"CASE WHEN regexp_full_match(trim(:c, chr(31) || ' '), '[+-]?([0-9]+([.][0-9]*)?|[.][0-9]+)')"
    " THEN TRY_CAST(trim(:c, chr(31) || ' ') AS DECIMAL(28, 6)) END",
    Type.DATE: "CASE WHEN regexp_full_match(trim(:c), '[0-9]{4}-[0-9]{2}-[0-9]{2}') AND trim(:c) >= '1000'"
    " THEN TRY_CAST(trim(:c) AS DATE) END",
    Type.TIMESTAMP: "CASE WHEN trim(:c) >= '1000' AND regexp_full_match(trim(:c),"
    " '[0-9]{4}-[0-9]{2}-[0-9]{2}[T ]([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9]([.][0-9]{1,6})?)?(Z|[+]00:?00)?')"
    " THEN TRY_CAST(regexp_replace(trim(:c), '(Z|[+]00:?00)$', '') AS TIMESTAMP) END",
}
"""A kept value as a field of each type; null when it is of another.

Kept JSON comes as text; what is no JSON text (a number, true) begins with character 31.
"""


def column_of(pair: Pair) -> str:
    """What the column of a field of a type is called: ``lead.budget:decimal``."""
    return f"{pair[0]}:{pair[1].value}"


def of_column(column: exp.Expr, type_: str) -> exp.Expr:
    """A column of the records, of a type of ``numbers.tables``, as a kept value."""
    return filled(":c" if type_ == "text" else "chr(31) || CAST(:c AS VARCHAR)", column)


def of_json(json: exp.Expr, path: str) -> exp.Expr:
    """What JSON holds at a path as a kept value."""
    return filled(
        "CASE json_type(:c, :p) WHEN 'VARCHAR' THEN json_extract_string(:c, :p) WHEN 'NULL' THEN NULL"
        " ELSE chr(31) || json_extract_string(:c, :p) END",
        json,
        p=exp.Literal.string(path),
    )


def typed(value: exp.Expr, type_: Type) -> exp.Expr:
    """A kept value as one of a type."""
    to = exp.DataType.build(COLUMN_TYPES["duckdb"][type_], dialect="duckdb")
    return exp.Cast(this=filled(TYPED[type_], value), to=to)


def filled(template: str, value: exp.Expr | None = None, **others: exp.Expr) -> exp.Expr:
    """A piece of SQL with its placeholders replaced, ``:c`` by the value."""
    named = {"c": value, **others} if value is not None else others
    return exp.replace_placeholders(parse_one(template, dialect="duckdb"), **named)


def column(name: str, table: str | None = None) -> exp.Column:
    return exp.column(quoted(name), table=table)


def quoted(name: str) -> exp.Identifier:
    return exp.to_identifier(name, quoted=True)
