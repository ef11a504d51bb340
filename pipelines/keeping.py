"""A reader's own list of settings, kept on this computer from one session to the next where its reader asks for that.

One file in a folder of its own (paths.mine_folder), which no build, search, download or export reads. Where the system
knows owners, only its owner may open it. It is written whole or not at all. Left out: whether keeping is offered
(pages/parts/alone.py) and what the list says (pipelines.caseload).
"""

import contextlib
import datetime as dt
import json
import os
from dataclasses import asdict
from pathlib import Path
from typing import NamedTuple

from pipelines import caseload, errors, paths

FILE = "my-settings.json"
FORM = 1  # of the file
OWNER_ONLY, OWNER_FOLDER = 0o600, 0o700
_UNREADABLE = "The list saved on this computer cannot be read"
_NEXT = f"so it is not used. Nothing was deleted: look at {FILE} in its folder, or delete it here and give it again."
MOST_BYTES = 4 * caseload.MOST_BYTES  # marks and quotes around what was given


class Kept(NamedTuple):
    """A list as it was kept, and the day it was."""

    parsed: caseload.Parsed
    since: dt.date


def place() -> Path:
    """The file, whether it is there or not."""
    return paths.mine_folder() / FILE


def keep(parsed: caseload.Parsed, day: dt.date) -> None:
    """Write the list, in place of one kept before. Raises KeptList where that cannot be done."""
    path = place()
    told = asdict(parsed)
    told["rows"] = [[urn, *(row[column] for column in parsed.columns)] for urn, row in parsed.rows.items()]
    text = json.dumps({"form": FORM, "since": day.isoformat(), **told}, ensure_ascii=False)
    beside = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    try:
        path.parent.mkdir(mode=OWNER_FOLDER, parents=True, exist_ok=True)
        beside.unlink(missing_ok=True)  # left by a process of this number that was killed
        with os.fdopen(os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, OWNER_ONLY), "wb") as handle:
            handle.write(text.encode("utf-8", "replace"))
            handle.flush()
            os.fsync(handle.fileno())
        os.replace(beside, path)
    except OSError as fault:
        with contextlib.suppress(OSError):
            beside.unlink(missing_ok=True)
        raise errors.KeptList(
            f"Your list could not be saved on this computer: {fault.strerror}. It stays in this session. Free some "
            "space or let the dashboard write to its folder, then save again."
        ) from None


def kept() -> Kept | None:
    """The list kept here; None where there is none. Raises KeptList where it cannot be read; the file stays."""
    path = place()
    try:
        with path.open("rb") as handle:
            content = handle.read(MOST_BYTES + 1)
    except FileNotFoundError:
        return None
    except OSError as fault:
        raise errors.KeptList(f"{_UNREADABLE} ({fault.strerror}), {_NEXT}") from None
    try:
        if len(content) > MOST_BYTES:
            raise ValueError("too large")
        return _read(json.loads(content.decode("utf-8")))
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        raise errors.KeptList(f"{_UNREADABLE} (its file is damaged), {_NEXT}") from None


def forget() -> None:
    """Delete the kept list; nothing where there is none. Raises KeptList where it cannot be deleted."""
    try:
        place().unlink(missing_ok=True)
    except OSError as fault:
        raise errors.KeptList(
            f"The list saved on this computer could not be deleted: {fault.strerror}. Delete {FILE} in the folder "
            f"{paths.mine_folder().name} by hand."
        ) from None


def _read(said: dict) -> Kept:
    """The list in a file's words; a ValueError, TypeError, KeyError or AttributeError where it is not one."""
    if said["form"] != FORM:
        raise ValueError("another form")
    columns = tuple(_text(one) for one in said["columns"])
    rows = {_urn(urn): dict(zip(columns, map(_text, cells), strict=True)) for urn, *cells in said["rows"]}
    if len(columns) >= caseload.MOST_COLUMNS or len(set(columns)) != len(columns):
        raise ValueError("columns")
    if not 0 <= len(rows) == len(said["rows"]) <= caseload.MOST_ROWS:
        raise ValueError("rows")
    return Kept(
        caseload.Parsed(
            rows, columns, tuple((int(line), _text(what)) for line, what in said["refused"]), int(said["repeated"]),
            tuple((_urn(urn), tuple(map(int, lines)), tuple(map(_text, names)))
                  for urn, lines, names in said["ambiguous"]),
            {_urn(urn): int(line) for urn, line in said.get("lines", {}).items()},
        ),
        dt.date.fromisoformat(said["since"]),
    )  # fmt: skip


def _text(said: object) -> str:
    if not isinstance(said, str) or len(said) > 2 * caseload.LONGEST:  # a heading may have been told apart by a number
        raise ValueError("text")
    return said


def _urn(said: object) -> str:
    if not caseload.URN.fullmatch(_text(said)):
        raise ValueError("no URN")
    return str(said)
