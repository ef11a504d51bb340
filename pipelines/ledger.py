"""The ledger of what was fetched: `fetched.csv` beside the releases, one row per address, written whole or not at all.

Leaves out how files are fetched. A build reads here which of two files of one date was published last.
"""

import csv
import datetime as dt
import os
from collections import Counter
from dataclasses import asdict, dataclass, fields
from pathlib import Path

from pipelines import errors, gov_uk

NAME = "fetched.csv"
WORK = ".fetch"  # the folder of what is not finished yet, beside the releases


@dataclass(frozen=True)
class Entry:
    """One address fetched, all as text. `as_at` is a date, `published_at` and `fetched_at` are moments (ISO 8601).

    Two addresses that gave the same bytes name the same file.
    """

    file: str
    url: str
    title: str
    page: str
    kind: str
    as_at: str
    published_at: str
    sha256: str
    size: str
    fetched_at: str
    etag: str
    last_modified: str


COLUMNS = [field.name for field in fields(Entry)]


def read(folder: Path) -> list[Entry]:
    """What the ledger of a folder says, in the order fetched; nothing where there is none. Raises BadLedger."""
    path = folder / NAME
    try:
        with path.open(encoding="utf-8-sig", newline="") as handle:
            rows = list(csv.DictReader(handle, strict=True))
        entries = [Entry(**{name: row[name].strip() for name in COLUMNS}) for row in rows]
        for entry in entries:
            _ = dt.date.fromisoformat(entry.as_at) if entry.as_at else None
            _ = dt.datetime.fromisoformat(entry.published_at) if entry.published_at else None
    except FileNotFoundError:
        return []
    except (OSError, UnicodeDecodeError, csv.Error, KeyError, AttributeError, ValueError) as fault:
        raise errors.BadLedger(
            f"{path} cannot be read ({type(fault).__name__}: {fault}). Move it away and fetch again: files that are "
            "there already are recognised by their bytes and not doubled."
        ) from None
    return entries


def write(folder: Path, entries: list[Entry]) -> None:
    """Replace the ledger, all at once."""
    beside = folder / WORK / f"{NAME}.tmp"
    with beside.open("w", encoding="utf-8", newline="") as handle:
        table = csv.DictWriter(handle, COLUMNS, lineterminator="\n")
        table.writeheader()
        table.writerows(asdict(entry) for entry in entries)
        handle.flush()
        os.fsync(handle.fileno())
    os.replace(beside, folder / NAME)


def dates(folder: Path) -> dict[str, dict]:
    """For each fetched file still in the folder: as_at, published_on and `order`, which ranks files of one date.

    Later published ranks higher; then the page of lower precedence; then a later version of one title.
    """
    precedence = gov_uk.precedences()
    versions, known = Counter(), {}
    for entry in read(folder):
        versions[entry.page, entry.title] += 1
        if not (folder / entry.file).is_file():
            continue
        order = [
            entry.published_at, -precedence.get(entry.page, 99), versions[entry.page, entry.title],
            entry.title if entry.kind == "inspections" else "",
        ]  # fmt: skip
        if entry.file in known and known[entry.file]["order"] > order:
            continue
        known[entry.file] = {
            "as_at": dt.date.fromisoformat(entry.as_at) if entry.as_at else None,
            "published_on": dt.datetime.fromisoformat(entry.published_at).date() if entry.published_at else None,
            "coverage": "",
            "order": order,
        }
    return known
