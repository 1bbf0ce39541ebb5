"""The plan of a launch, its milestones, its training, and the sales process it assumes."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django import forms

from samebook.buying.terms import stage_name
from samebook.company.choices import territory_choices
from samebook.company.models import User
from samebook.kernel.access import Actor, Role
from samebook.launches.actions import Assumed, Plan
from samebook.launches.axes import Axes
from samebook.launches.models import Launch
from samebook.launches.queries import products_known
from samebook.plays.languages import LANGUAGES
from samebook.ui.forms import offer
from samebook.ui.widgets import ManyOf

DAY = forms.DateInput({"type": "date"}, format="%Y-%m-%d")


def people_choices() -> list[tuple[int, str]]:
    """Everybody who works here, by name."""
    inside = User.objects.filter(is_active=True).exclude(user_roles__role=Role.PARTNER_USER)
    return list(inside.order_by("name", "pk").values_list("pk", "name").distinct())


def many(label: str, help_text: str = "") -> forms.MultipleChoiceField:
    return forms.MultipleChoiceField(label=label, required=False, widget=ManyOf, help_text=help_text)


class LaunchForm(forms.Form):
    """Planning a launch, or changing its plan."""

    name = forms.CharField(label="What the launch is called", max_length=120)
    product = forms.CharField(
        label="Product", max_length=100, help_text="As opportunities call it, so that its sales are found later."
    )
    means = forms.CharField(
        label="What it is about", max_length=500, required=False, widget=forms.Textarea({"rows": 2})
    )
    owner = forms.TypedChoiceField(label="Owner", coerce=int)
    begins_on = forms.DateField(label="It is sold from", widget=DAY)
    ready_by = forms.DateField(
        label="Ready by", required=False, widget=DAY, help_text="Empty: on the day it is sold from."
    )
    territories = forms.TypedMultipleChoiceField(
        label="Territories", coerce=int, required=False, widget=ManyOf, help_text="None chosen: everywhere."
    )
    languages = many("Languages needed", "A cell is covered only when something is there in each of them.")
    segments = many("Segments", "None chosen: one column for all.")
    roles = many("Roles", "None chosen: all that the Book names.")
    causes = many("Causes of stalls", "None chosen: all that the Book names.")
    seen = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, data: Any = None, *, actor: Actor, axes: Axes, launch: Launch | None = None) -> None:
        super().__init__(data, initial=_initial(launch) if launch else {"owner": actor.id})
        held = {name: getattr(launch, name, []) for name in ("roles", "causes", "segments")}
        known = {"roles": axes.roles, "causes": axes.causes, "segments": axes.segments}
        said = {"roles": axes.role, "causes": axes.cause, "segments": axes.segment}
        for name, names in known.items():
            offer(self, name, [(each, said[name](each)) for each in dict.fromkeys([*names, *held[name]])])
        offer(self, "owner", people_choices())
        offer(self, "territories", territory_choices(actor))
        offer(self, "languages", sorted(LANGUAGES.items(), key=lambda pair: pair[1]))
        self.products = products_known()
        self.fields["product"].widget.attrs["list"] = "products"

    def plan(self) -> Plan:
        """What was said, as the action takes it."""
        said = {name: self.cleaned_data[name] for name in self.cleaned_data if name not in ("owner", "seen")}
        return Plan(owner_id=self.cleaned_data["owner"], **said)


class MilestoneForm(forms.Form):
    """Something that must be done on the way."""

    name = forms.CharField(label="What must be done", max_length=200)
    owner = forms.TypedChoiceField(label="By whom", coerce=int)
    due_on = forms.DateField(label="By when", widget=DAY)

    def __init__(self, data: Any = None) -> None:
        super().__init__(data)
        offer(self, "owner", people_choices())


class TrainingForm(forms.Form):
    """The material, or a new version of it."""

    title = forms.CharField(label="Title", max_length=200)
    place = forms.CharField(label="Where it lies", max_length=500, help_text="An address, or words.")
    changes = forms.CharField(label="What is new in this version", max_length=500, required=False)
    due_on = forms.DateField(label="To be worked through by", widget=DAY)


class ProcessForm(forms.Form):
    """Days and people for each stage of one pipeline; empty where nothing is assumed."""

    def __init__(self, data: Any = None, *, stages: Iterable[str], initial: dict[str, Any] | None = None) -> None:
        super().__init__(data, initial=initial)
        self.stages = list(stages)
        for stage in self.stages:
            name = stage_name(stage)
            self.fields[f"days-{stage}"] = forms.IntegerField(
                label=f"{name}: days", required=False, min_value=0, max_value=3_650
            )
            self.fields[f"people-{stage}"] = forms.IntegerField(
                label=f"{name}: people at the customer", required=False, min_value=0, max_value=1_000
            )

    def rows(self) -> list[tuple[str, forms.BoundField, forms.BoundField]]:
        """Each stage with its two inputs."""
        return [(stage_name(stage), self[f"days-{stage}"], self[f"people-{stage}"]) for stage in self.stages]

    def said(self) -> list[Assumed]:
        said = self.cleaned_data
        return [Assumed(stage, said[f"days-{stage}"], said[f"people-{stage}"]) for stage in self.stages]


def _initial(launch: Launch) -> dict[str, Any]:
    names = ("name", "product", "means", "roles", "causes", "segments", "languages")
    days: dict[str, date | None] = {"begins_on": launch.begins_on, "ready_by": launch.ready_by}
    return {
        **{name: getattr(launch, name) for name in names},
        **days,
        "owner": launch.owner_id,
        "territories": list(launch.territories.values_list("pk", flat=True)),
        "seen": launch.version,
    }
