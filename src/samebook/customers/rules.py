"""What an answer to a survey must be. Pure."""

from datetime import date

from samebook.kernel.refusals import Refused

HIGHEST = 10


def check_survey_answer(
    survey: str, asked_on: date | None, answered_on: date | None, score: int | None, *, has_comment: bool
) -> None:
    """A score is 0 to 10, an answer has its day, and nobody answers before being asked.

    Raises:
        Refused: ``customers.survey_…``.
    """
    if not survey:
        raise Refused("customers.survey_name", "Give the survey's name.", "survey")
    if score is not None and not 0 <= score <= HIGHEST:
        raise Refused("customers.survey_score", f"A score is a whole number from 0 to {HIGHEST}.", "score")
    if answered_on is None and (score is not None or has_comment):
        raise Refused("customers.survey_day", "Give the day of the answer.", "answered_on")
    if answered_on is None and asked_on is None:
        raise Refused("customers.survey_day", "Give the day of the question or of the answer.", "asked_on")
    if asked_on is not None and answered_on is not None and answered_on < asked_on:
        raise Refused("customers.survey_order", "Nobody answers before being asked.", "answered_on")
