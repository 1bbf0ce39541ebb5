"""Figures kept from one snapshot to the next: at hand, made anew in the background, there when an engine is not."""

import json
import os
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse

from samebook.company.models import User
from samebook.jobs.models import Job
from samebook.jobs.worker import claim, do
from samebook.kernel.refusals import Refused
from samebook.leads.actions import take_in
from samebook.leads.tests.company import BOOK, MONDAY, Cast, arrival, founded
from samebook.numbers import answering, evaluate, kept
from samebook.numbers.measures import measure_named, measures
from samebook.numbers.snapshot.write import take_snapshot
from samebook.numbers.tables import registry

pytestmark = pytest.mark.django_db
GOOD = {"lead.budget": "80000", "lead.project_start": "2026-04-01"}
DOWN = Refused("numbers.engine_down", "The engine does not answer.")


@pytest.fixture
def company(db: None, settings: Any, tmp_path: Path) -> Iterator[Cast]:
    """Two leads in the North, one in the South, and a snapshot of them."""
    settings.SAMEBOOK_SNAPSHOTS = tmp_path
    cast = founded(BOOK)
    sent = [
        arrival(email="a@a.example", name="Anna", company="A GmbH", fields=GOOD),
        arrival(email="b@b.example", name="Bert", company="B GmbH", fields=GOOD),
        arrival(email="c@c.example", name="Carl", company="C Ltd", country="GB", fields=GOOD),
    ]
    take_in(cast.marketing, sent, at=MONDAY, origin="person")
    snapshot(1)
    yield cast
    evaluate._cache.clear()


def snapshot(days: int) -> None:
    taken = take_snapshot(connection, registry, kept.snapshots_folder(), at=MONDAY + timedelta(days=days))
    answering.after_snapshot(taken)


def one_more(cast: Cast) -> None:
    at = MONDAY + timedelta(days=1)
    take_in(
        cast.marketing,
        [arrival(email="d@d.example", name="Dora", company="D GmbH", fields=GOOD)],
        at=at,
        origin="person",
    )


def restarted() -> None:
    """What a process knows by heart is gone."""
    evaluate._cache.clear()


def work() -> list[str]:
    """Do what waits of the refreshing; the states it ended in."""
    ended = []
    while (job := Job.objects.filter(kind=answering.KIND, state=Job.State.WAITING).order_by("id").first()) is not None:
        taken = claim("test", at=datetime.now(UTC))
        assert taken is not None
        if taken.kind == answering.KIND:
            do(taken)
            ended.append(Job.objects.get(pk=taken.pk).state)
        assert job is not None
    return ended


def client(actor: Any) -> Client:
    signed = Client(raise_request_exception=False)
    signed.force_login(User.objects.get(pk=actor.id), "django.contrib.auth.backends.ModelBackend")
    return signed


def look(actor: Any, measure: str = "delivered", *, part: bool = False, **query: str) -> Any:
    headers = {"HX-Request": "true"} if part else {}
    return client(actor).get(reverse("numbers:measure", args=[measure]), query, headers=headers)


def never(*args: Any, **arguments: Any) -> Any:
    raise AssertionError("computed, though the figures are at hand")


