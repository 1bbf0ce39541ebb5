"""The documents against the code: every word, variable, command and example that they name is as they say."""

import json
import os
import re
import shlex
import subprocess
import sys
import textwrap
from collections.abc import Iterator
from datetime import UTC, datetime
from enum import StrEnum
from functools import cache
from importlib import import_module
from importlib.resources import files
from pathlib import Path
from typing import Any

import click
import pytest
from django.apps import apps
from django.db import connection, models
from django.test import Client

from tests.command_tables import commands, table

ROOT = Path(__file__).resolve().parent.parent
DOCS = ROOT / "docs"
SOURCE = ROOT / "src" / "samebook"
PASSWORD = "correct horse battery"


def page(name: str) -> str:
    return (DOCS / name).read_text("utf-8")


@cache
def sources() -> dict[Path, str]:
    """The product's own modules with their text, without its tests and migrations."""
    own = (path for path in sorted(SOURCE.rglob("*.py")) if not {"tests", "migrations"} & set(path.parts))
    return {path: path.read_text("utf-8") for path in own}


@cache
def files_below() -> tuple[str, ...]:
    """Every file of the package, as its path ends."""
    return tuple(path.as_posix() for path in (ROOT / "src").rglob("*.*"))


# The glossary


INTERNAL = ("ui.difference", "kernel.vocabulary")
"""How a page marks lines, kept nowhere and sent nowhere; and what a vocabulary is, which has no values itself."""


def vocabularies() -> dict[str, type[StrEnum] | type[models.TextChoices]]:
    """Every closed vocabulary of the product, ``leads.terms.Status``."""
    for path in SOURCE.glob("*/terms.py"):
        import_module(f"samebook.{path.parent.name}.terms")
    found = {}
    for base in (StrEnum, models.TextChoices):
        for one in _below(base):
            where = one.__module__
            if where.startswith("samebook.") and not where.endswith(INTERNAL) and ".tests." not in where:
                found[f"{where.removeprefix('samebook.')}.{one.__qualname__}"] = one
    return found


def _below(base: type) -> Iterator[type]:
    for one in base.__subclasses__():
        yield one
        yield from _below(one)


def glossary_tables() -> dict[str, list[list[str]]]:
    """The closed vocabularies of the glossary: the cells of each row by the name in the heading."""
    found: dict[str, list[list[str]]] = {}
    for part in page("glossary.md").split("\n### ")[1:]:
        name = re.match(r"[^\n]*\(`([\w.]+)`\)", part)
        assert name, part[:60]
        rows = [line for line in part.splitlines() if line.startswith("| `")]
        found[name[1]] = [[cell.strip() for cell in row.strip("|").split("|")] for row in rows]
    return found


def test_every_closed_vocabulary_has_its_table_in_the_glossary():
    tables = glossary_tables()
    told = [{row[0].strip("`") for row in rows} for rows in tables.values()]
    missing = [
        name for name, one in vocabularies().items() if name not in tables and {m.value for m in one} not in told
    ]
    assert missing == []


@pytest.mark.parametrize("name", sorted(glossary_tables()))
def test_a_table_of_the_glossary_has_the_values_and_labels_of_the_code(name):
    module, *attributes = _module_and_rest(name)
    found = import_module(module)
    for attribute in attributes:
        found = getattr(found, attribute)
    rows = glossary_tables()[name]
    assert [row[0].strip("`") for row in rows] == [getattr(one, "value", one) for one in found]
    assert all(row[-1].endswith(".") for row in rows), "each value is explained in a sentence"
    if len(rows[0]) > 2:
        assert [row[1] for row in rows] == [str(one.label) for one in found]
    else:
        assert not any(hasattr(one, "label") for one in found), "pages show a label, so the table does"


def _module_and_rest(name: str) -> list[str]:
    parts = name.split(".")
    place = next(at for at in range(len(parts), 0, -1) if (SOURCE / Path(*parts[:at])).with_suffix(".py").exists())
    return [".".join(["samebook", *parts[:place]]), *parts[place:]]


