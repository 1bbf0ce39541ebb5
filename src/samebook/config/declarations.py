"""What each chapter asks the others to know of it: hooks, jobs, the clock, tables and measures, import targets."""

from datetime import UTC, datetime
from importlib import import_module
from pathlib import Path

from samebook.accounts import hooks as accounts_hooks
from samebook.accounts import imports as accounts_imports
from samebook.agreement import hooks as agreement_hooks
from samebook.agreement.actions import remind_signers, take_force
from samebook.agreement.measured import measured
from samebook.agreement.queries import editions_in_force, in_force, numbered
from samebook.agreement.scoping import on_map_changed
from samebook.board import actions as board
from samebook.book.model import DeclaredField
from samebook.buying import hooks as buying_hooks
from samebook.buying import imports as buying_imports
from samebook.buying import panels as buying_panels
from samebook.buying import wording as buying_wording
from samebook.communications import imports as communications_imports
from samebook.communications import kept as communications_kept
from samebook.communications import panels as communications_panels
from samebook.communications.history import declared as communications_history
from samebook.company import hooks as company_hooks
from samebook.company.facts import snapshot_context
from samebook.company.models import Company
from samebook.company.queries import actor_labelled
from samebook.customers import imports as customers_imports
from samebook.customers import kept as customers_kept
from samebook.customers import panels as customers_panels
from samebook.customers.surveys import forget_comments
from samebook.exchange import jobs as exchange_jobs
from samebook.exchange.idempotency import forget
from samebook.exchange.targets import register
from samebook.groups import following as groups_following
from samebook.groups import heard
from samebook.groups import hooks as groups_hooks
from samebook.groups import imports as groups_imports
from samebook.groups import kept as groups_kept
from samebook.groups import panels as groups_panels
from samebook.groups import wording as groups_wording
from samebook.groups.forgetting import forget_person
from samebook.jobs import mail
from samebook.jobs.mail import send_due
from samebook.jobs.registry import handler
from samebook.jobs.ticker import every
from samebook.journal import origins, verifying
from samebook.journal.sealing import seal
from samebook.launches import counting as launches_counting
from samebook.launches import imports as launches_imports
from samebook.launches.reminding import remind_of_launches
from samebook.launches.wanting import CELL, cell_as_occasion
from samebook.leads import actions as leads
from samebook.leads import hooks as leads_hooks
from samebook.leads import imports as leads_imports
from samebook.leads import kept as leads_kept
from samebook.leads import panels as leads_panels
from samebook.leads.counting import hooks as counting
from samebook.leads.effect import actions as effect
from samebook.leads.effect import panels as effect_panels
from samebook.leads.effect.results import KIND as EFFECT
from samebook.leads.meaning import actions as meaning
from samebook.leads.meaning import polling
from samebook.leads.meaning import results as meaning_results
from samebook.leads.members import ROWS as LEAD_ROWS
from samebook.leads.models import Lead
from samebook.leads.quarter import actions as quarter
from samebook.leads.quarter.results import KIND as QUARTER
from samebook.leads.review import actions as review
from samebook.leads.review.trials import KIND as TRIAL
from samebook.leads.tries import answers, unanswered_tries
from samebook.numbers import answering, measures, refresh
from samebook.numbers.analyses import answering as analyses
from samebook.numbers.history.declared import register_history
from samebook.numbers.tables import (
    register_analyses,
    register_context,
    register_dimensions,
    register_measures,
    register_tables,
    register_words,
)
from samebook.plays import actions as plays
from samebook.plays import attaching
from samebook.plays import hooks as plays_hooks
from samebook.plays import imports as plays_imports
from samebook.plays import kept as plays_kept
from samebook.plays import letters as plays_letters
from samebook.plays import occasions as plays_occasions
from samebook.plays import panels as plays_panels
from samebook.plays.actions.library import OFFER_JOB
from samebook.plays.actions.offering import run_offers
from samebook.plays.effects import actions as lots
from samebook.plays.tries import mails_sent
from samebook.saved import actions as saved
from samebook.saved import hooks as saved_hooks
from samebook.saved import mailing as saved_mailing
from samebook.saved.terms import About
from samebook.segments import hooks as segments_hooks
from samebook.segments import jobs as segments_jobs
from samebook.segments import listing as segments_listing
from samebook.segments.panels import clause_pages
from samebook.segments.terms import Kind
from samebook.stalls import actions as stalls
from samebook.stalls import desk as stalls_desk
from samebook.stalls import hooks as stalls_hooks
from samebook.stalls import imports as stalls_imports
from samebook.stalls import kept as stalls_kept
from samebook.stalls import panels as stalls_panels
from samebook.stalls import wording as stalls_wording
from samebook.ui import panels
from samebook.web import saved_mail

