"""Writing a play: its name, what it is for, its steps."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from operator import itemgetter
from typing import Any, ClassVar

from django import forms

from samebook.buying.pipelines import selling_at
from samebook.buying.terms import Decision, stage_name
from samebook.company.queries import with_role
from samebook.kernel.access import Role
from samebook.plays.actions import For, Step, Upload
from samebook.plays.languages import LANGUAGES, language_name
from samebook.plays.merging import FIELDS
from samebook.plays.models import PlayStep, PlayVersion
from samebook.plays.terms import Kind, Side
from samebook.ui.forms import offer
from samebook.ui.widgets import ManyOf

LINES = forms.Textarea({"rows": 3})


class NameForm(forms.Form):
    """How a play is called, and who keeps it current."""

    name = forms.CharField(max_length=100)
    owner = forms.TypedChoiceField(coerce=int, help_text="Keeps it current, and hears whether it helped.")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "owner", list(with_role(Role.MARKETING).values_list("pk", "name")))


class ForForm(forms.Form):
    """What a version is for."""

    may_lack: ClassVar[Mapping[str, str]] = dict.fromkeys(
        ("causes", "languages", "review_date"), "needed before it is approved"
    )
    causes = forms.MultipleChoiceField(required=False, widget=ManyOf, label="It answers")
    roles = forms.MultipleChoiceField(
        required=False, widget=ManyOf, label="For people who have the role", help_text="None chosen means any."
    )
    decisions = forms.MultipleChoiceField(
        required=False, widget=ManyOf, label="In the decision", help_text="None chosen means both."
    )
    segment = forms.ChoiceField(required=False, help_text="Of the Book.")
    languages = forms.MultipleChoiceField(required=False, widget=ManyOf, label="Its texts are in")
    on_stages = forms.MultipleChoiceField(
        required=False,
        widget=ManyOf,
        label="Offer it before any stall, on entry to",
        help_text="A stage of a sale. None chosen means on stalls only.",
    )
    on_roles = forms.MultipleChoiceField(
        required=False, widget=ManyOf, label="Offer it before any stall, when somebody comes who has the role"
    )
    review_date = forms.DateField(
        required=False,
        label="Current until",
        widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"),
        help_text="From the day after it is no longer offered until somebody has looked at it again.",
    )
    brief = forms.CharField(
        required=False, max_length=2000, widget=LINES, label="When to use it, and why", help_text="Read inside only."
    )

    def __init__(self, data: Any = None, *, version: PlayVersion, at: datetime, as_kept: bool = False) -> None:
        """``as_kept``: as if the version were sent as it is kept, so that problems of it stand at their fields."""
        selling = selling_at(at)
        named = {name: version.named(name) for name in ("cause", "role", "decision", "language", "on_stage", "on_role")}
        initial = {
            "causes": named["cause"], "roles": named["role"], "decisions": named["decision"],
            "languages": named["language"], "on_stages": named["on_stage"], "on_roles": named["on_role"],
            "segment": version.segment, "review_date": version.review_date, "brief": version.brief,
        }  # fmt: skip
        super().__init__(initial if as_kept else data, initial=initial)
        roles = [(each.name, each.label) for each in selling.roles]
        stages = {stage.name: stage_name(stage.name) for pipeline in selling.pipelines for stage in pipeline.stages}
        segments = selling.book.book.segments if selling.book else {}
        offer(self, "causes", [(each.name, each.label) for each in selling.causes])
        offer(self, "roles", roles)
        offer(self, "on_roles", roles)
        offer(self, "decisions", Decision.choices())
        offer(self, "languages", sorted(LANGUAGES.items(), key=itemgetter(1)))
        offer(self, "on_stages", stages.items())
        words = [(name, name.replace("_", " ").capitalize()) for name in segments]
        offer(self, "segment", [("", "Every account"), *words])

    def said(self) -> For:
        return For(**self.cleaned_data)


class StepForm(forms.Form):
    """One step; an e-mail has a subject and a text in each language of the version."""

    title = forms.CharField(max_length=120, label="What is done")
    kind = forms.ChoiceField(choices=Kind.choices())
    performer = forms.ChoiceField(choices=Side.choices(), label="By")
    due_hours = forms.IntegerField(
        min_value=0, max_value=2000, label="Due after so many business hours", help_text="Counted from the approval."
    )
    guide = forms.CharField(
        required=False,
        max_length=5000,
        widget=LINES,
        label="Guide",
        help_text="What whoever performs it should know or say. Read inside only.",
    )
    link = forms.URLField(required=False, max_length=500, assume_scheme="https", help_text="Such as a calculator.")
    document = forms.FileField(
        required=False,
        max_length=200,
        help_text="PDF, Word, Excel, PowerPoint, OpenDocument or a picture; 20 MB at most. That of an e-mail goes out "
        "with it: 10 MB at most.",
    )
    document_language = forms.ChoiceField(
        required=False, label="The file is in", help_text="It goes only with e-mails in this language."
    )

    def __init__(
        self, data: Any = None, files: Any = None, *, languages: Sequence[str], step: PlayStep | None = None
    ) -> None:
        self.languages = list(languages)
        self.may_lack = {"link": "needed for a calculator", "document": "needed before a document step is approved"}
        initial: dict[str, Any] = {"performer": Side.MARKETING, "due_hours": 8}
        if step is not None:
            initial = {
                name: getattr(step, name)
                for name in ("title", "kind", "performer", "due_hours", "guide", "link", "document_language")
            }
            for code, text in step.texts.items():
                initial |= {f"subject_{code}": text.get("subject"), f"body_{code}": text.get("body")}
        super().__init__(data, files, initial=initial)
        named = [(code, language_name(code)) for code in self.languages]
        offer(self, "document_language", [("", "Every language of the play"), *named])
        names = ", ".join(f"{{{name}}}" for name in FIELDS)
        for code in self.languages:
            name = language_name(code)
            self.may_lack |= dict.fromkeys((f"subject_{code}", f"body_{code}"), "needed for an e-mail")
            self.fields[f"subject_{code}"] = forms.CharField(
                required=False, max_length=200, label=f"Subject of the e-mail, {name}"
            )
            self.fields[f"body_{code}"] = forms.CharField(
                required=False,
                max_length=10_000,
                widget=forms.Textarea({"rows": 8}),
                label=f"Text of the e-mail, {name}",
                help_text=f"It may name {names}.",
            )

    def said(self) -> Step:
        given = self.cleaned_data
        texts = {code: {"subject": given[f"subject_{code}"], "body": given[f"body_{code}"]} for code in self.languages}
        kept = ("kind", "title", "performer", "due_hours", "guide", "link", "document_language")
        plain = {name: given[name] for name in kept}
        return Step(**plain, texts=texts)

    def upload(self) -> Upload | None:
        sent = self.cleaned_data.get("document")
        return Upload(sent.name, sent.size, sent.chunks()) if sent else None

    def field_of(self, refused_field: str | None) -> str | None:
        """The field of this form that a refusal is about: the texts stand in it once a language."""
        if refused_field in ("subject", "body") and self.languages:
            return f"{refused_field}_{self.languages[0]}"
        return refused_field
