"""The six questions of a first agreement."""

from collections.abc import Mapping
from typing import Any

from django import forms

from samebook.agreement.editor.guided import Answers
from samebook.book.durations import Duration
from samebook.book.sections import ASKERS
from samebook.kernel.countries import countries
from samebook.kernel.refusals import Refused
from samebook.ui.numerals import AmountField, WholeField
from samebook.ui.widgets import ManyOf

ROUTES = 3
_LINES = {"rows": 4}
QUESTIONS = (
    ("Whom do you sell to?", ("countries", "industries", "employees")),
    ("What makes a lead worth a rep's time?", ("needs", "budget", "currency", "months")),
    ("How soon does sales follow up?", ("first_attempt", "attempts", "within")),
    ("Who asks what is unknown?", ("asker", "asks", "asks_within")),
    ("What is never a lead, and why may sales give one back?", ("never", "reasons")),
    ("Where do leads go?", (*(f"{name}_{at}" for at in range(ROUTES) for name in ("from", "to")), "rest")),
)


class GuidedForm(forms.Form):
    """Answers with what most companies would say filled in; only the countries must be chosen."""

    title = forms.CharField(label="Title of the agreement", max_length=200, initial="Sales and marketing agreement")
    countries = forms.MultipleChoiceField(label="Countries", widget=ManyOf)
    industries = forms.CharField(
        label="Industries", required=False, max_length=2000, widget=forms.Textarea(_LINES),
        help_text="One a line, as in chemicals; empty for all.",
    )  # fmt: skip
    employees = WholeField(
        label="From how many employees",
        required=False,
        min_value=1,
        max_value=10_000_000,
        help_text="Empty for any size.",
    )
    needs = forms.CharField(
        label="What they must want of us", required=False, max_length=2000, widget=forms.Textarea(_LINES),
        help_text="One a line, as in new plant, replacement; empty for anything.",
    )  # fmt: skip
    budget = AmountField(
        label="With a budget of at least", required=False, min_value=0, max_digits=16, decimal_places=2,
        help_text="Empty when money decides nothing.",
    )  # fmt: skip
    currency = forms.CharField(label="Currency", required=False, max_length=10, initial="EUR")
    months = forms.IntegerField(
        label="That starts within so many months", required=False, min_value=1, max_value=120, initial=6,
        help_text="Those that start later become level B; empty for one level only.",
    )  # fmt: skip
    first_attempt = forms.CharField(label="First attempt within", max_length=40, initial="1 business hour")
    attempts = forms.IntegerField(label="Attempts", min_value=1, max_value=99, initial=4)
    within = forms.CharField(label="All attempts within", max_length=40, initial="5 business days")
    asker = forms.ChoiceField(label="Who asks")
    asks = forms.IntegerField(label="How often", min_value=1, max_value=99, initial=3)
    asks_within = forms.CharField(label="Within", max_length=40, initial="10 business days")
    never = forms.CharField(
        label="Never a lead", max_length=4000, widget=forms.Textarea({"rows": 5}), help_text="One a line.",
        initial="Spam\nSomeone who looks for work with us\nSomeone who wants to sell to us\nA competitor",
    )  # fmt: skip
    reasons = forms.CharField(
        label="Sales may give a lead back because", max_length=4000, widget=forms.Textarea({"rows": 5}),
        initial="No project after all\nThe money is not there\nThe wrong person\nNobody could be reached",
        help_text="One a line.",
    )  # fmt: skip

    def __init__(self, data: Any = None, *, territories: Mapping[str, str]) -> None:
        super().__init__(data)
        named = list(countries().items())
        self._choose("countries", named)
        self._choose("asker", [(each, each.replace("_", " ")) for each in ASKERS])
        places = [
            ("", "—"),
            *((code, f"{name} ({code})") for code, name in sorted(territories.items(), key=lambda p: p[1])),
        ]
        for at in range(ROUTES):
            self.fields[f"from_{at}"] = forms.MultipleChoiceField(
                label=f"From these countries ({at + 1})",
                required=False,
                choices=named,
                widget=ManyOf,
            )
            self.fields[f"to_{at}"] = forms.ChoiceField(
                label=f"to the territory ({at + 1})", required=False, choices=places
            )
        self.fields["rest"] = forms.ChoiceField(label="All others to", required=False, choices=places)

    def questions(self) -> list[tuple[int, str, list[forms.BoundField]]]:
        return [(at, title, [self[name] for name in names]) for at, (title, names) in enumerate(QUESTIONS, 1)]

    def answers(self) -> Answers:
        said = self.cleaned_data
        routes = [(tuple(said[f"from_{at}"]), said[f"to_{at}"]) for at in range(ROUTES)]
        budget = said["budget"]
        return Answers(
            title=" ".join(said["title"].split()),
            countries=tuple(said["countries"]),
            industries=_lines(said["industries"]),
            employees=said["employees"],
            budget=f"{budget.normalize():f}" if budget else "",
            currency=said["currency"].strip(),
            months=said["months"],
            needs=_lines(said["needs"]),
            first_attempt=said["first_attempt"],
            attempts=said["attempts"],
            within=said["within"],
            asker=said["asker"],
            asks=said["asks"],
            asks_within=said["asks_within"],
            never=_lines(said["never"]),
            reasons=_lines(said["reasons"]),
            routes=tuple((names, to) for names, to in routes if names and to),
            rest=said["rest"],
        )

    def clean(self) -> dict[str, Any]:
        said: dict[str, Any] = super().clean() or self.cleaned_data
        for name in ("first_attempt", "within", "asks_within"):
            try:
                said[name] = str(Duration.parse(said.get(name) or "1 day"))
            except Refused as refused:
                self.add_error(name, refused.message)
        for at in range(ROUTES):
            if bool(said.get(f"from_{at}")) != bool(said.get(f"to_{at}")):
                self.add_error(f"to_{at}", "Choose both the countries and their territory, or neither.")
        return said

    def _choose(self, name: str, choices: list[tuple[str, str]]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = choices


def _lines(text: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(" ".join(line.split()) for line in text.splitlines() if line.strip()))
