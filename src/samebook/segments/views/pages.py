"""The segments with their counts, and one of them: what it says, its members, who came and who left."""

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import render
from django.template.defaultfilters import date as formatted
from django.utils import timezone
from django.utils.text import slugify
from django.views.decorators.http import require_safe

from samebook.agreement.queries import InForce, in_force
from samebook.kernel.access import Actor
from samebook.kernel.refusals import Missing, Refused
from samebook.segments.actions import note_export
from samebook.segments.charts import describe, trend_svg
from samebook.segments.definitions import Definition, Use, definition_for, definitions_for, parts_naming
from samebook.segments.export import csv_lines, definition_of, to_xlsx
from samebook.segments.queries import (
    WAYS,
    Change,
    Count,
    MembersPage,
    counts_for,
    every_member,
    page_of_members,
    trend_of,
)
from samebook.segments.rules import SINCE
from samebook.segments.terms import Kind
from samebook.ui.doors import SignedRequest, signed_in
from samebook.ui.files import WORKBOOK


@require_safe
@signed_in
def segments(request: SignedRequest) -> HttpResponseBase:
    """Every segment the reader may read, with what it counted last."""
    now = datetime.now(UTC)
    found = definitions_for(request.actor, at=now)
    counts = counts_for(request.actor, found)
    current = in_force(now)
    return render(request, "segments/segments.html", {
        "rows": [{"segment": each, "count": counts.get(each.key), "change": _shown(counts.get(each.key))}
                 for each in found],
        "as_of": max((count.as_of for count in counts.values()), default=None),
        "edition": current.edition.number if current else "",
        "has_edition": current is not None,
        "sees_all": request.actor.sees_all,
        "may_write": request.actor.id is not None and current is not None,
    })  # fmt: skip


@require_safe
@signed_in
def segment(request: SignedRequest, key: str) -> HttpResponseBase:
    """One segment."""
    now, actor = datetime.now(UTC), request.actor
    found = definition_for(actor, key, at=now)
    count = counts_for(actor, [found]).get(key)
    since, way, contactable, after = _wanted(request)
    current = in_force(now)
    points = trend_of(actor, found)
    page: dict[str, Any] = {
        "segment": found,
        "count": count,
        "edition": current.edition.number if current else "",
        "uses": _uses(actor, found, current, now),
        "redefined": any(not same for _, _, same in points),
        "is_own": found.private is not None and found.private.owner_id == actor.id,
        "trend": _trend(found, points),
        "trend_columns": ("Counted", "Members"),
        "builds_on": [(name.replace("_", " ").capitalize(), key) for name, key in found.builds_on],
        "sees_all": actor.sees_all,
    }
    if count is not None:
        members = _members(actor, found, since=since, way=way, contactable=contactable, after=after)
        chosen = {"since": since, "way": way, "contact": "1" if contactable else ""}
        query = urlencode({name: value for name, value in chosen.items() if value})
        page |= {
            "members": members,
            "tabs": _tabs(count, since, way),
            "way": way,
            "change": count.changes.get(since),
            "contactable": contactable,
            "all_query": urlencode({name: chosen[name] for name in ("since", "way") if chosen[name]}),
            "query": query,
            "next": f"?{query}&last={members.after}#members-h" if members and members.after else "",
            "is_later_page": after > 0,
        }
    return render(request, "segments/segment.html", page)


@require_safe
@signed_in
def trend(request: SignedRequest, key: str) -> HttpResponseBase:
    """The trend alone, as a picture."""
    found = definition_for(request.actor, key, at=datetime.now(UTC))
    points = trend_of(request.actor, found)
    if len(points) < 2:
        raise Http404
    dark = request.GET.get("theme") == "dark"
    picture = trend_svg(found.title, points, theme="dark" if dark else "light")
    return HttpResponse(picture, "image/svg+xml", headers={"Cache-Control": "private, max-age=60"})


