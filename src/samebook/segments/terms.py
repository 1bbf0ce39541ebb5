"""Closed vocabularies of segments."""

from samebook.kernel.vocabulary import Vocabulary


class Kind(Vocabulary):
    """What a segment is made of: the records that its condition speaks of."""

    ACCOUNT = "account"
    PERSON = "person"
    LEAD = "lead"

    @property
    def many(self) -> str:
        """As in “412 people”."""
        return "people" if self is Kind.PERSON else f"{self.value}s"
