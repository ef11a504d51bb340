"""A registration as rows of text, by declared/feed_elements.csv: taken, left out by name, or counted as not known.

No opinions about values live here. A name not declared is reported and never followed further; its text is not kept.
"""

from collections import Counter
from collections.abc import Mapping
from functools import cache

from pipelines import declared

LONGEST = 2_000  # characters of one value; Ofsted's own schema allows 400 at most
MOST_NAMES = 100  # names not known that are told apart; the others are counted together

Record = dict[str, object]


@cache
def elements() -> Mapping[str, tuple[str, str]]:
    """Every declared element to its table and column; ('', '') where it is left out."""
    return {row["element"]: (row["table"], row["column"]) for row in declared.rows("feed_elements")}


@cache
def tables() -> Mapping[str, tuple[str, ...]]:
    """Each table of text to its columns, the row number of the registration first."""
    found: dict[str, tuple[str, ...]] = {}
    for table, column in elements().values():
        if table:
            found[table] = (*found.get(table, ("row_number",)), column)
    return found


@cache
def _items() -> Mapping[str, str]:
    """The elements that stand once for each row of a table: a list's items."""
    return {
        path.rpartition("/")[0]: table for path, (table, _) in elements().items() if table not in ("", "registration")
    }


@cache
def _containers() -> frozenset[str]:
    """Elements that only hold others we know."""
    steps = [path.split("/") for path, (table, _) in elements().items() if table]
    return frozenset("/".join(step[:place]) for step in steps for place in range(1, len(step)))


class Taken:
    """The rows of an extract so far, and what in it was seen, by element."""

    def __init__(self) -> None:
        self.rows: dict[str, list[Record]] = {table: [] for table in tables()}
        self.seen: Counter[str] = Counter()
        self.unknown: Counter[str] = Counter()
        self.read = 0
        self._elements, self._holders, self._items = elements(), _containers(), _items()

    def add(self, content: object) -> None:
        """Take one registration; something else in its place is a registration of which nothing is known."""
        self.read += 1
        record: Record = {"row_number": self.read}
        self.rows["registration"].append(record)
        if isinstance(content, dict):
            for name, inner in content.items():
                self._walk(inner, name, record)
        elif content is not None:
            self.count("text in place of elements")

    def count(self, name: str) -> None:
        """Something not known has been seen."""
        name = name[:80]
        self.unknown[name if name in self.unknown or len(self.unknown) < MOST_NAMES else "other names"] += 1

    def _walk(self, value: object, path: str, record: Record) -> None:
        if isinstance(value, list):
            for item in value:
                self._walk(item, path, record)
            return
        known = self._elements.get(path)
        if known and not known[0]:
            self.seen[path] += 1
        elif known:
            self._take(value, path, known[1], record)
        elif path in self._holders:
            self._open(value, path, record)
        else:
            self.count(path)

    def _open(self, value: object, path: str, record: Record) -> None:
        table = self._items.get(path)
        if table and value is not None:
            record = {"row_number": self.read}
            self.rows[table].append(record)
        if isinstance(value, dict):
            for name, inner in value.items():
                self._walk(inner, f"{path}/{name}", record)
        elif value is not None and value.strip():
            self.count(f"{path} (text)")

    def _take(self, value: object, path: str, column: str, record: Record) -> None:
        self.seen[path] += 1
        if isinstance(value, dict):
            self.count(f"{path} (elements)")
            return
        text = (value or "").replace("\0", " ").strip()
        if not text:
            return
        if column in record:
            self.count(f"{path} (again)")
            return
        if len(text) > LONGEST:
            self.count(f"{path} (cut)")
        text = text[:LONGEST]
        record[column] = text if text.isascii() else text.encode("utf-8", "replace").decode("utf-8")