def test_every_field_with_choices_is_of_a_vocabulary_in_the_glossary():
    told = [{row[0].strip("`") for row in rows} for rows in glossary_tables().values()]
    own = (field for model in apps.get_models() if model.__module__.startswith("samebook.") for field in _fields(model))
    loose = [
        str(field)
        for field in own
        if field.choices and not any({value for value, _ in field.choices} <= values for values in told)
    ]
    assert loose == []


def _fields(model: type[models.Model]) -> list[models.Field]:
    return [field for field in model._meta.get_fields() if isinstance(field, models.Field)]


# Settings


READS = re.compile(r'environ(?:\.get\(|\.setdefault\(|\[)\s*"(\w+)"|envvar="(\w+)"')
OF_THE_SYSTEM = {"PATH", "PYTHONPATH"}


def test_every_environment_variable_that_is_read_is_in_the_settings_page_and_no_other():
    read = {one or other for text in sources().values() for one, other in READS.findall(text)}
    told = set(re.findall(r"^\| `([A-Z_]+)` \|", page("settings.md"), re.M))
    assert told == read - OF_THE_SYSTEM


def test_the_defaults_of_the_settings_page_are_those_of_the_code():
    text = (SOURCE / "config" / "settings.py").read_text("utf-8")
    for name, default in re.findall(r'environ\.get\("(\w+)", "([^"]+)"\)', text):
        if name != "SAMEBOOK_BASE_URL":  # ``serve`` sets it by its own host and port
            assert f"| `{name}` | `{default}` |" in page("settings.md")


def test_the_backup_in_the_settings_page_makes_a_copy_that_opens(tmp_path):
    home, copy = tmp_path / "home", tmp_path / "copy.sqlite3"
    home.mkdir()
    environment = os.environ | {"SAMEBOOK_HOME": str(home), "PYTHONPATH": str(ROOT / "src")}
    make = "from samebook.config import sqlite; import sqlite3, sys\n"
    make += "c = sqlite3.connect(sys.argv[1]); c.execute('PRAGMA journal_mode=WAL')\n"
    make += "c.executescript('create table t (a); insert into t values (42)')"
    subprocess.run([sys.executable, "-c", make, str(home / "samebook.sqlite3")], env=environment, check=True)
    script = re.search(r"<<'PY'\n(.*?)\nPY\n", page("settings.md"), re.S)
    assert script
    subprocess.run([sys.executable, "-", str(copy)], input=script[1], env=environment, check=True, text=True)
    look = "from samebook.config import sqlite; import sqlite3, sys\n"
    look += "print(sqlite3.connect(sys.argv[1]).execute('select a from t').fetchone()[0])"
    done = subprocess.run([sys.executable, "-c", look, str(copy)], env=environment, capture_output=True, check=True)
    assert done.stdout.strip() == b"42"


# The command line


@pytest.mark.parametrize(("name", "command"), [pytest.param(*both, id=both[0]) for both in commands()])
def test_the_page_of_the_command_line_has_each_command_with_its_options(name, command):
    parts = re.split(r"^##+ `", page("cli.md"), flags=re.M)
    part = next((part for part in parts if part.startswith(f"{name}`")), "")
    assert part, f"docs/cli.md has no section for {name}; see python -m tests.command_tables"
    assert table(command) in part
    assert part.count("| `--") == table(command).count("| `--"), "no option is told that is not there"


def test_the_page_of_the_command_line_names_no_command_that_is_not_there():
    told = set(re.findall(r"^##+ `(samebook [^`]+)`", page("cli.md"), re.M))
    assert told == {name for name, _ in commands()}


def test_the_mapping_of_the_command_line_page_is_sound_and_every_key_is_told():
    from samebook.exchange.mapping_text import TOP, read_mapping
    from samebook.exchange.targets import ImportTarget, TargetField, targets

    leads = next(one for one in targets() if one.name == "leads")
    fields = (*leads.fields, TargetField("lead.budget", "Budget", "decimal"))
    declared = ImportTarget("leads", "Leads", fields, leads.load)
    text = re.search(r"```yaml\n(target: leads.*?)```", page("cli.md"), re.S)
    assert text
    mapping, problems = read_mapping(text[1], {"leads": declared})
    assert (problems, mapping is not None) == ([], True)
    told = re.findall(r"^\| `(\w+)` \|", page("cli.md").partition("### Mapping files")[2].partition("\n## ")[0], re.M)
    assert set(told) == set(TOP)


