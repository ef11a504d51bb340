"""How much of an extract may be asked of memory: the file's size, what lies between two pieces, what one holds.

A real extract of a county is some 15 MB, nests seven deep and has about a hundred elements to a registration. What
goes beyond these limits is refused, not read: it is damaged or meant to do harm.
"""

from pathlib import Path
from typing import BinaryIO

from pipelines import errors

MOST_BYTES = 512 << 20
MOST_BETWEEN = 4 << 20  # bytes between two registrations (XML) or two values (JSON): a registration has some 5,000
MOST_DEEP = 40  # JSON; in XML the parser's own 256
MOST_IN_ONE = 20_000  # values of one registration, in JSON


def refused(path: Path, why: str) -> errors.FeedRefused:
    """The error that says why an extract is not read, and what to do."""
    return errors.FeedRefused(
        f"{path.name} is refused: {why}. An extract as Ofsted makes it never does that. Download it again from Ofsted, "
        f"or move it out of {path.parent}."
    )


def damaged(path: Path, why: str) -> errors.FeedDamaged:
    """The error that says where an extract cannot be read, and what to do."""
    return errors.FeedDamaged(
        f"{path.name} is damaged or cut short: {' '.join(why.split())[:200]}. Download it again from Ofsted, or move "
        f"it out of {path.parent}."
    )


def not_a_feed(path: Path, why: str) -> errors.NotAFeed:
    """The error that says why a file is no extract, and what to do."""
    return errors.NotAFeed(
        f"{path.name} is not an Ofsted childcare register extract: {why}. Download the extract of your authority from "
        f"Ofsted as XML or JSON, or move this file out of {path.parent}."
    )


class Watched:
    """A file that refuses to be read on when too much has gone by without a whole piece; `mark` says one was seen."""

    def __init__(self, path: Path, handle: BinaryIO):
        self.path, self.handle = path, handle
        self.since = self.within = 0  # bytes since the last piece; values since the last registration

    def read(self, size: int = -1) -> bytes:
        """The next bytes of the file. Raises FeedRefused."""
        chunk = self.handle.read(size)
        self.since += len(chunk)
        if self.since > MOST_BETWEEN:
            raise refused(self.path, f"one registration or one text in it is longer than {MOST_BETWEEN >> 20} MB")
        return chunk

    def mark(self) -> None:
        """A piece has been read whole."""
        self.since = 0
