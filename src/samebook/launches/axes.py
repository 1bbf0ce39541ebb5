"""What the axes of a grid are called, and what the Book in force would put on them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from samebook.agreement.queries import in_force
from samebook.buying.pipelines import Selling, selling_at
from samebook.buying.terms import Decision
from samebook.launches.models import Launch
from samebook.launches.terms import ALL_SEGMENTS, NO_CAUSE


@dataclass(frozen=True)
class Axes:
    """Names of the Book in force with their words; ``kinds`` says what a role does to a decision."""

    selling: Selling
    roles: Mapping[str, str]
    kinds: Mapping[str, str]
    causes: Mapping[str, str]
    segments: Mapping[str, str] = field(default_factory=dict)

    @property
    def decisions(self) -> dict[str, str]:
        return dict(Decision.choices())

    def role(self, name: str) -> str:
        return self.roles.get(name) or _as_words(name)

    def cause(self, name: str) -> str:
        return self.causes.get(name) or _as_words(name)

    def decision(self, name: str) -> str:
        return Decision.label_of(name, _as_words(name))

    def segment(self, name: str) -> str:
        return "All segments" if name == ALL_SEGMENTS else self.segments.get(name) or _as_words(name)

    def new_in_the_book(self, launch: Launch) -> dict[str, list[str]]:
        """Roles and causes that the Book names and the launch's grid has not, by axis."""
        found = {
            "roles": [name for name in self.roles if name not in launch.roles],
            "causes": [name for name in self.causes if name not in launch.causes],
        }
        return {axis: names for axis, names in found.items() if names}


def axes_at(at: datetime) -> Axes:
    """The axes that the Book in force gives; the default roles and causes before there is one."""
    selling, held = selling_at(at), in_force(at)
    segments = held.book.book.segments if held else {}
    return Axes(
        selling,
        {each.name: each.label for each in selling.roles},
        {each.name: each.kind for each in selling.roles},
        {NO_CAUSE: "Before any stall", **{each.name: each.label for each in selling.causes}},
        {name: _as_words(name) for name in segments},
    )


def roles_told(axes: Axes) -> list[tuple[str, str, Sequence[str]]]:
    """Name, kind and decisions of each role, for ``rules.proposed``."""
    return [(each.name, each.kind, each.decisions) for each in axes.selling.roles]


def _as_words(name: str) -> str:
    return name.replace("_", " ").capitalize()
