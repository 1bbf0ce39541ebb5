"""The plays of Tarnvik as marketing wrote them: for what, in what steps, with e-mails in English and German."""

from collections.abc import Mapping
from dataclasses import dataclass

from samebook.plays.actions import Step


@dataclass(frozen=True, slots=True)
class Prepared:
    """One play.

    Attributes:
        brief: When to use it, and why.
        written: Days after the beginning on which it is approved; None for one that is written when sales asks for it.
        on_roles: Roles on whose coming it is offered, before any stall.
    """

    name: str
    causes: tuple[str, ...]
    brief: str
    steps: tuple[Step, ...]
    written: int | None = 90
    on_roles: tuple[str, ...] = ()


def _mail(title: str, english: tuple[str, str], german: tuple[str, str], due: int = 4) -> Step:
    texts: Mapping[str, Mapping[str, str]] = {
        "en": {
            "subject": english[0],
            "body": f"Dear {{person}},\n\n{english[1]}\n\nKind regards,\n{{rep}}, {{company}}",
        },
        "de": {
            "subject": german[0],
            "body": f"Guten Tag {{person}},\n\n{german[1]}\n\nFreundliche Grüße\n{{rep}}, {{company}}",
        },
    }
    return Step("email", title, due_hours=due, texts=texts)


def _said(subject: str, body: str) -> tuple[str, str]:
    return subject, body


def _call(kind: str, title: str, guide: str, due: int = 16) -> Step:
    return Step(kind, title, performer="telesales", due_hours=due, guide=guide)


PLAYS = (
    Prepared(
        "Evidence for a figure", ("claim_doubted",),
        "They ask where a figure comes from. Measured at a plant like theirs, told by whoever runs it.",
        (
            _mail(
                "Send the protocol of the measurement",
                _said(
                    "How it was measured",
                    "the figure I named was measured at a plant of your size. The protocol says "
                    "with what, by whom and for how long; the plant is ready to be asked."
                ),
                _said(
                    "Wie gemessen wurde",
                    "die Zahl, die ich nannte, wurde in einem Werk Ihrer Größe gemessen. Das "
                    "Protokoll sagt, womit, von wem und wie lange; das Werk ist bereit, Fragen zu beantworten."
                ),
            ),
            _call("reference", "Let them speak with a plant that runs it", "Name two dates. Stay out of the call."),
        ),
    ),
    Prepared(
        "Side by side", ("comparison_missing",),
        "They cannot lay us beside the others. A sheet in their words, with what speaks against us.",
        (
            _mail(
                "Send the sheet with both columns",
                _said(
                    "Both offers on one page",
                    "I have put what we offer beside what you have from others, in your own "
                    "words, with energy, service and price over ten years. Please correct what is wrong."
                ),
                _said(
                    "Beide Angebote auf einer Seite",
                    "ich habe unser Angebot neben das gestellt, was Ihnen sonst "
                    "vorliegt, mit Energie, Wartung und Preis über zehn Jahre. Bitte berichtigen Sie, was nicht stimmt."
                ),
            ),
            _call("call", "Go through the sheet line by line", "Ask first which line decides."),
        ),
    ),
    Prepared(
        "What to read first", ("send_more",),
        "They ask for more to read, and say no more. One page instead of ten, and a question.",
        (
            _mail(
                "Send one page, and ask one question",
                _said(
                    "One page instead of ten",
                    "here is the one page that others in your place found useful. Which of "
                    "its three points matters at your plant?"
                ),
                _said(
                    "Eine Seite statt zehn",
                    "hier ist die eine Seite, die andere an Ihrer Stelle nützlich fanden. "
                    "Welcher der drei Punkte zählt in Ihrem Werk?"
                ),
            ),
            _call("call", "Ask which of the three points it is", "Listen; send nothing more before that."),
        ),
    ),
    Prepared(
        "Through another door", ("silence", "access_refused"),
        "Nothing comes back, or we are not let further. Somebody else calls, with something of use.",
        (_call("call", "Call the plant, not the office", "Ask who looks after the line at night.", due=8),),
        written=150,
    ),
    Prepared(
        "A case for the budget", ("waits_for_budget",),
        "The money is not set aside. A calculation that they can hand on.",
        (
            _mail(
                "Send the calculation",
                _said(
                    "A calculation to hand on",
                    "this is what the pumps cost you today and what they would cost, on one "
                    "page that speaks for itself."
                ),
                _said(
                    "Eine Rechnung zum Weitergeben",
                    "das kosten Sie die Pumpen heute und das würden sie kosten, auf "
                    "einer Seite, die für sich spricht."
                ),
            ),
            _call("task", "Fill in the figures of their plant", "Energy, hours, repairs of two years.", due=12),
        ),
    ),
    Prepared(
        "The first hour with whoever decides", ("access_refused",),
        "They have met us through others. What they ask first, and what they need to see.",
        (_call("task", "Put the first hour together", "Three slides, one figure, one name to ask.", due=12),),
        written=300, on_roles=("decision_maker",),
    ),
    Prepared(
        "Terms, answered", ("legal",),
        "Contract and data protection are being looked at. The ten questions that always come, answered once.",
        (_call("task", "Send the ten answers to their lawyers", "Offer a call between the lawyers.", due=8),),
        written=None,
    ),
)  # fmt: skip
EVIDENCE = PLAYS[0]
