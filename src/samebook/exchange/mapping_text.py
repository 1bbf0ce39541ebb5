"""Reading a mapping's text: every problem with its line and column."""

from collections.abc import Mapping, Sequence
from difflib import get_close_matches
from zoneinfo import ZoneInfo

from samebook.exchange.dialects import DELIMITERS, ENCODINGS
from samebook.exchange.mapping import Column, FileMapping, value_of
from samebook.exchange.targets import ImportTarget, TargetField
from samebook.exchange.values import ORDERS
from samebook.exchange.yaml_places import Node, read_yaml
from samebook.kernel.refusals import Problem, Refused

TOP = ("target", "columns", "constants", "ignore", "empty", "file", "dates")


def read_mapping(text: str, targets: Mapping[str, ImportTarget]) -> tuple[FileMapping | None, list[Problem]]:
    """Read a mapping and check it against its target; every problem, not only the first.

    Returns:
        The mapping, or None when there are problems.
    """
    root, problems = read_yaml(text)
    if root is None:
        return None, problems
    return _Check(root, targets, problems).mapping(), problems


class _Check:
    """Walks the text of a mapping and collects what is wrong with it."""

    def __init__(self, root: Node, targets: Mapping[str, ImportTarget], problems: list[Problem]) -> None:
        self.root, self.targets, self.problems = root, targets, problems
        self.fields: Mapping[str, TargetField] = {}

    def mapping(self) -> FileMapping | None:
        parts = self.known(self.root, TOP)
        target = parts["target"].text if "target" in parts else ""
        if target not in self.targets:
            near = get_close_matches(target, self.targets, n=1)
            hint = f"Did you mean {near[0]}?" if near else f"There are {', '.join(sorted(self.targets))}."
            self.wrong(parts.get("target", self.root), "exchange.unknown_target", f"No target “{target[:60]}”.", hint)
            return None
        self.fields = self.targets[target].all_fields()
        dates = self.known(parts.get("dates"), ("order", "zone"))
        file = self.known(parts.get("file"), ("encoding", "delimiter", "decimal", "sheet"))
        usual = Column(
            "",
            order=self.one_of(dates.get("order"), tuple(ORDERS)),
            zone=self.zone(dates.get("zone")) or "UTC",
            decimal=self.one_of(file.get("decimal"), (".", ",")) or ".",
        )
        columns = {name: self.column(node, usual) for name, node in self.pairs(parts.get("columns"))}
        constants = {name: node.text for name, node in self.pairs(parts.get("constants"))}
        self.check_fields(parts, columns)
        made = FileMapping(
            target=target,
            columns=columns,
            constants=constants,
            ignore=frozenset(node.text for node in self.items(parts.get("ignore"))),
            empty=frozenset(node.text for node in self.items(parts.get("empty"))),
            encoding=self.one_of(file.get("encoding"), ENCODINGS),
            delimiter=self.one_of(file.get("delimiter"), DELIMITERS),
            sheet=file["sheet"].text if "sheet" in file else "",
        )
        return None if self.problems else made

    def column(self, node: Node, usual: Column) -> Column:
        """Either the field's name alone, or what to do besides."""
        if node.pairs is None:
            return Column(node.text, usual.order, "", usual.decimal, usual.zone)
        parts = self.known(node, ("to", "order", "format", "decimal", "zone", "values", "optional"))
        if "to" not in parts:
            self.wrong(node, "exchange.no_field", "Say which field the column goes to.", "Add “to: …”.")
        return Column(
            to=parts["to"].text if "to" in parts else "",
            order=self.one_of(parts.get("order"), tuple(ORDERS)) or usual.order,
            pattern=parts["format"].text if "format" in parts else "",
            decimal=self.one_of(parts.get("decimal"), (".", ",")) or usual.decimal,
            zone=self.zone(parts.get("zone")) or usual.zone,
            values={name: value.text for name, value in self.pairs(parts.get("values"))},
            is_optional=self.one_of(parts.get("optional"), ("yes", "no")) == "yes",
        )

    def check_fields(self, parts: Mapping[str, Node], columns: Mapping[str, Column]) -> None:
        said: set[str] = set()
        for name, node in self.pairs(parts.get("columns")):
            self.check_field(columns[name].to, node, said)
        for name, node in self.pairs(parts.get("constants")):
            if self.check_field(name, node, said):
                self.check_constant(node, name)
        for missing in (one.name for one in self.fields.values() if one.required and one.name not in said):
            self.wrong(parts.get("columns", self.root), "exchange.required", f"Nothing says {missing}.", "")

    def check_field(self, to: str, node: Node, said: set[str]) -> bool:
        if to and to not in self.fields:
            near = get_close_matches(to, self.fields, n=1)
            hint = f"Did you mean {near[0]}?" if near else f"There are {', '.join(self.fields)}."
            self.wrong(node, "exchange.unknown_field", f"The target has no field “{to[:60]}”.", hint)
            return False
        if to in said:
            self.wrong(node, "exchange.field_twice", f"Two columns go to {to}.", "Ignore one of them.")
        said.add(to)
        return True

    def check_constant(self, node: Node, to: str) -> None:
        try:
            value_of(node.text, self.fields[to], Column(to))
        except Refused as refused:
            self.wrong(node, refused.code, refused.message, "")

    def known(self, node: Node | None, names: Sequence[str]) -> dict[str, Node]:
        found = dict(self.pairs(node))
        for name, given in found.items():
            if name not in names:
                near = get_close_matches(name, names, n=1)
                hint = f"Did you mean {near[0]}?" if near else f"There are {', '.join(names)}."
                self.wrong(given, "exchange.unknown_key", f"A mapping has no “{name[:60]}”.", hint)
        return found

    def pairs(self, node: Node | None) -> Sequence[tuple[str, Node]]:
        if node is None:
            return ()
        if node.pairs is None:
            self.wrong(node, "exchange.mapping_shape", "Here names with values are expected.", "Write “name: value”.")
            node.pairs = ()
        return node.pairs

    def items(self, node: Node | None) -> Sequence[Node]:
        if node is None:
            return ()
        if node.items is None:
            self.wrong(node, "exchange.mapping_shape", "Here a list is expected.", "Write “[one, other]”.")
            node.items = ()
        return node.items

    def one_of(self, node: Node | None, choices: Sequence[str]) -> str:
        if node is None or node.text in choices:
            return node.text if node else ""
        self.wrong(node, "exchange.not_a_choice", f"“{node.text[:40]}” is not possible here.", f"Use {choices}.")
        return ""

    def zone(self, node: Node | None) -> str:
        if node is None:
            return ""
        try:
            return ZoneInfo(node.text).key
        except (ValueError, OSError, KeyError):
            self.wrong(node, "exchange.unknown_zone", f"“{node.text[:40]}” is no time zone.", "Write Europe/Berlin.")
            return ""

    def wrong(self, node: Node, code: str, message: str, hint: str) -> None:
        problem = Problem(node.line, node.column, code, message, hint)
        if problem not in self.problems:
            self.problems.append(problem)
