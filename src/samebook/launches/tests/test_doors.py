"""Launches by page, file, import and API: the same refusals, and nothing hostile breaks them."""

import io
import json
from datetime import UTC, datetime, timedelta
from typing import Any

import openpyxl
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from samebook.company.actions import create_token
from samebook.exchange.targets import ImportRow
from samebook.launches import actions
from samebook.launches.imports import load_cells
from samebook.launches.models import Cell, Launch
from samebook.launches.tests.planned import cell, covered, day, now, planned
from samebook.plays.models import Play, PlayAim, PlayRequest, PlayVersion
from samebook.web.tests.cast import Cast

URL = "/api/v1/launches"
HOSTILE = ("0", "-1", "1e9", "٣", "\x00", "' or 1=1", "9" * 30, "<script>")


def secret(cast: Cast, scope: str) -> str:
    return create_token(cast.actor("administrator"), name=scope, scope=scope, at=datetime.now(UTC))[1]


def ask(token: str, method: str, path: str = "", body: Any = None, key: str = "") -> tuple[int, Any]:
    headers = {"Authorization": f"Bearer {token}"} | ({"Idempotency-Key": key} if key else {})
    data = body if isinstance(body, str) else json.dumps(body)
    answer = Client().generic(method, f"{URL}{path}", data, content_type="application/json", headers=headers)
    return answer.status_code, json.loads(answer.content)


def test_a_program_reads_how_ready_a_launch_is_and_what_covers_its_cells(cast):
    launch = planned(cast)
    document = covered(cast, launch, causes=["silence"])
    token = secret(cast, "numbers:read")
    status, [told] = ask(token, "GET")
    assert (status, told["required"], told["covered"], told["gaps"]) == (200, 4, 2, 2)
    assert ask(token, "GET", f"/{launch.pk}")[1] == told
    status, cells = ask(token, "GET", f"/{launch.pk}/cells?limit=1")
    assert (status, len(cells["results"]), cells["next"]) == (200, 1, cells["results"][0]["id"])
    _, rest = ask(token, "GET", f"/{launch.pk}/cells?after={cells['next']}")
    assert (len(rest["results"]), rest["next"]) == (3, None)
    silent = next(each for each in [*cells["results"], *rest["results"]] if each["cause"] == "silence")
    assert silent["covered_by"] == [{"kind": "document", "id": document.pk, "title": "Answers", "version": 1}]
    assert {each["why"] for each in rest["results"] if each["cause"] == "legal"} == {"nothing is prepared"}


def test_a_program_says_which_cells_are_required_once_for_a_key(cast):
    launch = planned(cast)
    token, one = secret(cast, "opportunities:write"), cell(launch).pk
    body = {"cells": [{"id": one, "required": False, "because": "Never met"}]}
    for _ in range(2):
        status, told = ask(token, "POST", f"/{launch.pk}/cells", body, key="a")
        assert (status, told["required"]) == (200, 3)
    launch.refresh_from_db()
    assert Cell.objects.get(pk=one).because == "Never met"
    twice = {"cells": body["cells"] * 2}
    assert ask(token, "POST", f"/{launch.pk}/cells", twice)[1]["code"] == "launches.cell_twice"
    foreign = {"cells": [{"id": 987_654, "required": True, "because": "x"}]}
    assert ask(token, "POST", f"/{launch.pk}/cells", foreign)[1]["code"] == "launches.no_such_cell"
    assert ask(token, "POST", "/987654/cells", body)[0] == 404


def test_a_program_without_the_scope_learns_nothing(cast):
    launch = planned(cast)
    for scope, method, path in (
        ("leads:write", "GET", ""),
        ("numbers:read", "POST", f"/{launch.pk}/cells"),
        ("numbers:read", "POST", "/987654/cells"),
    ):
        status, told = ask(secret(cast, scope), method, path, {"cells": []})
        assert (status, told["code"]) == (403, "access.denied")
    assert ask("nothing", "POST", f"/{launch.pk}/cells", "{")[0] == 401


def test_a_body_that_is_none_is_refused(cast):
    launch, token = planned(cast), secret(cast, "opportunities:write")
    for body in (
        "{", "[]", '{"cells": 1}', '{"cells": []}', '{"cells": [{"id": "x"}]}',
        '{"cells": [{"id": 1, "required": 2, "because": "x"}]}',
        '{"cells": [{"id": 1, "required": true, "because": "\\u0000"}]}', '{"cells": [], "more": 1}',
    ):  # fmt: skip
        status, told = ask(token, "POST", f"/{launch.pk}/cells", body)
        assert (status, told["code"]) in {(422, "api.invalid"), (400, "api.invalid")}, body


