"""Instants of files as microseconds in UTC, and the days of a zone."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from samebook.kernel.refusals import Refused

Micros = npt.NDArray[np.int64]
SECOND = 1_000_000
DAY = 24 * 60 * 60 * SECOND
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
EARLIEST, LATEST = 0, int((datetime(2200, 1, 1, tzinfo=UTC) - EPOCH) / timedelta(microseconds=1))
"""The years 1970 to 2199; what lies outside was never meant."""
ISO = re.compile(r"^\d{4}-\d{2}-\d{2}([ T]\d{2}:\d{2}(:\d{2}([.,]\d{1,9})?)?)?( ?(Z|[+-]\d{2}:?\d{2}))?$")
PLAIN = r"^\d{4}-\d{2}-\d{2}([ T]\d{2}:\d{2}:\d{2}(\.\d{1,6})?Z?)?$"
ORDERED = re.compile(r"^(\d{1,4})[./-](\d{1,2})[./-](\d{1,4})(?:[ T,]+(\d{1,2}:\d{2}(?::\d{2}(?:[.,]\d{1,6})?)?))?$")
ORDERS = {"dmy": (2, 1, 0), "mdy": (2, 0, 1), "ymd": (0, 1, 2)}
UNITS = {"seconds": SECOND, "milliseconds": 1_000, "microseconds": 1}


@dataclass(frozen=True, slots=True)
class TimeForm:
    """How a file writes its instants.

    Attributes:
        zone: Of those that carry no offset (IANA).
        form: ``iso``, ``dmy``, ``mdy``, ``seconds`` (and milli-, microseconds since 1970), or a pattern of strptime.
    """

    zone: str
    form: str = "iso"


def instants(values: pa.Array, form: TimeForm) -> tuple[Micros, npt.NDArray[np.bool_]]:
    """Microseconds since 1970 in UTC for each value, and which could not be read; null cannot be."""
    if pa.types.is_timestamp(values.type):
        micros = _numbers(values.cast(pa.timestamp("us", values.type.tz), safe=False))
        return (micros if values.type.tz else to_utc(micros, form.zone)), _nulls(values)
    if pa.types.is_date(values.type):
        return to_utc(_numbers(values.cast(pa.timestamp("us"))), form.zone), _nulls(values)
    if pa.types.is_integer(values.type):
        return _since_1970(_numbers(values), form), _nulls(values)
    texts = pc.utf8_trim_whitespace(values.cast(pa.string()))
    if form.form in UNITS:
        counted = pc.if_else(pc.match_substring_regex(texts, r"^\d{1,18}$"), texts, None).cast(pa.int64())
        return _since_1970(_numbers(counted), form), _nulls(counted)
    return _from_texts(texts, form)


def to_utc(local: Micros, zone: str) -> Micros:
    """Wall-clock time as UTC; of an hour that a change of clocks repeats it is the first, a skipped one moves on."""
    early, late = offsets(local - DAY, zone), offsets(local + DAY, zone)
    found = local - early
    near = np.flatnonzero(early != late)
    if near.size:
        second = local[near] - late[near]
        changed = offsets(found[near], zone) != early[near]
        found[near] = np.where(changed & (offsets(second, zone) == late[near]), second, found[near])
    return found


def days(micros: Micros, zone: str) -> npt.NDArray[np.int32]:
    """The days of the zone, counted from 1970."""
    return ((micros + offsets(micros, zone)) // DAY).astype(np.int32)


def offsets(micros: Micros, zone: str) -> Micros:
    """Microseconds to add to UTC, for each instant."""
    if micros.size == 0:
        return micros
    first, last = (min(max(int(one), EARLIEST), LATEST) // DAY // 366 for one in (micros.min(), micros.max()))
    since, by = _changes(zone, first - 1, last + 1)
    return by[0] + np.zeros_like(micros) if by.size == 1 else by[np.searchsorted(since, micros, side="right") - 1]


@lru_cache(maxsize=64)
def _changes(zone: str, first: int, last: int) -> tuple[Micros, Micros]:
    """The instants at which a zone's offset changes between two counts of 366 days, and the offset from each on."""
    place = ZoneInfo(zone)
    since, by = [np.iinfo(np.int64).min], [_offset(first * 366 * DAY, place)]
    for at in range(first * 366 * DAY, last * 366 * DAY + DAY, DAY):
        if _offset(at + DAY, place) != by[-1]:
            low, high = at, at + DAY
            while high - low > SECOND:
                middle = (low + high) // 2 // SECOND * SECOND
                low, high = (middle, high) if _offset(middle, place) == by[-1] else (low, middle)
            since.append(high)
            by.append(_offset(high, place))
    return np.array(since, np.int64), np.array(by, np.int64)


