"""A release put into the folder by hand: checked first, and never written over another file."""

import datetime as dt

import pytest

from pipelines import add, errors, ledger, reads
from tests import fixtures, workbooks
from tests.raw_folder import release_bytes, shown


@pytest.fixture
def raw(tmp_path):
    return tmp_path / "raw"


def test_a_release_added_by_hand_is_checked_and_never_written_over_another(raw, tmp_path):
    name = "Childcare_provider_level_data_as_at_31_August_2021.csv"
    content = release_bytes(tmp_path, "EY100001")
    file = tmp_path / "made" / name
    assert add.add(file, raw).startswith(f"Added {name}")
    assert shown(raw) == {name: content}
    assert "same bytes" in add.add(file, raw)
    release_bytes(tmp_path, "EY100001", "EY100002")
    with pytest.raises(errors.CannotAdd, match="not overwritten") as refused:
        add.add(file, raw)
    assert refused.value.exit_code == 22
    assert shown(raw) == {name: content}
    assert [path.name for path in (raw / ledger.WORK).iterdir() if path.name != "lock"] == []


@pytest.mark.parametrize("suffix", ["ods", "xlsx"])
def test_a_spreadsheet_can_be_added_and_is_built(raw, tmp_path, suffix):
    rows = [fixtures.provider("EY100001", full_1_on="01/02/2020", full_1_grade="2")]
    (tmp_path / "made").mkdir()
    name = f"Childcare_provider_level_data_as_at_31_August_2021.{suffix}"
    book = workbooks.write(tmp_path / "made" / name, {"Childcare_providers": fixtures.lines("L2", rows)})
    assert add.add(book, raw).startswith(f"Added {name}")
    (one,) = reads.releases(fixtures.built(raw, tmp_path / "warehouse"))
    assert (one["file_name"], one["as_at"], one["rows_staged"]) == (name, dt.date(2021, 8, 31), 1)


@pytest.mark.parametrize("name, content, kind", [
    ("notes.txt", b"x", errors.CannotAdd), ("as_at_31_August_2021.csv", b"a,b\n1,2\n", errors.NotACsv),
    ("empty.csv", b"", errors.NotACsv), ("page.csv", b"<html></html>", errors.NotACsv),
])  # fmt: skip
def test_what_is_no_release_is_not_added(raw, tmp_path, name, content, kind):
    (tmp_path / name).write_bytes(content)
    with pytest.raises(errors.MonitorError) as refused:
        add.add(tmp_path / name, raw)
    assert isinstance(refused.value, (kind, errors.MissingColumn))
    assert not raw.exists() or shown(raw) == {}


def test_a_release_that_does_not_say_its_date_is_not_added(raw, tmp_path):
    file = tmp_path / "data.csv"
    file.write_bytes(release_bytes(tmp_path, "EY100001"))
    with pytest.raises(errors.AsAtUnknown, match=r"data\.csv does not say"):
        add.add(file, raw)
