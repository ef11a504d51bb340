"""A few full disks and read-only folders of the many that `make soak` tries."""

from pipelines import errors
from tests import fixtures
from tests.faults import disk
from tests.faults.scenarios import Trial


def test_a_disk_that_is_full_or_read_only_leaves_the_old_build_serving(tmp_path):
    trial = Trial(2026, False, tmp_path)
    disk.disk(trial)
    assert trial.wrong == []
    assert trial.figures["file size limits"] >= 1 and trial.figures["read-only folders"] == 4, trial.figures


def test_a_full_disk_while_exporting_leaves_no_half_file(sample_warehouse, tmp_path):
    with disk.small_disk(tmp_path, "size=200k") as folder:
        out = (folder or tmp_path) / "labels.csv"
        options = {} if folder else {"preexec_fn": disk.small_files(100_000)}
        result = fixtures.cli("export", "labels", "--out", out, "--warehouse", sample_warehouse.folder, **options)
        assert result.returncode == errors.DiskFull.exit_code and "Traceback" not in result.stderr, result.stderr
        assert not out.exists() and list(out.parent.glob("*.*")) == []
