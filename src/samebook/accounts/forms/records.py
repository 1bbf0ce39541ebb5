"""Adding and changing an account or a person: the product's own fields, and what the Book in force declares."""

from collections.abc import Mapping
from typing import Any, ClassVar

from django import forms
from django.urls import reverse
from django.utils.html import format_html

from samebook.accounts.actions import SameAccount
from samebook.accounts.directory import account_referred, reference
from samebook.accounts.hooks import fields_declared_for
from samebook.accounts.models import Account, Person
from samebook.accounts.rules import encode_value
from samebook.book.model import DeclaredField
from samebook.book.values import check_value
from samebook.company.choices import rep_choices, territory_choices
from samebook.company.terms import countries
from samebook.kernel.access import Actor
from samebook.kernel.refusals import Refused
from samebook.ui.declared import field_for
from samebook.ui.forms import offer, show
from samebook.ui.numerals import WholeField

NOBODY = ("", "–")
LARGEST_INTEGER = 2**31 - 1


def country_choices() -> list[tuple[str, str]]:
    return [("", "Not known"), *countries().items()]


class RecordForm(forms.Form):
    """A form of a record of which facts are kept; what is emptied becomes unknown.

    Args:
        record: The record that is changed; None to add one.
    """

    kind: ClassVar[str]
    PARTS: ClassVar[Mapping[str, tuple[str, ...]]]

    def __init__(self, data: Any = None, *, actor: Actor, record: Any = None, initial: Any = None) -> None:
        self.actor, self.record = actor, record
        self.declared: dict[str, DeclaredField] = fields_declared_for(self.kind)
        super().__init__(data, initial={**(self.values_of(record) if record else {}), **(initial or {})})
        for name, declared in self.declared.items():
            self.fields[name] = field_for(declared)

    def values_of(self, record: Any) -> dict[str, Any]:
        """What the record says now, as the form shows it."""
        own = {name: getattr(record, name) for names in self.PARTS.values() for name in names if hasattr(record, name)}
        kept = {name: _shown(record.facts.get(name)) for name in self.declared}
        return own | kept

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        for name, declared in self.declared.items():
            if name in said:
                try:
                    said[name] = check_value(declared.type, said[name] if said[name] != "" else None)
                except Refused as refused:
                    self.add_error(name, refused.message)
        return said

    def refer(self, field: str) -> int | None:
        """The id of the account that a field names; what cannot be found is shown there."""
        try:
            found = account_referred(self.actor, self.cleaned_data.get(field) or "", field=field)
        except Refused as refused:
            show(refused, self)
            return None
        return found.pk if found is not None else None

    def parts(self) -> list[tuple[str, list[forms.BoundField]]]:
        """The fields under their headings."""
        own = [(title, [self[name] for name in names]) for title, names in self.PARTS.items()]
        return [*own, ("Fields of the Book", [self[name] for name in self.declared])] if self.declared else own

    def values(self) -> dict[str, Any]:
        """The arguments of the action: only what was changed when a record is changed."""
        said = {name: value for name, value in self.said().items() if not self.record or self._differs(name, value)}
        return {name: _unknown(value) for name, value in said.items()}

    def said(self) -> dict[str, Any]:
        raise NotImplementedError

    def _differs(self, name: str, value: Any) -> bool:
        if "." in name:
            return bool(self.record.facts.get(name) != encode_value(value, name))
        return bool(_unknown(getattr(self.record, name)) != _unknown(value))


