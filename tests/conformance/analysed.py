"""What engines are asked of the analyses: each with its numbers and for a rep, and the query that checks it."""

from collections.abc import Iterator, Mapping
from pathlib import Path

import pyarrow as pa
from sqlglot import exp, parse_one

from samebook.kernel.access import Actor, Role
from samebook.kernel.periods import Period
from samebook.numbers.analyses import Analysis, analyses
from samebook.numbers.analyses.running import ALWAYS, ask, parameters
from samebook.numbers.language import DIALECT
from samebook.numbers.queries import scoped
from samebook.numbers.tables import registry
from samebook.numbers.within import Within, reaches
from tests.conformance.asked import AS_OF, IDS, PERIODS, Question

CHECKS = Path(__file__).resolve().parent.parent / "analyses" / "checks"
EVERYBODY = Actor.system("test")
REP = Actor(71, "user:71", frozenset({Role.REP}), frozenset({1, 2}))
ACCOUNTS = "accounts.account_id"
OTHERWISE: Mapping[str, Mapping[str, int]] = {
    "funnel": {"within_days": 30},
    "cohort_conversion": {"months": 3},
    "retention": {"months_each": 1},
    "concentration": {"with_noughts": 1},
    "touches_before_opening": {"within_days": 365},
    "stalls_with_plays": {"most_days": 180},
    "stages_with_plays": {"most_days": 180},
    "launch_process": {"launch": 2},
}
"""Per analysis, numbers other than its own."""


def questions() -> Iterator[Question]:
    """Every analysis as it is asked, and its check with the same numbers."""
    for analysis in analyses().values():
        for period, values in ((None, {}), (PERIODS[0], OTHERWISE.get(analysis.name, {}))):
            asked = ask(analysis, actor=EVERYBODY, values=values, period=period)
            said = f"{analysis.name} {period or ''} {values or ''}"
            yield Question(said, analysis.query, None, parameters(asked))
            yield Question(f"{said}, check", check_of(analysis), None, parameters(asked))
        yield from _of_some(analysis)


def check_of(analysis: Analysis) -> exp.Query:
    """The query written apart from the analysis, with the same columns."""
    text = (CHECKS / f"{analysis.name}.sql").read_text("utf-8")
    return parse_one(text, dialect=DIALECT)  # type: ignore[return-value]


def numbers_of(analysis: Analysis) -> list[tuple[Period, dict[str, int]]]:
    """The days and numbers that a check is compared with."""
    own = {name: each.default for name, each in analysis.parameters.items()}
    return [(ALWAYS, own), (PERIODS[0], {**own, **OTHERWISE.get(analysis.name, {})})]


def _of_some(analysis: Analysis) -> Iterator[Question]:
    asked = ask(analysis, actor=REP)
    query = scoped(analysis.query, registry, territories=asked.territories, within=None)
    yield Question(f"{analysis.name}, of a rep", query, None, parameters(asked))
    if reaches(ACCOUNTS, analysis.tables, registry):
        within = Within(ACCOUNTS, "Some", "accounts", AS_OF, "some", lambda: pa.array(IDS, pa.int64()))
        query = scoped(analysis.query, registry, territories=None, within=within)
        yield Question(f"{analysis.name}, within", query, IDS, parameters(asked))
