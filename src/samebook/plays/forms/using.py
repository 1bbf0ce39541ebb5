"""Using plays: starting one, ending its steps, saying whether it helped, asking for one that is missing."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django import forms
from django.template.defaultfilters import filesizeformat

from samebook.accounts.models import Person
from samebook.buying.pipelines import selling_at
from samebook.plays.languages import language_name
from samebook.plays.models import Play, PlayDocument
from samebook.plays.rules import MOST_MINUTES
from samebook.ui.forms import offer

LINES = forms.Textarea({"rows": 3})


class StartForm(forms.Form):
    """In which language, and to whom; what is not chosen is as the product would choose."""

    language = forms.ChoiceField(required=False)
    person = forms.TypedChoiceField(required=False, coerce=int, empty_value=None, label="E-mails go to")

    def __init__(
        self, data: Any = None, *, languages: Sequence[str], people: Sequence[Person], has_mails: bool = True
    ) -> None:
        super().__init__(data)
        offer(self, "language", [(code, language_name(code)) for code in languages])
        offer(self, "person", [(each.pk, str(each)) for each in people] or [("", "Nobody may be written to")])
        if len(languages) < 2 or not has_mails:
            del self.fields["language"]
        if not has_mails:
            del self.fields["person"]

    def arguments(self) -> dict[str, Any]:
        return {"person_id": self.cleaned_data.get("person"), "language": self.cleaned_data.get("language", "")}


class ReasonForm(forms.Form):
    reason = forms.CharField(max_length=300)


class StepDoneForm(forms.Form):
    minutes = forms.IntegerField(
        required=False, min_value=0, max_value=MOST_MINUTES, label="Minutes it took you, if you like"
    )


class RewordForm(forms.Form):
    subject = forms.CharField(max_length=200)
    body = forms.CharField(max_length=10_000, widget=forms.Textarea({"rows": 8}), label="Text")
    attached = forms.TypedMultipleChoiceField(
        required=False, coerce=int, widget=forms.CheckboxSelectMultiple, label="Goes with it"
    )

    def __init__(self, data: Any = None, *, documents: Sequence[PlayDocument] = (), **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        offer(self, "attached", [(each.pk, f"{each}, {filesizeformat(each.size)}") for each in documents])


class HelpedForm(forms.Form):
    helped = forms.TypedChoiceField(choices=[("yes", "Yes"), ("no", "No")], coerce=lambda said: said == "yes")
    note = forms.CharField(required=False, max_length=300)


class AskForm(forms.Form):
    """What is missing."""

    cause = forms.ChoiceField(label="What holds it up")
    role = forms.ChoiceField(required=False, label="Held up by somebody who has the role")
    why = forms.CharField(
        max_length=1000,
        widget=LINES,
        label="What stands in the way, and what would help",
        help_text="Marketing reads it.",
    )

    def __init__(self, data: Any = None, *, at: datetime, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        selling = selling_at(at)
        offer(self, "cause", [("", "Choose a cause"), *((each.name, each.label) for each in selling.causes)])
        offer(self, "role", [("", "Does not matter"), *((each.name, each.label) for each in selling.roles)])


class AnswerForm(forms.Form):
    """The play that answers a request."""

    play = forms.TypedChoiceField(coerce=int)
    answer = forms.CharField(required=False, max_length=500, label="Word to who asked")

    def __init__(self, data: Any = None, *, plays: Sequence[Play], **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        offer(self, "play", [("", "Choose a play"), *((each.pk, each.name) for each in plays)])
