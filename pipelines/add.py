"""Put a release that came by another way into the folder of releases: checked first, never over another file."""

import os
import shutil
import tempfile
from pathlib import Path

import filelock

from pipelines import domain, errors, fetch, gov_uk, ledger, load, releases

MOST_BYTES = 400_000_000


def add(file: Path, raw: Path) -> str:
    """Check that a file is a release and copy it into `raw`; says what was done.

    Raises CannotAdd, CannotRead, FetchInProgress, and whatever refuses a file that is no release.
    """
    form = file.suffix.lower().lstrip(".")
    if form not in gov_uk.FORMS:
        raise errors.CannotAdd(
            f"{file.name} is not a kind of file releases come in: those end in {', '.join(gov_uk.FORMS)}. Download the "
            "release from GOV.UK and add that file."
        )
    if not file.is_file():
        raise errors.CannotRead(f"{file.name} cannot be opened: there is no such file. Check its name and folder.")
    if file.stat().st_size > MOST_BYTES:
        raise errors.CannotAdd(f"{file.name} is larger than {MOST_BYTES:,} bytes: no release is. Nothing was added.")
    name = fetch.safe_name(file.name, form)
    with tempfile.TemporaryDirectory(prefix="add-") as books:
        as_at = load.inspect(file, Path(books)).as_at
    if as_at is None and not domain.as_at_in(name):
        raise errors.AsAtUnknown(
            f"{file.name} does not say its as-at date: neither a title row nor the file name holds 'as at D Month "
            "YYYY'. Name the file as Ofsted named it and add it again."
        )
    work = raw / ledger.WORK
    work.mkdir(parents=True, exist_ok=True)
    try:
        with filelock.FileLock(work / fetch.LOCK, timeout=0):
            return _placed(file, raw, name)
    except filelock.Timeout:
        raise errors.FetchInProgress(f"A fetch is running for {raw}. Wait for it to finish, then try again.") from None


def _placed(file: Path, raw: Path, name: str) -> str:
    digest = fetch.sha256(file)
    for path in sorted(raw.iterdir()):
        if path.is_file() and path.stat().st_size == file.stat().st_size and fetch.sha256(path) == digest:
            return f"Nothing to add: {path.name} holds the same bytes already."
    if name.lower() in {path.name.lower() for path in raw.iterdir()} | set(releases.BESIDE):
        raise errors.CannotAdd(
            f"A file named {name} is there already and holds something else. It is not overwritten: give the new one "
            "another name (keep 'as at' and the date in it), and say in releases.csv which was published last."
        )
    beside = raw / ledger.WORK / "add.part"
    shutil.copyfile(file, beside)
    with beside.open("rb+") as handle:
        os.fsync(handle.fileno())
    os.replace(beside, raw / name)
    return f"Added {name}. Now run: python -m pipelines build"
