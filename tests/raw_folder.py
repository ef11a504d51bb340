"""Helpers for tests of the folder of releases: bytes to fetch into it, what it holds, and whether it is tidy."""

import hashlib
import random
from pathlib import Path

from pipelines import ledger
from tests import fixtures


def body(seed: int, size: int = 300_000) -> bytes:
    """Bytes that could begin a release, the same for the same seed."""
    return b"URN,Provider name\n" + random.Random(seed).randbytes(size).hex().encode()


def shown(raw: Path) -> dict[str, bytes]:
    """The files of the folder a build would see, without the ledger."""
    return {p.name: p.read_bytes() for p in raw.iterdir() if p.is_file() and p.name != ledger.NAME}


def assert_tidy(raw: Path) -> None:
    """Nothing half done lies about, and the ledger tells of every file exactly what it is."""
    left = {path.name for path in (raw / ledger.WORK).iterdir()}
    assert {name for name in left if name != "lock" and not name.startswith("page-")} == set()
    assert all(path.suffix == ".json" for path in (raw / ledger.WORK).glob("page-*"))
    entries, files = ledger.read(raw), shown(raw)
    assert {entry.file for entry in entries} == set(files)
    for entry in entries:
        assert (hashlib.sha256(files[entry.file]).hexdigest(), len(files[entry.file])) == (
            entry.sha256,
            int(entry.size),
        )


def release_bytes(tmp_path: Path, *urns: str, as_at: str = "31_August_2021") -> bytes:
    """A small release of these providers, left in tmp_path/made."""
    rows = [fixtures.provider(urn, full_1_on="01/02/2020", full_1_grade="2") for urn in urns]
    return fixtures.release(tmp_path / "made", "L2", rows, as_at).read_bytes()
