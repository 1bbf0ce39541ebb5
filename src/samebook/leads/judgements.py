"""A judgement as a lead keeps it: JSON that its page can show years later without the Book that gave it."""

from collections.abc import Mapping
from typing import Any

from samebook.book.judging import Judgement, Question


def as_json(judgement: Judgement) -> dict[str, Any]:
    """The verdict in full.

    Returns:
        ``levels`` [{level, met, false, unknown}], ``questions`` [{field, question, levels}], ``reasons``
        [{level, criterion, text}] and ``lift`` {level, questions} or None. Criteria are named as in the edition.
    """
    lift = judgement.lift
    return {
        "levels": [
            {"level": result.level, "met": result.met, "false": result.false, "unknown": result.unknown}
            for result in judgement.levels
        ],
        "questions": _questions(judgement.questions),
        "reasons": [
            {"level": reason.level, "criterion": reason.criterion, "text": reason.text} for reason in judgement.reasons
        ],
        "lift": {"level": lift.level, "questions": _questions(lift.questions)} if lift else None,
    }


def open_questions(judgement: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The questions of a kept verdict: what would decide it, or lift a delivered lead; the best level's first."""
    lift = judgement.get("lift") or {}
    return judgement.get("questions") or lift.get("questions") or []


def _questions(questions: tuple[Question, ...]) -> list[dict[str, Any]]:
    return [{"field": each.field, "question": each.question, "levels": each.levels} for each in questions]
