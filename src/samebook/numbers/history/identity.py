"""What makes a row the same row: a number of 64 bits, the same on every machine and in every version.

Two different rows get the same number with a probability of one in 2^63 for each pair: for a hundred million rows,
one chance in two thousand that a single one is taken for another (docs/decisions/bulk-history.md).
"""

import zlib
from collections.abc import Mapping

import numpy as np
import numpy.typing as npt
import pyarrow as pa

Numbers = npt.NDArray[np.uint64]

ODD = np.uint64(0x9E3779B97F4A7C15)
SPREAD = np.uint64(0xD6E8FEB86659FD93)
HALF = np.uint64(32)
ONE = np.uint64(1)
FROM_ID = ONE
"""The lowest bit tells rows with an id of their own from those that are known by what they say."""
TOP_BITS = 6
BUCKETS = 1 << TOP_BITS
TOP_SHIFT = np.uint64(64 - TOP_BITS)
KEPT = (np.uint64(BUCKETS - 1) << TOP_SHIFT) | ONE
"""Bits that a later occurrence of the same content shares with the first: its bucket and its kind."""
BULK_IDS = 1 << 62
"""Ids of rows of history are 2^62 and more; those of records stay far below."""


def mixed(numbers: Numbers) -> Numbers:
    """Spread every bit over all of them; one to one."""
    numbers = numbers ^ (numbers >> HALF)
    numbers *= SPREAD
    numbers ^= numbers >> HALF
    numbers *= SPREAD
    numbers ^= numbers >> HALF
    return numbers


def of_texts(texts: pa.Array) -> Numbers:
    """A number for each text by its bytes, eight at a time; for null that of the empty text."""
    texts = texts.cast(pa.large_string())
    if len(texts) == 0:
        return np.empty(0, np.uint64)
    offsets = np.frombuffer(texts.buffers()[1], np.int64)[texts.offset : texts.offset + len(texts) + 1]
    data = texts.buffers()[2]
    first, last = int(offsets[0]), int(offsets[-1])
    padded = np.zeros(last - first + 8, np.uint8)
    if data is not None and last > first:
        padded[:-8] = np.frombuffer(data, np.uint8)[first:last]
    words = np.ndarray(len(padded) - 7, np.dtype("<u8"), padded, strides=(1,))
    start, left = offsets[:-1] - first, np.diff(offsets)
    found = mixed(words[start] & _mask(left) ^ left.astype(np.uint64) * ODD)
    rows = np.flatnonzero(left > 8)
    start, left = start[rows] + 8, left[rows] - 8
    while rows.size:
        found[rows] = mixed(found[rows] * ODD ^ words[start] & _mask(left))
        more = left > 8
        rows, start, left = rows[more], start[more] + 8, left[more] - 8
    return found


def of_ids(ids: pa.Array) -> Numbers:
    """The identity of rows that have an id of their own."""
    return mixed(of_texts(ids) ^ ODD) | FROM_ID


def of_content(said: Mapping[str, Numbers], present: Mapping[str, npt.NDArray[np.bool_]], rows: int) -> Numbers:
    """The identity of rows by what they say: a field that a row does not say adds nothing, whatever the order.

    Args:
        said: Per field a number for each row.
        present: Per field whether the row says it.
        rows: How many there are.
    """
    total = np.zeros(rows, np.uint64)
    for name, numbers in said.items():
        seed = np.uint64(zlib.crc32(name.encode()) << 32)
        total += np.where(present[name], mixed(numbers ^ seed), np.uint64(0))
    return mixed(total) & ~FROM_ID


def of_occurrence(content: Numbers, before: npt.NDArray[np.integer]) -> Numbers:
    """The identity of a row whose content stood ``before`` times before it; the content's own for none."""
    later = (mixed(content + before.astype(np.uint64) * ODD) & ~KEPT) | (content & KEPT)
    return np.where(before > 0, later, content)


def record_ids(identities: Numbers) -> npt.NDArray[np.int64]:
    """The ids that rows have in the table: 2^62 and more, so that they never meet those of records."""
    return (identities >> np.uint64(2)).astype(np.int64) | np.int64(BULK_IDS)


def bucket_of(identities: Numbers) -> npt.NDArray[np.uint8]:
    return (identities >> TOP_SHIFT).astype(np.uint8)


def _mask(left: npt.NDArray[np.int64]) -> Numbers:
    """The bytes of a word that belong to the text, of which so many are left."""
    bits = np.minimum(left, 7).astype(np.uint64) << np.uint64(3)
    return np.where(left >= 8, ~np.uint64(0), (ONE << bits) - ONE)
