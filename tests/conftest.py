"""Shared by every test: generated examples are the same on every run, and each backend is tried."""

import pytest
from hypothesis import HealthCheck, Phase, settings

from tests.assess import BACKENDS

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


@pytest.fixture(params=sorted(BACKENDS), scope="session")
def backend(request: pytest.FixtureRequest) -> str:
    """The name of an implementation of the specification."""
    return request.param
