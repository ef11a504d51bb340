"""A fetch to be killed: two releases are here, GOV.UK has since changed one and published two more, and is slow."""

import contextlib
import hashlib
import random
import time
from collections.abc import Iterator
from pathlib import Path

from pipelines import errors, gov_uk, ledger
from tests import fetch_server, fixtures
from tests.faults.jobs import Job, environment

GOV_UK = "https://www.gov.uk"
OLD = {"Providers_0.csv": 0, "Providers_1.csv": 1}  # each file to the seed of its bytes
NEW = {**OLD, "Providers_1_version_2.csv": 2, "Providers_2.csv": 3, "Providers_3.csv": 4}


def _bytes(seed: int) -> bytes:
    return b"URN,Provider name\n" + random.Random(seed).randbytes(600_000).hex().encode()


@contextlib.contextmanager
def _published(is_later: bool) -> Iterator[fetch_server.Publisher]:
    """GOV.UK as it is, or as it will be: every declared page is there, four of them with a file."""
    publisher = fetch_server.Publisher()
    with fetch_server.gov_uk_here(publisher) as (where, _), environment(where):
        pages = gov_uk.site().pages
        for page in pages:
            publisher.page(page.name, page.url.removeprefix(GOV_UK), [])
        for seed, (page, name) in enumerate([(0, "0"), (1, "1"), (1, "1"), (2, "2"), (3, "3")]):
            title = f"Childcare providers data as at 31 March {2020 + page}"
            attachment = publisher.attach(title, f"Providers_{name}.csv", _bytes(seed))
            if is_later or seed < len(OLD):  # the third takes the second's place
                publisher.page("…", pages[page].url.removeprefix(GOV_UK), [attachment])
        if is_later:
            publisher.usual = fetch_server.Fault(chunk=1 << 17, then=lambda: time.sleep(0.02))
        yield publisher


def _base(folder: Path) -> None:
    with _published(is_later=False):
        result = fixtures.cli("fetch", "--raw", folder / "raw")
    if result.returncode or _held(folder).keys() != OLD.keys():
        raise RuntimeError(f"the first fetch fails: {result.stderr}")


@contextlib.contextmanager
def _fetching(folder: Path) -> Iterator[list[str]]:
    with _published(is_later=True):
        yield ["fetch", "--raw", str(folder / "raw")]


def _held(folder: Path) -> dict[str, str]:
    """The sha256 of every file a build would see, by its name."""
    return {
        path.name: hashlib.sha256(path.read_bytes()).hexdigest()
        for path in (folder / "raw").iterdir() if path.is_file() and path.name != ledger.NAME
    }  # fmt: skip


def _whole(folder: Path) -> list[str]:
    """Only whole files have names, those from before are as they were, and the ledger can be read and is true."""
    held = _held(folder)
    right = {name: hashlib.sha256(_bytes(seed)).hexdigest() for name, seed in NEW.items()}
    wrong = [f"{name} is no file as it was published" for name in held if held[name] != right.get(name)]
    wrong += [f"{name} was here before and is gone" for name in OLD if name not in held]
    try:
        entries = ledger.read(folder / "raw")
    except errors.BadLedger as fault:
        return [*wrong, f"the ledger cannot be read: {fault}"]
    files = [entry.file for entry in entries]
    wrong += [f"the ledger names {entry.file} wrongly" for entry in entries if held.get(entry.file) != entry.sha256]
    if len(set(files)) != len(files) or not OLD.keys() <= set(files):
        wrong.append(f"the ledger names {files}")
    return wrong


def _finished(folder: Path) -> list[str]:
    """Every file is here and in the ledger, and nothing half done lies about."""
    wrong = _whole(folder)
    entered = {entry.file for entry in ledger.read(folder / "raw")}
    if not _held(folder).keys() == entered == NEW.keys():
        wrong.append(f"the next fetch leaves the files {sorted(_held(folder))}, entered are {sorted(entered)}")
    for path in (folder / "raw" / ledger.WORK).iterdir():
        if path.name != "lock" and not (path.name.startswith("page-") and path.suffix == ".json"):
            wrong.append(f"the next fetch leaves {path.name}")
    return wrong


FETCH = Job("fetch", _base, _fetching, _whole, _finished)
