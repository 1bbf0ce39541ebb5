"""The declared fact tables as plain data, for those that know measures but start no Django: the Book's language."""

import json
from typing import Any

from samebook.numbers.tables import Registry


def shape_of(declared: Registry) -> dict[str, Any]:
    """Tables with their columns, and the dimensions; what ``samebook/book/tables.json`` holds."""
    return {
        "tables": [
            {
                "name": table.name,
                "grain": table.grain,
                "columns": [
                    {key: value for key in ("name", "type", "means", "unit", "ref") if (value := getattr(column, key))}
                    for column in table.columns
                ],
            }
            for table in sorted(declared.tables.values(), key=lambda table: table.name)
        ],
        "dimensions": [
            {"name": each.name, "title": each.title, "column": each.column}
            for each in sorted(declared.dimensions.values(), key=lambda each: each.name)
        ],
    }


def shape_text(declared: Registry) -> str:
    """The same as JSON, with a line for each column, so that a change is read as one."""
    shape = shape_of(declared)
    tables = []
    for table in shape["tables"]:
        about = f'"name": {_json(table["name"])}, "grain": {_json(table["grain"])}'
        columns = ",\n    ".join(_json(column) for column in table["columns"])
        tables.append(f'  {{{about}, "columns": [\n    {columns}\n  ]}}')
    dimensions = ",\n".join(f"  {_json(each)}" for each in shape["dimensions"])
    lines = ",\n".join(tables)
    return f'{{"tables": [\n{lines}\n],\n"dimensions": [\n{dimensions}\n]}}\n'


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)
