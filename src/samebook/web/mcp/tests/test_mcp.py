"""An assistant asks over standard input and output; the command asks the API of a running server."""

import json
import sys
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from typing import Any

import anyio
import pytest
from django.db import connection
from mcp import ClientSession, StdioServerParameters
from mcp.client.stdio import stdio_client

from samebook.company.actions import create_own_token, deactivate_user
from samebook.kernel.refusals import Refused
from samebook.leads.actions import take_in
from samebook.leads.models import Lead
from samebook.leads.tests.company import BOOK, MONDAY, arrival, founded
from samebook.numbers.snapshot.write import take_snapshot
from samebook.numbers.tables import registry
from samebook.web.mcp.asking import Api

GOOD = {"lead.budget": "80000", "lead.project_start": "2026-04-01"}
Talk = Callable[[ClientSession], Awaitable[Any]]


@pytest.fixture
def company(live_server, settings, tmp_path):
    """Two leads in the rep's territory and one in another's, in a snapshot."""
    cast = founded(BOOK)
    sent = [
        arrival(email=f"{name}@{name}.example", name=name, company=f"{name} GmbH", country=country, fields=GOOD)
        for name, country in (("Anna", "DE"), ("Bert", "DE"), ("Carl", "GB"))
    ]
    take_in(cast.marketing, sent, at=MONDAY, origin="person")
    settings.SAMEBOOK_SNAPSHOTS = tmp_path
    take_snapshot(connection, registry, tmp_path, at=MONDAY + timedelta(days=2))
    return cast


@pytest.fixture
def talk(live_server, company):
    """Runs the command as an assistant would, with the token of one who acts."""

    def talk(actor: Any, conversation: Talk) -> Any:
        _, secret = create_own_token(actor, name="assistant", at=datetime.now(UTC))
        command = StdioServerParameters(
            command=sys.executable,
            args=["-m", "samebook", "mcp", "--server", live_server.url],
            env={"SAMEBOOK_TOKEN": secret},
        )

        async def spoken() -> Any:
            async with stdio_client(command) as (reading, writing), ClientSession(reading, writing) as session:
                await session.initialize()
                return await conversation(session)

        with ThreadPoolExecutor(1) as apart:  # a browser of another test may have an event loop running in this thread
            return apart.submit(anyio.run, spoken).result()

    return talk


async def told(session: ClientSession, tool: str, **asked: Any) -> Any:
    answer = await session.call_tool(tool, asked)
    assert not answer.is_error, answer
    found = answer.structured_content
    return found["result"] if set(found) == {"result"} else found


def test_an_assistant_reads_the_catalogue_a_value_its_definition_and_the_records(company, talk):
    async def conversation(session: ClientSession) -> dict[str, Any]:
        offered = (await session.list_tools()).tools
        assert all(tool.annotations.read_only_hint for tool in offered)
        return {
            "tools": {tool.name for tool in offered},
            "listed": await told(session, "list_measures", search="delivered leads"),
            "definition": await told(session, "measure_definition", name="delivered"),
            "value": await told(session, "measure_value", name="delivered", by="territory"),
            "behind": await told(session, "records_behind", name="delivered"),
        }

    said = talk(company.marketing, conversation)
    assert said["tools"] == {"list_measures", "measure_definition", "measure_value", "records_behind"}
    assert "delivered" in {each["name"] for each in said["listed"]}
    assert said["definition"]["definition"]["means"]
    assert "select" in said["definition"]["text"]
    assert sum(row["n"] for row in said["value"]["rows"]) == 3
    assert said["value"]["as_of"].startswith("2026-03-04")
    assert said["behind"]["total"] == 3
    assert set(said["behind"]["ids"]) == set(Lead.objects.values_list("pk", flat=True))


def test_a_rep_is_told_of_their_own_territory_alone(company, talk):
    async def conversation(session: ClientSession) -> tuple[Any, Any, Any]:
        value = await told(session, "measure_value", name="delivered")
        behind = await told(session, "records_behind", name="delivered")
        whole = await session.call_tool("measure_value", {"name": "spent"})
        return value, behind, whole

    value, behind, whole = talk(company.rep, conversation)
    assert value["row_count"] == behind["total"] == 2
    assert whole.is_error
    assert "numbers.company_only" in whole.content[0].text


def test_what_is_refused_is_said_in_words_and_the_conversation_goes_on(company, talk):
    async def conversation(session: ClientSession) -> list[Any]:
        asked = [
            ("measure_value", {"name": "nothing_such"}),
            ("measure_value", {"name": "../users"}),
            ("measure_value", {"name": "delivered", "by": "shoe size"}),
            ("measure_value", {"name": "delivered", "first": "soon", "last": "later"}),
            ("records_behind", {"name": "delivered", "row": "x", "limit": 10**9}),
            ("measure_value", {}),
        ]
        answers = [await session.call_tool(tool, arguments) for tool, arguments in asked]
        answers.append(await session.call_tool("list_measures", {}))
        return answers

    *refused, listed = talk(company.marketing, conversation)
    assert all(answer.is_error for answer in refused)
    assert "Traceback" not in json.dumps([answer.model_dump(mode="json") for answer in refused])
    assert not listed.is_error


def test_a_token_that_no_longer_holds_reads_nothing(company, talk, live_server):
    _, secret = create_own_token(company.rep, name="assistant", at=datetime.now(UTC))
    deactivate_user(company.administrator, company.rep.id, at=datetime.now(UTC))
    with pytest.raises(Refused, match="no longer works here"):
        Api(live_server.url, secret).get("measures")


@pytest.mark.parametrize(
    ("server", "token", "words"),
    [
        ("http://samebook.example", "t", "unencrypted"),
        ("ftp://samebook.example", "t", "no address"),
        ("samebook.example", "t", "no address"),
        ("https://samebook.example", "", "SAMEBOOK_TOKEN"),
    ],
)
def test_a_token_goes_nowhere_unencrypted(server, token, words):
    with pytest.raises(Refused, match=words):
        Api(server, token)


def test_a_server_that_is_not_there_is_said_to_be():
    with pytest.raises(Refused, match="does not answer") as refused:
        Api("http://127.0.0.1:9", "t").get("measures")
    assert refused.value.code == "mcp.unreachable"
    assert "'t'" not in repr(Api("http://127.0.0.1:9", "t"))
