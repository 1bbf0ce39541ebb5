"""The door to every analysis: evaluated for whoever asks, kept while the snapshot stands."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime

from samebook.kernel.access import Actor
from samebook.kernel.periods import Period
from samebook.kernel.refusals import Refused
from samebook.numbers.analyses.definitions import Analysis, analysis_named
from samebook.numbers.analyses.kinds import KINDS
from samebook.numbers.analyses.results import AnalysisResult, Asked
from samebook.numbers.asking import check_extent, check_reader
from samebook.numbers.dialects import Value
from samebook.numbers.engines import engine, parameters_of
from samebook.numbers.labels import Names
from samebook.numbers.queries import scoped
from samebook.numbers.remembered import Remembered
from samebook.numbers.snapshot.store import Snapshot, as_known_at
from samebook.numbers.tables import registry
from samebook.numbers.within import Within

ALWAYS = Period(date(1900, 1, 1), date(2200, 1, 1))
"""The days when none are asked for."""
_cache: Remembered[AnalysisResult] = Remembered(64)


def analyse(
    analysis: Analysis | str,
    *,
    actor: Actor,
    values: Mapping[str, int] | None = None,
    period: Period | None = None,
    as_of: datetime | None = None,
    within: Within | None = None,
) -> AnalysisResult:
    """An analysis over the snapshot, for what the actor may see.

    Args:
        values: Of parameters that shall not have their default.
        period: Days of ``analysis.time``; without effect where ``analysis.has_days`` is false.
        as_of: The newest kept snapshot not later than this; None for the current one.
        within: Only these records, and what belongs to them; None for all.

    Raises:
        Refused: ``access.denied``; ``analyses.no_such_parameter``; ``analyses.parameter_outside``;
            ``numbers.company_only``; ``numbers.period_too_long``; ``numbers.not_within``; ``numbers.no_snapshot``;
            ``numbers.too_far_back``; those of the engine.
        Missing: No such analysis.
    """
    asked = ask(analysis, actor=actor, values=values, period=period, within=within)
    snapshot = as_known_at(as_of)
    told = (asked.analysis.name, asked.analysis.hash, asked.values, asked.period, asked.territories, asked.within)
    key = (engine().name, snapshot.folder, *told)
    return _cache.get(key, lambda: evaluated(asked, snapshot))


def ask(
    analysis: Analysis | str,
    *,
    actor: Actor,
    values: Mapping[str, int] | None = None,
    period: Period | None = None,
    within: Within | None = None,
) -> Asked:
    """The question, checked; see ``analyse``."""
    found = analysis_named(analysis) if isinstance(analysis, str) else analysis
    check_reader(actor, found)
    check_extent(found, period, within)
    return Asked(
        analysis=found,
        values=tuple(_values(found, values or {}).items()),
        period=period if found.has_days else None,
        territories=None if actor.sees_all else actor.territories,
        within=within,
    )


def evaluated(asked: Asked, snapshot: Snapshot) -> AnalysisResult:
    """The answer, computed anew."""
    query = scoped(asked.analysis.query, registry, territories=asked.territories, within=asked.within)
    ids = None if asked.within is None else asked.within.ids()
    with engine().open(snapshot, ids) as session:
        rows = session.run(query, parameters(asked))
    as_of_on = parameters_of(snapshot)["as_of_on"]
    assert isinstance(as_of_on, date)
    return AnalysisResult(
        asked=asked,
        as_of=snapshot.as_of,
        stamp=snapshot.stamp,
        simulated=snapshot.simulated,
        currency=snapshot.manifest["currency"],
        found=KINDS[asked.analysis.kind](replace(asked, names=Names.of(snapshot)), rows, as_of_on),
    )


def parameters(asked: Asked) -> dict[str, Value]:
    """What stands for the names in the SELECT, beside ``:as_of`` and ``:as_of_on``."""
    days = asked.period or ALWAYS
    return {"from_on": days.start, "until_on": days.end, **dict(asked.values)}


def _values(analysis: Analysis, said: Mapping[str, int]) -> dict[str, int]:
    if unknown := sorted(set(said) - set(analysis.parameters)):
        known = ", ".join(analysis.parameters) or "none"
        message = f"“{analysis.title}” has no parameter {unknown[0][:40]}; it has {known}."
        raise Refused("analyses.no_such_parameter", message, unknown[0])
    found = {}
    for name, parameter in analysis.parameters.items():
        value = said.get(name, parameter.default)
        if not parameter.least <= value <= parameter.most:
            message = f"{parameter.title}: a whole number from {parameter.least} to {parameter.most}."
            raise Refused("analyses.parameter_outside", message, name)
        found[name] = value
    return found
