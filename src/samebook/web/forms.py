"""The form that begins a company."""

from datetime import time
from typing import Any

from django import forms

from samebook.company.terms import CURRENCIES, Hours, countries, zones_of

WEEKDAYS = (("1", "Monday"), ("2", "Tuesday"), ("3", "Wednesday"), ("4", "Thursday"), ("5", "Friday"))
WEEKEND = (("6", "Saturday"), ("7", "Sunday"))
MONTHS = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
]


def country_choices() -> list[tuple[str, str]]:
    return [("", "Choose a country"), *countries().items()]


def zone_choices() -> list[tuple[str, Any]]:
    """Time zones under their country's name."""
    groups: list[tuple[str, Any]] = [("", "Choose a time zone")]
    for code, name in countries().items():
        zones = [(zone, zone.replace("_", " ")) for zone in zones_of(code)]
        if zones:
            groups.append((name, zones))
    return groups


class FirstRunForm(forms.Form):
    """What a company needs to begin: itself, its week, and its first administrator."""

    name = forms.CharField(label="Company", max_length=200)
    country = forms.ChoiceField(choices=country_choices, help_text="Its public holidays are days off for every clock.")
    currency = forms.ChoiceField(choices=lambda: [("", "Choose a currency"), *((c, c) for c in sorted(CURRENCIES))])
    time_zone = forms.ChoiceField(label="Time zone", choices=zone_choices)
    fiscal_year_start = forms.TypedChoiceField(
        label="Fiscal year starts in", coerce=int, choices=[(n, name) for n, name in enumerate(MONTHS, start=1)]
    )
    weekdays = forms.MultipleChoiceField(
        label="Working days",
        choices=[*WEEKDAYS, *WEEKEND],
        initial=[day for day, _ in WEEKDAYS],
        widget=forms.CheckboxSelectMultiple,
    )
    opens = forms.TimeField(label="From", initial=time(8), widget=forms.TimeInput({"type": "time"}, format="%H:%M"))
    closes = forms.TimeField(label="To", initial=time(17), widget=forms.TimeInput({"type": "time"}, format="%H:%M"))
    administrator_name = forms.CharField(
        label="Your name", max_length=150, widget=forms.TextInput({"autocomplete": "name"})
    )
    administrator_email = forms.CharField(
        label="Your e-mail", max_length=254, widget=forms.EmailInput({"autocomplete": "username"})
    )
    password = forms.CharField(
        strip=False,
        help_text="At least 10 characters; nothing that is easy to guess.",
        widget=forms.PasswordInput({"autocomplete": "new-password"}),
    )

    COMPANY = ("name", "country", "currency", "time_zone", "fiscal_year_start")
    WEEK = ("opens", "closes")
    ADMINISTRATOR = ("administrator_name", "administrator_email", "password")

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("opens") and cleaned.get("closes") and cleaned["closes"] <= cleaned["opens"]:
            self.add_error("closes", "The day must end after it begins.")
        return cleaned

    def company_fields(self) -> list[forms.BoundField]:
        return [self[name] for name in self.COMPANY]

    def week_fields(self) -> list[forms.BoundField]:
        return [self[name] for name in self.WEEK]

    def administrator_fields(self) -> list[forms.BoundField]:
        return [self[name] for name in self.ADMINISTRATOR]

    def hours(self) -> Hours:
        """The working week as the company keeps it."""
        pair = [f"{self.cleaned_data['opens']:%H:%M}", f"{self.cleaned_data['closes']:%H:%M}"]
        return {day: [pair] for day in self.cleaned_data["weekdays"]}

    def values(self) -> dict[str, Any]:
        """The arguments of ``found_company``, without the hours."""
        return {name: self.cleaned_data[name] for name in (*self.COMPANY, *self.ADMINISTRATOR)}
