"""``samebook book check``, ``samebook book explain`` and ``samebook judge``. Never starts Django."""

import json
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict
from functools import wraps
from pathlib import Path
from typing import Any

import click

from samebook.book.compiled_condition import CompiledCondition
from samebook.book.compiling import CompiledBook, compile_book
from samebook.book.measures.english import measure_in_words
from samebook.book.model import Book
from samebook.book.reading import read_book
from samebook.book.stalls import DEFAULT_CAUSES
from samebook.book.stalls_in_words import rule_in_words
from samebook.book.text import content_hash, read_text
from samebook.kernel.commands import refusals
from samebook.kernel.refusals import Refused

File = click.Path(path_type=Path)


def refusing(command: Callable[..., None]) -> Callable[..., None]:
    """Prints a refusal on standard error and exits with 1."""

    @wraps(command)
    def run(*args: Any, **options: Any) -> None:
        try:
            with refusals():
                command(*args, **options)
        except BrokenPipeError:
            sys.stderr.close()
            sys.exit(1)

    return run


@click.group()
def book() -> None:
    """Check a Book's text, and say in English what it means."""


@book.command()
@click.argument("file", type=File)
@click.option("--json", "as_json", is_flag=True, help="Print the problems as JSON.")
@refusing
def check(file: Path, *, as_json: bool) -> None:
    """Report everything that is wrong with the Book in FILE.

    Exits with 1 when something is.
    """
    text = read_text(file)
    found, problems = read_book(text)
    if as_json:
        result = {"file": str(file), "problems": [asdict(problem) for problem in problems]}
        click.echo(json.dumps(result | ({"sha256": content_hash(text)} if found else {}), ensure_ascii=False, indent=2))
    elif found:
        levels = ", ".join(found.levels)
        click.echo(f"{file}: “{found.title}” is sound. Levels {levels}; {len(found.segments)} segments.")
        click.echo(f"SHA-256 {content_hash(text)}")
    for problem in () if as_json else problems:
        click.echo(f"{file}, {problem}", err=True)
    if problems:
        if not as_json:
            click.echo(f"{len(problems)} problem{'' if len(problems) == 1 else 's'}.", err=True)
        sys.exit(1)


