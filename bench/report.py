"""What a measurement says of itself: its figures with baseline and goal, and the state of the machine."""

import json
import os
import platform
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

RESULTS = Path(__file__).resolve().parent / "results"


@dataclass(frozen=True, slots=True)
class Figure:
    """One measured thing.

    Attributes:
        what: What was measured, with its size.
        figure: The figure with its unit: median and worst, or a percentile.
        beside: The baseline of the same run.
        goal: What is to be reached; "" where no goal is set.
        reached: None where there is no goal, or the size is too small to say.
        numbers: What the texts were made of.
    """

    what: str
    figure: str
    beside: str = ""
    goal: str = ""
    reached: bool | None = None
    numbers: dict[str, Any] = field(default_factory=dict)


def machine() -> dict[str, Any]:
    """The machine as it is before a run."""
    import duckdb

    from samebook.config import sqlite

    sqlite.install()
    import sqlite3

    return {
        "at": datetime.now(UTC).isoformat(timespec="seconds"),
        "cores": len(os.sched_getaffinity(0)),
        "load": [round(each, 2) for each in os.getloadavg()],
        "system": f"{platform.system()} {platform.release()} {platform.machine()}",
        "python": platform.python_version(),
        "sqlite": sqlite3.sqlite_version,
        "duckdb": duckdb.__version__,
    }


def told(state: dict[str, Any]) -> str:
    """The machine in one line."""
    load = " ".join(f"{each:.2f}" for each in state["load"])
    return (
        f"{state['cores']} cores, load {load}, Python {state['python']}, SQLite {state['sqlite']}, "
        f"DuckDB {state['duckdb']}, {state['system']}, {state['at']}"
    )


def keep(name: str, small: bool, state: dict[str, Any], figures: Sequence[Figure]) -> Path:
    """Write the figures as JSON; the newest of each name and size stays."""
    RESULTS.mkdir(exist_ok=True)
    path = RESULTS / f"{name}{'-small' if small else ''}.json"
    content = {"name": name, "small": small, "machine": state, "figures": [asdict(each) for each in figures]}
    path.write_text(json.dumps(content, indent=1, ensure_ascii=False, default=str) + "\n", "utf-8")
    return path


def table(figures: Sequence[Figure]) -> str:
    """Figures in columns: what, figure, baseline, goal, and whether it was reached."""
    words = {True: "yes", False: "NO", None: ""}
    rows = [(each.what, each.figure, each.beside, each.goal, words[each.reached]) for each in figures]
    rows = [("measured", "figure", "beside", "goal", "reached"), *rows]
    widths = [max(len(row[column]) for row in rows) for column in range(5)]
    lines = ["  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows]
    lines.insert(1, "  ".join("-" * width for width in widths))
    return "\n".join(lines)
