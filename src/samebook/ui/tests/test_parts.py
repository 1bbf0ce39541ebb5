"""The tags and filters: what they say, that they escape, and that colour never speaks alone."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django import forms
from django.http import QueryDict
from django.template import Context, Template
from django.test import RequestFactory
from django.utils import timezone

from samebook.kernel.money import Money
from samebook.kernel.refusals import Problem, Refused
from samebook.ui.forms import show
from samebook.ui.icons import PATHS
from samebook.ui.tones import LOOKS
from samebook.ui.widgets import ManyOf, choices_of_many, many_of

NOW = datetime(2027, 5, 3, 12, tzinfo=UTC)
EVIL = '"><script>alert(1)</script>'


def render(source: str, /, path: str = "/", **context: Any) -> str:
    request = RequestFactory().get(path)
    return " ".join(Template(source).render(Context({"request": request, **context})).split())


@pytest.mark.parametrize(
    ("source", "value", "said"),
    [
        ("{{ v|number }}", 1234567, "1,234,567"),
        ("{{ v|number }}", 0, "0"),
        ("{{ v|number:2 }}", Decimal("1.005"), "1.00"),
        ("{{ v|percent }}", Decimal("0.1237"), "12.4&nbsp;"),
        ("{{ v|money }}", Money(Decimal("12500.00"), "EUR"), "12,500&nbsp;"),
        ("{{ v|money:'CHF' }}", Decimal("12.5"), "12.50&nbsp;"),
        ("{{ v|day }}", date(2027, 5, 3), ">3 May 2027<"),
        ("{{ v|duration }}", timedelta(hours=-26, minutes=-5), "1 d 2 h"),
        ("{{ v|duration }}", timedelta(days=2, hours=23, minutes=59), "2 d 23 h"),
        ("{{ v|duration }}", timedelta(days=3, hours=4, minutes=12), "3 d"),
        ("{{ v|duration }}", timedelta(days=510, hours=19), "510 d"),
        ("{{ v|duration }}", timedelta(minutes=75), "1 h 15 min"),
        ("{{ v|duration }}", timedelta(seconds=20), "0 min"),
    ],
)
def test_values_are_written_as_people_read_them(source: str, value: object, said: str) -> None:
    assert said in render(source, v=value)


@pytest.mark.parametrize("name", ["number", "percent", "money", "day", "moment", "duration", "or_none"])
@pytest.mark.parametrize("value", [None, ""])
def test_what_is_unknown_is_a_dash_and_never_zero(name: str, value: object) -> None:
    said = render(f"{{{{ v|{name} }}}}", v=value)
    assert "–" in said
    assert "0" not in said


def test_instants_are_shown_in_the_readers_zone_and_kept_in_utc() -> None:
    with timezone.override("America/New_York"):
        said = render("{{ v|moment }} {{ v|day }}", v=datetime(2027, 5, 3, 2, 30, tzinfo=UTC))
    assert "2 May 2027, 22:30" in said
    assert 'datetime="2027-05-03T02:30:00+00:00"' in said
    assert ">2 May 2027<" in said


@pytest.mark.parametrize(
    ("hours", "lasted", "ago"),
    [
        (-1, "0 min", "in 1 h"),
        (5, "5 h", "5 h ago"),
        (11, "1 day", "11 h ago"),
        (59, "3 days", "2 d 11 h ago"),
        (83, "4 days", "4 d ago"),
        (24 * 40 + 5, "40 days", "40 d ago"),
    ],
)
def test_whole_days_are_those_of_the_readers_calendar(hours: int, lasted: str, ago: str) -> None:
    """It began at two in the afternoon in New York."""
    began = datetime(2027, 5, 3, 18, tzinfo=UTC)
    with timezone.override("America/New_York"):
        said = render("{{ v|lasted:now }} {{ v|ago:now }}", v=began, now=began + timedelta(hours=hours))
    assert said.startswith(f"{lasted} <")
    assert f">{ago}<" in said


@pytest.mark.parametrize(
    ("due", "done", "said", "late"),
    [
        (timedelta(minutes=40), None, "40 min left", False),
        (timedelta(hours=-3, minutes=-12), None, "3 h 12 min late", True),
        (timedelta(hours=-3), timedelta(hours=-4), "done in time", False),
        (timedelta(hours=-3), timedelta(hours=-1), "done 2 h late", True),
    ],
)
def test_the_clock_says_in_words_what_its_colour_says(
    due: timedelta, done: timedelta | None, said: str, late: bool
) -> None:
    shown = render("{% clock due now done=done %}", due=NOW + due, now=NOW, done=NOW + done if done else None)
    assert said in shown
    assert ("over" in shown) is late


def test_the_clock_counts_business_time_when_it_is_given() -> None:
    shown = render(
        "{% clock due now left=left total=total %}",
        due=NOW + timedelta(hours=64),
        now=NOW,
        left=timedelta(minutes=45),
        total=timedelta(minutes=60),
    )
    assert "45 min left" in shown
    assert 'value="25"' in shown


def test_criteria_say_true_false_and_unknown_in_words() -> None:
    items = [{"means": "a", "answer": True}, {"means": "b", "answer": False}, {"name": "c", "answer": None}]
    said = render("{% criteria items %}", items=items)
    assert [said.count(f">{word}</span>") for word in ("True", "False", "Unknown", "c")] == [1, 1, 1, 1]


@pytest.mark.parametrize(
    "source",
    [
        "{% badge v %}",
        "{% badge 'ask' v %}",
        "{% level v %}",
        "{% edition v v %}",
        "{% whose 'sales' v %}",
        "{% person v v v %}",
        "{% page_head v lead_in=v up=v up_url=v edition=v rows=v %}{% endpage_head %}",
        "{% page_head v editions=v %}{% endpage_head %}",
        "{% empty v %}{% endempty %}",
        "{% define v source=v %}{{ v }}{% enddefine %}",
        "{% confirm v action=v act=v csrf=v %}{{ v }}{% endconfirm %}",
        "{% chart v note=v columns=l rows=r %}{% endchart %}",
        "{% job 'running' v 1 2 url=v note=v %}",
        "{% timeline d %}",
        "{% facts f %}",
        "{% tabs v t %}",
        "{% criteria d %}",
        "{% diff v '' v v %}",
        "{% problems p 'x' %}",
        "{% heading v 'k' css=v %}",
        "{% select_row v v %}",
        "{{ v|or_none }}",
    ],
)
def test_every_part_escapes_what_it_is_given(source: str) -> None:
    context = {
        "v": EVIL,
        "l": [EVIL],
        "r": [[EVIL, EVIL]],
        "f": [(EVIL, EVIL, EVIL)],
        "t": [(EVIL, EVIL, False, EVIL)],
        "d": [{"at": NOW, "text": EVIL, "by": EVIL, "url": EVIL, "means": EVIL, "answer": None, "detail": EVIL}],
        "p": [Problem(1, 1, "x", EVIL, EVIL)],
    }
    assert "<script" not in render(source, **context)


def test_a_badge_has_a_mark_that_exists() -> None:
    assert {look.mark for look in LOOKS.values()} <= {*PATHS, ""}


def test_sorting_turns_round_and_forgets_the_page() -> None:
    source = "{% heading 'Name' 'name' default='-at' %}{% heading 'At' 'at' default='-at' %}"
    said = render(source, path="/leads?after=WzFd&q=lenz")
    assert 'href="?q=lenz&amp;sort=name"' in said
    assert 'aria-sort="descending"' in said
    assert 'href="?q=lenz&amp;sort=at"' in said
    assert 'aria-sort="ascending"' in render(source, path="/leads?sort=name")
    assert "sort=-name" in render(source, path="/leads?sort=name")


class Filter(forms.Form):
    verdict = forms.ChoiceField(choices=[("", "any"), ("ask", "Ask")], required=False)
    words = forms.CharField(required=False)


def test_filters_show_what_is_filtered_by_and_how_to_take_it_away() -> None:
    said = render(
        "{% filters form %}", path="/x?verdict=ask&words=a&sort=-at", form=Filter({"verdict": "ask", "words": "a"})
    )
    assert "Verdict: <strong>Ask</strong>" in said
    assert 'href="?words=a&amp;sort=-at"' in said
    assert 'name="sort" value="-at"' in said


class Budget(forms.Form):
    budget = forms.IntegerField(help_text="In euros.")
    note = forms.CharField(required=False)


def test_a_refusal_is_shown_at_its_field_and_tied_to_it() -> None:
    form = Budget({"budget": "5"})
    assert form.is_valid()
    show(Refused("leads.too_small", "The budget must be above 10.", "budget"), form)
    said = render("{% fields form %}", form=form)
    assert 'aria-describedby="id_budget_help id_budget_error"' in said
    assert 'aria-invalid="true"' in said
    assert "The budget must be above 10." in said
    assert "1 field needs another look." in said
    assert said.count("(optional)") == 1


def test_a_refusal_about_no_field_is_shown_above_the_form() -> None:
    form = Budget({"budget": "5"})
    show(Refused("leads.closed", "The lead is closed.", "status"), form)
    assert 'role="alert"' in render("{% form_problems form %}", form=form)
    assert "The lead is closed." in render("{% form_problems form %}", form=form)


def test_a_difference_names_lines_and_marks_the_changed_words() -> None:
    before = "\n".join(f"line {n}" for n in range(1, 21))
    shown = render("{% diff before after 'One' 'Two' %}", before=before, after=before.replace("line 10", "line ten"))
    assert shown.count("unchanged lines not shown") == 1
    assert '<td class="line">9</td><td class="line">9</td>' in shown
    assert "line <del>10</del>" in shown
    assert "line <ins>ten</ins>" in shown
    assert "line 6" not in shown
    assert "line 14" not in shown


def test_texts_without_a_difference_are_said_to_be_the_same() -> None:
    assert "The texts are the same." in render("{% diff 'a' 'a' %}")


def test_a_job_that_goes_on_is_asked_again_and_one_that_ended_is_not() -> None:
    assert "hx-get" in render("{% job 'running' 'Import' 3 9 url='/jobs/1' %}")
    assert "hx-get" not in render("{% job 'failed' 'Import' 3 9 url='/jobs/1' note='The disk is full.' %}")


def test_some_of_many_shows_the_chosen_first_keeps_what_is_no_option_and_marks_each_once() -> None:
    options = [("AT", "Austria"), ("DE", "Germany"), ("NL", "Netherlands")]
    assert choices_of_many(options, ["NL", "XX", "NL"]) == [
        ("NL", "Netherlands", True),
        ("XX", "XX", True),
        ("AT", "Austria", False),
        ("DE", "Germany", False),
    ]
    page = str(many_of("c", [("a", "<b>A</b>"), ("b", "B")], ["b"], label="Which"))
    assert "&lt;b&gt;A&lt;/b&gt;" in page
    assert page.count("checked") == 1
    assert page.index('value="b"') < page.index('value="a"')


def test_some_of_many_in_a_form_is_named_by_its_label_and_read_as_a_list() -> None:
    class Form(forms.Form):
        lands = forms.MultipleChoiceField(choices=[("AT", "Austria"), ("DE", "Germany")], widget=ManyOf)

    form = Form(QueryDict("lands=DE&lands=AT"))
    assert form.is_valid()
    assert form.cleaned_data["lands"] == ["DE", "AT"]
    page = Template("{% field form.lands %}").render(Context({"form": form}))
    assert 'id="id_lands_label"' in page
    assert 'aria-labelledby="id_lands_label"' in page
    assert "<label for" not in page
