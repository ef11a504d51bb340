"""Spreadsheets as text: each sheet of an ODS or Excel workbook as a UTF-8 CSV, cells as the CSV releases print them.

Reading is done in a process of its own: a national workbook takes a gigabyte while it is read, and a broken one must
not take the build with it. Which sheet is the release is not decided here (load).
"""

import csv
import datetime as dt
import hashlib
import json
import os
import shutil
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Callable
from functools import cache
from pathlib import Path

from pipelines import errors

SIGNS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")  # zip (ODS, XLSX) and the older Excel container
MOST_BYTES = 2_000_000_000  # of a workbook unpacked: over ten times a national release
MOST_MEMORY = 6_000_000_000
MOST_SHEETS = 60
PATIENCE = 600  # seconds
INDEX = "sheets.json"


@cache
def version() -> str:
    """A hash of this reader: text it wrote before it was changed is not used again."""
    return hashlib.sha256(Path(__file__).read_bytes()).hexdigest()[:8]


def is_workbook(start: bytes) -> bool:
    """Whether a file that begins with these bytes is a spreadsheet."""
    return start.startswith(SIGNS)


def sheets(path: Path, folder: Path) -> list[tuple[str, Path]]:
    """The sheets of a workbook that hold anything, as (name, CSV file in `folder`), read unless they are there already.

    Raises BadWorkbook.
    """
    if not (folder / INDEX).exists():
        folder.parent.mkdir(parents=True, exist_ok=True)
        beside = Path(tempfile.mkdtemp(prefix=".staging-", dir=folder.parent))
        try:
            _unpack(path, beside)
            shutil.rmtree(folder, ignore_errors=True)
            os.replace(beside, folder)
        finally:
            shutil.rmtree(beside, ignore_errors=True)
    index = json.loads((folder / INDEX).read_text(encoding="utf-8"))
    return [(name, folder / file) for name, file in index]


def refused(path: Path, why: str) -> errors.BadWorkbook:
    """The error that says why a spreadsheet is no release, and what to do."""
    return errors.BadWorkbook(
        f"{path.name} cannot be read as a spreadsheet: {why}. Download it again from GOV.UK, or take the CSV of the "
        f"same release, or move it out of {path.parent}."
    )


def _unpack(path: Path, folder: Path) -> None:
    """Read the workbook in a process of its own. Raises BadWorkbook with what that process said."""
    _check_container(path)
    try:
        done = subprocess.run(
            [sys.executable, "-m", "pipelines.workbook", str(path.resolve()), str(folder.resolve())],
            cwd=Path(__file__).resolve().parents[1], capture_output=True, text=True, encoding="utf-8",
            errors="replace", timeout=PATIENCE, check=False,
        )  # fmt: skip
    except subprocess.TimeoutExpired:
        raise refused(path, f"reading it took over {PATIENCE // 60} minutes") from None
    if done.returncode == 0:
        return
    said = (done.stderr.strip().splitlines() or ["the reader stopped without a word"])[-1]
    if "No space left" in said:
        raise OSError(28, "No space left on device", str(folder))
    raise refused(path, said if done.returncode == 1 else "it takes more memory than a release can need")


def _check_container(path: Path) -> None:
    """Refuse what would unpack to more than any release holds, before anything is unpacked."""
    with path.open("rb") as handle:
        if not handle.read(4).startswith(SIGNS[0]):
            return
    try:
        with zipfile.ZipFile(path) as archive:
            entries = archive.infolist()
            size = sum(entry.file_size for entry in entries)
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as fault:
        raise refused(path, f"the file is damaged or cut short ({fault})") from None
    if size > MOST_BYTES:
        raise refused(path, f"it unpacks to {size / 1e9:.1f} GB, more than any release")
    names = [entry.filename.replace("\\", "/").lstrip("/").lower() for entry in entries]
    if not any(name.startswith("xl/") or name == "content.xml" for name in names):
        is_word = any(name.startswith("word/") for name in names)
        raise refused(path, "it is a Word document" if is_word else "it is a zip that has to be unpacked first")


def main(path: str, folder: str) -> int:
    """Write every sheet of the workbook as CSV into the folder; what goes wrong is one line on standard error."""
    _limit_memory()
    from python_calamine import CalamineWorkbook

    try:
        book = CalamineWorkbook.from_path(path)
        index = []
        for number, name in enumerate(book.sheet_names[:MOST_SHEETS]):
            sheet = book.get_sheet_by_name(name)
            if _write(sheet.iter_rows(), Path(folder) / f"{number}.csv"):
                index.append((name, f"{number}.csv"))
        (Path(folder) / INDEX).write_text(json.dumps(index), encoding="utf-8")
    except MemoryError:
        print("it takes more memory than a release can need", file=sys.stderr)
        return 1
    except BaseException as fault:  # a panic of the reader is no Exception
        print(str(fault).splitlines()[0] if str(fault) else type(fault).__name__, file=sys.stderr)
        return 1
    return 0


def _write(rows: object, target: Path) -> bool:
    """Write rows as CSV; False, and no file, where no cell holds anything."""
    is_empty = True
    with target.open("w", encoding="utf-8", newline="") as handle:
        writer = csv.writer(handle, lineterminator="\n")
        for row in rows:
            cells = [cell if type(cell) is str else _TEXTS[type(cell)](cell) for cell in row]
            is_empty = is_empty and not any(cells)
            writer.writerow(cells)
    if is_empty:
        target.unlink()
    return not is_empty


def _number(value: float) -> str:
    """4.0 is printed 4, as in the CSV releases."""
    return str(int(value)) if value == value and abs(value) < 1e15 and value == int(value) else repr(value)


def _moment(value: dt.datetime) -> str:
    return f"{value:%d/%m/%Y}" if value.time() == dt.time() else f"{value:%d/%m/%Y %H:%M:%S}"


_TEXTS: dict[type, Callable[..., str]] = {
    str: str, float: _number, int: str, bool: lambda value: "TRUE" if value else "FALSE",
    dt.date: lambda value: f"{value:%d/%m/%Y}", dt.datetime: _moment, dt.time: str, dt.timedelta: str,
    type(None): lambda value: "",
}  # fmt: skip


def _limit_memory() -> None:
    """Where the system can: an endless workbook ends in an error, not in a machine without memory."""
    try:
        import resource
    except ImportError:  # Windows
        return
    resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