# The API


@pytest.fixture
def tokens(db) -> dict[str, str]:
    """A company with a rep in ``dach`` and the industrial maker's Book in force; tokens by the method they are for."""
    from samebook.agreement.actions import draft_edition, propose_edition, sign_edition, take_force
    from samebook.company.actions import add_territory, add_user, create_token, found_company
    from samebook.company.models import User
    from samebook.company.queries import actor_for
    from samebook.kernel.access import Role

    at = datetime.now(UTC)
    found_company(
        name="Velden Pumpen", country="DE", currency="EUR", time_zone="Europe/Berlin", fiscal_year_start=1,
        administrator_name="Ada Berg", administrator_email="ada@velden.example", password=PASSWORD, at=at,
    )  # fmt: skip
    ada = actor_for(User.objects.get())
    dach = add_territory(ada, code="dach", name="Germany, Austria, Switzerland", at=at)
    people = {
        role: add_user(
            ada, name=name, email=f"{role}@velden.example", roles=[role], password=PASSWORD, at=at,
            territory_ids=[dach.pk] if role is Role.REP else [], capacity=20 if role is Role.REP else None,
        )
        for role, name in (
            (Role.REP, "Rosa Lindqvist"), (Role.MARKETING, "Ben Okafor"), (Role.SALES_MANAGER, "Selma Aydin"),
        )
    }  # fmt: skip
    text = files("samebook.book.starters").joinpath("industrial_maker.yaml").read_text("utf-8")
    edition = draft_edition(actor_for(people[Role.MARKETING]), text=text, at=at)
    edition = propose_edition(actor_for(people[Role.MARKETING]), edition.pk, in_force_from=at, at=at)
    for side, role in (("sales", Role.SALES_MANAGER), ("marketing", Role.MARKETING)):
        sign_edition(
            actor_for(people[role]), edition.pk, side=side, content_hash=edition.content_hash, password=PASSWORD, at=at
        )
    assert take_force(at=at) is not None
    scopes = {"POST": "leads:write", "GET": "numbers:read"}
    return {method: create_token(ada, name=scope, scope=scope, at=at)[1] for method, scope in scopes.items()}


EXAMPLE = re.compile(
    r"```http\n(GET|POST) (\S+)\n((?:[\w-]+: [^\n]*\n)*)\n?(.*?)\n?```\n\n```json (\d+)\n(.*?)\n```", re.S
)


def test_the_examples_of_the_api_page_are_answered_as_they_say(tokens, settings, tmp_path):
    from samebook.numbers.snapshot.write import take_snapshot
    from samebook.numbers.tables import registry
    from samebook.segments.jobs import count_segments

    text = page("api.md")
    examples = EXAMPLE.findall(text)
    assert len(examples) == text.count("```http"), "each request is followed by its answer"
    settings.SAMEBOOK_SNAPSHOTS = tmp_path / "snapshots"
    settings.SAMEBOOK_SNAPSHOTS.mkdir()
    settings.SAMEBOOK_EFFECT, settings.SAMEBOOK_SEGMENTS = tmp_path / "effect", tmp_path / "segments"
    client, ids = Client(), {}
    for method, path, headers, body, status, answer in examples:
        given = dict(line.split(": ", 1) for line in headers.splitlines() if line)
        given["Authorization"] = f"Bearer {tokens[method]}"
        if method == "GET":
            take_snapshot(connection, registry, settings.SAMEBOOK_SNAPSHOTS, at=datetime.now(UTC))
            count_segments(at=datetime.now(UTC))
        got = client.generic(method, path, body, content_type="application/json", headers=given)
        said = json.loads(answer)
        assert (got.status_code, _as_told(_numbered(got.json(), ids), said)) == (int(status), said), path + body


def _numbered(answer: Any, ids: dict[int, int]) -> Any:
    """The answer with its leads numbered from 1, whatever ids the database gave.

    Leads that were never sent in an example, such as those behind a figure, are numbered as they come too.
    """
    if "ids" in answer:
        answer["ids"] = [ids.setdefault(one, len(ids) + 1) for one in answer["ids"]]
    for one in answer.get("results", ()):
        if one["id"] is not None:
            one["id"] = ids.setdefault(one["id"], len(ids) + 1)
    return answer


