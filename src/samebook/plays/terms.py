"""The closed lists of plays; causes and roles are the Book's."""

from samebook.kernel.vocabulary import Vocabulary


class State(Vocabulary):
    """What a version of a play is."""

    DRAFT = "draft", "Draft"
    APPROVED = "approved", "Approved"
    RETIRED = "retired", "Retired"


class Kind(Vocabulary):
    """What a step of a play is."""

    TASK = "task", "Task"
    EMAIL = "email", "E-mail"
    DOCUMENT = "document", "Document"
    CALL = "call", "Call by a guide"
    REFERENCE = "reference", "Reference call"
    CALCULATOR = "calculator", "Calculator"


class Side(Vocabulary):
    """Who performs a step."""

    MARKETING = "marketing", "Marketing"
    TELESALES = "telesales", "Telesales"
    REP = "rep", "The rep"


class Aim(Vocabulary):
    """What a version of a play is for; it may name several of each."""

    CAUSE = "cause", "Cause"
    ROLE = "role", "Role"
    DECISION = "decision", "Decision"
    LANGUAGE = "language", "Language"
    ON_STAGE = "on_stage", "Offered on entry to a stage"
    ON_ROLE = "on_role", "Offered on a new role"


class Trigger(Vocabulary):
    """Why a play was offered."""

    STALL = "stall", "A stall"
    STAGE = "stage", "Entry to a stage"
    ROLE = "role", "A new role"
    PERSON = "person", "Chosen by hand"


class Outcome(Vocabulary):
    """How a run ended; empty while it has not."""

    DONE = "done", "Every step done or skipped"
    STOPPED = "stopped", "Stopped"
    DECLINED = "declined", "Not wanted"
    LAPSED = "lapsed", "What it was for ended first"


class StepState(Vocabulary):
    """How a step of a run stands."""

    OPEN = "open", "Open"
    DONE = "done", "Done"
    SKIPPED = "skipped", "Skipped"


class Arm(Vocabulary):
    """What the lot said of a stall where offers are drawn; empty where they are not."""

    OFFERED = "offered", "Offered"
    HELD_BACK = "held_back", "Held back"


class Asked(Vocabulary):
    """How a request for a play stands."""

    OPEN = "open", "Open"
    ANSWERED = "answered", "Answered"
    DECLINED = "declined", "Declined"


class Act(Vocabulary):
    """What takes minutes of a rep."""

    START = "start", "Started a play"
    APPROVE = "approve", "Approved a play"
    DECLINE = "decline", "Declined a play"
    STEP = "step", "Ended a step"
    STOP = "stop", "Stopped a play"
    HELPED = "helped", "Said whether it helped"
    ASK = "ask", "Asked for a play"
    OWN = "own", "Said how long a step took"
