"""One measurement in a process of its own: ``python -m bench.one NAME [--small]``."""

import sys
from importlib import import_module

from bench.report import keep, machine, table, told


def main(name: str, *, small: bool) -> None:
    """Measure, print, and keep the result as JSON."""
    state = machine()
    print(f"\n== {name}{' (small)' if small else ''}: {told(state)}", flush=True)
    figures = list(import_module(f"bench.{name}").measure(small=small))
    print(table(figures), flush=True)
    keep(name, small, state, figures)


if __name__ == "__main__":
    main(sys.argv[1], small="--small" in sys.argv)
