"""Columns that are computed once, when the snapshot is taken, so that every measure has the same ones.

Chapters import this when Django starts, so what is heavy is imported when a snapshot is taken.
"""

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from samebook.numbers.tables import Context, Derivation

if TYPE_CHECKING:
    import numpy as np
    import pyarrow as pa

QUARTER = 15 * 60 * 1_000_000
DAY = 24 * 60 * 60 * 1_000_000
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def local_day(of: str) -> Derivation:
    """The day, in the company's zone, of an instant; null where the instant is."""

    def derive(rows: "pa.Table", context: Context) -> "pa.Array":
        import numpy as np
        import pyarrow as pa

        from samebook.numbers.history import times

        instants = rows[of].combine_chunks()
        missing = np.asarray(instants.is_null())
        micros = np.asarray(instants.cast(pa.int64()).fill_null(0))
        if micros.size and micros.min() >= times.EARLIEST and micros.max() < times.LATEST:
            days = times.days(micros, context.zone)  # by the few changes of a zone, far faster for many rows
        else:
            days = (micros + _offsets(micros, context.zone)) // DAY
        return pa.array(days.astype(np.int32), mask=missing).cast(pa.date32())

    return derive


def converted(amount: str, rate: str) -> Derivation:
    """An amount times its dated rate, rounded half away from zero to cents; null where either is."""

    def derive(rows: "pa.Table", _context: Context) -> "pa.Array":
        import pyarrow as pa
        import pyarrow.compute as pc

        exact = pc.multiply(rows[amount].cast(pa.decimal128(17, 2)), rows[rate])
        return pc.round(exact, ndigits=2, round_mode="half_towards_infinity").cast(pa.decimal128(28, 2))

    return derive


def _offsets(micros: "np.ndarray", zone: str) -> "np.ndarray":
    """Microseconds to add to UTC. Zones change on quarters of an hour, so each quarter is looked up once."""
    import numpy as np

    quarters, place = np.unique(micros // QUARTER, return_inverse=True)
    place_of = ZoneInfo(zone)
    found = np.fromiter((_offset(int(quarter), place_of) for quarter in quarters), np.int64, len(quarters))
    return found[place]


def _offset(quarter: int, zone: ZoneInfo) -> int:
    moment = EPOCH + timedelta(microseconds=quarter * QUARTER)
    shift = moment.astimezone(zone).utcoffset() or timedelta(0)
    return shift // timedelta(microseconds=1)