@require_safe
@signed_in
def members_file(request: SignedRequest, key: str, ending: str) -> HttpResponseBase:
    """The members as CSV or as a workbook, those that the page shows."""
    now, actor = datetime.now(UTC), request.actor
    found = definition_for(actor, key, at=now)
    count = counts_for(actor, [found]).get(key)
    if ending not in ("csv", "xlsx") or found.kind is None or count is None:
        raise Missing("file")
    since, way, contactable, _ = _wanted(request)
    rows = every_member(actor, found, since=since, way=way, contactable=contactable)
    page_of_members(actor, found, since=since, way=way, size=1)  # a refusal comes before the first line
    only = _only(count, since, way, contactable=contactable)
    note_export(actor, found, rows=only or "all members", at=now)
    headers = {"Content-Disposition": f'attachment; filename="{slugify(found.name)}-{count.as_of:%Y-%m-%d}.{ending}"'}
    if ending == "csv":
        return StreamingHttpResponse(csv_lines(found.kind, rows), "text/csv; charset=utf-8", headers=headers)
    current = in_force(now)
    told = definition_of(found, count, edition=str(current.edition) if current else "", only=only)
    return HttpResponse(to_xlsx(found.kind, rows, told), WORKBOOK, headers=headers)


def _wanted(request: SignedRequest) -> tuple[str, str, bool, int]:
    since, way = request.GET.get("since", ""), request.GET.get("way", "")
    if since not in SINCE or way not in WAYS:
        since = way = ""
    last = request.GET.get("last", "")
    after = int(last) if last.isascii() and last.isdecimal() and len(last) < 19 else 0
    return since, way, request.GET.get("contact") == "1", after


def _members(actor: Actor, found: Definition, **wanted: Any) -> MembersPage | None:
    try:
        return page_of_members(actor, found, **wanted)
    except Refused:
        return None


def _shown(count: Count | None) -> Change | None:
    """Of the list: who came and left in a week where history is that long, else since the count before."""
    return (count.changes.get("week") or count.changes.get("last")) if count else None


def _tabs(count: Count, since: str, way: str) -> list[tuple[str, str, bool, str]]:
    tabs = [("Members", "?#members-h", not way, f"{count.members:,}")]
    for change in _distinct(count.changes.values()):
        day = _day(change.since)
        for each, number, word in (("added", change.added, "Came"), ("left", change.left, "Left")):
            query, is_open = urlencode({"since": change.name, "way": each}), (since, way) == (change.name, each)
            tabs.append((f"{word} since {day}", f"?{query}#members-h", is_open, f"{number:,}"))
    return tabs


def _distinct(changes: Iterable[Change]) -> list[Change]:
    """In the order of ``SINCE``; where two ages lead to one count, the shorter."""
    order = list(SINCE)
    found: dict[datetime, Change] = {}
    for change in sorted(changes, key=lambda each: order.index(each.name)):
        found.setdefault(change.since, change)
    return list(found.values())


def _day(moment: datetime) -> str:
    local = timezone.localtime(moment)
    return formatted(local, "j M, H:i") if datetime.now(UTC) - moment < SINCE["week"] else formatted(local, "j M")


def _only(count: Count, since: str, way: str, *, contactable: bool) -> str:
    change = count.changes.get(since)
    said = (
        f"those that {'came' if way == 'added' else 'left'} since {change.since:%Y-%m-%d %H:%M} UTC" if change else ""
    )
    return ", ".join(filter(None, (said, "only who may be contacted" if contactable else "")))


def _trend(found: Definition, points: list[tuple[datetime, int, bool]]) -> dict[str, Any]:
    if len(points) < 2:
        return {}
    rows = [(formatted(timezone.localtime(at), "j M Y, H:i"), f"{members:,}") for at, members, _ in points]
    return {"described": describe(found.title, points), "rows": rows[::-1], "counts": len(points)}


def _uses(actor: Actor, found: Definition, current: InForce | None, now: datetime) -> list[Use]:
    """Who builds on it: segments that the reader may read, and parts of the edition."""
    others = definitions_for(actor, at=now)
    named = [Use(each.shown, each.key) for each in others if found.key in dict(each.builds_on).values()]
    parts = parts_naming(found.key, current.edition.text) if current and not found.private else []
    return [*named, *parts]


__all__ = ["Kind", "members_file", "segment", "segments", "trend"]
