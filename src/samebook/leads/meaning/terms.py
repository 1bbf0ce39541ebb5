"""Closed vocabularies of comparing what is meant."""

from samebook.kernel.vocabulary import Vocabulary


class Counted(Vocabulary):
    """What a definition is laid over."""

    ACCOUNT = "account"
    LEAD = "lead"

    @property
    def many(self) -> str:
        return f"{self.value}s"
