"""A list of settings somebody brings: pasted numbers, or a CSV from another system with a URN column and any others.

`parse` reads it into rows, whatever its encoding and delimiter, and says which lines it could not use; `match` looks
the numbers up in a build. Nothing is written anywhere: who calls decides how long to keep it. The other columns may
name people, so they never enter the warehouse or an open export.
"""

import csv
import io
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from pipelines import errors, reads

MOST_BYTES = 2_000_000
MOST_ROWS = 5_000  # the largest authority has about two thousand settings
MOST_COLUMNS = 40
LONGEST = 200  # letters of a cell: the rest is cut
DELIMITERS = ",;\t|"
TITLE_ROWS = 20  # how far down the heading may stand
URN = re.compile(r"[A-Z]{0,3}[0-9]{4,9}")  # what is taken for a number in the URN column
LIKELY = re.compile(r"[A-Z]{0,3}[0-9]{6,7}|S[0-9]{7}")  # what a column is recognised by where its heading does not say
NAMED = re.compile(r"\burns?\b|unique ?reference|ofsted (?:no|num|ref|id)", re.I)
_SEPARATORS = re.compile(r"[\s,;|]+")


class NotAList(errors.BadParameter):
    """What was given cannot be read as a list of settings."""

    exit_code = errors.BadParameter.exit_code


class SeveralColumns(NotAList):
    """Several columns look like URNs: `columns` are their names, and one is to be chosen."""

    def __init__(self, columns: Sequence[str]):
        super().__init__(f"Several columns look like URNs: {', '.join(columns)}. Choose the one to use.")
        self.columns = tuple(columns)


@dataclass(frozen=True)
class Parsed:
    """A list as read. rows: {urn: {column: text}}, in order; `columns` are all but the URN.

    refused: (line, what stands there) where there is no URN; repeated: how many lines say again what a line above
    said; ambiguous: (urn, lines, the columns that differ) where lines about one setting disagree: the first is used.
    """

    rows: Mapping[str, Mapping[str, str]]
    columns: tuple[str, ...] = ()
    refused: tuple[tuple[int, str], ...] = ()
    repeated: int = 0
    ambiguous: tuple[tuple[str, tuple[int, ...], tuple[str, ...]], ...] = ()


def parse(given: bytes | str, column: str | None = None) -> Parsed:
    """Read a list. `column` says which holds the URN where several could.

    Raises NotAList, and SeveralColumns where that must be asked.
    """
    text = given if isinstance(given, str) else _decoded(given)
    if len(text) > MOST_BYTES:
        raise NotAList(f"This is larger than {MOST_BYTES // 1_000_000} MB. A list of settings is much smaller.")
    if not text.strip():
        raise NotAList("There is nothing in it. Paste URNs, or choose a CSV file with a column of URNs.")
    bare = [word for word in _SEPARATORS.split(text) if word]
    if all(URN.fullmatch(_urn(word)) for word in bare):
        return _gathered([(number, word, {}) for number, word in enumerate(bare, 1)], ())
    table = _table(text)
    heads, body = _headed(table)
    place = _column(heads, [cells for _, cells in body], column)
    others = [i for i in range(len(heads)) if i != place]
    rows = [(line, cells[place], {heads[i]: cells[i] for i in others}) for line, cells in body]
    return _gathered(rows, tuple(heads[i] for i in others))


def match(served: reads.Served, parsed: Parsed) -> tuple[dict[str, dict], list[str]]:
    """What the build says of each setting of the list, by URN in order of support priority; and the URNs it does not
    know."""
    found = {row["urn"]: row for row in reads.rows(served, "listed_urns", urns=list(parsed.rows))}
    return found, [urn for urn in parsed.rows if urn not in found]