def rows(*said: dict[str, Any]) -> list[ImportRow]:
    return [ImportRow(number, each) for number, each in enumerate(said, start=2)]


def test_the_grids_own_file_comes_in_again_unchanged(cast):
    launch = planned(cast)
    book = openpyxl.load_workbook(io.BytesIO(cast.client("rep").get(f"/launches/{launch.pk}/grid.xlsx").content))
    table = list(book["Cells"].iter_rows(values_only=True))
    assert table[0][:2] == ("Launch", "Cell")
    back = [{"launch": int(row[0]), "cell": int(row[1]), "required": row[6], "because": row[7]} for row in table[1:]]
    done = load_cells(cast.actor("marketing"), rows(*back), at=now())
    assert [each.outcome for each in done] == ["unchanged"] * 4
    back[0] |= {"required": "no", "because": "Never met"}
    done = load_cells(cast.actor("marketing"), rows(*back), at=now())
    assert [each.outcome for each in done] == ["changed", "unchanged", "unchanged", "unchanged"]
    assert Cell.objects.filter(launch=launch, required=True).count() == 3


def test_a_row_that_cannot_be_is_refused_alone(cast):
    launch = planned(cast)
    mine, other = cell(launch).pk, cell(launch, cause="legal").pk
    said = {"launch": launch.pk, "cell": mine, "required": "no", "because": "Never met"}
    done = load_cells(
        cast.actor("marketing"),
        rows(
            said | {"required": "perhaps"},
            said | {"cell": 987_654},
            said | {"launch": 987_654},
            said | {"launch": 10**30},
            said | {"because": ""},
            said | {"because": "Each is met in every sale"},
            said,
            said,
            said | {"cell": other, "required": "yes", "because": ""},
        ),
        at=now(),
    )
    codes = [each.refused.code if each.refused else each.outcome for each in done]
    assert codes == [
        "launches.required_unclear", "launches.no_such_cell", "records.missing", "records.missing",
        "launches.reason_missing", "launches.reason_missing", "changed", "launches.cell_twice", "unchanged",
    ]  # fmt: skip
    [denied] = load_cells(cast.actor("rep"), rows(said | {"because": "Mine"}), at=now())
    assert denied.refused is not None
    assert denied.refused.code == "access.denied"


def test_the_grid_leaves_as_csv_for_whoever_sees_the_launch(cast):
    launch = planned(cast, territories=[cast.south.pk])
    address = f"/launches/{launch.pk}/grid.csv"
    assert cast.client("rep").get(address).status_code == 404
    text = b"".join(cast.client("outsider").get(address).streaming_content).decode("utf-8-sig")
    assert text.count("\r\n") == 5
    assert cast.client("marketing").get(f"/launches/{launch.pk}/grid.pdf").status_code == 404


def test_no_cell_of_the_grids_files_is_a_formula(cast):
    launch = planned(cast)
    covered(cast, launch, title="@SUM(1)")
    Cell.objects.filter(launch=launch).update(because="=1+1")
    client, address = cast.client("marketing"), f"/launches/{launch.pk}/grid"
    text = b"".join(client.get(f"{address}.csv").streaming_content).decode("utf-8-sig")
    assert (text.count(",'=1+1,"), text.count(",'@SUM(1) (version 1),")) == (4, 4)
    book = openpyxl.load_workbook(io.BytesIO(client.get(f"{address}.xlsx").content))
    assert {(each.value, each.data_type) for each in book["Cells"]["H"][1:]} == {("=1+1", "s")}


def test_nothing_hostile_in_an_address_breaks_a_page(cast):
    launch = planned(cast)
    client = cast.client("marketing")
    for value in HOSTILE:
        for path in (
            f"/launches/{launch.pk}?show={value}&role={value}",
            f"/launches/{launch.pk}/documents?cell={value}",
            f"/launches/{launch.pk}/documents?after={value}",
            f"/launches/{launch.pk}/sign?cell={value}&role={value}",
            f"/launches/{launch.pk}/process?pipeline={value}",
            f"/launches/{launch.pk}/readiness.svg?theme={value}",
        ):
            assert client.get(path).status_code in {200, 400, 404}, path


def test_nothing_hostile_in_a_form_breaks_a_page(cast):
    launch = planned(cast)
    client, one = cast.client("marketing"), cell(launch).pk
    names = ("name", "product", "owner", "begins_on", "ready_by", "territories", "languages", "segments", "roles",
             "causes", "title", "place", "review_on", "because", "required", "role", "due_on", "seen", "reason",
             "shown_hash", "days-discovery", "people-discovery", "done")  # fmt: skip
    for value in ("", "x" * 5000, *HOSTILE):
        said = dict.fromkeys(names, value)
        for path in (
            "new", f"{launch.pk}/change", f"{launch.pk}/milestones", f"{launch.pk}/rules", f"{launch.pk}/documents",
            f"{launch.pk}/training", f"{launch.pk}/process", f"{launch.pk}/cells/{one}",
        ):  # fmt: skip
            answer = client.post(f"/launches/{path}", said)
            assert answer.status_code in {200, 302, 400, 409, 422}, (path, value[:9])


