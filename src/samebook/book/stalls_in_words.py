"""What a rule of stalls says, as a sentence."""

from collections.abc import Mapping
from typing import Final

from samebook.book.stalls import StallRule

_WHEN: Final = {
    "close_date_moved": "when the expected close date was put off {}",
    "age_in_stage": "when a sale is {}",
    "no_reply": "when nothing came back for {}",
    "meeting_moved": "when a meeting was put off {}",
}


def rule_in_words(rule: StallRule, causes: Mapping[str, str] | None = None) -> str:
    """What a rule proposes and when, without the full stop; empty where it does not say after how much.

    Args:
        causes: Labels by the cause's name, to be read instead of it.
    """
    sign = _sign(rule)
    if not sign:
        return ""
    cause = (causes or {}).get(rule.cause or "", (rule.cause or "").replace("_", " "))
    points = f"; it points to “{cause}”" if cause else ""
    return f"A stall is proposed {_WHEN[rule.kind].format(sign)}{points}"


def _sign(rule: StallRule) -> str:
    times = {0: "", 1: "once", 2: "twice"}.get(rule.times or 0, f"{rule.times} times")
    days = _days(rule.days, "day")
    match rule.kind:
        case "close_date_moved":
            return " or ".join(said for said in (times, days and f"by {days} in all") if said)
        case "age_in_stage":
            return _age(rule, days)
        case "no_reply":
            return _days(rule.days, "business day")
        case "meeting_moved":
            return times
    return ""


def _age(rule: StallRule, days: str) -> str:
    if rule.stage is not None:
        stage = rule.stage.replace("_", " ")
        return f"more than {days} in {stage}" if days else f"longer in {stage} than its usual days"
    return f"longer in a stage than its usual days{f', or than {days} where it gives none' if days else ''}"


def _days(days: int | None, unit: str) -> str:
    return f"{days:,} {unit}{'' if days == 1 else 's'}" if days else ""
