"""Shared by every test: generated examples are the same on every run, each backend is tried, builds are made once."""

import os
import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path

import filelock
import pytest
from hypothesis import HealthCheck, Phase, settings

from pipelines import build, paths, reads, sample
from tests import fixtures, postcode_directory
from tests.assess import BACKENDS

REAL_RELEASES = os.environ.get("REAL_RELEASES")
collect_ignore = (
    [] if REAL_RELEASES
    else ["test_real_release.py", "test_real_lineage.py", "test_real_changed.py", "test_real_backtest.py"]
)  # fmt: skip

settings.register_profile(
    "steady",
    derandomize=True,
    deadline=None,
    database=None,
    # Explaining a failure tries each of a batch's choices again: minutes, for little.
    phases=[Phase.explicit, Phase.generate, Phase.shrink],
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
settings.load_profile("steady")


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say what was not tested: an absence is printed, never passed over."""
    if not REAL_RELEASES:
        terminalreporter.write_line("REAL_RELEASES is not set: the real release was not tested", yellow=True)


@pytest.fixture(params=sorted(BACKENDS), scope="session")
def backend(request: pytest.FixtureRequest) -> str:
    """The name of an implementation of the specification."""
    return request.param


@pytest.fixture(scope="session")
def once(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str, Callable[[Path], object]], Path]:
    """A folder filled once for all the workers of a run, not to be changed: once(name, fill)."""
    shared = tmp_path_factory.getbasetemp()
    if os.environ.get("PYTEST_XDIST_WORKER"):
        shared = shared.parent  # of the run: each worker has a folder of its own in it

    def folder(name: str, fill: Callable[[Path], object]) -> Path:
        path = shared / f"once-{name}"
        with filelock.FileLock(shared / f"once-{name}.lock"):
            if not path.exists():
                beside = Path(tempfile.mkdtemp(dir=shared))
                fill(beside)
                beside.rename(path)
        return path

    return folder


@pytest.fixture(scope="session", autouse=True)
def few_postcodes(once: Callable) -> None:
    """Builds read a directory of a few postcodes: the installed one takes seconds, once per warehouse."""
    postcode_directory.use(once("postcodes", postcode_directory.write))


@pytest.fixture(scope="session")
def sample_folder(once: Callable) -> Path:
    """The sample releases, written once. Not to be changed."""
    return once("sample_releases", sample.write_sample)


@pytest.fixture(scope="session")
def sample_warehouse(once: Callable, sample_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> paths.Warehouse:
    """A warehouse built from the sample releases, once. Not to be changed: copy it to try something.

    Each worker has a copy: looking back to an earlier date adds a build to a warehouse.
    """
    built = once("sample_warehouse", lambda folder: build.build(sample_folder, paths.Warehouse(folder)))
    return paths.Warehouse(shutil.copytree(built, tmp_path_factory.mktemp("sample") / "warehouse"))


@pytest.fixture(scope="session")
def real_warehouse(once: Callable, tmp_path_factory: pytest.TempPathFactory) -> paths.Warehouse:
    """A warehouse built from the two real releases as they are, once. Not to be changed: copy it to try something."""
    files = fixtures.real_files()
    raw = fixtures.linked(tmp_path_factory.mktemp("real"), [files[as_at] for as_at in fixtures.REAL])
    return paths.Warehouse(once("real_warehouse", lambda folder: build.build(raw, paths.Warehouse(folder))))


@pytest.fixture(scope="session")
def real_served(real_warehouse: paths.Warehouse) -> reads.Served:
    """That build, open for reading."""
    return reads.serve(real_warehouse)


@pytest.fixture(scope="session")
def sample_served(sample_warehouse: paths.Warehouse) -> reads.Served:
    """The sample build, open for reading."""
    return reads.serve(sample_warehouse)


@pytest.fixture(scope="session")
def sample_listing(sample_served: reads.Served) -> dict[str, dict]:
    """Every provider of the sample build, by URN."""
    return fixtures.listing(sample_served)
