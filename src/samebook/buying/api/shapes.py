"""What is said to the API of opportunities and what it answers."""

from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Any, Literal

from ninja import Path, Schema
from pydantic import AfterValidator, ConfigDict, Field

from samebook.buying.models import Opportunity
from samebook.kernel.texts import is_text


def _text(value: str) -> str:
    if not is_text(value):
        raise ValueError("holds characters that are no text")
    return value


Text = Annotated[str, AfterValidator(_text)]
"""Text as every database can keep it."""
FieldName = Annotated[Text, Field(max_length=100)]
FieldValue = Annotated[Text, Field(max_length=500)]
Fields = Annotated[dict[FieldName, FieldValue], Field(max_length=100)]
Amount = Annotated[Decimal, Field(ge=0, lt=10**15, decimal_places=2, allow_inf_nan=False)]
Key = Annotated[int, Path(ge=1, lt=2**63)]


class Strict(Schema):
    """A body whose keys are all known."""

    model_config = ConfigDict(extra="forbid")


class OpportunityChange(Strict):
    """What is changed; what is not named stays. ``seen`` is the version that was read; another one is refused."""

    name: Text | None = Field(None, max_length=200)
    amount: Amount | None = None
    currency: Text | None = Field(None, max_length=3, description="ISO 4217 code; stands with the amount.")
    expected_close_date: date | None = None
    why: Text = Field("", max_length=500, description="Why the close date is moved.")
    premise: Text | None = Field(None, max_length=5000)
    source: Text | None = Field(None, max_length=60)
    forecast: Text | None = Field(None, description="pipeline, best_case, commit or omitted.")
    next_step: Text | None = Field(None, max_length=200)
    next_step_on: date | None = None
    owner_email: Text | None = Field(None, max_length=254)
    fields: Fields | None = Field(None, description="Values of the Book's fields: opportunity.…")
    seen: int | None = Field(None, ge=1, lt=2**31)


class OpportunityIn(Strict):
    """An opportunity to open."""

    name: Text = Field(max_length=200)
    external_id: Text | None = Field(None, max_length=100, description="Its identity where it comes from.")
    account_id: int | None = Field(None, ge=1, lt=2**63)
    account_external_id: Text | None = Field(None, max_length=100)
    owner_email: Text | None = Field(None, max_length=254)
    pipeline: Text | None = Field(None, max_length=40)
    amount: Amount | None = None
    currency: Text | None = Field(None, max_length=3)
    expected_close_date: date | None = None
    premise: Text = Field("", max_length=5000)
    source: Text = Field("", max_length=60)
    forecast: Text = "pipeline"
    next_step: Text = Field("", max_length=200)
    next_step_on: date | None = None


class Move(Strict):
    """A stage of its pipeline; ``despite`` says why it goes on before an exit is met."""

    stage: Text = Field(max_length=40)
    despite: Text = Field("", max_length=500)
    seen: int | None = Field(None, ge=1, lt=2**31)


class Close(Strict):
    """Won or lost, when it was decided, and why: a reason of the Book."""

    outcome: Literal["won", "lost"]
    closed_on: date | None = Field(None, description="Today when absent.")
    reason: Text = Field("", max_length=100)
    seen: int | None = Field(None, ge=1, lt=2**31)


class Reopen(Strict):
    """Why a closed one is opened again."""

    why: Text = Field(max_length=500)
    seen: int | None = Field(None, ge=1, lt=2**31)


class OpportunityOut(Schema):
    """One opportunity; amounts are text, so that they are exact."""

    id: int
    external_id: str | None
    name: str
    account_id: int | None
    owner_id: int | None
    pipeline: str
    stage: str
    stage_entered_at: datetime | None
    amount: str | None
    currency: str | None
    forecast: str
    next_step: str
    next_step_on: date | None
    opened_on: date
    expected_close_date: date | None
    outcome: str
    outcome_reason: str
    closed_on: date | None
    won_back_from_id: int | None
    fields: dict[str, str]
    version: int


class Opportunities(Schema):
    """A page in the order of their ids; ``next`` is what ``after`` is asked with for more, null at the end."""

    results: list[OpportunityOut]
    next: int | None


def shown(each: Opportunity) -> dict[str, Any]:
    """The values of an ``OpportunityOut``."""
    own = {
        name: getattr(each, name)
        for name in OpportunityOut.model_fields
        if name not in ("amount", "currency", "fields")
    }
    amount = None if each.amount is None else f"{each.amount:.2f}"
    return own | {"amount": amount, "currency": each.currency_id, "fields": each.facts}
