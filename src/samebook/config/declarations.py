"""What each chapter asks the others to know of it: hooks, jobs, the clock, tables and measures, import targets."""

from datetime import datetime

from samebook.accounts import hooks as accounts_hooks
from samebook.agreement import hooks as agreement_hooks
from samebook.agreement.actions import take_force
from samebook.company.models import Company
from samebook.exchange.idempotency import forget
from samebook.jobs.mail import send_due
from samebook.jobs.registry import handler
from samebook.jobs.ticker import every
from samebook.journal import origins
from samebook.journal.sealing import seal
from samebook.leads import actions as leads
from samebook.leads import hooks as leads_hooks
from samebook.leads.models import Lead


def declare() -> None:
    """Called once, when every chapter is loaded."""
    hooks()
    jobs()
    clock()


def hooks() -> None:
    """Lower chapters tell upper ones."""
    origins.home_is_simulated.append(home_is_simulated)
    accounts_hooks.fact_kinds["lead"] = accounts_hooks.FactKind(Lead)
    accounts_hooks.facts_changed.append(leads_hooks.on_facts_changed)
    agreement_hooks.edition_took_force.append(leads_hooks.on_edition_took_force)


def jobs() -> None:
    """Which function does which long work."""
    handler("leads.judge_again")(leads_hooks.run_judge_again)


def clock() -> None:
    """What happens by itself, and how often in seconds."""
    every(2, "seal the journal")(lambda at: seal(at=at))
    every(5, "send mail")(send_due)
    every(5, "editions take force")(lambda at: take_force(at=at))
    every(15, "follow-up clocks")(_follow_up)
    every(60, "leads that wait")(_waiting)
    every(3600, "forget idempotency keys")(lambda at: forget(at=at))


def home_is_simulated() -> bool | None:
    """The company's mark; None while there is no company."""
    return Company.objects.values_list("simulated", flat=True).first()


def _follow_up(at: datetime) -> None:
    leads.escalate_breaches(at=at)
    leads.expire_asks(at=at)


def _waiting(at: datetime) -> None:
    leads.retry_unrouted(at=at)
    leads.wake_recycled(at=at)