@book.command()
@click.argument("file", type=File)
@click.argument("name", required=False)
@click.option("--sql", type=click.Choice(["duckdb", "postgres", "spark"]), help="Print it as SQL of this engine.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@refusing
def explain(file: Path, name: str | None, sql: str | None, *, as_json: bool) -> None:
    """Say in English what the Book in FILE means, or one NAME of it.

    NAME is a segment (process_industry), a criterion (A.money), a lead stage, a rule (routing.1) or what ends a
    stage of a pipeline (new_business.discovery).
    """
    compiled = _book_of(file)
    conditions = [compiled.condition(name)] if name else list(_conditions(compiled))
    if as_json:
        click.echo(json.dumps([_as_dict(condition) for condition in conditions], ensure_ascii=False, indent=2))
    elif sql:
        for condition in conditions:
            click.echo(f"-- {condition.name}\n{condition.sql(sql)}")
    elif name:
        click.echo(_sentence(conditions[0].english))
    else:
        _tell(compiled)


@click.command()
@click.option("--book", "file", type=File, required=True, help="The Book to judge by.")
@click.option("--records", type=File, required=True, help="A .csv or .parquet file, columns named like lead.country.")
@click.option(
    "--engine",
    type=click.Choice(["python", "duckdb", "postgres", "spark"]),
    help="Default: python for small CSV files.",
)
@click.option("--out", type=File, help="A .csv, .json or .parquet file; default: standard output.")
@click.option("--refused", type=File, help="Set refused rows aside in this CSV file and go on.")
@click.option("--delimiter", default=",", help="Between the cells of a CSV file; 'tab' for a tab.")
@click.option("--database", help="Address for postgres or spark; default: DATABASE_URL, SAMEBOOK_ENGINE_URL.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line.")
@refusing
def judge(file: Path, records: Path, *, delimiter: str, **options: Any) -> None:
    """Judge each record by a Book: one row of results for each, in the same order.

    Columns that are no field of the Book are given back unread. A row that is no record stops the run, with nothing
    written, unless --refused names a file for such rows.
    """
    from samebook.book.engines.filing import Plan, RowsRefused, judge_file

    delimiter = "\t" if delimiter == "tab" else delimiter
    if len(delimiter) != 1 or delimiter in '\r\n"\0':
        raise click.BadParameter("is one character, or tab", param_hint="--delimiter")
    compiled = _book_of(file)
    try:
        outcome = judge_file(compiled, records, Plan(delimiter=delimiter, **options))
    except RowsRefused as refused:
        for problem in refused.outcome.problems:
            click.echo(f"{records}, {problem}", err=True)
        raise
    total = sum(outcome.counts.values())
    told = ", ".join(
        f"{verdict} {level} {count:,}".replace("  ", " ") for (verdict, level), count in outcome.counts.items()
    )
    click.echo(f"{total:,} records judged by {outcome.engine}: {told or 'none'}.", err=True)
    if outcome.absent:
        click.echo(f"Not in the file, so unknown in every record: {', '.join(outcome.absent)}.", err=True)
    if outcome.refused:
        click.echo(f"{outcome.refused:,} rows refused; see {options['refused']}.", err=True)


def _book_of(file: Path) -> CompiledBook:
    found, problems = read_book(read_text(file))
    if found is None:
        shown = "\n".join(f"{file}, {problem}" for problem in problems)
        raise Refused("book.problems", shown)
    return compile_book(found)


def _conditions(compiled: CompiledBook) -> Iterator[CompiledCondition]:
    yield from compiled.segments.values()
    yield from compiled.criteria.values()
    yield from compiled.stages.values()
    yield from (condition for condition in compiled.routes if condition)
    yield from compiled.exits.values()


def _as_dict(condition: CompiledCondition) -> dict[str, object]:
    sql = {dialect: condition.sql(dialect) for dialect in ("duckdb", "postgres", "spark")}
    reads = list(condition.reads)
    return {"name": condition.name, "text": condition.text, "english": condition.english, "reads": reads, "sql": sql}


def _tell(compiled: CompiledBook) -> None:
    found = compiled.book
    click.echo(found.title)
    with _section("Segments", found.segments):
        for name, condition in compiled.segments.items():
            click.echo(f"  {name}: {_sentence(condition.english)}")
    click.echo("\nA lead has the first level whose criteria are all true.")
    for level in found.qualification:
        click.echo(f"\nLevel {level.name}{': ' + level.means if level.means else ''}")
        for criterion in level.criteria:
            click.echo(f"  {criterion.name}: {_sentence(compiled.english(f'{level.name}.{criterion.name}'))}")
    _tell_terms(found)
    with _section("Measures", found.measures):
        for name, measure in found.measures.items():
            click.echo(f"  {name}: {_sentence(measure_in_words(measure) or 'no figures, it names no table')}")
    with _section("Routing, the first rule that is true", found.routing):
        for rule, when in zip(found.routing, compiled.routes, strict=True):
            only = f" (levels {', '.join(rule.levels)})" if rule.levels else ""
            click.echo(f"  to {rule.to}{only}: {_sentence(when.english if when else 'all others')}")
    _tell_stalls(found)
    for pipeline in found.pipelines:
        click.echo(f"\nPipeline {pipeline.name}{': ' + pipeline.means if pipeline.means else ''}")
        for stage in pipeline.stages:
            exit_ = compiled.exits.get(f"{pipeline.name}.{stage.name}")
            until = f", until {exit_.english}" if exit_ else ""
            days = f", about {stage.expected_days} days" if stage.expected_days else ""
            click.echo(f"  {stage.name} ({stage.decision}){days}{until}.")


def _tell_stalls(found: Book) -> None:
    labels = {each.name: each.label for each in found.stall_causes or DEFAULT_CAUSES}
    with _section("Roles in a buying group", found.roles):
        for role in found.roles:
            needed = (
                f", required to {' and to '.join(_decided(each) for each in role.decisions)}" if role.required else ""
            )
            click.echo(f"  {role.name} ({role.label}): {role.kind.replace('_', ' ')}{needed}.")
    with _section("Causes of stalls", found.stall_causes):
        for cause in found.stall_causes:
            click.echo(f"  {cause.name} ({cause.label}): {cause.means}")
    with _section("Rules of stalls", found.stall_rules):
        for rule in found.stall_rules:
            click.echo(f"  {rule.name}: {_sentence(rule_in_words(rule, labels))}")
    if found.play_promise:
        days = found.play_promise.within_days
        click.echo(f"\nA play that sales asks for is ready within {days} business day{'' if days == 1 else 's'}.")


def _decided(decision: str) -> str:
    return decision.replace("_", " ")


def _tell_terms(found: Book) -> None:
    with _section("Follow-up", found.follow_up):
        for level, terms in found.follow_up.items():
            told = f"first attempt within {terms.first_attempt}, {terms.attempts} attempts within {terms.within}"
            click.echo(f"  {level}: {told}.")


@contextmanager
def _section(title: str, content: object) -> Iterator[None]:
    if content:
        click.echo(f"\n{title}")
    yield


def _sentence(english: str) -> str:
    return f"{english[:1].upper()}{english[1:]}."
