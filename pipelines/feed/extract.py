"""One extract of the feed before anything in it is interpreted: what it is, when made, whose; its registrations."""

import codecs
import datetime as dt
import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from pipelines import errors
from pipelines.feed import json_extract, limits, xml_extract

READERS = {"xml": xml_extract.parts, "json": json_extract.parts}
SUFFIXES = (".xml", ".json")


@dataclass(frozen=True)
class Extract:
    """One file of the feed. `extracted_at` is when Ofsted made it, as printed; `path.name` names it to people."""

    path: Path
    sha256: str
    size: int
    form: str
    extracted_at: dt.datetime
    authority_code: str
    authority: str

    @property
    def as_at(self) -> dt.date:
        """The day its contents are as at."""
        return self.extracted_at.date()

    def registrations(self) -> Iterator[tuple[str, object]]:
        """Every part of the file by name but its heading: 'Registration', or a name not known."""
        for name, content in READERS[self.form](self.path):
            if name != "Extract":
                yield name, content


def files_in(folder: Path) -> tuple[list[Path], list[Path]]:
    """The .xml and .json files of the local raw folder, and the others, which are not read. Raises NoLocalData."""
    wanted = "Put your authority's Ofsted childcare register extracts (XML or JSON) in it."
    if folder.is_file():
        raise errors.NoLocalData(
            f"{folder} is a file, and every extract in a folder is read. Give the folder it lies in: "
            f"`--raw {folder.absolute().parent}`."
        )
    if not folder.is_dir():
        raise errors.NoLocalData(f"There is no folder {folder}. Make it. {wanted}")
    entries = sorted(path for path in folder.iterdir() if path.is_file() and not path.name.startswith("."))
    found = [path for path in entries if path.suffix.lower() in SUFFIXES]
    if not found:
        raise errors.NoLocalData(f"No extract found in {folder}: no file there ends in .xml or .json. {wanted}")
    return found, [path for path in entries if path not in found]


def inspect(path: Path) -> Extract:
    """Describe an extract from its bytes and its heading.

    Raises CannotRead, FeedRefused, FeedDamaged and NotAFeed.
    """
    try:
        size = path.stat().st_size
        if size > limits.MOST_BYTES:
            raise limits.refused(path, f"it is larger than {limits.MOST_BYTES >> 20} MB")
        with path.open("rb") as handle:
            form = _form(path, handle.read(4096))
            handle.seek(0)
            sha256 = hashlib.file_digest(handle, "sha256").hexdigest()
        heading = next((content for name, content in READERS[form](path) if name == "Extract"), None)
    except OSError as fault:
        raise errors.CannotRead(
            f"{path.name} cannot be opened: {fault.strerror or fault}. Check that the file is still there, that you "
            "may read it, and that no other program holds it."
        ) from None
    facts = heading if isinstance(heading, dict) else {}
    place = facts.get("LocalAuthority")
    place = place if isinstance(place, dict) else {}
    name, code = (" ".join(str(place.get(f"LocalAuthority{key}") or "").split())[:80] for key in ("Name", "Code"))
    return Extract(path, sha256, size, form, _made_at(path, facts.get("ExtractDateTime")), code, name)


def _form(path: Path, start: bytes) -> str:
    """'xml' or 'json', by the first character that is no space: a file's name may be wrong."""
    for mark in (codecs.BOM_UTF8, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE):
        start = start.removeprefix(mark)
    first = start.replace(b"\0", b"").lstrip()[:1]
    if first not in (b"<", b"{"):
        raise limits.not_a_feed(path, "it is empty" if not first else "it is neither XML nor JSON")
    return "xml" if first == b"<" else "json"


def _made_at(path: Path, printed: object) -> dt.datetime:
    try:
        return dt.datetime.fromisoformat(str(printed).strip()).replace(tzinfo=None)
    except ValueError:
        raise limits.not_a_feed(
            path, "it does not say when it was made (ExtractDateTime in Extract, as 2026-06-30T02:50:13)"
        ) from None
