"""What a person says of a file: what it holds, how it is written, and where each column goes."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django import forms

from samebook.exchange.dialects import DELIMITERS, ENCODINGS
from samebook.exchange.drafting import Choice
from samebook.exchange.guessing import Guess
from samebook.exchange.mapping import FileMapping
from samebook.exchange.queries import Remembered
from samebook.exchange.targets import ImportTarget, targets

DELIMITER_NAMES = {",": "Comma", ";": "Semicolon", "\t": "Tab", "|": "Bar"}
ENCODING_NAMES = {
    "utf-8": "UTF-8", "utf-8-sig": "UTF-8 with mark", "utf-16": "UTF-16", "utf-16-le": "UTF-16, little end",
    "utf-16-be": "UTF-16, big end", "cp1252": "Windows, western Europe", "latin-1": "Latin 1",
}  # fmt: skip
NOT_USED = ("", "Not used")
ORDER_CHOICES = [("", "Choose"), ("dmy", "day, month, year"), ("mdy", "month, day, year"), ("ymd", "year, month, day")]
DECIMAL_CHOICES = [("", "Choose"), (".", "point: 1,250.50"), (",", "comma: 1.250,50")]


class UploadForm(forms.Form):
    """A file, and what its rows are."""

    target = forms.ChoiceField(label="The rows are", choices=lambda: [(one.name, one.label) for one in targets()])
    file = forms.FileField(
        max_length=250,
        help_text="An Excel workbook (.xlsx), or CSV as every CRM can save it, also packed as .csv.gz. Up to 500 MB.",
        widget=forms.FileInput({"accept": ".xlsx,.csv,.txt,.tsv,.gz,text/csv"}),
    )


class SheetForm(forms.Form):
    """Which sheet of a workbook is read."""

    sheet = forms.ChoiceField()

    def __init__(self, sheets: Sequence[str], data: Any = None, **options: Any) -> None:
        super().__init__(data, **options)
        self.fields["sheet"] = forms.ChoiceField(choices=[(name, name) for name in sheets])


class ReadingForm(forms.Form):
    """How a text file is written."""

    encoding = forms.ChoiceField(choices=[(name, ENCODING_NAMES.get(name, name)) for name in ENCODINGS])
    delimiter = forms.ChoiceField(
        label="Columns are parted by", choices=[(mark, DELIMITER_NAMES.get(mark, mark)) for mark in DELIMITERS]
    )


@dataclass(frozen=True, slots=True)
class Line:
    """One column of the file on the page."""

    guess: Guess
    to: forms.BoundField
    order: forms.BoundField | None
    decimal: forms.BoundField | None
    is_new: bool
    """Whether nobody has chosen for it before: then the field is a guess by its name."""


class MappingForm(forms.Form):
    """Where each column goes, and how its days and numbers are meant.

    Args:
        guesses: One for each column.
        remembered: What was chosen before, for this file or one like it.
    """

    def __init__(
        self, data: Any = None, *, target: ImportTarget, guesses: Sequence[Guess], remembered: Remembered | None
    ) -> None:
        super().__init__(data)
        self.target, self.guesses, self.remembered = target, guesses, remembered
        self.before: FileMapping | None = remembered.mapping if remembered else None
        self.known = target.all_fields()
        offered = [(one.name, one.label + (" (needed)" if one.required else "")) for one in self.known.values()]
        for place, guess in enumerate(guesses):
            self._add(f"to-{place}", "Goes to", [NOT_USED, *offered], self._to(guess))
            if guess.has_days:
                self._add(f"order-{place}", "Order of its days", ORDER_CHOICES, self._how(guess, "order"))
            if guess.has_marks:
                self._add(f"decimal-{place}", "Mark before decimals", DECIMAL_CHOICES, self._how(guess, "decimal"))

    def clean(self) -> dict[str, Any]:
        """Every needed field has a column, none has two, and what may be read in two ways was decided."""
        said = super().clean() or {}
        taken: dict[str, str] = {}
        for place, guess in enumerate(self.guesses):
            to = said.get(f"to-{place}")
            if not to:
                continue
            if to in taken:
                self.add_error(f"to-{place}", f"“{taken[to]}” goes there already.")
            taken.setdefault(to, guess.name)
            kind = self.known[to].type
            if guess.has_days and kind in ("date", "timestamp") and not said.get(f"order-{place}"):
                self.add_error(f"order-{place}", "Say how its days are written: 03/04 is March or April.")
            if guess.has_marks and kind in ("decimal", "integer") and not said.get(f"decimal-{place}"):
                self.add_error(f"decimal-{place}", "Say which mark stands before the decimals.")
        missing = [one.label for one in self.known.values() if one.required and one.name not in taken]
        if missing:
            self.add_error(None, f"No column goes to: {', '.join(missing)}. Each row needs it.")
        if not taken:
            self.add_error(None, "No column goes anywhere yet.")
        return said

    def choices(self) -> dict[str, Choice]:
        """What is done with each column, by its name."""
        said = self.cleaned_data
        return {
            guess.name: Choice(said[f"to-{place}"], said.get(f"order-{place}", ""), said.get(f"decimal-{place}", ""))
            for place, guess in enumerate(self.guesses)
        }

    def lines(self) -> list[Line]:
        return [
            Line(guess, self[f"to-{place}"], self._bound(f"order-{place}"), self._bound(f"decimal-{place}"),
                 not self._was_chosen(guess))
            for place, guess in enumerate(self.guesses)
        ]  # fmt: skip

    def unused(self) -> list[str]:
        """The columns that go nowhere, as the page stands."""
        return [guess.name for place, guess in enumerate(self.guesses) if not self[f"to-{place}"].value()]

    def from_before(self) -> Remembered | None:
        """The choice for an earlier file that fills this page in; None when no column of this file was in it."""
        earlier = self.remembered if self.remembered and self.remembered.chosen_at else None
        return earlier if earlier and any(self._was_chosen(guess) for guess in self.guesses) else None

    def left_out_before(self) -> list[str]:
        """The columns that are left out here because they were left out of the earlier file."""
        return [guess.name for guess in self.guesses if self.before and guess.name in self.before.ignore]

    def _add(self, name: str, label: str, choices: Sequence[tuple[str, str]], initial: str) -> None:
        self.fields[name] = forms.ChoiceField(label=label, required=False, choices=choices, initial=initial)

    def _bound(self, name: str) -> forms.BoundField | None:
        return self[name] if name in self.fields else None

    def _was_chosen(self, guess: Guess) -> bool:
        return self.before is not None and (guess.name in self.before.columns or guess.name in self.before.ignore)

    def _to(self, guess: Guess) -> str:
        if self.before is not None and self._was_chosen(guess):
            return self.before.columns[guess.name].to if guess.name in self.before.columns else ""
        return guess.to

    def _how(self, guess: Guess, what: str) -> str:
        """What the values tell; where they do not, what was said of this column before."""
        told: str = getattr(guess, what)
        if not told and self.before is not None and guess.name in self.before.columns and not guess.has_marks:
            told = getattr(self.before.columns[guess.name], what)
        return told