CHAPTERS_WITH_FACTS = (
    "company", "journal", "accounts", "agreement", "communications", "buying", "groups", "stalls", "plays",
    "plays.effects", "launches", "leads", "customers"
)  # fmt: skip


def declare() -> None:
    """Called once, when every chapter is loaded."""
    hooks()
    jobs()
    clock()
    targets()
    numbers()
    pages()


def hooks() -> None:
    """Lower chapters tell upper ones."""
    origins.home_is_simulated.append(home_is_simulated)
    accounts_hooks.fact_kinds["lead"] = accounts_hooks.FactKind(Lead)
    accounts_hooks.facts_changed.append(leads_hooks.on_facts_changed)
    accounts_hooks.declared_fields.append(declared_in_force)
    accounts_hooks.declared_choices.append(choices_in_force)
    accounts_hooks.person_erased.append(forget_comments)
    accounts_hooks.person_erased.append(stalls.forget_words)
    accounts_hooks.person_erased.append(forget_person)
    for kept in (communications_kept, groups_kept, stalls_kept, plays_kept, leads_kept, customers_kept):
        accounts_hooks.kept_of_person.append(kept.kept_of_person)
    buying_hooks.people_changed.append(groups_following.on_people_changed)
    exchange_jobs.actor_of.append(actor_labelled)
    agreement_hooks.edition_took_force.append(leads_hooks.on_edition_took_force)
    agreement_hooks.edition_ended.append(leads_hooks.on_edition_took_force)
    agreement_hooks.matching.append(counting.matching)
    company_hooks.map_changed.append(leads_hooks.on_map_changed)
    company_hooks.map_changed.append(on_map_changed)
    buying_hooks.closed.append(stalls.end_with_sale)
    buying_hooks.stage_entered.append(stalls.end_with_stage)
    stalls_hooks.unanswered.extend([unanswered_tries, mails_sent])
    stalls_hooks.answered.extend([answers, heard.answers])
    buying_hooks.card_parts.append(("stalls/card.html", stalls_desk.on_cards))
    stalls_hooks.opened.insert(0, lots.draw)  # the lot speaks before plays are suggested
    stalls_hooks.opened.append(plays_hooks.on_stall_opened)
    stalls_hooks.closed.append(plays_hooks.on_stall_closed)
    buying_hooks.closed.append(plays_hooks.on_sale_closed)
    buying_hooks.stage_entered.append(plays_hooks.on_stage_entered)
    groups_hooks.role_entered.append(plays_hooks.on_role_entered)
    accounts_hooks.person_erased.append(plays_hooks.forget_mails)
    mail.held_back[plays_letters.STEP] = plays.hold_back
    plays_occasions.sources[CELL] = cell_as_occasion
    mail.stores[attaching.STORE] = attaching.read
    segments_hooks.rows_of[Kind.LEAD] = LEAD_ROWS
    agreement_hooks.clause_pages.append(clause_pages)
    agreement_hooks.edition_took_force.append(segments_jobs.on_edition_took_force)
    refresh.refreshed.append(segments_jobs.after_snapshot)
    refresh.refreshed.append(answering.after_snapshot)
    refresh.refreshed.append(heard.after_snapshot)
    accounts_hooks.list_sets.append(segments_listing)
    saved_hooks.tellers[About.MEASURE] = saved_mail.tell_measure
    saved_hooks.titles[About.MEASURE] = saved_mail.title_of
    saved_hooks.routes[About.MEASURE] = "numbers:measure"
    saved_hooks.tellers[About.ANALYSIS] = saved_mail.tell_analysis
    saved_hooks.titles[About.ANALYSIS] = saved_mail.title_of_analysis
    saved_hooks.routes[About.ANALYSIS] = "analyses:analysis"


def jobs() -> None:
    """Which function does which long work."""
    handler(exchange_jobs.KIND)(exchange_jobs.run_import)
    handler("leads.judge_again")(leads_hooks.run_judge_again)
    handler(board.KIND)(board.run_count)
    handler(EFFECT)(effect.run_effect)
    handler(QUARTER)(quarter.run_sheet)
    handler(TRIAL)(review.run_trial)
    handler(counting.TABLE)(counting.run_table)
    handler(meaning_results.KIND)(meaning.run_comparison)
    handler(meaning_results.SPREAD)(polling.run_spread)
    handler(refresh.KIND)(refresh.run_refresh)
    handler(answering.KIND)(answering.run_refresh_kept)
    handler(analyses.KIND)(analyses.run_refresh)
    handler(saved.KIND)(saved_mailing.run_mail)
    handler(segments_jobs.KIND)(segments_jobs.run_count)
    handler(OFFER_JOB)(run_offers)
    handler(heard.KIND)(heard.run_heard)
    handler(verifying.KIND)(verifying.run_verify)


