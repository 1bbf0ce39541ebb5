import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.db import transaction
from django.http import HttpResponse
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from samebook.ui.converters import LARGEST
from samebook.web.tests.access_matrix import MATRIX, OWN_TOKEN, RECORDS, REPS, Row
from samebook.web.tests.cast import ROLES, Cast, assemble

pytestmark = pytest.mark.django_db


def routes(patterns: list[URLPattern | URLResolver], space: str = "") -> Iterator[str]:
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            inner = f"{space}{pattern.namespace}:" if pattern.namespace else space
            yield from routes(pattern.url_patterns, inner)
        else:
            yield f"{space}{pattern.name or pattern.pattern}"


def test_every_address_has_a_row() -> None:
    known = {row.route for row in MATRIX} | set(OWN_TOKEN)
    missing = sorted(set(routes(get_resolver().url_patterns)) - known)
    assert not missing, f"Add rows to web/tests/access_matrix.py for: {', '.join(missing)}"


def test_no_row_is_left_over() -> None:
    gone = sorted({row.route for row in MATRIX} - set(routes(get_resolver().url_patterns)))
    assert not gone, f"These addresses are gone; take their rows away: {', '.join(gone)}"


@pytest.mark.parametrize("row", MATRIX, ids=str)
def test_each_role_gets_the_answer_of_its_row_and_cannot_tell_foreign_from_missing(row: Row) -> None:
    cast = assemble()
    places = _places(row, cast)
    wrong = []
    words = {}
    for who in ("anonymous", *ROLES):
        for place, arguments in places.items():
            with _undone():
                answer = _ask(cast, row, who, arguments)
            words[who, place] = _words(answer, arguments)
            expected = _expected(row, who, place)
            if answer.status_code != expected:
                wrong.append(f"{who}, {place}: {answer.status_code} instead of {expected}")
            if answer.status_code == 302 and who == "anonymous" and row.anonymous == 302:
                assert answer["Location"].startswith("/login"), answer["Location"]
        if row.record and row.scoped and who in REPS & row.may:
            foreign = "north" if who == "outsider" else "south"
            if words[who, foreign] != words[who, "missing"]:
                wrong.append(f"{who} can tell a foreign {row.record} from a missing one")
    assert not wrong, "; ".join(wrong)


@pytest.mark.parametrize("route", [route for route, own in OWN_TOKEN.items() if not own.tested.startswith("open")])
def test_a_session_does_not_stand_in_for_a_token(route: str) -> None:
    client = assemble().client("administrator")
    address = reverse(route, kwargs=OWN_TOKEN[route].arguments)
    answers = {client.get(address).status_code, client.post(address, "{}", "application/json").status_code}
    assert answers <= {401, 404, 405}


def _places(row: Row, cast: Cast) -> dict[str, dict[str, Any]]:
    if not row.record:
        return {"": dict(row.arguments)}
    make = RECORDS[row.record]
    found = {"north": make(cast, cast.north), "south": make(cast, cast.south)}
    found["missing"] = dict.fromkeys(found["north"], LARGEST)
    return {place: {**row.arguments, **arguments} for place, arguments in found.items()}


def _expected(row: Row, who: str, place: str) -> int:
    if who == "anonymous":
        return row.anonymous
    if who not in row.may:
        return row.denied
    if place == "missing":
        return 404
    if place and row.scoped and who in REPS and place != ("south" if who == "outsider" else "north"):
        return 404
    return row.status


def _ask(cast: Cast, row: Row, who: str, arguments: dict[str, Any]) -> HttpResponse:
    url = reverse(row.route, kwargs=arguments)
    client = cast.client(who)
    if row.method == "GET":
        return client.get(url, row.query)
    data = row.data(cast) if callable(row.data) else row.data
    return client.generic(row.method, url) if row.method not in ("POST",) else client.post(url, data)


def _words(answer: HttpResponse, arguments: dict[str, Any]) -> str:
    """The body without what differs by itself: the token of the form and the id asked for."""
    text = answer.getvalue().decode(errors="replace")
    for value in arguments.values():
        text = re.sub(rf"/{value}(?![\w.-])", "/ID", text)
    return re.sub(r'(csrfmiddlewaretoken" value="|X-CSRFToken": ")[^"]+', r"\1TOKEN", text)


@contextmanager
def _undone() -> Iterator[None]:
    with transaction.atomic():
        yield
        transaction.set_rollback(True)
