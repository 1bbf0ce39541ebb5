"""What is here already: identities of every import, sorted, by bucket; and which rows of a new one are new.

Memory holds one bucket (a 64th of the import) at a time, or a slice of it where that is too large. Rows of one and
the same content all fall into one slice.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from threading import Lock

import numpy as np
import numpy.typing as npt

from samebook.numbers.history import identity
from samebook.numbers.history.identity import Numbers
from samebook.numbers.history.staging import Part

Mask = npt.NDArray[np.bool_]
SLICE_BITS = 8
_MAKING = Lock()
"""Two threads never make the same file."""
BYTES_A_ROW = 60


@dataclass(frozen=True, slots=True)
class Keys:
    """The identities that one import brought: a file of 65 starts, then the identities, sorted."""

    path: Path

    def of(self, bucket: int) -> Numbers:
        if not self.path.exists():
            return np.empty(0, np.uint64)
        whole: Numbers = np.memmap(self.path, np.uint64, "r")
        start, end = int(whole[bucket]), int(whole[bucket + 1])
        return whole[identity.BUCKETS + 1 + start : identity.BUCKETS + 1 + end]

    @staticmethod
    def write(path: Path, buckets: Sequence[Path]) -> None:
        """Put the buckets together, which were written one by one."""
        sizes = [one.stat().st_size // 8 for one in buckets]
        with path.open("wb") as file:
            np.concatenate([[0], np.cumsum(sizes)]).astype(np.uint64).tofile(file)
            for one in buckets:
                with one.open("rb") as bucket:
                    while chunk := bucket.read(1 << 24):
                        file.write(chunk)


@dataclass(slots=True)
class Told:
    """What was found: how many rows are new, stood twice in the files, or are known, and from which imports."""

    added: int = 0
    repeated: int = 0
    known_from: Counter[int] = field(default_factory=Counter)

    def add(self, other: "Told") -> None:
        self.added += other.added
        self.repeated += other.repeated
        self.known_from += other.known_from


@dataclass(frozen=True, slots=True)
class Marks:
    """Per part, which of its rows are left out, and the ids of rows whose content stood before."""

    parts: Sequence[Part]

    def drops(self, part: int) -> Mask:
        return np.memmap(self._file(part, "drop"), np.bool_, "r", shape=(max(1, self.parts[part].rows),))

    def ids(self, part: int) -> npt.NDArray[np.int64] | None:
        path = self._file(part, "ids")
        return np.memmap(path, np.int64, "r", shape=(self.parts[part].rows,)) if path.exists() else None

    def begin(self) -> None:
        for number, part in enumerate(self.parts):
            self._file(number, "ids").unlink(missing_ok=True)
            np.memmap(self._file(number, "drop"), np.bool_, "w+", shape=(max(1, part.rows),))

    def drop(self, part: int, rows: npt.NDArray[np.uint32]) -> None:
        marked = np.memmap(self._file(part, "drop"), np.bool_, "r+", shape=(max(1, self.parts[part].rows),))
        marked[rows] = True

    def call(self, part: int, rows: npt.NDArray[np.uint32], ids: npt.NDArray[np.int64]) -> None:
        path = self._file(part, "ids")
        with _MAKING:
            called = np.memmap(path, np.int64, "r+" if path.exists() else "w+", shape=(self.parts[part].rows,))
        called[rows] = ids

    def _file(self, part: int, what: str) -> Path:
        return self.parts[part].folder / f"{what}.marks"


def tell_apart(
    parts: Sequence[Part], others: Mapping[int, Keys], out: Path, *, taken: Numbers, memory: int, at_once: int = 2
) -> Told:
    """Mark which rows are not new, and write the identities of those that are to ``out``.

    Of rows with an id of their own the first one counts, whatever it says; of those without, as many of the same
    content as the files hold beyond what is here.

    Args:
        others: The identities of the imports that are in force, by import.
        taken: Identities that the records hold, sorted; counted as known from import 0.
        memory: Bytes that may be used.
    """
    marks = Marks(parts)
    marks.begin()
    folder = out.parent / f"{out.name}.buckets"
    folder.mkdir(exist_ok=True)
    told = Told()
    bucket_of = _Buckets(parts, others, taken, marks, folder, memory // at_once)
    with ThreadPoolExecutor(at_once) as threads:
        jobs = [threads.submit(bucket_of.tell, bucket) for bucket in range(identity.BUCKETS)]
        for job in jobs:
            told.add(job.result())
    Keys.write(out, [folder / str(bucket) for bucket in range(identity.BUCKETS)])
    return told


@dataclass(frozen=True, slots=True)
class _Buckets:
    parts: Sequence[Part]
    others: Mapping[int, Keys]
    taken: Numbers
    marks: Marks
    folder: Path
    memory: int

    def tell(self, bucket: int) -> Told:
        """Tell one bucket apart, and write the identities of its new rows, sorted."""
        keys, which, rows = _gathered(bucket, self.parts)
        slices = 1
        while slices < 1 << SLICE_BITS and keys.size * BYTES_A_ROW // slices > self.memory:
            slices *= 2
        told = Told()
        with (self.folder / str(bucket)).open("wb") as file:
            for one in range(slices):
                chosen = slice(None) if slices == 1 else _slice_of(keys) * slices >> SLICE_BITS == one
                found = _Slice(keys[chosen], which[chosen], rows[chosen], self.marks, told)
                found.tell(bucket, self.others, self.taken).tofile(file)
        return told


def _gathered(bucket: int, parts: Sequence[Part]) -> tuple[Numbers, npt.NDArray[np.uint16], npt.NDArray[np.uint32]]:
    keys, which, rows = [np.empty(0, np.uint64)], [np.empty(0, np.uint16)], [np.empty(0, np.uint32)]
    for number, part in enumerate(parts):
        starts = part.starts()
        span = slice(int(starts[bucket]), int(starts[bucket + 1]))
        keys.append(part.keys()[span])
        rows.append(part.places()[span])
        which.append(np.full(span.stop - span.start, number, np.uint16))
    return np.concatenate(keys), np.concatenate(which), np.concatenate(rows)


def _slice_of(keys: Numbers) -> npt.NDArray[np.int64]:
    """The bits below those of the bucket, so that slices one after the other are sorted."""
    shift = np.uint64(64 - identity.TOP_BITS - SLICE_BITS)
    return ((keys >> shift) & np.uint64((1 << SLICE_BITS) - 1)).astype(np.int64)


@dataclass(slots=True)
class _Slice:
    keys: Numbers
    which: npt.NDArray[np.uint16]
    rows: npt.NDArray[np.uint32]
    marks: Marks
    told: Told

    def tell(self, bucket: int, others: Mapping[int, Keys], taken: Numbers) -> Numbers:
        """The identities of the new rows, sorted; the others are marked."""
        ordered = np.sort(self.keys)
        if not (ordered[1:] == ordered[:-1]).any():
            sources = self._sources(ordered, bucket, others, taken)
            if not sources.any():
                self.told.added += ordered.size
                return ordered
        order = np.argsort(self.keys, kind="stable")
        keys = self.keys[order]
        before = _before(keys)
        repeated = (keys & identity.FROM_ID).astype(bool) & (before > 0)
        identities = np.where(repeated, keys, identity.of_occurrence(keys, before))
        sources = self._sources(identities, bucket, others, taken)
        is_known = (sources > 0) & ~repeated
        new = ~repeated & ~is_known
        self._mark(order, ~new, new & (before > 0), identities)
        self.told.added += int(new.sum())
        self.told.repeated += int(repeated.sum())
        numbers = [0, 0, *others]
        counts = np.bincount(sources[is_known], minlength=len(numbers))
        self.told.known_from += Counter({numbers[at]: int(many) for at, many in enumerate(counts) if many and at})
        return np.sort(identities[new])

    def _sources(self, identities: Numbers, bucket: int, others: Mapping[int, Keys], taken: Numbers) -> np.ndarray:
        """For each identity 0 for a new one, 1 for one of the records, else 2 and more for the imports in turn."""
        found = np.zeros(identities.size, np.int64)
        for number, here in enumerate([taken, *(keys.of(bucket) for keys in others.values())], start=1):
            if here.size and identities.size:
                at = np.minimum(np.searchsorted(here, identities), here.size - 1)
                found[(here[at] == identities) & (found == 0)] = number
        return found

    def _mark(self, order: np.ndarray, dropped: Mask, called: Mask, identities: Numbers) -> None:
        which, rows = self.which[order], self.rows[order]
        for part in np.unique(which[dropped]):
            self.marks.drop(int(part), rows[dropped & (which == part)])
        ids = identity.record_ids(identities)
        for part in np.unique(which[called]):
            mine = called & (which == part)
            self.marks.call(int(part), rows[mine], ids[mine])


def _before(keys: Numbers) -> npt.NDArray[np.int64]:
    """For each of the sorted keys how many of the same stand before it."""
    places = np.arange(keys.size)
    first = np.r_[True, keys[1:] != keys[:-1]] if keys.size else np.empty(0, bool)
    return places - np.maximum.accumulate(np.where(first, places, 0))
