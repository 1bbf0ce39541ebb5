"""What is forgotten of stalls when a person is erased."""

from samebook.stalls.models import Stall


def forget_words(person_id: int) -> None:
    """The notes and words of the stalls that name a person go with the person; that it stood still, and why, stays.

    Called inside the transaction of the erasure, which the journal tells.
    """
    Stall.objects.filter(person=person_id).update(note="", words="")
