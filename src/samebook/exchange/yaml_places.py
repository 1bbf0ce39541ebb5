"""YAML as plain nodes that know their line and column; everything is text. Bombs and doubles are refused."""

from collections.abc import Sequence
from dataclasses import dataclass

from samebook.kernel.refusals import Problem

LARGEST = 256 * 1024
DEEPEST = 8
TOO_DEEP = "This is nested too deep."
OPENING = ("FlowSequenceStartToken", "FlowMappingStartToken", "BlockSequenceStartToken", "BlockMappingStartToken")
CLOSING = ("FlowSequenceEndToken", "FlowMappingEndToken", "BlockEndToken")


@dataclass(slots=True)
class Node:
    """A piece of the text: a plain value (``text``), a list (``items``) or names with values (``pairs``)."""

    line: int
    column: int
    text: str = ""
    items: "Sequence[Node] | None" = None
    pairs: "Sequence[tuple[str, Node]] | None" = None


def read_yaml(text: str) -> tuple[Node | None, list[Problem]]:  # noqa: PLR0911 (one way out for each wrong)
    """The text as nodes, or None with what is wrong with it."""
    from ruamel.yaml import YAML
    from ruamel.yaml.error import MarkedYAMLError, YAMLError

    if len(text) > LARGEST:
        return None, [Problem(0, 0, "exchange.mapping_too_long", f"A mapping has {LARGEST:,} characters at most.")]
    problems: list[Problem] = []
    try:
        depth = 0
        for token in YAML(typ="safe", pure=True).scan(text):
            kind = type(token).__name__
            depth += (kind in OPENING) - (kind in CLOSING)
            if depth > DEEPEST:
                mark = token.start_mark
                return None, [Problem(mark.line + 1, mark.column + 1, "exchange.mapping_shape", TOO_DEEP)]
            if kind in ("AnchorToken", "AliasToken", "TagToken"):
                mark = token.start_mark
                why = "Anchors, aliases and tags are not read here."
                return None, [Problem(mark.line + 1, mark.column + 1, "exchange.mapping_alias", why)]
        root = YAML(typ="safe", pure=True).compose(text)
    except MarkedYAMLError as error:
        mark = error.problem_mark
        line, column = (mark.line + 1, mark.column + 1) if mark else (0, 0)
        return None, [Problem(line, column, "exchange.mapping_syntax", f"This is no YAML: {error.problem}.")]
    except (YAMLError, ValueError, RecursionError):
        return None, [Problem(0, 0, "exchange.mapping_syntax", "This is no YAML.")]
    if root is None:
        return None, [Problem(1, 1, "exchange.mapping_syntax", "The mapping is empty.")]
    made = _node(root, problems)
    return (None if problems else made), problems


def _node(raw: object, problems: list[Problem]) -> Node:
    mark = raw.start_mark  # type: ignore[attr-defined]
    node = Node(mark.line + 1, mark.column + 1)
    value = raw.value  # type: ignore[attr-defined]
    if isinstance(value, str):
        node.text = "" if getattr(raw, "tag", "").endswith(":null") else value
    elif type(raw).__name__ == "SequenceNode":
        node.items = [_node(one, problems) for one in value]
    else:
        pairs: dict[str, Node] = {}
        for key, one in value:
            made = _node(key, problems)
            if made.text in pairs:
                why = f"“{made.text[:60]}” stands here twice."
                problems.append(Problem(made.line, made.column, "exchange.mapping_double", why))
            pairs[made.text] = _node(one, problems)
        node.pairs = list(pairs.items())
    return node
