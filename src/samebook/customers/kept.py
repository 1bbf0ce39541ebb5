"""What customers keep of a person, as they may be shown it."""

from collections.abc import Iterable
from datetime import datetime

from samebook.accounts.hooks import Kept
from samebook.customers.models import SurveyAnswer


def kept_of_person(person_id: int, at: datetime) -> Iterable[Kept]:
    """What they answered in surveys."""
    for one in SurveyAnswer.objects.filter(person_id=person_id).order_by("id"):
        score = "" if one.score is None else str(one.score)
        value = ": ".join(filter(None, (score, one.comment))) or "asked"
        yield Kept("Surveys", one.survey, value, one.answered_on or one.asked_on, "To hear whether they are content.")
