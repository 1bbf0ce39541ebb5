"""Sortable headings, the pager, the filter bar and the ticking of rows."""

from typing import Any

from django import template
from django.forms import BaseForm
from django.http import QueryDict
from django.template.context import RequestContext
from django.utils.html import format_html
from django.utils.safestring import SafeString

from samebook.ui import icons
from samebook.ui.paging import Page

register = template.Library()

PAGING = ("after", "before")


@register.simple_tag(takes_context=True)
def heading(context: RequestContext, label: str, key: str = "", css: str = "", default: str = "") -> SafeString:
    """A heading of a column; with a ``key``, a link that sorts by it and turns the order round.

    Args:
        context: Holds the request; its ``sort`` is a key, with ``-`` in front for descending.
        label: What is read.
        key: What ``sort`` is called for this column; empty for a column that does not sort.
        css: ``number``, ``narrow``.
        default: The order in force when the address names none.
    """
    if not key:
        return format_html('<th scope="col" class="{}">{}</th>', css, label)
    query = _query(context)
    now = query.get("sort") or default
    going_down = now == f"-{key}"
    query["sort"] = key if going_down else f"-{key}" if now == key else key
    if now.lstrip("-") != key:
        return format_html(
            '<th scope="col" class="{}"><a class="sort" href="?{}">{}</a></th>', css, query.urlencode(), label
        )
    return format_html(
        '<th scope="col" class="{}" aria-sort="{}"><a class="sort" href="?{}">{}{}</a></th>',
        css,
        "descending" if going_down else "ascending",
        query.urlencode(),
        label,
        icons.icon("down" if going_down else "up"),
    )


@register.inclusion_tag("ui/parts/pager.html", takes_context=True)
def pager(context: RequestContext, page: Page[Any], one: str = "row", many: str = "rows") -> dict[str, Any]:
    """Earlier and later rows, and how many there are, counted up to a limit: “1,000+ leads”."""
    earlier, later = _query(context), _query(context)
    earlier["before"], later["after"] = page.before, page.after
    return {
        "page": page,
        "earlier": earlier.urlencode() if page.before else "",
        "later": later.urlencode() if page.after else "",
        "what": one if page.count == 1 else many,
    }


@register.inclusion_tag("ui/parts/filters.html", takes_context=True)
def filters(context: RequestContext, form: BaseForm, act: str = "Filter") -> dict[str, Any]:
    """The filter bar: a GET form, and below it what is filtered by, each to be taken away by itself."""
    chips = []
    for field in form:
        if not field.data or field.field.widget.is_hidden or field.name in form.errors:
            continue
        rest = _query(context)
        rest.pop(field.html_name, None)
        chips.append((field.label, _shown(field.data, field.field), rest.urlencode()))
    sort = context["request"].GET.get("sort", "")
    return {"form": form, "chips": chips, "act": act, "sort": sort, "path": context["request"].path}


@register.simple_tag
def select_all(label: str = "Select all rows on this page") -> SafeString:
    """The first heading of a table with ticked rows."""
    return format_html(
        '<th scope="col" class="narrow select-cell"><input type="checkbox" class="select-all" aria-label="{}"></th>',
        label,
    )


@register.simple_tag
def select_row(key: object, label: str, name: str = "ids") -> SafeString:
    """The first cell of a row that may be ticked."""
    return format_html(
        '<td class="narrow select-cell"><input type="checkbox" class="select-row" name="{}" value="{}" '
        'aria-label="Select {}"></td>',
        name,
        key,
        label,
    )


@register.simple_block_tag
def bulk(content: str) -> SafeString:
    """What may be done with the ticked rows; appears with the first tick. Inside the table's own form."""
    return format_html('<div class="bulk" hidden><p role="status" data-count></p>{}</div>', SafeString(content.strip()))


def _query(context: RequestContext) -> QueryDict:
    query: QueryDict = context["request"].GET.copy()
    for name in PAGING:
        query.pop(name, None)
    return query


def _shown(value: Any, field: Any) -> str:
    offered = list(getattr(field, "choices", None) or [])
    choices = dict(
        each for value, label in offered for each in (label if isinstance(label, list) else [(value, label)])
    )
    values = value if isinstance(value, list) else [value]
    return ", ".join(str(choices.get(one, one)) for one in values)
