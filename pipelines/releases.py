"""Which files in a folder are releases, as at when, in what order: decided before any row is staged.

A file `releases.csv` beside the releases may declare, per file, its as-at date, its published date (the order of
two files of one as-at date) and its coverage; `fetched.csv` says the first two of what was fetched. A file
`reference/postcodes.csv` may place postcodes on the grid.
"""

import csv
import datetime as dt
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path

from pipelines import errors, ledger, links, load, neighbours

DECLARATION = "releases.csv"
BESIDE = (DECLARATION, ledger.NAME, links.FILE, neighbours.FILE)  # said of releases, and no releases themselves
GRID_REFERENCES = Path("reference", "postcodes.csv")
COVERAGES = ("", "national", "complete", "partial")


@dataclass(frozen=True)
class Release:
    """One release to load: the file, its dates, and the coverage declared for it ('' when it is to be counted)."""

    file: load.RawFile
    as_at: dt.date
    published_on: dt.date | None
    coverage: str
    order: tuple = ()  # among fetched files of one date: see pipelines.ledger


def any_in(folder: Path) -> bool:
    """Whether a folder holds any file that could be a release."""
    names = [path.name.lower() for path in folder.glob("*")]
    return any(name.endswith(load.SUFFIXES) and name not in BESIDE for name in names)


def files_in(folder: Path) -> tuple[list[Path], list[Path]]:
    """The release files of a folder by their suffix, and the other files, which are not read. Raises NoReleaseFound."""
    if folder.is_file():
        raise errors.NoReleaseFound(
            f"{folder} is a file, and a build reads every release in a folder. Give the folder it lies in: "
            f"`--raw {folder.absolute().parent}`."
        )
    if not folder.is_dir():
        raise errors.NoReleaseFound(
            f"There is no folder {folder}. Make it and put Ofsted's provider-level CSV releases in it, "
            "or run `python -m pipelines sample` for invented ones."
        )
    entries = sorted(p for p in folder.iterdir() if p.is_file() and not p.name.startswith("."))
    found = [p for p in entries if p.suffix.lower() in load.SUFFIXES and p.name.lower() not in BESIDE]
    others = [p for p in entries if p not in found and p.name.lower() not in BESIDE]
    if not found:
        seen = f" It holds {', '.join(p.name for p in others[:5])}." if others else " It is empty."
        raise errors.NoReleaseFound(
            f"No release found in {folder}: no file there ends in {', '.join(load.SUFFIXES)}.{seen} Put Ofsted's "
            "releases in it, or run `python -m pipelines sample` for invented ones."
        )
    return found, others


def ordered(files: list[load.RawFile], declarations: dict[str, dict]) -> tuple[list[Release], list[load.RawFile]]:
    """Releases, oldest first, and the files left out because another holds the same bytes.

    Raises AsAtUnknown and OrderUnknown.
    """
    chosen: dict[str, load.RawFile] = {}
    twins = []
    # Of two copies the declared one stands, then one that says its date: a copy's name must not decide.
    for file in sorted(files, key=lambda f: (f.path.name not in declarations, f.as_at is None, f.path.name)):
        if file.sha256 in chosen:
            pair = (file, chosen[file.sha256])
            if len({one.as_at for one in pair if one.as_at and one.path.name not in declarations}) > 1:
                raise errors.OrderUnknown(
                    f"{file.path.name} and {chosen[file.sha256].path.name} hold the same bytes and say different as-at "
                    "dates. Keep the one that is named rightly."
                )
            twins.append(file)
        else:
            chosen[file.sha256] = file
    releases = [_release(file, declarations.get(file.path.name, {})) for file in chosen.values()]
    by_date = defaultdict(list)
    for release in releases:
        by_date[release.as_at, release.file.kind].append(release)
    for (as_at, _), same in by_date.items():
        published = [(r.published_on, r.order) for r in same]
        if len(same) > 1 and (None in dict(published) or len(set(published)) < len(same)):
            names = " and ".join(r.file.path.name for r in same)
            raise errors.OrderUnknown(
                f"{names} are both as at {as_at:%d/%m/%Y}, and nothing says which was published last. Say so in "
                f"{same[0].file.path.parent / DECLARATION} (columns file,published_on; dates YYYY-MM-DD), "
                "or keep only one of them in the folder."
            )
    # Of one date the list of who is registered comes last: it decides who is.
    rank = {"inspections": 0, "providers": 1}
    return sorted(
        releases, key=lambda r: (r.as_at, rank[r.file.kind], r.published_on or r.as_at, r.order, r.file.sha256)
    ), twins


