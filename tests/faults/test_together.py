"""Two rounds of builds started at once."""

from tests.faults import together
from tests.faults.scenarios import Trial


def test_of_builds_started_at_once_one_builds_and_none_does_harm(tmp_path):
    trial = Trial(2026, False, tmp_path)
    together.together(trial)
    assert trial.wrong == []
    assert trial.figures["builds that built"] >= 2
    assert trial.figures.get("builds that said another is running", 0) >= 1, trial.figures
