"""Which cells are required, and the documents that cover them."""

from datetime import date, timedelta
from typing import Any

from django import forms

from samebook.launches.actions import Paper
from samebook.launches.axes import Axes
from samebook.launches.forms.plan import DAY, many
from samebook.launches.models import Cell, Document, Launch
from samebook.launches.rules import Word
from samebook.launches.terms import KIND
from samebook.plays.languages import language_name
from samebook.ui.forms import offer

KINDS = {
    "stalls": "All who hold it up",
    "refuses": "All who say no",
    "decides": "All who decide",
    "supports": "All who support us",
    "takes_part": "All others who take part",
}
REQUIRED = (("yes", "Required"), ("no", "Not required"))
A_YEAR = timedelta(days=365)


class RuleForm(forms.Form):
    """Which cells are required, many at once; an empty part stands for all."""

    role = forms.ChoiceField(label="Role", required=False)
    decision = forms.ChoiceField(label="Decision", required=False)
    cause = forms.ChoiceField(label="Cause", required=False)
    segment = forms.ChoiceField(label="Segment", required=False)
    required = forms.ChoiceField(label="These cells are", choices=REQUIRED)
    because = forms.CharField(label="Because", max_length=300)

    def __init__(self, data: Any = None, *, launch: Launch, axes: Axes) -> None:
        super().__init__(data)
        kinds = {axes.kinds[role] for role in launch.roles if role in axes.kinds}
        groups = [(f"{KIND}{kind}", words) for kind, words in KINDS.items() if kind in kinds]
        offer(self, "role", [("", "All roles"), *groups, *((each, axes.role(each)) for each in launch.roles)])
        offer(self, "decision", [("", "Both"), *((each, axes.decision(each)) for each in launch.decisions)])
        offer(self, "cause", [("", "All causes"), *((each, axes.cause(each)) for each in launch.causes)])
        offer(self, "segment", [("", "All segments"), *((each, axes.segment(each)) for each in launch.segments)])
        if not launch.segments:
            del self.fields["segment"]

    def word(self) -> Word:
        said = self.cleaned_data
        return Word(
            said["role"], said["decision"], said["cause"], said.get("segment", ""), said["required"] == "yes",
            said["because"],
        )  # fmt: skip


class CellForm(forms.Form):
    """Whether one cell is required."""

    required = forms.ChoiceField(label="This cell is", choices=REQUIRED)
    because = forms.CharField(label="Because", max_length=300)

    def __init__(self, data: Any = None, *, cell: Cell) -> None:
        super().__init__(data, initial={"required": "yes" if cell.required else "no", "because": cell.because})


class ReasonForm(forms.Form):
    """Why."""

    because = forms.CharField(label="Why", max_length=500)


class DocumentForm(forms.Form):
    """A document, or its next version."""

    title = forms.CharField(label="Title", max_length=200)
    place = forms.CharField(label="Where it lies", max_length=500, help_text="An address, or words.")
    languages = many("Languages it is in")
    roles = many("For which roles", "None chosen: all.")
    decisions = many("For which decisions", "None chosen: both.")
    causes = many("Against which causes", "None chosen: all.")
    segments = many("For which segments", "None chosen: all.")
    review_on = forms.DateField(
        label="Current until",
        widget=DAY,
        help_text="From the day after, it covers nothing until it is looked at again.",
    )

    def __init__(
        self,
        data: Any = None,
        *,
        launch: Launch,
        axes: Axes,
        day: date,
        cell: Cell | None = None,
        before: Document | None = None,
    ) -> None:
        super().__init__(data, initial=_initial(launch, day, cell, before))
        offer(self, "languages", [(code, language_name(code)) for code in launch.languages or ["en"]])
        offer(self, "roles", [(each, axes.role(each)) for each in launch.roles])
        offer(self, "decisions", [(each, axes.decision(each)) for each in launch.decisions])
        offer(self, "causes", [(each, axes.cause(each)) for each in launch.causes])
        offer(self, "segments", [(each, axes.segment(each)) for each in launch.segments])
        if not launch.segments:
            del self.fields["segments"]
        if not launch.languages:
            del self.fields["languages"]

    def paper(self) -> Paper:
        return Paper(**self.cleaned_data)


def _initial(launch: Launch, day: date, cell: Cell | None, before: Document | None) -> dict[str, Any]:
    if before is not None:
        names = ("title", "place", "languages", "roles", "decisions", "causes", "segments")
        return {**{name: getattr(before, name) for name in names}, "review_on": day + A_YEAR}
    usual: dict[str, Any] = {"review_on": day + A_YEAR, "languages": launch.languages}
    if cell is None:
        return usual
    segments = [cell.segment] if cell.segment else []
    return usual | {
        "roles": [cell.role], "decisions": [cell.decision], "causes": [cell.cause], "segments": segments,
    }  # fmt: skip