def _decoded(content: bytes) -> str:
    if len(content) > MOST_BYTES:
        raise NotAList(f"This file is larger than {MOST_BYTES // 1_000_000} MB. A list of settings is much smaller.")
    if content[:4] in (b"PK\x03\x04", b"\xd0\xcf\x11\xe0"):
        raise NotAList("This is a spreadsheet file. In your spreadsheet choose Save as, CSV, and give that file.")
    if content[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return content.decode("utf-16", errors="replace")
    if b"\0" in content:
        raise NotAList("This file is not text. Give a CSV file.")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252", errors="replace")


def _table(text: str) -> list[tuple[int, list[str]]]:
    """The rows that hold anything, each with its line, read by the delimiter that is there most often."""
    delimiter = max(DELIMITERS, key=lambda mark: text[:20_000].count(mark))
    csv.field_size_limit(max(csv.field_size_limit(), MOST_BYTES + 1))
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    rows, begins = [], 1
    for cells in reader:
        clean = ["".join(c if c.isprintable() else " " for c in cell).strip()[:LONGEST] for cell in cells]
        if any(clean):
            rows.append((begins, clean))
        begins = reader.line_num + 1
        if len(rows) > MOST_ROWS + TITLE_ROWS:
            raise NotAList(f"This has more than {MOST_ROWS:,} rows. A list of settings is shorter.")
    return rows


def _headed(table: list[tuple[int, list[str]]]) -> tuple[list[str], list[tuple[int, list[str]]]]:
    """The headings, each once, and the rows below them, all of one length."""
    cells = [row for _, row in table[: TITLE_ROWS + 1]]
    first = next((i for i, row in enumerate(cells) if any(LIKELY.fullmatch(_urn(cell)) for cell in row)), None)
    named = next((i for i, row in enumerate(cells) if len(row) > 1 and any(map(NAMED.search, row))), None)
    at = named if named is not None else first - 1 if first else None
    if first is None and at is None:
        raise NotAList("No column of URNs was found. The file needs one, with URN in its heading.")
    body = table if at is None else table[at + 1 :]
    width = max(len(row) for _, row in table[at or 0 :])
    if width > MOST_COLUMNS:
        raise NotAList(f"This has {width:,} columns. Keep the URN and up to {MOST_COLUMNS - 1} others.")
    heads: list[str] = []
    for i, head in enumerate([*(cells[at] if at is not None else []), *[""] * width][:width]):
        name = head or f"Column {i + 1}"
        heads.append(name if name not in heads else f"{name} ({i + 1})")
    return heads, [(line, [*row, *[""] * (width - len(row))]) for line, row in body]


def _column(heads: Sequence[str], body: Sequence[Sequence[str]], column: str | None) -> int:
    """Which column holds the URN: the one chosen, the one whose heading says so, or the one whose cells do."""
    if column is not None and column in heads:
        return heads.index(column)
    filled = [[cell for cell in (row[i] for row in body) if cell] for i in range(len(heads))]
    holds = [sum(bool(LIKELY.fullmatch(_urn(cell))) for cell in cells) * 2 > len(cells) > 0 for cells in filled]
    for candidates in (
        [i for i, head in enumerate(heads) if NAMED.search(head) and holds[i]],
        [i for i, head in enumerate(heads) if holds[i]],
        [i for i, head in enumerate(heads) if NAMED.search(head)],
    ):
        if len(candidates) == 1:
            return candidates[0]
        if candidates:
            raise SeveralColumns([heads[i] for i in candidates])
    raise NotAList("No column of URNs was found. The file needs one, with URN in its heading.")


def _gathered(rows: list[tuple[int, str, dict[str, str]]], columns: tuple[str, ...]) -> Parsed:
    if len(rows) > MOST_ROWS:
        raise NotAList(f"This has more than {MOST_ROWS:,} rows. A list of settings is shorter.")
    kept: dict[str, dict[str, str]] = {}
    lines: dict[str, list[int]] = {}
    differs: dict[str, list[str]] = {}
    refused, repeated = [], 0
    for line, cell, beside in rows:
        urn = _urn(cell)
        if not URN.fullmatch(urn):
            refused.append((line, cell or "no URN"))
            continue
        lines.setdefault(urn, []).append(line)
        if urn not in kept:
            kept[urn] = beside
        elif kept[urn] == beside:
            repeated += 1
        else:
            said = differs.setdefault(urn, [])
            said += [name for name in columns if beside[name] != kept[urn][name] and name not in said]
    ambiguous = tuple((urn, tuple(lines[urn]), tuple(names)) for urn, names in differs.items())
    return Parsed(kept, columns, tuple(refused), repeated, ambiguous)


def _urn(cell: str) -> str:
    """A cell as a URN is written: a spreadsheet adds apostrophes, spaces and decimals."""
    return re.sub(r"\.0$", "", re.sub(r"[\s'’\"]", "", cell)).upper()