def _as_told(answer: Any, told: Any) -> Any:
    """The answer with “…” where the page has it."""
    if told == "…":
        return told
    if isinstance(answer, dict) and isinstance(told, dict):
        return {key: _as_told(value, told.get(key)) for key, value in answer.items()}
    if isinstance(answer, list) and isinstance(told, list) and len(answer) == len(told):
        return [_as_told(one, other) for one, other in zip(answer, told, strict=True)]
    return answer


def test_every_address_of_the_api_is_in_its_page():
    from samebook.config.api import api

    told = page("api.md")
    for path, methods in api.get_openapi_schema(path_prefix="/api/v1/")["paths"].items():
        for method in methods:
            assert f"`{method.upper()} {_told_path(path)}`" in told


def _told_path(path: str) -> str:
    return re.sub("{(name|key)}", lambda found: found[1].upper(), path).rstrip("/")


REFUSES = re.compile(r'Refused\(\s*"([a-z_.]+)"')
IN_REQUESTS = (
    "leads/api.py",
    "web/api_numbers.py",
    "web/periods.py",
    "numbers/evaluate.py",
    "numbers/asking.py",
    "numbers/analyses/running.py",
    "web/api_analyses.py",
    "numbers/compared.py",
    "leads/reading.py",
    "leads/arrivals.py",
    "exchange/idempotency.py",
    "config/api.py",
)


NOT_BY_TOKEN = {"numbers.company_only"}
"""A token of the company reads all of it."""


def test_every_code_that_a_request_may_be_refused_with_is_in_the_api_page():
    raised = {code for name in IN_REQUESTS for code in REFUSES.findall((SOURCE / name).read_text("utf-8"))}
    told = set(re.findall(r"^\| `(\w+\.\w+)` \|", page("api.md"), re.M)) | NOT_BY_TOKEN
    assert raised - told == set()
    assert [code for code in told if not is_a_code(code)] == []


def test_every_key_of_a_lead_and_no_other_is_in_the_api_page():
    from samebook.leads.api import LeadIn

    part = page("api.md").partition("## Sending leads")[2].partition("At least an")[0]
    rows = [row.split("|")[1] for row in part.splitlines() if row.startswith("| `")]
    assert {name for row in rows for name in re.findall(r"`(\w+)`", row)} == set(LeadIn.model_fields)


# Names


def documents() -> list[Path]:
    """Everything that people read first; a change log names what is gone, too."""
    return sorted(one for one in [*ROOT.glob("*.md"), *DOCS.rglob("*.md")] if one.name != "CHANGELOG.md")


def each_document(test):
    return pytest.mark.parametrize("document", documents(), ids=lambda one: one.relative_to(ROOT).as_posix())(test)


@each_document
def test_every_link_of_a_document_leads_to_something(document):
    text = document.read_text("utf-8")
    links = re.findall(r"\]\(([^)\s]+)\)|src=\"([^\"]+)\"", re.sub(r"```.*?```", "", text, flags=re.S))
    for link in (one or other for one, other in links):
        if link.startswith(("http:", "https:", "mailto:")):
            continue
        path, _, place = link.partition("#")
        target = document if not path else (document.parent / path)
        assert target.exists(), link
        if place:
            headings = re.findall(r"^#+ (.*)$", target.read_text("utf-8"), re.M)
            assert place in {re.sub(r"[^\w\- ]", "", one).strip().lower().replace(" ", "-") for one in headings}, link


def test_every_document_is_reached_from_the_first_page():
    reached, waiting = set(), [ROOT / "README.md"]
    while waiting:
        document = waiting.pop().resolve()
        if document in reached or document.suffix != ".md":
            continue
        reached.add(document)
        links = re.findall(r"\]\(([^)\s#:]+)[)#]", document.read_text("utf-8"))
        waiting += [document.parent / link for link in links]
    assert [str(one) for one in documents() if one.resolve() not in reached] == []


