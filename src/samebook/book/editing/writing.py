"""Values to YAML as a person would write it: plain where that is safe, on one line where it fits."""

import re
from textwrap import wrap

from samebook.book.editing.spans import Data

WIDTH = 110
INDENT = "  "
_EMPTY = ("", "~", "null", "Null", "NULL")
_NOT_FIRST = "-?:,[]{}#&*!|>'\"%@`=<"
_IN_FLOW = re.compile(r"[,\[\]{}]")
_ESCAPES = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\t": "\\t"}


def scalar(value: str, *, flow: bool = False) -> str:
    """A value on one line: plain when it reads back as itself, else in double quotes."""
    return value if _is_plain(value, flow=flow) else quoted(value)


def quoted(value: str) -> str:
    """A value in double quotes, with what cannot be shown escaped."""
    return '"' + "".join(_ESCAPES.get(each) or (each if each.isprintable() else _escape(each)) for each in value) + '"'


def inline(data: Data) -> str:
    """Any value on one line."""
    if isinstance(data, dict):
        return "{" + ", ".join(f"{scalar(name, flow=True)}: {inline(each)}" for name, each in data.items()) + "}"
    if isinstance(data, list):
        return "[" + ", ".join(inline(each) for each in data) + "]"
    return "" if data is None else scalar(data, flow=True)


def beside(data: Data, column: int, name: str) -> str:
    """What stands after a name's colon, with the space before it; lines below begin at ``column`` and deeper.

    Never ends with a line end.
    """
    room = WIDTH - column - len(name) - 2
    if data is None:
        return ""
    if isinstance(data, str):
        return f" {text_value(data, column, room)}"
    if _is_shallow(data) and len(inline(data)) <= room:
        return f" {inline(data)}"
    return f"\n{block(data, column + len(INDENT))}"


def text_value(value: str, column: int, room: int) -> str:
    """A text after its name, folded onto lines of its own when it is long."""
    pad = " " * column + INDENT
    if len(scalar(value)) > room and _folds(value):
        return ">-\n" + "\n".join(pad + line for line in _wrapped(value, WIDTH - len(pad)))
    if "\n" in value and _is_literal(value):
        return "|-\n" + "\n".join(pad + line if line else "" for line in value.split("\n"))
    return scalar(value)


def block(data: Data, column: int) -> str:
    """A mapping or a list on lines of its own; never ends with a line end."""
    pad = " " * column
    if isinstance(data, dict):
        return "\n".join(f"{pad}{scalar(name)}:{beside(each, column, name)}" for name, each in data.items())
    if isinstance(data, list):
        return "\n".join(f"{pad}-{item(each, column)}" for each in data)
    return f"{pad}{'' if data is None else scalar(data)}"


def item(data: Data, column: int) -> str:
    """What stands after the dash of a list's item, with the space before it."""
    if isinstance(data, dict) and not (_is_shallow(data) and len(inline(data)) <= WIDTH - column - 2):
        return " " + block(data, column + len(INDENT)).lstrip(" ")
    return f" {inline(data)}"


def _is_shallow(data: Data) -> bool:
    if isinstance(data, list):
        return all(isinstance(each, str) for each in data)
    values = list(data.values()) if isinstance(data, dict) else []
    return bool(values) and len(values) <= 6 and all(_is_small(each) for each in values)


def _is_small(data: Data) -> bool:
    return "\n" not in data if isinstance(data, str) else isinstance(data, list) and _is_shallow(data)


def _is_plain(value: str, *, flow: bool) -> bool:
    if value in _EMPTY or value != value.strip() or value[0] in _NOT_FIRST or not value.isprintable():
        return False
    if value.startswith("...") or ": " in value or " #" in value or value.endswith(":"):
        return False
    return not (flow and (_IN_FLOW.search(value) or ":" in value))


def _folds(value: str) -> bool:
    return value.isprintable() and "  " not in value and value == value.strip() and " " in value


def _wrapped(value: str, width: int) -> list[str]:
    return wrap(value, max(width, 20), break_long_words=False, break_on_hyphens=False)


def _is_literal(value: str) -> bool:
    lines = value.split("\n")
    sound = all(line.isprintable() and line == line.rstrip() for line in lines)
    return sound and bool(lines[0]) and bool(lines[-1]) and not lines[0].startswith(" ")


def _escape(character: str) -> str:
    code = ord(character)
    return f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"