class AccountForm(RecordForm):
    kind = "account"
    PARTS: ClassVar = {
        "Company": ("name", "domain"),
        "Where": ("country", "postcode", "city", "phone"),
        "What it is": ("industry", "employees", "is_customer"),
        "Belongs to": ("parent", "external_id"),
        "Whose": ("owner", "territory"),
    }

    name = forms.CharField(max_length=250)
    domain = forms.CharField(
        required=False, max_length=253, label="Website", help_text="A domain or any page's address."
    )
    phone = forms.CharField(required=False, max_length=60, label="Telephone", widget=forms.TextInput({"type": "tel"}))
    is_customer = forms.BooleanField(required=False, label="Has ordered from us")
    country = forms.ChoiceField(required=False, choices=country_choices)
    postcode = forms.CharField(required=False, max_length=20)
    city = forms.CharField(required=False, max_length=100)
    industry = forms.CharField(required=False, max_length=60)
    employees = WholeField(required=False, min_value=0, max_value=LARGEST_INTEGER)
    parent = forms.CharField(required=False, max_length=300, label="Site of", help_text="The company it belongs to.")
    external_id = forms.CharField(required=False, max_length=100, label="External id")
    is_another = forms.BooleanField(
        required=False, label="It is another company", help_text="It only shares the name or the website."
    )
    owner = forms.TypedChoiceField(required=False, coerce=int, empty_value=None)
    territory = forms.TypedChoiceField(required=False, coerce=int, empty_value=None)

    def __init__(self, *args: Any, actor: Actor, record: Account | None = None, **kwargs: Any) -> None:
        super().__init__(*args, actor=actor, record=record, **kwargs)
        self.fields["employees"].widget = forms.TextInput({"inputmode": "numeric"})
        self.fields["parent"].widget.attrs |= {"list": "account-names", "autocomplete": "off"}
        self.asks_if_another = "is_another" in self.data
        owners, places = dict(rep_choices()), territory_choices(actor)
        if record is not None and record.owner is not None:
            owners[record.owner.pk] = record.owner.name
        if record is not None and record.territory is not None and record.territory_id not in dict(places):
            places.append((record.territory.pk, record.territory.name))
        by_name = sorted(owners.items(), key=lambda pair: (pair[1], pair[0]))
        offer(self, "owner", [NOBODY, *by_name])
        offer(self, "territory", [NOBODY, *places])

    def values_of(self, record: Account) -> dict[str, Any]:
        links = {"owner": record.owner_id, "territory": record.territory_id}
        parent = reference(record.parent) if record.parent is not None else ""
        return super().values_of(record) | links | {"parent": parent}

    def parts(self) -> list[tuple[str, list[forms.BoundField]]]:
        """The fields under their headings; whether it is another company is asked once one like it was found."""
        parts = super().parts()
        if self.asks_if_another:
            parts[0][1].append(self["is_another"])
        return parts

    def is_here(self, found: SameAccount) -> None:
        """Show at the name that the company is here already, with the way to it where the actor sees it."""
        self.asks_if_another = True
        if found.account_id is None:
            show(found, self)
            return
        address = reverse("accounts:account", args=[found.account_id])
        self.add_error("name", format_html('{} <a href="{}">Open it</a>.', found.message, address))

    def clean(self) -> dict[str, Any]:
        said = super().clean()
        self.parent_id = self.refer("parent")
        return said

    def said(self) -> dict[str, Any]:
        said = dict(self.cleaned_data)
        links = {"parent_id": self.parent_id, "owner_id": said.pop("owner"), "territory_id": said.pop("territory")}
        for asked in ("parent", "is_another"):
            said.pop(asked)
        return said | links


class PersonForm(RecordForm):
    kind = "person"
    PARTS: ClassVar = {
        "Person": ("name", "title", "account"),
        "How to reach them": ("email", "phone", "country"),
        "Elsewhere": ("external_id",),
    }

    name = forms.CharField(required=False, max_length=200, widget=forms.TextInput({"autocomplete": "off"}))
    title = forms.CharField(required=False, max_length=150, label="Position")
    account = forms.CharField(required=False, max_length=300, help_text="Their company.")
    email = forms.CharField(
        required=False, max_length=254, label="E-mail", widget=forms.TextInput({"inputmode": "email"})
    )
    phone = forms.CharField(required=False, max_length=60, label="Telephone", widget=forms.TextInput({"type": "tel"}))
    country = forms.ChoiceField(required=False, choices=country_choices)
    external_id = forms.CharField(required=False, max_length=100, label="External id")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["account"].widget.attrs |= {"list": "account-names", "autocomplete": "off"}

    def values_of(self, record: Person) -> dict[str, Any]:
        return super().values_of(record) | {"account": reference(record.account) if record.account is not None else ""}

    def clean(self) -> dict[str, Any]:
        said = super().clean()
        self.account_id = self.refer("account")
        return said

    def said(self) -> dict[str, Any]:
        said = dict(self.cleaned_data)
        said.pop("account")
        return said | {"account_id": self.account_id}


def _unknown(value: Any) -> Any:
    return None if value == "" else value


def _shown(value: Any) -> Any:
    return str(value).lower() if isinstance(value, bool) else value
