"""Recording who was asked in a survey, and what they answered."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from samebook.accounts.actions import identify
from samebook.accounts.arrivals import Arrival, Identified
from samebook.accounts.rules import clean_text
from samebook.customers.models import SurveyAnswer
from samebook.customers.rules import check_survey_answer
from samebook.exchange.keeping import each, written
from samebook.exchange.targets import RowOutcome
from samebook.journal.actions import record
from samebook.journal.transactions import action
from samebook.kernel.access import Actor, Role

LONGEST_COMMENT = 10_000
NOBODY = Identified()


@dataclass(frozen=True, slots=True)
class SurveyInput:
    """Who was asked, as a file gives it; nobody need be named. ``answered_on`` is None for who has not answered."""

    survey: str
    external_id: str = ""
    account_external_id: str = ""
    person_external_id: str = ""
    email: str = ""
    asked_on: date | None = None
    answered_on: date | None = None
    score: int | None = None
    comment: str = ""


@action
def keep_survey_answers(actor: Actor, given: Sequence[SurveyInput], *, at: datetime) -> list[RowOutcome]:
    """Add who was asked, or change those that are here under the same external id.

    Returns:
        One answer for each, in order.

    Raises:
        Refused: ``access.denied``.
    """
    actor.require(Role.MARKETING, Role.SALES_MANAGER, Role.ADMINISTRATOR, to="record answers to surveys")
    found = _identified(actor, given, at=at)
    wanted = {one.external_id for one in given if one.external_id}
    here = {answer.external_id: answer for answer in SurveyAnswer.objects.filter(external_id__in=wanted)}
    return each(zip(given, found, strict=True), lambda pair: _keep(actor, *pair, here, at=at))


def _identified(actor: Actor, given: Sequence[SurveyInput], *, at: datetime) -> list[Identified]:
    """Whom each names; nobody where it names nobody."""
    arrivals = [
        Arrival(
            external_id=one.person_external_id,
            email=one.email,
            account_external_id=one.account_external_id,
            origin="import",
        )
        for one in given
    ]
    answers = iter(identify(actor, [one for one in arrivals if one.is_somebody], at=at))
    return [next(answers) if one.is_somebody else NOBODY for one in arrivals]


def _keep(
    actor: Actor, one: SurveyInput, who: Identified, here: dict[str | None, SurveyAnswer], *, at: datetime
) -> RowOutcome:
    if who.refused is not None:
        raise who.refused
    survey, comment = clean_text(one.survey, "survey", 60), clean_text(one.comment, "comment", LONGEST_COMMENT)
    check_survey_answer(survey, one.asked_on, one.answered_on, one.score, has_comment=bool(comment))
    values = {
        "survey": survey,
        "account_id": who.account.pk if who.account else None,
        "person_id": who.person.pk if who.person else None,
        "asked_on": one.asked_on,
        "answered_on": one.answered_on,
        "score": one.score,
        "comment": comment,
    }
    key = clean_text(one.external_id, "external_id", 100)
    answer = here.get(key) or SurveyAnswer(external_id=key or None, created_at=at)
    what = written(answer, values)
    if key:
        here[key] = answer
    if what != "unchanged":
        detail = {"survey": survey, "answered": one.score is not None}
        record(actor, f"customers.survey_answer.{'added' if what == 'created' else 'changed'}", answer, detail=detail)
    return RowOutcome(what, answer.pk)


def forget_comments(person_id: int) -> None:
    """Empty what an erased person wrote; the score stays with the company."""
    SurveyAnswer.objects.filter(person_id=person_id).update(comment="", person_id=None)
