"""What leads do when something below them changes; connected in ``config/declarations.py``."""

from datetime import UTC, datetime
from typing import Any

from django.db.models import Max

from samebook.agreement.models import Edition
from samebook.jobs.actions import ask_for
from samebook.jobs.progress import Progress
from samebook.kernel.access import Actor
from samebook.leads.actions import judge_again
from samebook.leads.models import Lead
from samebook.leads.terms import UNDELIVERED
from samebook.leads.waiting import unplaced

A_BATCH = 40
"""How many leads one transaction judges again, so that others who write wait for tens of milliseconds at most."""

HOLDER = {"lead": "pk__in", "account": "account_id__in", "person": "person_id__in"}


def on_facts_changed(actor: Actor, kind: str, ids: list[int], at: datetime) -> None:
    """Judge the undelivered leads that a changed fact is about; many of them in the background."""
    if kind not in HOLDER:
        return
    concerned = Lead.objects.filter(**{HOLDER[kind]: ids}, status__in=UNDELIVERED, judged_at__isnull=False)
    lead_ids = list(concerned.order_by("id").values_list("id", flat=True)[: A_BATCH + 1])
    if len(lead_ids) <= A_BATCH:
        if lead_ids:
            judge_again(actor, lead_ids, at=at, because="fact")
        return
    ask_for(actor, "leads.judge_again", {"because": "fact", "kind": kind, "ids": ids}, at=at)


def on_edition_took_force(edition: Edition, at: datetime) -> None:
    """Open, undelivered leads for which another edition holds now are judged by it; a delivered one keeps its verdict.

    The same when an edition of a scope has ended: the one above it holds there again.
    """
    ask_for(Actor.system("ticker"), "leads.judge_again", {"because": "edition", "edition": edition.pk}, at=at)


def on_map_changed(actor: Actor, at: datetime) -> None:
    """Leads for which there was no territory may have one now."""
    if unplaced().exists():
        ask_for(actor, "leads.judge_again", {"because": "map", "unplaced": True}, at=at)


def run_judge_again(arguments: dict[str, Any], progress: Progress) -> dict[str, Any]:
    """The job: by id, in batches, from the checkpoint on."""
    waiting = Lead.objects.filter(status__in=UNDELIVERED)
    if arguments.get("unplaced"):
        waiting = unplaced()
    elif "ids" in arguments:
        waiting = waiting.filter(**{HOLDER[arguments["kind"]]: arguments["ids"]})
    last = progress.checkpoint.get("after", 0)
    until = waiting.aggregate(until=Max("id"))["until"] or 0
    done = progress.checkpoint.get("done", 0)
    while ids := list(waiting.filter(id__gt=last, id__lte=until).order_by("id").values_list("id", flat=True)[:A_BATCH]):
        judge_again(Actor.system("jobs"), ids, at=datetime.now(UTC), because=arguments["because"])
        last, done = ids[-1], done + len(ids)
        progress.advance(done, checkpoint={"after": last, "done": done})
    return {"judged": done}
