"""An extract in JSON as plain dictionaries, one registration at a time, in the shape of the XML form.

JSON is UTF-8, or UTF-16 where a byte order mark says so. Keys may carry a prefix (`ns:Registration`) or name an
attribute (`@xmlns`: left out); the outermost key may be missing.
"""

import codecs
import io
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

import ijson

from pipelines.feed import limits
from pipelines.feed.xml_extract import PARTS, ROOT

MARKS = {codecs.BOM_UTF8: "utf-8-sig", codecs.BOM_UTF16_LE: "utf-16", codecs.BOM_UTF16_BE: "utf-16"}
SCALARS = ("string", "number", "boolean", "null")


class Recoded:
    """A file in another encoding, read as UTF-8."""

    def __init__(self, handle: BinaryIO, encoding: str):
        self.text = io.TextIOWrapper(handle, encoding=encoding, newline="")

    def read(self, size: int = -1) -> bytes:
        """The next characters, as UTF-8."""
        return self.text.read(size).encode("utf-8")


def parts(path: Path) -> Iterator[tuple[str, object]]:
    """('Extract' | 'Registration' | another name, content), in the order of the file.

    Raises FeedRefused, FeedDamaged and NotAFeed.
    """
    with path.open("rb") as handle:
        start = handle.read(3)
        handle.seek(0)
        encoding = next((name for mark, name in MARKS.items() if start.startswith(mark)), None)
        watched = limits.Watched(path, Recoded(handle, encoding) if encoding else handle)
        try:
            for part in _walk(path, watched):
                yield part
                watched.within *= part[0] not in PARTS
        except (ijson.JSONError, UnicodeError) as fault:
            raise limits.damaged(path, _told(fault)) from None


def _walk(path: Path, watched: limits.Watched) -> Iterator[tuple[str, object]]:
    """Follow the events down to the level of the parts, and build each part whole."""
    events = _counted(path, watched)
    kind, _ = next(events, ("", None))
    if kind != "start_map":
        raise limits.not_a_feed(path, "it does not hold one JSON object")
    seen = False
    for key in _keys(events):
        kind, value = next(events)
        if key == ROOT and kind == "start_map":
            seen = True
            for inner in _keys(events):
                yield from _part(inner, *next(events), events)
        elif key in PARTS:
            seen = True
            yield from _part(key, kind, value, events)
        else:
            _built(kind, value, events)
    for _ in events:  # to the end: nothing may follow
        pass
    if not seen:
        raise limits.not_a_feed(path, f"it has no {ROOT}")


def _counted(path: Path, watched: limits.Watched) -> Iterator[tuple[str, object]]:
    """The events of the file, each marked as seen; refuses too deep a nesting before anything of it is built."""
    depth = 0
    for kind, value in ijson.basic_parse(watched, use_float=True, buf_size=1 << 16):
        watched.mark()
        depth += kind.startswith("start") - kind.startswith("end")
        if depth > limits.MOST_DEEP:
            raise limits.refused(path, f"its objects nest more than {limits.MOST_DEEP} deep")
        watched.within += 1
        if watched.within > limits.MOST_IN_ONE:
            raise limits.refused(path, f"one registration holds more than {limits.MOST_IN_ONE:,} values")
        yield kind, value


def _keys(events: Iterator[tuple[str, object]]) -> Iterator[str]:
    """The keys of the object just begun; whoever asks takes the value of each before the next."""
    for kind, value in events:
        if kind == "end_map":
            return
        yield _name(value)


def _part(key: str, kind: str, value: object, events: Iterator) -> Iterator[tuple[str, object]]:
    if key.startswith("@"):
        _built(kind, value, events)
        return
    if kind != "start_array":
        built = _built(kind, value, events)
        if built is not None or key not in PARTS:  # null: an empty list
            yield key, built
        return
    for kind, value in events:
        if kind == "end_array":
            return
        yield key, _built(kind, value, events)


def _built(kind: str, value: object, events: Iterator[tuple[str, object]]) -> object:
    """One value, whole."""
    if kind in SCALARS:
        return value if value is None or isinstance(value, str) else str(value)
    if kind == "start_array":
        content = []
        for kind, value in events:
            if kind == "end_array":
                return content
            content.append(_built(kind, value, events))
    found: dict[str, object] = {}
    for key in _keys(events):
        found[key] = _built(*next(events), events)
    text = found.pop("#text", None)
    found = {key: inner for key, inner in found.items() if not key.startswith("@")}
    return found or text


def _told(fault: Exception) -> str:
    """The parser's first line: those after it quote the file, which names people."""
    said = fault.args[0] if fault.args else ""
    said = said.decode("utf-8", "replace") if isinstance(said, bytes) else str(said)
    return said.splitlines()[0] if said.startswith(("parse error", "lexical error")) else "its JSON cannot be read"


def _name(key: str) -> str:
    return key.rsplit(":", 1)[-1] if not key.startswith("@") else key