def _offset(micros: int, zone: ZoneInfo) -> int:
    micros = min(max(micros, EARLIEST - DAY), LATEST + DAY)
    shift = (EPOCH + timedelta(microseconds=micros)).astimezone(zone).utcoffset() or timedelta(0)
    return shift // timedelta(microseconds=1)


def _since_1970(numbers: Micros, form: TimeForm) -> Micros:
    unit = UNITS.get(form.form)
    if unit is None:
        raise Refused(
            "history.time_is_a_number",
            "The times are whole numbers; say --time seconds, milliseconds or microseconds (since 1970).",
            "time",
        )
    return np.clip(numbers, -(1 << 62) // unit, (1 << 62) // unit) * unit


def _from_texts(texts: pa.Array, form: TimeForm) -> tuple[Micros, npt.NDArray[np.bool_]]:
    if form.form == "iso":
        whole = pc.all(pc.match_substring_regex(texts, PLAIN), skip_nulls=False).as_py()
        if whole:
            try:
                return _plain(texts, form)
            except pa.ArrowInvalid:
                pass
    found = pc.dictionary_encode(texts)
    read = [_one(text, form) for text in found.dictionary.to_pylist()]
    wrong = np.array([one is None for one in read] or [True], bool)
    micros = np.array([one or 0 for one in read] or [0], np.int64)
    places = _numbers(found.indices)
    return micros[places], wrong[places] | _nulls(texts)


def _plain(texts: pa.Array, form: TimeForm) -> tuple[Micros, npt.NDArray[np.bool_]]:
    """The one form that exports are written in, all at once.

    Raises:
        pyarrow.ArrowInvalid: One of them is no day of the calendar.
    """
    marked = pc.ends_with(texts, "Z")
    micros = _numbers(pc.utf8_rtrim(texts, "Z").cast(pa.timestamp("us")))
    in_utc = np.asarray(marked)
    if in_utc.all():
        return micros, np.zeros(len(texts), bool)
    return np.where(in_utc, micros, to_utc(micros, form.zone)), np.zeros(len(texts), bool)


def _one(text: str | None, form: TimeForm) -> int | None:
    moment = None if text is None else _moment(text, form.form)
    if moment is None:
        return None
    if moment.tzinfo is None:
        return int(to_utc(np.array([_micros(moment.replace(tzinfo=UTC))]), form.zone)[0])
    return _micros(moment)


def _micros(moment: datetime) -> int:
    return (moment - EPOCH) // timedelta(microseconds=1)


def _moment(text: str, form: str) -> datetime | None:
    try:
        if ISO.match(text):
            return datetime.fromisoformat(
                text.replace(",", ".").replace(" +", "+").replace(" -", "-").replace(" Z", "Z")
            )
        if form in ORDERS:
            return _ordered(text, form)
        return None if form == "iso" else datetime.strptime(text, form)  # noqa: DTZ007 (the zone follows)
    except ValueError:
        return None


def _ordered(text: str, form: str) -> datetime | None:
    found = ORDERED.match(text)
    if found is None:
        return None
    year, month, day = (int(found[place + 1]) for place in ORDERS[form])
    hour, _, rest = (found[4] or "0:00").replace(",", ".").partition(":")
    return None if year < 1000 else datetime.fromisoformat(f"{year:04}-{month:02}-{day:02}T{int(hour):02}:{rest}")


def _numbers(values: pa.Array) -> Micros:
    return np.asarray(values.cast(pa.int64()).fill_null(0))


def _nulls(values: pa.Array) -> npt.NDArray[np.bool_]:
    return np.asarray(values.is_null())