def targets() -> None:
    """What files can be imported into."""
    for chapter in (
        accounts_imports,
        communications_imports,
        buying_imports,
        stalls_imports,
        groups_imports,
        plays_imports,
        launches_imports,
        leads_imports,
        customers_imports,
    ):
        for target in chapter.TARGETS:
            register(target)


def pages() -> None:
    """What chapters show on each other's pages, in reading order."""
    for chapter in (
        groups_panels,
        stalls_panels,
        plays_panels,
        effect_panels,
        leads_panels,
        buying_panels,
        customers_panels,
        communications_panels,
    ):
        panels.register(chapter.PANELS)


def numbers() -> None:
    """What the snapshot holds, and what is measured on it."""
    for name in CHAPTERS_WITH_FACTS:
        facts = import_module(f"samebook.{name}.facts")
        register_tables(facts.TABLES)
        register_dimensions(getattr(facts, "DIMENSIONS", ()))
        folder = Path(str(facts.__file__)).parent
        register_measures(name, folder / "measures")
        register_analyses(name, folder / "analyses")
    register_words({
        "stage": buying_wording.stage_labels, "pipeline": buying_wording.pipeline_labels,
        "decision": buying_wording.decision_labels, "cause": stalls_wording.cause_labels,
        "ended_by": stalls_wording.end_labels, "role": groups_wording.role_labels,
        "role_kind": groups_wording.kind_labels,
    })  # fmt: skip
    register_context(snapshot_context)
    register_history(*communications_history.TABLES)
    measures.sources.append(measures_of_the_book)


def measures_of_the_book(edition: int | None) -> measures.Found:
    """The measures of the company's Book in force, or as an edition of that number had them."""
    held = numbered(edition) if edition is not None else in_force(datetime.now(UTC))
    return measured(held)


def clock() -> None:
    """What happens by itself, and how often in seconds."""
    every(2, "seal the journal")(lambda at: seal(at=at))
    every(5, "send mail")(send_due)
    every(5, "editions take force")(lambda at: take_force(at=at))
    every(60, "remind signers")(lambda at: remind_signers(at=at))
    every(30, "close polls")(lambda at: polling.close_due(at=at))
    every(10, "announce deliveries")(lambda at: leads.announce_deliveries(at=at))
    every(15, "follow-up clocks")(_follow_up)
    every(10, "look for stalls")(lambda at: stalls.look_for_stalls(at=at))
    every(60, "remind of plays")(lambda at: plays.remind_due(at=at))
    every(60, "plays asked for and late")(lambda at: plays.tell_late(at=at))
    every(300, "count launches")(launches_counting.count_launches)
    every(300, "remind of launches")(remind_of_launches)
    every(60, "leads that wait")(_waiting)
    every(30, "keep the snapshot fresh")(refresh.ask_when_stale)
    every(30, "mail saved views")(lambda at: saved.ask_for_due(at=at))
    every(3600, "forget idempotency keys")(lambda at: forget(at=at))


def declared_in_force(kind: str) -> dict[str, DeclaredField]:
    """What the editions in force declare for a kind of record; nothing before the first edition."""
    editions = editions_in_force(datetime.now(UTC))
    fields = editions.fields if editions else {}
    return {name: one for name, one in fields.items() if name.startswith(f"{kind}.") and not one.built_in}


def choices_in_force(kind: str) -> dict[str, tuple[str, ...]]:
    """The only values that the editions in force allow the fields of a kind of record; nothing where all are free."""
    editions = editions_in_force(datetime.now(UTC))
    fields = editions.fields if editions else {}
    return {name: one.choices for name, one in fields.items() if one.choices and name.startswith(f"{kind}.")}


def home_is_simulated() -> bool | None:
    """The company's mark; None while there is no company."""
    return Company.objects.values_list("simulated", flat=True).first()


def _follow_up(at: datetime) -> None:
    leads.escalate_breaches(at=at)
    leads.ask_by_the_post(at=at)
    leads.expire_asks(at=at)


def _waiting(at: datetime) -> None:
    leads.retry_unrouted(at=at)
    leads.wake_recycled(at=at)
