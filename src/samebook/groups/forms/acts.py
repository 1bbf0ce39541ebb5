"""One form for each act on a group; its values are the arguments of the action."""

from datetime import datetime
from typing import Any, ClassVar

from django import forms
from django.utils import timezone

from samebook.buying.terms import Decision
from samebook.groups.reading import GroupFile
from samebook.groups.terms import PURPOSE, Stance, Way, Word
from samebook.ui.forms import offer

LINES = forms.Textarea({"rows": 2})


class GroupForm(forms.Form):
    """An act on the group of one opportunity; ``person`` and ``decision`` say on whom.

    A form that changes no member leaves the version out: a field set to None is Django's way of saying so.
    """

    act: ClassVar[str]

    decision = forms.CharField(max_length=20, widget=forms.HiddenInput)
    person = forms.IntegerField(min_value=1, max_value=2**63 - 1, widget=forms.HiddenInput)
    seen = forms.IntegerField(required=False, min_value=1, max_value=2**31 - 1, widget=forms.HiddenInput)

    def __init__(self, data: Any = None, *, group: GroupFile, at: datetime, **kwargs: Any) -> None:
        self.group, self.at = group, at
        initial: dict[str, Any] = {"decision": group.decision, "person": group.chosen_id}
        if group.chosen is not None:
            initial["seen"] = group.chosen.member.version
        super().__init__(data, auto_id=f"{self.act}-%s", initial=initial | (kwargs.pop("initial", None) or {}))

    def arguments(self) -> dict[str, Any]:
        """What the action is called with."""
        said = dict(self.cleaned_data)
        said["person_id"] = said.pop("person")
        return said


class AddForm(GroupForm):
    act = "add"

    person = forms.TypedChoiceField(coerce=int, label="Who")  # type: ignore[assignment]
    seen = None  # type: ignore[assignment]
    roles = forms.MultipleChoiceField(
        required=False, label="In which roles", widget=forms.CheckboxSelectMultiple({"class": "ticks"})
    )

    def __init__(self, *args: Any, group: GroupFile, **kwargs: Any) -> None:
        super().__init__(*args, group=group, **kwargs)
        here = {member.person_id for member in group.members}
        offered = {pk: str(person) for pk, person in group.people.items() if pk not in here}
        account = group.opportunity.account
        if account is not None:
            living = account.people.filter(erased_at=None, merged_into=None).exclude(pk__in=here).defer("facts")
            offered |= {person.pk: str(person) for person in living.order_by("surname_key", "id")[:200]}
        offer(self, "person", [("", "Choose a person"), *offered.items()])
        offer(self, "roles", role_choices(group))


class RolesForm(GroupForm):
    act = "roles"

    roles = forms.MultipleChoiceField(
        required=False, label="Roles in this decision", widget=forms.CheckboxSelectMultiple({"class": "ticks"})
    )

    def __init__(self, *args: Any, group: GroupFile, **kwargs: Any) -> None:
        here = [role.role for role in group.chosen.member.roles.all()] if group.chosen else []
        super().__init__(*args, group=group, initial={"roles": here}, **kwargs)
        known = role_choices(group)
        gone = [name for name in here if name not in dict(known)]
        offer(self, "roles", [*known, *((name, group.labels.get(name, name)) for name in gone)])


class StanceForm(GroupForm):
    act = "stance"

    stance = forms.ChoiceField(choices=Stance.choices(), label="Where they stand")
    word = forms.ChoiceField(choices=Word.choices(), label="Whose word that is", initial=Word.IMPRESSION.value)
    evidence = forms.CharField(
        required=False, max_length=500, widget=LINES, label="What was said or done", help_text=PURPOSE
    )
    happened_on = forms.DateField(
        required=False, label="When", widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d")
    )

    def __init__(self, *args: Any, group: GroupFile, at: datetime, **kwargs: Any) -> None:
        now = {"happened_on": timezone.localdate(at)}
        if group.chosen is not None:
            now["stance"] = group.chosen.member.stance  # type: ignore[assignment]
        super().__init__(*args, group=group, at=at, initial=now, **kwargs)


class NeedsForm(GroupForm):
    act = "needs"

    needs = forms.CharField(
        required=False, max_length=1000, widget=LINES, label="What they need to hear", help_text=PURPOSE
    )

    def __init__(self, *args: Any, group: GroupFile, **kwargs: Any) -> None:
        here = {"needs": group.chosen.member.needs} if group.chosen else {}
        super().__init__(*args, group=group, initial=here, **kwargs)


class ReachedForm(GroupForm):
    act = "reached"

    seen = None  # type: ignore[assignment]
    way = forms.ChoiceField(choices=Way.choices(), label="How")
    happened_at = forms.DateTimeField(
        label="When", widget=forms.DateTimeInput({"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")
    )
    note = forms.CharField(required=False, max_length=1000, widget=LINES, label="What came of it", help_text=PURPOSE)

    def __init__(self, *args: Any, at: datetime, **kwargs: Any) -> None:
        super().__init__(*args, at=at, initial={"happened_at": timezone.localtime(at)}, **kwargs)

    def arguments(self) -> dict[str, Any]:
        said = super().arguments()
        del said["decision"]
        return said


class InfluenceForm(GroupForm):
    """Whom the chosen person moves."""

    act = "influence"

    seen = None  # type: ignore[assignment]
    whom = forms.TypedChoiceField(coerce=int, label="Whose mind they move")

    def __init__(self, *args: Any, group: GroupFile, **kwargs: Any) -> None:
        super().__init__(*args, group=group, **kwargs)
        held = {whom for who, whom in group.influences if who == group.chosen_id}
        others = [(pk, str(one)) for pk, one in group.people.items() if pk not in held and pk != group.chosen_id]
        offer(self, "whom", [("", "Choose a person"), *others])

    def arguments(self) -> dict[str, Any]:
        return {"who": self.cleaned_data["person"], "whom": self.cleaned_data["whom"]}


class NoInfluenceForm(GroupForm):
    act = "no-influence"

    seen = None  # type: ignore[assignment]
    whom = forms.IntegerField(min_value=1, max_value=2**63 - 1, widget=forms.HiddenInput)

    def arguments(self) -> dict[str, Any]:
        return {"who": self.cleaned_data["person"], "whom": self.cleaned_data["whom"]}


class OtherForm(GroupForm):
    """The chosen person takes part in the other decision too."""

    act = "other"

    seen = None  # type: ignore[assignment]
    to = forms.ChoiceField(choices=Decision.choices(), widget=forms.HiddenInput)

    def arguments(self) -> dict[str, Any]:
        return {"person_id": self.cleaned_data["person"], "decision": self.cleaned_data["to"]}


class EverybodyForm(GroupForm):
    act = "everybody"

    person = None  # type: ignore[assignment]
    seen = None  # type: ignore[assignment]

    def arguments(self) -> dict[str, Any]:
        return {"decision": self.cleaned_data["decision"]}


class LeaveForm(GroupForm):
    act = "leave"

    because = forms.CharField(
        required=False, max_length=500, widget=LINES, label="Why they take part no longer", help_text=PURPOSE
    )


def role_choices(group: GroupFile) -> list[tuple[str, str]]:
    """The Book's roles that count in the decision, with what they mean."""
    return [(role.name, role.label) for role in group.known if group.decision in role.decisions]


FORMS: dict[str, type[GroupForm]] = {
    form.act: form
    for form in (
        AddForm, RolesForm, StanceForm, NeedsForm, ReachedForm, InfluenceForm, NoInfluenceForm, OtherForm,
        EverybodyForm, LeaveForm,
    )
}  # fmt: skip
