"""Shared by every test: generated examples are the same on every run, each backend is tried, builds are made once."""

import os
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, settings

from pipelines import paths, reads, sample
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


@pytest.fixture(scope="session", autouse=True)
def few_postcodes(tmp_path_factory: pytest.TempPathFactory) -> None:
    """Builds read a directory of a few postcodes: the installed one takes seconds, once per warehouse."""
    postcode_directory.use(postcode_directory.write(tmp_path_factory.mktemp("postcodes")))


@pytest.fixture(scope="session")
def sample_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample releases, written once. Not to be changed."""
    folder = tmp_path_factory.mktemp("sample_releases")
    sample.write_sample(folder)
    return folder


@pytest.fixture(scope="session")
def sample_warehouse(sample_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> paths.Warehouse:
    """A warehouse built from the sample releases, once. Not to be changed: copy it to try something."""
    warehouse = paths.Warehouse(tmp_path_factory.mktemp("sample_warehouse"))
    fixtures.built(sample_folder, warehouse.folder)
    return warehouse


@pytest.fixture(scope="session")
def sample_served(sample_warehouse: paths.Warehouse) -> reads.Served:
    """The sample build, open for reading."""
    return reads.serve(sample_warehouse)


@pytest.fixture(scope="session")
def sample_listing(sample_served: reads.Served) -> dict[str, dict]:
    """Every provider of the sample build, by URN."""
    return fixtures.listing(sample_served)
