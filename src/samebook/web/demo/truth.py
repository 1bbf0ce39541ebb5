"""What is true of the demo company, kept beside its records so that estimates can be checked against it."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from samebook.web.demo import behaviour, stalling
from samebook.web.demo.behaviour import Chances

HORIZONS = (7, 14, 30, 60, 90, 180, 365)


@dataclass(slots=True)
class Delivered:
    """One delivered lead with its true chances.

    Attributes:
        answered_at: When sales first answered; None while it has not.
    """

    level: str
    source: str
    rep: str
    chances: Chances
    delivered_at: datetime
    due_at: datetime | None
    answered_at: datetime | None = None


@dataclass(slots=True)
class Truth:
    """Collects the true chances of everything delivered while the company lives."""

    leads: dict[int, Delivered] = field(default_factory=dict)
    asked: int = 0
    ask_reached: int = 0

    def as_json(self, *, until: datetime, seed: int, scale: float) -> dict[str, Any]:
        """The declared rates, and what the records are expected to show at the end.

        Returns:
            ``expected`` holds, for all and by level, source and rep, ``{n, expected}``: how many leads the rate is of
            and the mean of their true chances. ``conversion_curve`` maps days after delivery to the expected share of
            delivered and answered leads that are an opportunity by then; ``stalls`` the days that plays save, by cause.
        """
        return {
            "seed": seed,
            "scale": scale,
            "until": until.isoformat(),
            "declared": behaviour.declared() | {"stalls": stalling.declared()},
            "expected": {
                "accepted": self._by(lambda lead: self._kept(lead, until)),
                "follow_up_on_time": self._by(lambda lead: _on_time(lead, until)),
                "opportunity_ever": self._by(lambda lead: lead.chances.accept * lead.chances.convert),
                "conversion_curve": {str(days): self._converted_by(days) for days in HORIZONS},
                "stalls": stalling.expected(),
            },
        }

    def _by(self, chance: Callable[[Delivered], float | None]) -> dict[str, Any]:
        counted = [(lead, share) for lead in self.leads.values() if (share := chance(lead)) is not None]
        return {
            "all": _mean(share for _, share in counted),
            "level": _grouped((lead.level, share) for lead, share in counted),
            "source": _grouped((lead.source, share) for lead, share in counted),
            "rep": _grouped((lead.rep, share) for lead, share in counted),
        }

    @staticmethod
    def _kept(lead: Delivered, until: datetime) -> float | None:
        """Accepted and not handed back by the end; of answered leads."""
        if lead.answered_at is None or lead.answered_at > until:
            return None
        faded = behaviour.faded_by((until - lead.answered_at) / timedelta(days=1))
        return lead.chances.accept * (1 - (1 - lead.chances.convert) * behaviour.FADES * faded)

    def _converted_by(self, days: int) -> dict[str, float | int | None]:
        return _mean(
            lead.chances.accept
            * lead.chances.convert
            * behaviour.converted_by(days - (lead.answered_at - lead.delivered_at) / timedelta(days=1))
            for lead in self.leads.values()
            if lead.answered_at is not None
        )


def _on_time(lead: Delivered, until: datetime) -> float | None:
    return None if lead.due_at is None or lead.due_at >= until else lead.chances.on_time


def _grouped(pairs: Iterable[tuple[str, float]]) -> Mapping[str, Any]:
    groups: dict[str, list[float]] = {}
    for name, share in pairs:
        groups.setdefault(name, []).append(share)
    return {name: _mean(shares) for name, shares in sorted(groups.items())}


def _mean(shares: Iterable[float]) -> dict[str, float | int | None]:
    values = list(shares)
    return {"n": len(values), "expected": round(sum(values) / len(values), 6) if values else None}
