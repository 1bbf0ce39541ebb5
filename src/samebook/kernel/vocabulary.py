"""Closed vocabularies: the values that tables hold, each with the words that people read for it."""

from enum import StrEnum


class Vocabulary(StrEnum):
    """A member is its stored value; ``label`` is what people read.

    A member is written ``ASK = "ask", "To ask"``, or ``REP = "rep"`` where the label is the value as a sentence
    would begin with it ("Rep").
    """

    label: str

    def __new__(cls, value: str, label: str = "") -> "Vocabulary":
        member = str.__new__(cls, value)
        member._value_ = value
        member.label = label or value.replace("_", " ").capitalize()
        return member

    @classmethod
    def values(cls) -> list[str]:
        return [member.value for member in cls]

    @classmethod
    def choices(cls) -> list[tuple[str, str]]:
        """Value and label in the order they are declared, as models and forms take them."""
        return [(member.value, member.label) for member in cls]

    @classmethod
    def label_of(cls, value: str, otherwise: str = "") -> str:
        """The label of a stored value; ``otherwise`` for one that is none of these."""
        return next((member.label for member in cls if member.value == value), otherwise)