def test_after_a_restart_figures_of_the_same_snapshot_are_read_and_not_computed(
    company: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = look(company.marketing, by="rep").content.decode()
    restarted()
    monkeypatch.setattr(answering, "evaluate", never)
    after = look(company.marketing, by="rep").content.decode()
    assert "Una" in after
    assert after.split("<table")[1].split("</table")[0] == before.split("<table")[1].split("</table")[0]


def test_after_a_new_snapshot_the_last_figures_stand_with_their_time_until_the_new_ones_are_swapped_in(
    company: Cast,
) -> None:
    assert ">3<" in look(company.marketing).content.decode()
    one_more(company)
    snapshot(2)
    shown = look(company.marketing).content.decode()
    assert ">3<" in shown
    assert "Newer ones are being made" in shown
    assert 'hx-trigger="every 2s"' in shown
    assert look(company.marketing, part=True).status_code == 204, "nothing to swap in yet"
    assert set(work()) == {"done"}
    part = look(company.marketing, part=True).content.decode()
    assert ">4<" in part
    assert "every 2s" not in part
    assert "<html" not in part


def test_a_new_snapshot_refreshes_what_was_asked_for_lately_and_leaves_the_rest(company: Cast) -> None:
    look(company.marketing)
    look(company.marketing, by="source")
    old = kept.Question(measure_named("delivered"), "source")
    long_ago = time.time() - 8 * 86_400
    os.utime(kept.folder() / f"{old.digest}.json", (long_ago, long_ago))
    one_more(company)
    snapshot(2)
    assert work() == ["done"]
    now = kept.look_up(kept.Question(measure_named("delivered")), asked=False)
    left = kept.look_up(old, asked=False)
    assert now is not None
    assert left is not None
    assert (now.row_count, left.row_count) == (4, 3)


def test_a_rep_is_never_shown_what_was_kept_for_another(company: Cast) -> None:
    assert ">2<" in look(company.rep).content.decode()
    assert ">1<" in look(company.outsider).content.decode()
    assert ">3<" in look(company.marketing).content.decode()
    restarted()
    one_more(company)
    snapshot(2)
    assert ">2<" in look(company.rep).content.decode()
    assert ">1<" in look(company.outsider).content.decode()
    assert set(work()) == {"done"}
    assert ">3<" in look(company.rep).content.decode()
    assert ">1<" in look(company.outsider).content.decode()


def test_what_a_rep_may_not_read_is_refused_though_it_is_kept(company: Cast) -> None:
    assert look(company.marketing, "spent").status_code == 200
    assert look(company.rep, "spent").status_code == 409


def test_who_has_lost_the_role_is_refused_what_was_kept_for_the_same_territories(company: Cast) -> None:
    look(company.rep)
    question = kept.Question(measure_named("delivered"), territories=company.rep.territories)
    assert kept.look_up(question) is not None
    without = replace(company.rep, roles=frozenset())
    with pytest.raises(Refused):
        answering.answers(without, question, at=datetime.now(UTC))


def test_while_the_engine_is_down_the_last_good_figures_stand_with_what_fails_and_since_when(
    company: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    look(company.marketing)
    one_more(company)
    snapshot(2)
    restarted()

    def down(*args: Any, **arguments: Any) -> Any:
        raise DOWN

    with monkeypatch.context() as patched:
        patched.setattr(answering, "evaluate", down)
        assert set(work()) == {"failed"}
        since = answering.failing()
        assert since is not None
        shown = look(company.marketing).content.decode()
        for words in ("The engine does not answer.", "since", "last good ones", ">3<", "ago"):
            assert words in shown, words
        asked_for_the_first_time = look(company.marketing, by="source")
        assert asked_for_the_first_time.status_code == 200
        assert "there are none to show" in asked_for_the_first_time.content.decode()
        assert look(company.marketing, period="custom", first="2026-01-01", last="2026-12-31").status_code == 200
        assert client(company.marketing).get(reverse("numbers:csv", args=["delivered"])).status_code == 409
        assert client(company.marketing).get(reverse("numbers:list")).status_code == 200
        again = answering.failing()
        assert again is not None
        assert again.since == since.since, "since the first time"
    os.utime(kept.folder() / "failing", (0, 0))
    look(company.marketing)
    assert set(work()) == {"done"}
    assert answering.failing() is None
    assert ">4<" in look(company.marketing).content.decode()


DAMAGED = (
    b"", b"{", b"[]", b"null", b'{"format": 1}', b"\xff" * 99,
    b'{"format": 1, "question": {}, "result": {"is": "Row"}}',
)  # fmt: skip


def test_a_kept_file_that_is_damaged_is_as_none(company: Cast) -> None:
    question = kept.Question(measure_named("delivered"))
    file = kept.folder() / f"{question.digest}.json"
    for text in DAMAGED:
        file.write_bytes(text)
        assert kept.look_up(question) is None, text
        assert ">3<" in look(company.marketing).content.decode()
        assert kept.look_up(question) is not None


def test_a_result_of_every_kind_comes_back_as_it_was(company: Cast) -> None:
    kinds = {each.kind: each for each in measures().values()}
    for measure in kinds.values():
        for dimension in (None, "month" if "month" in measure.by else measure.by[0]):
            question = kept.Question(measure, dimension)
            found = evaluate.evaluate(measure, actor=company.marketing, dimension=dimension)
            kept.keep(question, found)
            back = kept.look_up(question)
            assert back is not None
            assert repr(back) == repr(found), measure.name


def test_figures_of_a_definition_that_has_changed_are_not_shown(company: Cast) -> None:
    look(company.marketing)
    question = kept.Question(measure_named("delivered"))
    file = kept.folder() / f"{question.digest}.json"
    file.write_text(file.read_text().replace(question.measure.hash, "0" * 16))
    assert kept.look_up(question) is None


def test_the_folder_stays_within_its_bound_and_the_one_asked_for_longest_ago_goes(
    company: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(kept, "MOST_FILES", 3)
    wanted = [kept.Question(measure_named("delivered"), name) for name in measure_named("delivered").by[:4]]
    found = evaluate.evaluate("delivered", actor=company.marketing)
    for place, question in enumerate(wanted):
        kept.keep(question, found)
        os.utime(kept.folder() / f"{question.digest}.json", (1_000 + place, 1_000 + place))
    kept.keep(kept.Question(measure_named("delivered")), found)
    left = {json.loads(file.read_bytes())["question"]["dimension"] for file in kept.folder().glob("*.json")}
    assert left == {None, wanted[3].dimension, wanted[2].dimension}
