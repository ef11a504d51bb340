"""A list of settings somebody brings: pasted numbers, or a CSV from another system with a URN column and any others.

`parse` reads it into rows, whatever its encoding and delimiter, and says which lines it could not use; `match` looks
the numbers up in a build. Nothing is written anywhere: who calls decides how long to keep it. The other columns may
name people, so they never enter the warehouse or an open export.
"""

import csv
import io
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from pipelines import errors, reads, reformatted, signs, workbook

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
_APART = re.compile(r"\bEY\s+(?=[0-9])", re.I)  # letters written apart from their digits; digits are never joined


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

    refused: (line, what stands there) where there is no URN; repeated: how many rows name a setting again; ambiguous:
    (urn, lines, the columns that differ) where lines about one setting disagree: the first is used. lines: {urn: the
    line that first names it}; a list kept by an older version has none.
    """

    rows: Mapping[str, Mapping[str, str]]
    columns: tuple[str, ...] = ()
    refused: tuple[tuple[int, str], ...] = ()
    repeated: int = 0
    ambiguous: tuple[tuple[str, tuple[int, ...], tuple[str, ...]], ...] = ()
    lines: Mapping[str, int] = field(default_factory=dict)

    @property
    def size(self) -> int:
        """How many rows the list has: settings, what is no URN, and what names a setting again."""
        return len(self.rows) + len(self.refused) + self.repeated


def parse(given: bytes | str, column: str | None = None) -> Parsed:
    """Read a list. `column` says which holds the URN where several could.

    Raises NotAList, and SeveralColumns where that must be asked.
    """
    text = given if isinstance(given, str) else _decoded(given)
    if len(text) > MOST_BYTES:
        raise NotAList(f"This is larger than {MOST_BYTES // 1_000_000} MB. A list of settings is much smaller.")
    if not text.strip():
        raise NotAList("There is nothing in it. Paste URNs, or choose a CSV file with a column of URNs.")
    table = _table(text)
    at = _heading([cells for _, cells in table[: TITLE_ROWS + 1]])
    above = [(line, cells) for line, cells in table[: at or 0] if any(map(LIKELY.fullmatch, _words(cells)))]
    if at is None or sum(map(bool, table[at][1])) < 2:
        return _listed(above + (table if at is None else table[at + 1 :]))
    heads, body = _headed(table[at][1], table[at + 1 :])
    place = _column(heads, [cells for _, cells in body], column)
    others = [i for i in range(len(heads)) if i != place]
    rows = [(line, cells[place], {heads[i]: cells[i] for i in others}) for line, cells in body]
    refused = [(line, f"{' '.join(filter(None, cells))[:LONGEST]} (above the heading)") for line, cells in above]
    return _gathered(rows, tuple(heads[i] for i in others), refused)


def match(served: reads.Served, parsed: Parsed) -> tuple[dict[str, dict], list[str]]:
    """What the build says of each setting of the list, by URN in order of support priority; and the URNs it does not
    know."""
    found = {row["urn"]: row for row in reads.rows(served, "listed_urns", urns=list(parsed.rows))}
    return found, [urn for urn in parsed.rows if urn not in found]


def why_refused(said: str) -> str:
    """Why what stands on a line is no URN."""
    return reformatted.TOLD if reformatted.is_shortened(said) else "not a URN"


def _decoded(content: bytes) -> str:
    if len(content) > MOST_BYTES:
        raise NotAList(f"This file is larger than {MOST_BYTES // 1_000_000} MB. A list of settings is much smaller.")
    if workbook.is_workbook(content):
        raise NotAList("This is a spreadsheet file. In your spreadsheet choose Save as, CSV, and give that file.")
    if what := signs.kind(content[: signs.HEAD]):
        raise NotAList(f"This is {what}, whatever its name says. Give a CSV file.")
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
    text = reformatted.held_together(text)
    delimiter = max(DELIMITERS, key=lambda mark: text[:20_000].count(mark))
    csv.field_size_limit(max(csv.field_size_limit(), MOST_BYTES + 1))
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    rows, begins = [], 1
    for cells in reader:
        clean = [_clean(reformatted.apart(cell)) for cell in cells]
        if any(clean):
            rows.append((begins, clean))
        begins = reader.line_num + 1
        if len(rows) > MOST_ROWS + TITLE_ROWS:
            raise NotAList(f"This has more than {MOST_ROWS:,} rows. A list of settings is shorter.")
    return rows


def _clean(cell: str) -> str:
    return "".join(c if c.isprintable() else " " for c in cell).strip()[:LONGEST]


def _heading(table: Sequence[Sequence[str]]) -> int | None:
    """Which row is the heading: one that names the URN, else words above the first URN; None where there is none."""
    first = next((i for i, row in enumerate(table) if any(map(LIKELY.fullmatch, _words(row)))), None)
    for i, row in enumerate(table):
        if any(map(NAMED.search, row)) and not any(map(LIKELY.fullmatch, _words(row))):
            return i
    if not first:
        return None
    above = [cell for cell in table[first - 1] if cell]
    # Figures are no heading: a mistyped URN would be lost as one.
    has_figures = any(sum(map(str.isdigit, cell)) * 2 >= len(cell) for cell in above)
    return first - 1 if len(above) > 1 and not has_figures else None


def _listed(table: list[tuple[int, list[str]]]) -> Parsed:
    """A list without headings: every URN of a line is a row of its own, with what else the line says beside it.

    Where nothing but figures is listed there is nothing beside them: whatever is no URN is refused.
    """
    words = [word for _, cells in table for word in _words(cells)]
    if not any(map(LIKELY.fullmatch, words)) and not (words and all(map(URN.fullmatch, words))):
        if any(map(reformatted.is_shortened, words)):
            raise NotAList(f"No URN was found: {reformatted.TOLD}.")
        raise NotAList("No column of URNs was found. The file needs one, with URN in its heading.")
    has_figures_only = all(any(map(str.isdigit, word)) for word in words)
    shape = URN if has_figures_only else LIKELY
    rows: list[tuple[int, str, dict[str, str]]] = []
    refused = []
    width = _width(table)
    for line, cells in table:
        urns = [word for word in _words(cells) if shape.fullmatch(word)]
        rest = [" ".join(word for word in _split(cell) if not shape.fullmatch(_urn(word))) for cell in cells]
        if not urns:
            refused.append((line, " ".join(filter(None, cells))[:LONGEST]))
        elif has_figures_only:
            refused += [(line, left) for left in rest if left]
            rest = []
        rest += [""] * (width - len(rest))
        rows += [(line, urn, {f"Column {i}": said for i, said in enumerate(rest, 1)}) for urn in urns]
    names = [f"Column {i}" for i in range(1, width + 1)]
    filled = tuple(name for name in names if any(said[name] for *_, said in rows))
    return _gathered([(line, urn, {name: said[name] for name in filled}) for line, urn, said in rows], filled, refused)


def _headed(head: Sequence[str], body: list[tuple[int, list[str]]]) -> tuple[list[str], list[tuple[int, list[str]]]]:
    """The headings, each once, and the rows below them, all of one length."""
    width = _width([(0, [*head]), *body])
    heads: list[str] = []
    for i, said in enumerate([*head, *[""] * width][:width]):
        name = said or f"Column {i + 1}"
        heads.append(name if name not in heads else f"{name} ({i + 1})")
    return heads, [(line, [*row, *[""] * (width - len(row))]) for line, row in body]


def _width(table: list[tuple[int, list[str]]]) -> int:
    width = max(len(row) for _, row in table)
    if width > MOST_COLUMNS:
        raise NotAList(f"This has {width:,} columns. Keep the URN and up to {MOST_COLUMNS - 1} others.")
    return width


def _column(heads: Sequence[str], body: Sequence[Sequence[str]], column: str | None) -> int:
    """Which column holds the URN: the one chosen, the one whose heading says so, or the one whose cells do."""
    if column is not None and column in heads:
        return heads.index(column)
    filled = [[cell for cell in (row[i] for row in body) if cell] for i in range(len(heads))]
    holds = [sum(map(_is_likely, cells)) * 2 > len(cells) > 0 for cells in filled]
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


def _is_likely(cell: str) -> bool:
    """Whether a cell is a URN, or was one before a spreadsheet shortened it."""
    return bool(LIKELY.fullmatch(_urn(cell))) or reformatted.is_shortened(cell)


def _gathered(
    rows: list[tuple[int, str, dict[str, str]]], columns: tuple[str, ...], refused: Sequence[tuple[int, str]] = ()
) -> Parsed:
    if len(rows) > MOST_ROWS:
        raise NotAList(f"This has more than {MOST_ROWS:,} rows. A list of settings is shorter.")
    kept: dict[str, dict[str, str]] = {}
    lines: dict[str, list[int]] = {}
    differs: dict[str, list[str]] = {}
    refused, repeated = list(refused), 0
    for line, cell, beside in rows:
        urn = _urn(cell)
        if not URN.fullmatch(urn):
            refused.append((line, cell or "no URN"))
            continue
        lines.setdefault(urn, []).append(line)
        if urn not in kept:
            kept[urn] = beside
            continue
        repeated += 1
        if kept[urn] != beside:
            said = differs.setdefault(urn, [])
            said += [name for name in columns if beside[name] != kept[urn][name] and name not in said]
    ambiguous = tuple((urn, tuple(lines[urn]), tuple(names)) for urn, names in differs.items())
    return Parsed(kept, columns, tuple(refused), repeated, ambiguous, {urn: found[0] for urn, found in lines.items()})


def _urn(cell: str) -> str:
    """A cell as a URN is written: a spreadsheet adds apostrophes, spaces at the ends, commas and decimals."""
    plain = reformatted.joined(re.sub(r"['’\"]", "", cell).strip())
    return re.sub(r"\.0+$", "", _APART.sub("EY", plain)).upper()


def _split(cell: str) -> list[str]:
    return [word for word in _SEPARATORS.split(_APART.sub("EY", reformatted.joined(cell))) if word]


def _words(cells: Sequence[str]) -> list[str]:
    """Every word of a line, as a URN is written."""
    return [_urn(word) for cell in cells for word in _split(cell)]
