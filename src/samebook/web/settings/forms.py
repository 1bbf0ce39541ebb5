"""Forms of the settings; each checks shapes, the actions refuse what may not be. Values are the actions' arguments."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms

from samebook.company.choices import territory_choices
from samebook.company.fiscal import PATTERNS, WEEKDAYS
from samebook.company.hours import format_hours, parse_hours
from samebook.company.models import Calendar, Company, Team, Territory, User
from samebook.company.queries import calendars, teams, territories, with_role
from samebook.company.terms import CURRENCIES, FOR_PROGRAMS, USUAL_HOURS
from samebook.kernel.access import Actor, Role
from samebook.kernel.refusals import Refused
from samebook.ui.forms import offer
from samebook.web.forms import MONTHS, country_choices, zone_choices

NOBODY = ("", "nobody")
NEW_PASSWORD = forms.PasswordInput({"autocomplete": "new-password"})
HELP = "At least 10 characters; nothing that is easy to guess."
LONGEST = 1000
SCOPE_WORDS = {
    "opportunities:write": "Read and change opportunities",
    "leads:write": "Send leads through the API",
    "numbers:read": "Read numbers through the API",
    "form": "Show the public lead form on a page",
}


def number(**more: Any) -> forms.TypedChoiceField:
    """A choice of an id; None where nothing is chosen."""
    return forms.TypedChoiceField(coerce=int, empty_value=None, **more)


def needed(words: str) -> dict[str, str]:
    """What a field says that was left empty."""
    return {"required": words}


class CompanyForm(forms.Form):
    name = forms.CharField(max_length=200)
    country = forms.ChoiceField(choices=country_choices)
    time_zone = forms.ChoiceField(choices=zone_choices, help_text="In which its days begin and its times are shown.")
    fiscal_year_start = forms.TypedChoiceField(
        label="Fiscal year starts in", coerce=int, choices=list(enumerate(MONTHS, start=1))
    )
    fiscal_weeks = forms.ChoiceField(
        label="Months of the fiscal year",
        required=False,
        choices=[("", "Those of the calendar"), *((each, f"{each} weeks") for each in PATTERNS if each)],
        help_text="Weeks: three months of so many weeks make a quarter. In a year of 53 the last month has one more.",
    )
    fiscal_ends_on = forms.TypedChoiceField(
        label="A year of weeks ends on a",
        coerce=int,
        required=False,
        empty_value=None,
        choices=list(enumerate(WEEKDAYS)),
    )
    fiscal_end_rule = forms.ChoiceField(
        label="And on which one",
        required=False,
        choices=[
            ("last", "The last in the month before the year starts"),
            ("nearest", "The nearest to that month's end"),
        ],
    )

    def clean_fiscal_ends_on(self) -> int:
        """Saturday, where nothing was sent."""
        found: int | None = self.cleaned_data["fiscal_ends_on"]
        return 5 if found is None else found

    def clean_fiscal_end_rule(self) -> str:
        return self.cleaned_data["fiscal_end_rule"] or "last"

    @classmethod
    def of(cls, company: Company, data: Any = None) -> "CompanyForm":
        return cls(data, initial={name: getattr(company, name) for name in cls.base_fields})


class UserForm(forms.Form):
    """A user; what is left empty is taken away."""

    name = forms.CharField(max_length=150, error_messages=needed("Enter the person's name."))
    email = forms.CharField(
        label="E-mail",
        max_length=254,
        widget=forms.EmailInput({"autocomplete": "off"}),
        error_messages=needed("Enter the e-mail address they will sign in with."),
    )
    roles = forms.MultipleChoiceField(
        choices=Role.choices(),
        widget=forms.CheckboxSelectMultiple,
        error_messages=needed("Choose at least one role: it says what they may see and do."),
    )
    team = number(required=False)
    capacity = forms.IntegerField(
        required=False, min_value=0, max_value=100_000, help_text="Open leads at once; empty for no limit."
    )
    territories = forms.TypedMultipleChoiceField(
        coerce=int,
        required=False,
        help_text="A rep sees these and all below them.",
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, data: Any = None, *, actor: Actor, user: User | None = None) -> None:
        super().__init__(data, initial=_user_values(user) if user else {})
        self.places = territories(actor)
        offer(self, "team", [("", "none"), *((team.pk, team.name) for team in teams())])
        offer(self, "territories", [(place.pk, place.name) for place, _ in self.places])

    def values(self) -> dict[str, Any]:
        said = dict(self.cleaned_data)
        return said | {"team_id": said.pop("team"), "territory_ids": said.pop("territories")}

    def first_fields(self) -> list[forms.BoundField]:
        return [self[name] for name in ("name", "email", "password") if name in self.fields]

    def place_boxes(self) -> list[tuple[Any, int]]:
        """A box for each territory with its depth in the tree."""
        return [(box, min(depth, 6)) for box, (_, depth) in zip(self["territories"], self.places, strict=True)]


class NewUserForm(UserForm):
    password = forms.CharField(
        label="First password",
        strip=False,
        max_length=LONGEST,
        widget=NEW_PASSWORD,
        help_text=HELP,
        error_messages=needed("Enter a first password; they can change it once they have signed in."),
    )


class PasswordForm(forms.Form):
    password = forms.CharField(
        label="New password", strip=False, max_length=LONGEST, widget=NEW_PASSWORD, help_text=HELP
    )


class OwnPasswordForm(forms.Form):
    old = forms.CharField(
        label="Present password",
        strip=False,
        max_length=LONGEST,
        widget=forms.PasswordInput({"autocomplete": "current-password"}),
    )
    new = forms.CharField(label="New password", strip=False, max_length=LONGEST, widget=NEW_PASSWORD, help_text=HELP)


class NoticesForm(forms.Form):
    mail_notices = forms.BooleanField(label="Send me notices by mail", required=False)


class TeamForm(forms.Form):
    name = forms.CharField(max_length=100)
    calendar = number(help_text="Its follow-up clocks run in these hours.")
    manager = number(required=False, help_text="Told when a clock of the team runs out.")

    def __init__(self, data: Any = None, *, team: Team | None = None) -> None:
        held = {"name": team.name, "calendar": team.calendar_id, "manager": team.manager_id} if team else {}
        super().__init__(data, initial=held)
        managers = {user.pk: user.name for user in with_role(Role.SALES_MANAGER)}
        if team and team.manager:
            managers.setdefault(team.manager.pk, team.manager.name)
        offer(self, "calendar", [(each.pk, each.name) for each in calendars()])
        offer(self, "manager", [NOBODY, *managers.items()])

    def values(self) -> dict[str, Any]:
        said = self.cleaned_data
        return {"name": said["name"], "calendar_id": said["calendar"], "manager_id": said["manager"]}


class TerritoryForm(forms.Form):
    """A new node of the map."""

    code = forms.CharField(max_length=40, help_text="What the Book calls it; it cannot be changed later.")
    name = forms.CharField(max_length=100)
    parent = number(required=False, label="Below")

    def __init__(self, data: Any = None, *, actor: Actor) -> None:
        super().__init__(data)
        offer(self, "parent", place_choices(actor))

    def values(self) -> dict[str, Any]:
        said = dict(self.cleaned_data)
        return said | {"parent_id": said.pop("parent")}


class RenameForm(forms.Form):
    name = forms.CharField(max_length=100)


class MoveForm(forms.Form):
    parent = number(required=False, label="Below")

    def __init__(self, data: Any = None, *, actor: Actor, territory: Territory) -> None:
        super().__init__(data, initial={"parent": territory.parent_id})
        offer(self, "parent", place_choices(actor))


class CalendarForm(forms.Form):
    name = forms.CharField(max_length=100)
    hours = forms.CharField(
        max_length=2000,
        widget=forms.Textarea({"rows": 3}),
        help_text="As in: Mon-Thu 08:00-12:00 13:00-17:00; Fri 08:00-12:00",
    )
    time_zone = forms.ChoiceField(choices=zone_choices)
    country = forms.ChoiceField(required=False, choices=country_choices, help_text="Its public holidays are days off.")
    subdivision = forms.CharField(
        label="Part of the country", required=False, max_length=20, help_text="Where holidays differ, as BY in Germany."
    )

    def __init__(self, data: Any = None, *, calendar: Calendar | None = None) -> None:
        named = ("name", "time_zone", "country", "subdivision")
        held = {name: getattr(calendar, name) for name in named} if calendar else {}
        super().__init__(data, initial=held | {"hours": format_hours(calendar.hours if calendar else USUAL_HOURS)})

    def clean_hours(self) -> Any:
        try:
            return parse_hours(self.cleaned_data["hours"])
        except Refused as refused:
            raise forms.ValidationError(refused.message) from None


class HolidayForm(forms.Form):
    day = forms.DateField(widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"))
    name = forms.CharField(max_length=100)
    is_worked = forms.BooleanField(label="A public holiday on which we work", required=False)


class CurrencyForm(forms.Form):
    code = forms.ChoiceField(label="Currency", choices=lambda: [(code, code) for code in sorted(CURRENCIES)])


class RateForm(forms.Form):
    """What one unit of a currency is worth, from a day on."""

    currency = forms.ChoiceField()
    from_date = forms.DateField(label="From", widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"))
    rate = forms.DecimalField(max_digits=24, decimal_places=12, widget=forms.TextInput({"inputmode": "decimal"}))

    def __init__(self, data: Any = None, *, codes: Sequence[str], today: date) -> None:
        super().__init__(data, initial={"from_date": today})
        self.fields["currency"] = forms.ChoiceField(choices=[(code, code) for code in codes])


class TokenForm(forms.Form):
    name = forms.CharField(max_length=100, help_text="Who or what will use it.")
    scope = forms.ChoiceField(label="What it may do", choices=[(scope, SCOPE_WORDS[scope]) for scope in FOR_PROGRAMS])


class OwnTokenForm(forms.Form):
    name = forms.CharField(label="For", max_length=100, help_text="The program that will use it, such as an assistant.")


def place_choices(actor: Actor) -> list[tuple[Any, str]]:
    return [("", "the top"), *territory_choices(actor)]


def _user_values(user: User) -> dict[str, Any]:
    return {
        "name": user.name,
        "email": user.email,
        "roles": [each.role for each in user.user_roles.all()],
        "team": user.team_id,
        "capacity": user.capacity,
        "territories": [place.pk for place in user.territories.all()],
    }
