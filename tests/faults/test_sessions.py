"""Two builds under twenty sessions."""

from tests.faults import sessions
from tests.faults.scenarios import Trial


def test_twenty_sessions_see_no_error_and_no_mixed_build_while_two_are_published(tmp_path):
    trial = Trial(2026, False, tmp_path)
    sessions.sessions(trial)
    assert trial.wrong == []
    assert trial.figures["reruns"] >= 3 * sessions.SESSIONS
    assert trial.figures["sessions that saw both inventions"] >= sessions.SESSIONS / 2, trial.figures
