"""The parts of a Book as forms ask for them: each kind with its inputs and its place in the text. Pure."""

from dataclasses import dataclass

from samebook.book.editing.spans import Path
from samebook.book.groups import KINDS as ROLE_KINDS
from samebook.book.pipelines import DECISIONS
from samebook.book.sections import ASKERS, PERIODS, ROLES
from samebook.book.stalls import RULE_KINDS
from samebook.book.values import Type
from samebook.kernel.refusals import Missing

NEW = "+"
"""The key of a part that is not there yet."""


@dataclass(frozen=True, slots=True)
class Input:
    """One thing a form asks for.

    Attributes:
        kind: line, prose, whole, choice, lines, tick, ticks or condition.
        labels: Of its choices, where these do not speak for themselves.
    """

    name: str
    label: str
    kind: str = "line"
    help: str = ""
    required: bool = False
    choices: tuple[str, ...] = ()
    labels: tuple[str, ...] = ()

    def offered(self) -> dict[str, str]:
        """Its choices with what is read for each."""
        return dict(zip(self.choices, self.labels or [each.replace("_", " ") for each in self.choices], strict=True))


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of part.

    Attributes:
        section: As addresses name it.
        path: Where its entries stand; a level's criteria stand below the level.
        by: ``name`` for entries with names, ``place`` for lists, ``one`` for a section that is one part.
        whose: The side that owes it, if it is one's.
    """

    section: str
    one: str
    many: str
    path: Path
    by: str
    inputs: tuple[Input, ...]
    help: str = ""
    whose: str = ""

    @property
    def condition(self) -> str:
        """Under which key its condition stands; ``when`` for a kind without one."""
        return next((each.name for each in self.inputs if each.kind == "condition"), "when")


BECAUSE = Input("because", "Because", "prose", "The reason of the clause itself, for those who will read it in a year.")
LABEL = Input("label", "How it is called", help="Up to 40 characters, and no two alike. No customer sees it.",
    required=True)  # fmt: skip
MEANS = Input("means", "What it means", "prose", "In the words of both departments.")
WHEN = Input("when", "When", "condition", required=True)
SPAN = "As in 1 business hour, 5 business days or 6 months."

KINDS = (
    Kind("segments", "Segment", "Segments", ("segments",), "name", (MEANS, WHEN, BECAUSE),
        "Whom both sides speak of, defined once."),
    Kind("levels", "Level", "Levels and criteria", ("qualification",), "place", (
        Input("level", "Name of the level", help="Short, such as A.", required=True), MEANS, BECAUSE,
    ), "A lead has the first level whose criteria are all true."),
    Kind("criteria", "Criterion", "Criteria", ("qualification",), "name", (
        WHEN, Input("otherwise", "Otherwise", help="The reason that is given when it is false."), BECAUSE,
    )),
    Kind("follow_up", "Follow-up", "Follow-up", ("follow_up",), "name", (
        Input("first_attempt", "First attempt within", help=SPAN, required=True),
        Input("attempts", "Attempts", "whole", "Before the lead may be given up.", required=True),
        Input("within", "All attempts within", help=SPAN, required=True),
        Input("answer_within", "Accepted or rejected within", help=SPAN),
        Input("escalate_to", "When late, tell", "choice", choices=ROLES),
        Input("record_within", "Logged no later than", help="How late after the attempt a person's word still counts."),
        BECAUSE,
    ), "What sales owes a lead that was delivered.", "sales"),
    Kind("ask", "Asking", "Who asks what is unknown", ("ask",), "one", (
        Input("owner", "Who asks", "choice", required=True, choices=ASKERS),
        Input("attempts", "Attempts", "whole", required=True),
        Input("within", "Within", help=SPAN, required=True),
        BECAUSE,
    ), "Then the lead goes to nurture as never answered."),
    Kind("routing", "Rule", "Where leads go", ("routing",), "place", (
        Input("to", "To the territory", help="Its code, as under Settings, Territories.", required=True),
        Input("when", "When", "condition", "Without a condition the rule takes all that are left."),
        Input("levels", "Of these levels only", "lines", "One a line; empty for all."),
        BECAUSE,
    ), "The first rule that is true."),
    Kind("rejection_reasons", "Reason for rejection", "Sales may reject because", ("rejection_reasons",), "name", (
        Input("means", "What it means", "prose", required=True), BECAUSE,
    ), whose="sales"),
    Kind("not_a_lead", "Reason", "It is not a lead when it is", ("not_a_lead",), "name", (
        Input("means", "What it means", "prose", required=True), BECAUSE,
    ), "Without an own list: spam, applicant, supplier, competitor."),
    Kind("marketing", "Promise of marketing", "Marketing promises", ("promises", "marketing"), "place", (
        Input("level", "Leads of level", required=True),
        Input("leads", "How many", "whole", required=True),
        Input("per", "In a", "choice", required=True, choices=PERIODS),
        Input("territory", "In the territory", help="Its code; empty for the company as a whole."),
        BECAUSE,
    ), whose="marketing"),
    Kind("sales", "Promise of sales", "Sales promises", ("promises", "sales"), "place", (
        Input("follow_up", "Followed up on time", help="A share, as in 95 %.", required=True),
        Input("level", "Leads of level", help="Empty for every level."),
        BECAUSE,
    ), whose="sales"),
    Kind("plays", "Promise of plays", "Marketing owes a play that sales asks for", ("promises", "plays"), "one", (
        Input("within_days", "Ready within business days", "whole", "Counted from the day it is asked for.",
            required=True),
        BECAUSE,
    ), whose="marketing"),
    Kind("recycle", "Recycling", "When a lead in nurture is judged again", ("recycle",), "one", (
        Input("after", "After", help=SPAN), Input("when", "Or when", "condition"), BECAUSE,
    )),
    Kind("known_person", "Known person", "Window of a known person", ("known_person",), "one", (
        Input("window", "Window", required=True,
            help=SPAN + " A known person who writes again within it adds a response, not a lead."),
        BECAUSE,
    )),
    Kind("fields", "Field", "Fields", ("fields",), "name", (
        Input("type", "Type", "choice", "Fields that every Book has keep theirs.", choices=tuple(Type)),
        Input("unit", "Unit", help="Of a number, such as EUR."),
        Input("ask", "Question", "prose", "How it is asked when it is unknown; empty when nobody is to be asked."),
        Input("means", "What it means", "prose"),
        Input("choices", "Choices", "lines", "The only values a text may have, one a line; empty when it is free."),
        Input("filterable", "Work lists may be filtered by it", "tick"),
        Input("fresh_for", "An answer holds for", help="As in 12 months; empty when it does not age."),
        BECAUSE,
    ), "What is known of accounts, people and leads."),
    Kind("stages", "Lead stage", "Lead stages", ("lead_stages",), "place", (
        Input("name", "Name", required=True), Input("means", "What it means", "prose", required=True),
        Input("when", "When", "condition"), BECAUSE,
    )),
    Kind("pipelines", "Pipeline", "Pipelines", ("pipelines",), "place", (
        Input("name", "Name", help="Small letters, digits and _, as in new_business.", required=True), MEANS, BECAUSE,
    ), "The stages a sale goes through. Without one: discovery, project, proposal, negotiation.", "sales"),
    Kind("pipeline_stages", "Stage of a pipeline", "Stages of a pipeline", ("pipelines",), "place", (
        Input("name", "Name", help="Small letters, digits and _.", required=True), MEANS,
        Input("decision", "Part of the customer's decision to", "choice", required=True, choices=DECISIONS),
        Input("exit", "Goes on when", "condition", "What is unknown is asked, and a word of reason passes it."),
        Input("expected_days", "Usual days", "whole"), BECAUSE,
    )),
    Kind("won_reasons", "Reason for a won sale", "Sales are won because", ("won_reasons",), "name", (
        Input("means", "What it means", "prose", required=True), BECAUSE,
    ), "Without an own list the words are free."),
    Kind("lost_reasons", "Reason for a lost sale", "Sales are lost because", ("lost_reasons",), "name", (
        Input("means", "What it means", "prose", required=True), BECAUSE,
    ), "Without an own list the usual seven."),
    Kind("roles", "Role", "Roles in a buying group", ("roles",), "name", (
        LABEL, Input("means", "What it means", "prose", required=True),
        Input("kind", "What that does to a decision", "choice", required=True, choices=ROLE_KINDS, labels=(
            "holds it up", "says no", "takes it", "helps it on", "has another part in it",
        )),
        Input("decisions", "Counts in the decisions", "ticks", "None ticked: in both.", choices=DECISIONS, labels=(
            "start the project", "choose the vendor",
        )),
        Input("required", "A group without anybody in it is incomplete", "tick"), BECAUSE,
    ), "What people on the customer's side do in its two decisions. Without own ones the usual nine."),
    Kind("stall_causes", "Cause of stalls", "Why sales stand still", ("stall_causes",), "name", (
        LABEL, Input("means", "What it means", "prose", required=True), BECAUSE,
    ), "Without own ones the usual ten."),
    Kind("stalls", "Rule of stalls", "When a stall is proposed", ("stalls",), "name", (
        Input("kind", "The sign", "choice", required=True, choices=RULE_KINDS, labels=(
            "the close date was put off", "it is long in its stage", "nothing comes back", "a meeting was put off",
        )),
        Input("times", "So many times", "whole", "For a close date or a meeting."),
        Input("days", "So many days", "whole", "For a close date in all, in a stage, or business days without reply."),
        Input("stage", "Only in the stage", "choice", "For a sale that is long in it; without days its usual ones."),
        Input("cause", "Points to the cause", "choice", "Without one, whoever confirms the stall says it."), BECAUSE,
    ), "A person confirms what is proposed. Without own rules: a close date put off twice or by 30 days, longer in a "
        "stage than usual, no reply for 10 business days, a meeting put off twice."),
    Kind("measures", "Measure", "Measures", ("measures",), "name", (
        Input("means", "What it means", "prose", required=True),
        Input("over", "Counts rows of", "choice"), Input("time", "Day that decides the period", "choice"),
        Input("by", "May be split by", "ticks"), Input("when", "Only those for which", "condition"),
        Input("expression", "Expression", "prose"), Input("ratio", "Ratio"), Input("cumulative", "Adds up"),
        Input("from", "Since", "choice"), Input("change", "Change of"), Input("against", "Against", "choice"),
        Input("unit", "Unit"), BECAUSE,
    ), "A number that both sides read alike, wherever it is shown."),
    Kind("general", "Title and scope", "Title and scope", (), "one", (
        Input("title", "Title", required=True),
        Input("scope", "Scope", help="company; country FR, by the ISO code; or unit dach, by a territory's code."),
        Input("calendar", "Calendar", help="Whose business hours count."),
    )),
)  # fmt: skip
BY_SECTION = {kind.section: kind for kind in KINDS}
INNER = {"levels": "criteria", "pipelines": "pipeline_stages"}
"""Kinds whose parts have parts: of each, the kind of these and with it the key below which they stand."""
INNER_KEYS = {"criteria": "criteria", "pipeline_stages": "stages"}
CONDITIONS = tuple(dict.fromkeys(kind.condition for kind in KINDS))
"""Keys under which conditions stand: ``when`` and ``exit``."""


def kind_of(section: str) -> Kind:
    """The kind of a section; ``Missing`` for one that no form edits."""
    if section not in BY_SECTION:
        raise Missing("part of the Book")
    return BY_SECTION[section]


def path_of(kind: Kind, key: str) -> Path:
    """Where a part stands: ``money`` of level 1 is called ``1.money``; ``Missing`` for a key that names none."""
    if kind.by == "one":
        return kind.path
    if kind.section == "criteria":
        level, _, name = key.partition(".")
        if not _is_place(level) or not name:
            raise Missing("level")
        return ("qualification", int(level), "criteria", name)
    if kind.section == "pipeline_stages":
        pipeline, _, stage = key.partition(".")
        if not _is_place(pipeline) or not _is_place(stage):
            raise Missing("stage")
        return ("pipelines", int(pipeline), "stages", int(stage))
    if kind.by == "place":
        if not _is_place(key):
            raise Missing(kind.one.lower())
        return (*kind.path, int(key))
    return (*kind.path, key)


def holder_of(kind: Kind, key: str) -> Path:
    """The list that a part of a list stands in; the pipeline of a stage is the first part of its key."""
    if kind.section != "pipeline_stages":
        return kind.path
    pipeline = key.partition(".")[0]
    if not _is_place(pipeline):
        raise Missing("pipeline")
    return ("pipelines", int(pipeline), "stages")


def address_of(path: Path) -> tuple[str, str] | None:
    """Section and key of the part that a path lies in; None for what no form edits."""
    match path:
        case ("qualification", int(level), "criteria", str(name), *_):
            return "criteria", f"{level}.{name}"
        case ("qualification", int(level), *_):
            return "levels", str(level)
        case ("pipelines", int(pipeline), "stages", int(stage), *_):
            return "pipeline_stages", f"{pipeline}.{stage}"
        case ("promises", str(side), int(at), *_):
            return side, str(at)
    for kind in KINDS:
        if kind.path and path[: len(kind.path)] == kind.path:
            return kind.section, "-" if kind.by == "one" else str(path[len(kind.path)]) if len(path) > len(
                kind.path
            ) else NEW
    return ("general", "-") if len(path) == 1 and path[0] in ("title", "scope", "calendar") else None


def _is_place(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) <= 4