def _release(file: load.RawFile, declared: dict) -> Release:
    as_at = declared.get("as_at") or file.as_at
    if as_at is None:
        raise errors.AsAtUnknown(
            f"{file.path.name} does not say its as-at date: neither a title row nor the file name holds "
            "'as at D Month YYYY'. Rename the file as Ofsted named it, or give the date in "
            f"{file.path.parent / DECLARATION} (columns file,as_at; date YYYY-MM-DD)."
        )
    return Release(file, as_at, declared.get("published_on"), declared.get("coverage", ""),
                   tuple(declared.get("order", ())))  # fmt: skip


def declarations(folder: Path) -> dict[str, dict]:
    """What releases.csv declares and, where it is silent, what fetched.csv says of the files in the folder, by name.

    Raises BadDeclaration and BadLedger.
    """
    path, fetched = folder / DECLARATION, ledger.dates(folder)
    if not path.exists():
        return fetched
    try:
        with path.open(encoding="utf-8-sig", newline="") as handle:
            rows = list(csv.DictReader(handle))
    except (UnicodeDecodeError, csv.Error) as fault:
        raise errors.BadDeclaration(f"{path} cannot be read as CSV: {fault}.") from None
    declared = {}
    for line, row in enumerate(rows, 2):
        cells = {(k or "").strip(): (v or "").strip() for k, v in row.items() if isinstance(v, str | None)}
        if "file" not in cells:
            raise errors.BadDeclaration(f"{path} has no column 'file'. Its columns are: {', '.join(cells)}.")
        coverage = cells.get("coverage", "").lower()
        if coverage not in COVERAGES:
            raise errors.BadDeclaration(
                f"{path}, line {line}: coverage is '{coverage}'; it must be national, complete, partial or blank."
            )
        said = {
            "as_at": _date(path, line, cells, "as_at"),
            "published_on": _date(path, line, cells, "published_on"),
            "coverage": coverage,
        }
        known = fetched.get(cells["file"], {})
        if said["published_on"]:
            known = {**known, "order": ()}
        declared[cells["file"]] = known | {name: value for name, value in said.items() if value or name not in known}
    return fetched | declared


def grid_references(folder: Path) -> list[tuple[str, int, int]]:
    """Postcodes with easting and northing (metres, British National Grid) from reference/postcodes.csv, if it is there.

    Raises BadDeclaration.
    """
    path = folder / GRID_REFERENCES
    if not path.exists():
        return []
    try:
        with path.open(encoding="utf-8-sig", newline="") as handle:
            return [
                (row["postcode"].strip(), int(row["easting"]), int(row["northing"])) for row in csv.DictReader(handle)
            ]
    except (KeyError, TypeError, ValueError, AttributeError, csv.Error) as fault:
        raise errors.BadDeclaration(
            f"{path} cannot be read ({fault}). It needs the columns postcode, easting and northing, whole numbers."
        ) from None


def _date(path: Path, line: int, cells: dict[str, str], column: str) -> dt.date | None:
    text = cells.get(column, "")
    try:
        return dt.date.fromisoformat(text) if text else None
    except ValueError:
        raise errors.BadDeclaration(f"{path}, line {line}: {column} is '{text}'; write it as YYYY-MM-DD.") from None
