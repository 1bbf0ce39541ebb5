"""The marks and pieces of a page. Every one is shown on /patterns."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any
from zlib import crc32

from django import template
from django.template.loader import render_to_string
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.text import slugify

from samebook.ui import icons
from samebook.ui.difference import difference
from samebook.ui.templatetags.formats import duration_text, span_text
from samebook.ui.tones import look_of

register = template.Library()


@register.simple_tag
def icon(name: str) -> SafeString:
    return icons.icon(name)


@register.simple_block_tag
def page_head(
    content: str,
    title: str,
    *,
    lead_in: str = "",
    up: str = "",
    up_url: str = "",
    crumbs: Sequence[tuple[str, str]] = (),
    as_of: datetime | None = None,
    edition: str = "",
    editions: str = "",
    rows: str = "",
) -> SafeString:
    """The heading of a page; the content is what one may do here (buttons, links).

    Args:
        content: The acts.
        title: The only ``h1``.
        lead_in: One sentence below it.
        up: Label of the page above, with ``up_url``.
        up_url: Address of the page above.
        crumbs: Or the whole way: (label, address) pairs from the top.
        as_of: The time the page's numbers stand at.
        edition: The label of the edition that judged what is shown.
        editions: Or all of them in words: ``Editions 2 (France) and 3``.
        rows: The count behind the numbers, ``1,204 leads``.
    """
    way = [*crumbs, (up, up_url)] if up else list(crumbs)
    return SafeString(
        render_to_string(
            "ui/parts/page_head.html",
            {
                "acts": SafeString(content.strip()),
                "title": title,
                "lead_in": lead_in,
                "crumbs": way,
                "as_of": as_of,
                "judged_by": editions or (f"Edition {edition}" if edition else ""),
                "rows": rows,
            },
        )
    )


@register.simple_tag
def badge(word: str, label: str = "", tone: str | None = None) -> SafeString:
    """A verdict, a status, a state. ``word`` chooses the look (``tones.LOOKS``), ``label`` what is read."""
    if not word:
        return SafeString("")
    look = look_of(word)
    text = label or word.replace("_", " ").capitalize()
    mark = icons.icon(look.mark) if look.mark and tone is None else ""
    return format_html('<span class="badge {}">{}{}</span>', look.tone if tone is None else tone, mark, text)


@register.simple_tag
def level(name: str) -> SafeString:
    """The level of a lead: A, B, …"""
    if not name:
        return SafeString("")
    return format_html('<span class="badge level"><span class="unseen">Level </span>{}</span>', name)


@register.simple_tag
def edition(label: str, url: str = "") -> SafeString:
    """The edition of the Book that something was judged by."""
    tag = format_html('<a class="badge edition" href="{}">{}</a>', url, label) if url else None
    return tag or format_html('<span class="badge edition">{}</span>', label)


@register.simple_tag
def whose(side: str, label: str = "") -> SafeString:
    """Whose something is: ``sales``, ``marketing`` or ``both``; by shape and word, not by colour alone."""
    text = label or {"sales": "Sales", "marketing": "Marketing", "both": "Sales and marketing"}[side]
    left, right = ("full" if side in sides else "" for sides in (("sales", "both"), ("marketing", "both")))
    return format_html(
        '<span class="whose {}"><svg viewBox="0 0 22 18" aria-hidden="true" focusable="false">'
        '<path class="left {}" d="M10.4 3.2C8 1.6 5 1.2 1 1.6v14c4-.4 7 0 9.4 1.6z"/>'
        '<path class="right {}" d="M11.6 3.2C14 1.6 17 1.2 21 1.6v14c-4-.4-7 0-9.4 1.6z"/></svg>{}</span>',
        side,
        left,
        right,
        text,
    )


@register.inclusion_tag("ui/parts/criteria.html")
def criteria(items: Iterable[Mapping[str, Any]]) -> dict[str, Any]:
    """Criteria with their answers.

    Args:
        items: ``name``, ``means`` (the criterion in words), ``answer`` (True, False or None for unknown),
            ``detail`` (why not, or the question that would decide it) and ``now`` (the value it was judged on).
    """
    return {"items": items}


@register.inclusion_tag("ui/parts/clock.html")
def clock(
    due: datetime | None,
    now: datetime,
    *,
    left: timedelta | None = None,
    done: datetime | None = None,
    total: timedelta | None = None,
    large: bool = False,
) -> dict[str, Any]:
    """The clock of a follow-up.

    Args:
        due: The instant it runs out; None shows a dash.
        now: The reader's instant.
        left: What is left in business hours; without it the plain difference is shown.
        done: When the duty was done; the clock then stands, and says whether it was in time.
        total: The whole time given, for the line that fills; in the same hours as ``left``.
        large: For the page of one lead.
    """
    if due is None:
        return {"due": None}
    remaining = left if left is not None else due - now
    over = (done or now) > due
    used = 1 - remaining / total if total else None
    return {
        "due": due,
        "done": done,
        "over": over,
        "text": span_text(due, done or now) if over else duration_text(remaining),
        "used": None if used is None or done else round(min(max(used, 0), 1) * 100),
        "large": large,
    }


@register.simple_block_tag
def confirm(
    content: str,
    label: str,
    *,
    action: str,
    act: str,
    csrf: str = "",
    tone: str = "",
    size: str = "",
    back: str = "",
) -> SafeString:
    """An act that is asked twice, without a dialog: a button that unfolds a sentence and the real button.

    Args:
        content: The sentence that says what will happen, and fields if the act needs any (a reason).
        label: The first button.
        action: Address of the POST.
        act: The second button, as a verb: ``Withdraw the edition``.
        csrf: ``csrf_token``, always.
        tone: ``wrong`` for what takes away, ``main`` for the page's main act.
        size: ``tiny`` inside tables.
        back: Address of the page itself, for *Not now*, which leaves everything as it is.
    """
    parts = {"content": SafeString(content), "label": label, "action": action, "act": act, "token": csrf, "tone": tone}
    return SafeString(render_to_string("ui/parts/confirm.html", {**parts, "size": size, "back": back}))


@register.simple_block_tag
def empty(content: str, title: str) -> SafeString:
    """What stands where nothing is yet: that it is so, and what would change it."""
    return format_html('<div class="empty"><p>{}</p>{}</div>', title, SafeString(content.strip()))


@register.simple_block_tag
def notice(content: str, tone: str = "") -> SafeString:
    """A standing remark on a page; ``wrong`` when something is."""
    mark = icons.icon("warning" if tone == "wrong" else "info")
    return format_html('<div class="notice {}">{}<div>{}</div></div>', tone, mark, SafeString(content.strip()))


@register.simple_block_tag
def define(content: str, term: str, source: str = "") -> SafeString:
    """A word that unfolds its definition. Outside headings and other buttons."""
    key = f"def-{slugify(term)}-{crc32((term + content).encode())}"
    origin = format_html('<span class="from">{}</span>', source) if source else ""
    return format_html(
        '<span class="definition"><button type="button" data-discloses="definition" aria-expanded="false" '
        'aria-controls="{0}">{1}</button><span id="{0}" role="note" hidden>{2}{3}</span></span>',
        key,
        term,
        SafeString(content.strip()),
        origin,
    )


@register.simple_block_tag
def chart(
    content: str,
    title: str,
    *,
    note: str = "",
    columns: Sequence[str] = (),
    rows: Iterable[Sequence[Any]] = (),
) -> SafeString:
    """A chart (the content: an ``img`` or ``svg`` with a text alternative) with its table behind it.

    Args:
        content: The drawing.
        title: What it shows.
        note: As-of, row count, edition.
        columns: Headings of the table behind.
        rows: Its rows; the first cell names the row, the rest stand to the right.
    """
    parts = {
        "content": SafeString(content.strip()),
        "title": title,
        "note": note,
        "columns": columns,
        "rows": list(rows),
    }
    return SafeString(render_to_string("ui/parts/chart.html", parts))


@register.inclusion_tag("ui/parts/job.html")
def job(state: str, what: str, done: int, total: int | None, *, url: str = "", note: str = "") -> dict[str, Any]:
    """The progress of a long job; asks ``url`` again every second until the state is done or failed.

    Args:
        state: waiting, running, done or failed.
        what: ``Import of leads.csv``.
        done: Rows done.
        total: Rows in all; None while unknown.
        url: Answers with this same part; empty for a standing picture.
        note: A line below: ``2 rows refused``, or the failure.
    """
    going = state in ("waiting", "running")
    return {"state": state, "what": what, "done": done, "total": total, "url": url if going else "", "note": note}


@register.inclusion_tag("ui/parts/timeline.html")
def timeline(entries: Iterable[Mapping[str, Any]]) -> dict[str, Any]:
    """What happened, newest first: ``at``, ``text``, and if known ``by``, ``side``, ``tone``, ``url``, ``origin``."""
    return {"entries": list(entries)}


@register.inclusion_tag("ui/parts/facts.html")
def facts(items: Iterable[Sequence[Any]]) -> dict[str, Any]:
    """Key-value list: (label, value) or (label, value, where it is from)."""
    return {"items": [(label, value, rest[0] if rest else "") for label, value, *rest in items]}


@register.inclusion_tag("ui/parts/tabs.html")
def tabs(label: str, items: Iterable[Sequence[Any]]) -> dict[str, Any]:
    """Views of one thing: (label, address, is current) or (label, address, is current, count)."""
    return {"label": label, "items": [(*item, None)[:4] for item in items]}


@register.inclusion_tag("ui/parts/board_jump.html")
def board_jump(items: Iterable[Sequence[Any]]) -> dict[str, Any]:
    """The columns of a board with their counts, to go to one; shown where the board is wider than the window.

    Args:
        items: (id of the column's heading, its name, its count as shown, whether it is empty).
    """
    return {"items": items}


@register.simple_tag
def person(name: str, role: str = "", url: str = "") -> SafeString:
    """A person in one line: name and what they are."""
    shown = format_html('<a href="{}">{}</a>', url, name) if url else format_html("{}", name)
    return format_html('<span class="person">{}{}</span>', shown, format_html('<span class="role">{}</span>', role))


@register.inclusion_tag("ui/parts/diff.html")
def diff(before: str, after: str, before_label: str = "Before", after_label: str = "After") -> dict[str, Any]:
    """The difference between two texts, line by line, with the changed words marked."""
    return {"blocks": difference(before, after), "before_label": before_label, "after_label": after_label}
