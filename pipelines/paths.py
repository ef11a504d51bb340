"""Where things lie on disk. Imports nothing of the project."""

import os
import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

PACKAGE = Path(__file__).resolve().parent
PROJECT = PACKAGE.parent
DECLARED = PACKAGE / "declared"
SQL = PACKAGE / "sql"
DATA = PROJECT / "data"
RAW = DATA / "raw"
SAMPLE = DATA / "sample"


@cache
def version() -> str:
    """The version of the product, as pyproject.toml has it."""
    return tomllib.loads((PROJECT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["version"]


def default_warehouse() -> Path:
    """The warehouse folder: the environment variable SQM_WAREHOUSE, or data/warehouse."""
    return Path(os.environ.get("SQM_WAREHOUSE") or DATA / "warehouse")


def default_raw() -> Path:
    """The folder releases are fetched into and built from: the environment variable SQM_RAW, or data/raw."""
    return Path(os.environ.get("SQM_RAW") or RAW)


def local_folder() -> Path:
    """Where local data lie, apart from everything open: the environment variable SQM_LOCAL, or data/local."""
    return Path(os.environ.get("SQM_LOCAL") or DATA / "local")


def mine_folder() -> Path:
    """Where a reader's own list is kept, apart from all else: the environment variable SQM_MINE, or `mine` beside the
    folder of local data."""
    return Path(os.environ.get("SQM_MINE") or local_folder().with_name("mine"))


@dataclass(frozen=True)
class Warehouse:
    """The folder that holds builds, the pointer to the one being served, and the staging cache.

    Only `builds/` is ever read by the dashboard. `staged/` keeps what each raw file said,
    names included, so that a file is read once; it is never served.
    """

    folder: Path

    @property
    def pointer(self) -> Path:
        return self.folder / "current.json"

    @property
    def builds(self) -> Path:
        return self.folder / "builds"

    @property
    def staged(self) -> Path:
        return self.folder / "staged"

    @property
    def backtest(self) -> Path:
        """The back-test that the Method page shows, or the folder the environment variable SQM_BACKTEST names."""
        return Path(os.environ.get("SQM_BACKTEST") or self.folder / "backtest")

    @property
    def fingerprints(self) -> Path:
        return self.folder / "fingerprints.json"

    @property
    def lock(self) -> Path:
        return self.folder / "build.lock"
