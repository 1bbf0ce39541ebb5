"""What a version of a play is for and does, in words and with its e-mails as they read."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from samebook.buying.terms import stage_name
from samebook.plays.aims import For
from samebook.plays.languages import language_name
from samebook.plays.matching import words_at
from samebook.plays.merging import EXAMPLE, merged
from samebook.plays.models import PlayVersion
from samebook.plays.terms import Kind


def shown_steps(found: PlayVersion) -> list[dict[str, Any]]:
    """The steps with a preview of their e-mails, filled with an example."""
    return [
        {
            "step": step,
            "language": language_name(step.document_language),
            "mails": [
                (language_name(code), merged(text["subject"], EXAMPLE), merged(text["body"], EXAMPLE))
                for code, text in sorted(step.texts.items())
            ]
            if step.kind == Kind.EMAIL
            else [],
        }
        for step in found.steps.all()
    ]


def aims_in_words(found: PlayVersion | None, now: datetime) -> list[tuple[str, str]]:
    """What a version is for, as (what, which)."""
    if found is None:
        return []
    said = For(
        causes=found.causes, roles=found.roles, decisions=found.decisions, languages=found.languages,
        on_stages=found.named("on_stage"), on_roles=found.named("on_role"), segment=found.segment,
    )  # fmt: skip
    return said_in_words(said, now)


def said_in_words(said: For, now: datetime) -> list[tuple[str, str]]:
    """The same of what is not kept yet."""
    words = words_at(now)

    def named(names: Sequence[str], labels: Mapping[str, str], otherwise: str) -> str:
        return ", ".join(labels.get(name, name.replace("_", " ")) for name in names) or otherwise

    stages = ", ".join(stage_name(name) for name in said.on_stages)
    return [
        ("Answers", named(said.causes, words.causes, "nothing yet")),
        ("For the role", named(said.roles, words.roles, "any")),
        ("In the decision", named(said.decisions, words.decisions, "both")),
        ("Segment", said.segment.replace("_", " ") or "every account"),
        ("Languages", named(said.languages, words.languages, "none yet")),
        ("Before any stall, on", stages or "–"),
        ("Before any stall, when the role comes", named(said.on_roles, words.roles, "–")),
    ]
