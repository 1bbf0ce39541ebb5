"""A snapshot in a process of its own: progress and outcome as JSON lines on standard output."""

import json
import sys
from datetime import UTC, datetime

import django


def main() -> int:
    """Take one; 0 when it is published, 3 when it was refused."""
    django.setup()
    from django.db import connection

    from samebook.kernel.refusals import Refused
    from samebook.numbers.snapshot.store import snapshots_folder
    from samebook.numbers.snapshot.write import take_snapshot
    from samebook.numbers.tables import registry

    try:
        snapshot = take_snapshot(
            connection,
            registry,
            snapshots_folder(),
            at=datetime.now(UTC),
            progress=lambda table, rows: say(table=table, rows=rows),
        )
    except Refused as refused:
        say(code=refused.code, message=refused.message)
        return 3
    say(stamp=snapshot.stamp)
    return 0


def say(**values: object) -> None:
    """One line for the parent."""
    sys.stdout.write(json.dumps(values) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
