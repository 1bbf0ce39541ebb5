"""The library of plays from files, as ``export`` writes it: one row for each step, what is of the play repeated."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

from samebook.buying.pipelines import selling_at
from samebook.buying.terms import Decision, stage_name
from samebook.exchange.targets import ImportRow, ImportTarget, RowOutcome, TargetField
from samebook.kernel.access import Actor
from samebook.kernel.refusals import Refused
from samebook.plays.actions.bringing import Answer, bring_plays
from samebook.plays.aims import known_at
from samebook.plays.bringing import Said, plain
from samebook.plays.languages import LANGUAGES, language_name
from samebook.plays.terms import Kind, Side

PLAIN = ("title", "guide", "link")


def load_plays(actor: Actor, rows: Sequence[ImportRow], *, at: datetime) -> list[RowOutcome]:
    """Plays come in as drafts; a row that cannot be is refused alone, with its column and reason."""
    names = _names(at)
    said = [_said(row, names) for row in rows]
    return [_outcome(answer) for answer in bring_plays(actor, said, at=at)]


def _outcome(answer: Answer) -> RowOutcome:
    if not isinstance(answer, Refused):
        return RowOutcome(answer[0], answer[1])
    label = next((each.label for each in PLAYS.fields if each.name == answer.field), "")
    message = f"Column “{label}”: {answer.message}" if label else answer.message
    return RowOutcome("refused", refused=Refused(answer.code, message, answer.field))


def _said(row: ImportRow, names: Mapping[str, Mapping[str, str]]) -> Said:
    values = row.values
    aims: dict[str, Any] = {
        name: sorted({_named(part, names[name]) for part in str(values[name]).split(";") if part.strip()})
        for name in ("causes", "roles", "decisions", "languages", "on_stages", "on_roles")
        if name in values
    }
    if "segment" in values:
        aims["segment"] = _named(values["segment"], names["segment"])
    if "review_date" in values:
        aims["review_date"] = values["review_date"]
    if "brief" in values:
        aims["brief"] = plain(values["brief"])
    step: dict[str, Any] = {name: plain(values[name]) for name in PLAIN if name in values}
    for name in ("kind", "performer", "document_language"):
        if name in values:
            step[name] = _named(values[name], names[name])
    if "due_hours" in values:
        step["due_hours"] = values["due_hours"]
    texts = _texts(values)
    if texts:
        step["texts"] = texts
    return Said(row.number, values["play"], values.get("owner", "").strip(), aims, values.get("step"), step)


def _texts(values: Mapping[str, Any]) -> dict[str, dict[str, str]]:
    found: dict[str, dict[str, str]] = {}
    for code in LANGUAGES:
        given = {part: plain(values[f"{part}_{code}"]) for part in ("subject", "body") if f"{part}_{code}" in values}
        if given:
            found[code] = given
    return found


def _named(text: str, known: Mapping[str, str]) -> str:
    """A name of the list, also by its label; what is neither stays, and is refused with the list."""
    text = " ".join(text.split())
    return text if text in known.values() else known.get(text.casefold(), text)


def _names(at: datetime) -> dict[str, dict[str, str]]:
    """What each column may hold: by label in small letters, the name."""
    selling, known = selling_at(at), known_at(at)
    roles = _labels([(each.name, each.label) for each in selling.roles])
    languages = _labels(LANGUAGES.items())
    return {
        "causes": _labels([(each.name, each.label) for each in selling.causes]),
        "roles": roles,
        "on_roles": roles,
        "decisions": _labels(Decision.choices()),
        "languages": languages,
        "document_language": languages,
        "on_stages": _labels([(name, stage_name(name)) for name in known.stages]),
        "segment": _labels([(name, name.replace("_", " ")) for name in known.segments]),
        "kind": _labels(Kind.choices()),
        "performer": _labels(Side.choices()),
    }


def _labels(pairs: Collection[tuple[str, str]]) -> dict[str, str]:
    return {label.casefold(): name for name, label in pairs} | {name: name for name, _ in pairs}


SEVERAL = "By their names in the Book, divided by semicolons."
OF_PLAY = (
    TargetField("play", "Play", required=True, help="Its name; a new one begins a draft."),
    TargetField("owner", "Owner", help="The e-mail address of somebody of marketing; whoever imports it if empty."),
    TargetField("causes", "Answers", help=SEVERAL),
    TargetField("roles", "For the role", help=SEVERAL),
    TargetField("decisions", "In the decision", help="start_project, choose_vendor."),
    TargetField("languages", "Languages", help="ISO 639-1, divided by semicolons: en; de."),
    TargetField("segment", "Segment", help="By its name in the Book."),
    TargetField("on_stages", "Offered on entry to", help="Stages, divided by semicolons."),
    TargetField("on_roles", "Offered when the role comes", help=SEVERAL),
    TargetField("review_date", "Current until", "date"),
    TargetField("brief", "When to use it"),
)
OF_STEP = (
    TargetField("step", "Step", "integer", help="Its number; empty in a row about the play alone."),
    TargetField("kind", "Kind", help=", ".join(Kind.values()) + "."),
    TargetField("title", "What is done"),
    TargetField("performer", "By", help=", ".join(Side.values()) + "; marketing if empty."),
    TargetField("due_hours", "Due after business hours", "integer"),
    TargetField("guide", "Guide"),
    TargetField("link", "Link"),
    TargetField("document_language", "Language of the file", help="The file itself is put in on the step's page."),
)
TEXTS = tuple(
    TargetField(f"{part}_{code}", f"{label}, {language_name(code)}")
    for code in LANGUAGES
    for part, label in (("subject", "Subject"), ("body", "Text"))
)
PLAYS = ImportTarget(
    name="plays",
    label="Plays",
    fields=(*OF_PLAY, *OF_STEP, *TEXTS),
    load=load_plays,
    identity=("play", "step"),
)
TARGETS = (PLAYS,)
