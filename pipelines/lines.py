"""The lines of a release file below its header: where each stands, and a digest by which it is known again."""

from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path

import numpy as np
import pyarrow as pa

AT_ONCE = 1 << 23  # bytes of a file held while its lines are told apart: more than any line DuckDB reads as a row
IN_CACHE = 1 << 17  # bytes looked at in one go, small enough that no new memory is asked for
NEW_LINE, RETURN = b"\n"[0], b"\r"[0]


@dataclass(frozen=True)
class Lines:
    """The lines of a file that are not blank, numbered from 1: the bytes each stands at, its end left out, and the
    two halves of its digest of 128 bits. No two lines share both."""

    source: Path
    starts: np.ndarray
    ends: np.ndarray
    digest: np.ndarray
    other: np.ndarray

    def __len__(self) -> int:
        return len(self.starts)

    def texts(self, numbers: Iterable[int]) -> list[bytes]:
        """These lines as they are printed."""
        found = []
        with self.source.open("rb", buffering=0) as handle:
            for number in numbers:
                handle.seek(self.starts[number - 1])
                found.append(handle.read(self.ends[number - 1] - self.starts[number - 1]))
        return found

    def as_table(self, file: int) -> pa.Table:
        """Columns file, row_number, digest, other."""
        count = len(self)
        columns = {
            "file": np.full(count, file, np.int32), "row_number": np.arange(1, count + 1), "digest": self.digest,
            "other": self.other,
        }  # fmt: skip
        return pa.table({name: _as_arrow(values) for name, values in columns.items()})


def read(source: Path, skip: int) -> Lines:
    """The lines of a file in UTF-8 with one kind of line end, after the first `skip`; none where one is too long."""
    parts = []
    data = bytearray(min(AT_ONCE, source.stat().st_size + 1))
    with source.open("rb") as handle:
        for _ in range(skip):
            handle.readline()
        place = handle.tell()
        while held := handle.readinto(data):
            whole = data.rfind(b"\n", 0, held) + 1 if held == len(data) else held
            if not whole:
                return _joined(source, [])
            parts.append(_part(data, whole, place))
            place = handle.seek(place + whole)
    return _joined(source, parts)


def _as_arrow(values: np.ndarray) -> pa.Array:
    """The same numbers: pa.array would load pandas, which takes as long as reading two releases, and 30 MB."""
    kind = pa.from_numpy_dtype(values.dtype)
    return pa.Array.from_buffers(kind, len(values), [None, pa.py_buffer(np.ascontiguousarray(values))])


def _part(data: bytearray, whole: int, place: int) -> tuple[np.ndarray, ...]:
    """Starts, ends and digests of the lines in the first `whole` bytes, which stand at `place` in the file."""
    letters = np.frombuffer(data, np.uint8, whole)
    steps = range(0, whole, IN_CACHE)
    ends = [np.flatnonzero(letters[at : at + IN_CACHE] == NEW_LINE) + at for at in steps]
    ends = np.concatenate(ends).astype(np.int32)
    starts = np.concatenate(([0], ends + 1)).astype(np.int32)
    if starts[-1] < whole:  # the last line, without an end
        ends = np.append(ends, np.int32(whole))
    else:
        starts = starts[:-1]
    ends = ends - ((ends > starts) & (letters[ends - 1] == RETURN))
    kept = ends > starts
    starts, ends = starts[kept], ends[kept]
    text = memoryview(data)
    places = zip(starts.tolist(), ends.tolist(), strict=True)
    told = (blake2b(text[start:end], digest_size=16).digest() for start, end in places)
    halves = np.frombuffer(b"".join(told), np.uint64).reshape(-1, 2)
    return starts.astype(np.int64) + place, ends.astype(np.int64) + place, halves[:, 0], halves[:, 1]


def _joined(source: Path, parts: list) -> Lines:
    kinds = (np.int64, np.int64, np.uint64, np.uint64)
    columns = zip(*parts, strict=True) if parts else [[np.empty(0, kind)] for kind in kinds]
    return Lines(source, *(np.concatenate(column) for column in columns))
