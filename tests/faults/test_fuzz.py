"""Some four hundred damaged files of one seed, and every case that ever failed."""

import pytest

from tests.faults import cases, fuzz
from tests.faults.entries import ENTRIES
from tests.faults.scenarios import Trial


@pytest.mark.parametrize("entry", ENTRIES)
def test_a_damaged_file_ends_in_words_or_is_accounted_for(entry, tmp_path):
    trial = Trial(2026, False, tmp_path)
    count, _ = fuzz.FEW_AND_MANY[entry]
    fuzz.judged(trial, entry, 0, count)
    assert trial.wrong == []
    assert trial.figures[f"{entry}: cases"] == count
    assert trial.figures[f"{entry}: ended as accounted for"] > count / 10, "most damage is no use if all is refused"


def test_giants_take_little_memory(tmp_path):
    trial = Trial(2026, False, tmp_path)
    fuzz.giants(trial)
    assert trial.wrong == []
    assert len(trial.figures) == len(fuzz.GIANTS)


@pytest.mark.parametrize("path", sorted(fuzz.KEPT.iterdir()), ids=lambda path: path.name)
def test_what_once_failed_no_longer_does(path, tmp_path):
    entry, _, name = path.name.partition("-")
    copy = tmp_path / name.split("--", 1)[1]
    copy.write_bytes(path.read_bytes())
    ended, wrong = cases.outcome(ENTRIES[entry], copy, tmp_path)
    assert wrong == [], ended