@pytest.mark.parametrize("picture", sorted((DOCS / "pictures").glob("*")), ids=lambda one: one.name)
def test_a_picture_is_shown_somewhere_and_is_light(picture):
    header = picture.read_bytes()[:24]
    assert header[:8] == b"\x89PNG\r\n\x1a\n"
    assert int.from_bytes(header[16:20], "big") == 1440
    assert picture.stat().st_size < 200_000
    assert any(f"pictures/{picture.name}" in document.read_text("utf-8") for document in documents())


NAMED_FILE = re.compile(r"`([\w./-]+/[\w./-]*\w\.(?:py|sql|md|html|yaml|css|txt|toml|js))`")


@each_document
def test_every_file_that_a_document_names_is_there(document):
    for name in NAMED_FILE.findall(document.read_text("utf-8")):
        below = any(path.endswith(f"/{name}") for path in files_below())
        assert below or (ROOT / name).exists() or (DOCS / name).exists(), name


CHAPTERS = sorted(path.parent.name for path in SOURCE.glob("*/__init__.py"))
DOTTED = re.compile(rf"`(?:samebook\.)?((?:{'|'.join(CHAPTERS)})(?:\.\w+)+)(?:\(\w*\))?`")


@each_document
def test_every_function_that_a_document_names_is_there(document):
    fields = re.compile(r"(lead|account|person)\.")
    for name in DOTTED.findall(document.read_text("utf-8")):
        if not fields.match(name) and not name.endswith((".py", ".md", ".sql")) and not is_a_code(name):
            assert resolves(name), name


def is_a_code(name: str) -> bool:
    """Whether it is the code of a refusal or of a journal entry."""
    return any(f'"{name}"' in text for text in sources().values())


def resolves(name: str) -> bool:
    """Whether it names a module, or something in one."""
    parts = ["samebook", *name.split(".")]
    for length in range(len(parts), 1, -1):
        try:
            found = import_module(".".join(parts[:length]))
        except ModuleNotFoundError:
            continue
        for part in parts[length:]:
            if not hasattr(found, part):
                return False
            found = getattr(found, part)
        return True
    return False


def test_the_code_that_a_document_shows_stands_in_the_product():
    everything = "\n".join(sources().values())
    for document in documents():
        for block in re.findall(r"^( *)```python\n(.*?)^ *```", document.read_text("utf-8"), re.S | re.M):
            shown = textwrap.dedent(block[1]).strip()
            assert shown in everything, f"{document.name}: {shown.splitlines()[0]}"


# Words of pages and commands


def test_the_words_that_the_guide_quotes_stand_on_the_pages():
    told = set(re.findall(r"(?<![*\w])\*([^*\n]+)\*(?!\*)", page("guide.md")))
    shown = "\n".join(path.read_text("utf-8") for kind in ("html", "txt", "sql") for path in SOURCE.rglob(f"*.{kind}"))
    shown = "\n".join([shown, *sources().values()])
    assert sorted(word for word in told if word.lower() not in shown.lower()) == []


def command_lines() -> list[tuple[str, str]]:
    """Every call of ``samebook`` in a shell block of a document: where, and what."""
    found = []
    for document in [*documents(), ROOT / "CHANGELOG.md"]:
        for block in re.findall(r"```bash\n(.*?)```", document.read_text("utf-8"), re.S):
            for line in block.replace("\\\n", " ").splitlines():
                called = re.match(r"(?:\S+/)?samebook (.*?)(?:\s#.*)?$", line.strip())
                if called:
                    found.append((document.name, called[1]))
    return found


@pytest.mark.parametrize(("document", "line"), command_lines())
def test_a_command_in_a_document_has_the_options_that_it_is_given(document, line):
    words = shlex.split(line)
    known = dict(commands())
    depth = 2 if f"samebook {' '.join(words[:2])}" in known else 1
    command = known[f"samebook {' '.join(words[:depth])}"]
    given = [word for word in words[depth:] if word.startswith("--")]
    options = {name for one in command.params for name in one.opts} | {"--help"}
    assert set(given) <= options
    if depth == 1 and not isinstance(command, click.Group):
        command.make_parser(click.Context(command)).parse_args(list(words[depth:]))