def test_sales_asks_for_a_play_from_a_gap_and_a_play_that_fits_covers_it(cast):
    launch = planned(cast)
    one = cell(launch)
    client = cast.client("rep")
    assert client.post(f"/launches/{launch.pk}/cells/{one.pk}/ask").status_code == 302
    asked = PlayRequest.objects.get()
    assert (asked.cause, asked.role, asked.asked_by_id) == ("silence", "staller", cast["rep"].pk)
    assert "asked marketing for a play" in client.get(f"/launches/{launch.pk}/cells/{one.pk}").content.decode()
    play = Play.objects.create(name="Follow up", owner=cast["marketing"], created_at=now())
    version = PlayVersion.objects.create(
        play=play, number=1, state="approved", review_date=day(), created_at=now(), approved_at=now()
    )
    for kind, name in (("cause", "silence"), ("language", "en")):
        PlayAim.objects.create(version=version, kind=kind, name=name)
    page = client.get(f"/launches/{launch.pk}/cells/{one.pk}").content.decode()
    assert "Covered." in page
    assert f"/plays/{play.pk}" in page
    assert (
        "Gap: nothing is prepared"
        in client.get(f"/launches/{launch.pk}/cells/{cell(launch, cause='legal').pk}").content.decode()
    )


def test_today_tells_planners_of_gaps_and_reps_of_training(cast):
    launch = planned(cast, territories=[cast.north.pk])
    by = cast.actor("marketing")
    actions.publish_training(by, launch.pk, title="Pumps in two hours", place="Room 2", due_on=day(), at=now())
    actions.add_milestone(by, launch.pk, name="Prices agreed", owner_id=cast["rep"].pk, due_on=day(), at=now())

    def today(who: str) -> str:
        return cast.client(who).get("/today").content.decode()

    assert "4 of 4 required cells" in today("marketing")
    assert "Pumps in two hours" not in today("outsider")
    assert "Prices agreed" in today("rep")
    assert "Pumps in two hours" in today("rep")
    training = launch.trainings.get()
    cast.client("rep").post(f"/launches/training/{training.pk}/acknowledge", {"from": "today"})
    assert "Pumps in two hours" not in today("rep")
    assert "Pumps in two hours" in today("teammate")


def test_pages_ask_no_more_queries_for_more_cells_or_more_launches(cast):
    small, large = planned(cast, name="Small"), planned(cast, name="Large", roles=[], causes=[])
    client = cast.client("marketing")

    def asked(path: str) -> int:
        client.get(path)
        with CaptureQueriesContext(connection) as found:
            assert client.get(path).status_code == 200
        return len(found)

    assert asked(f"/launches/{small.pk}?show=all") == asked(f"/launches/{large.pk}?show=all")
    listing, today = asked("/launches/"), asked("/today")
    for number in range(3):
        planned(cast, name=f"Another {number}")
    assert (asked("/launches/"), asked("/today")) == (listing, today)


def test_a_grid_of_many_cells_is_shown_role_by_role(cast):
    launch = planned(cast)
    made = [
        Cell(launch=launch, role=f"role_{number // 200}", decision="start_project", cause=f"cause_{number % 200}",
             required=True, required_since=now())
        for number in range(2_000)
    ]  # fmt: skip
    Cell.objects.bulk_create(made)
    Launch.objects.filter(pk=launch.pk).update(
        roles=[f"role_{number}" for number in range(10)], causes=[f"cause_{number}" for number in range(200)]
    )
    page = cast.client("marketing").get(f"/launches/{launch.pk}").content.decode()
    assert page.count('<td class="cell gap">') == 200
    assert "Role 9" in page
    page = cast.client("marketing").get(f"/launches/{launch.pk}?role=role_9").content.decode()
    assert page.count('<td class="cell gap">') == 200


def test_a_launch_that_is_counted_a_day_later_draws_both_days(cast):
    from samebook.launches.counting import count_launches

    launch = planned(cast)
    count_launches(now() + timedelta(days=1))
    answer = cast.client("rep").get(f"/launches/{launch.pk}/readiness.svg?theme=dark")
    assert answer["Content-Type"] == "image/svg+xml"
    assert "0 of 4 on" in answer.content.decode()
