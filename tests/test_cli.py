"""The command line: every verb, every exit code, every error a sentence, and the build before it untouched."""

import json
import os
import re
import shutil
import signal
import subprocess
import time
from pathlib import Path

import filelock
import pytest

from pipelines import __main__, errors, paths, reads, sentences
from tests import fixtures
from tests.fixtures import cli

SMALL = [
    fixtures.provider("EY100001", full_1_on="01/02/2020", full_1_grade="3", full_2_on="01/02/2017", full_2_grade="2"),
    fixtures.provider("EY100002", full_1_on="01/02/2020", full_1_grade="2"),
]
VERBS = ("sample", "fetch", "add", "build", "explain", "export", "status", "local", "export-local", "changed",
         "briefing", "panel", "backtest")  # fmt: skip
GONE = "SAMPLE_Childcare_provider_level_data_as_at_31_August_2021.csv"


@pytest.fixture(scope="module")
def base(tmp_path_factory) -> Path:
    """A warehouse built from one small release, to be copied."""
    folder = tmp_path_factory.mktemp("cli")
    fixtures.release(folder / "raw", "L2", SMALL)
    fixtures.built(folder / "raw", folder / "warehouse")
    return folder


@pytest.fixture
def raw(base, tmp_path) -> Path:
    return Path(shutil.copytree(base / "raw", tmp_path / "raw"))


@pytest.fixture
def warehouse(base, tmp_path) -> Path:
    return Path(shutil.copytree(base / "warehouse", tmp_path / "warehouse"))


def pointer(warehouse: Path) -> str:
    return (warehouse / "current.json").read_text(encoding="utf-8")


def refused(result: subprocess.CompletedProcess, kind: type[errors.MonitorError], *words: str) -> str:
    """The one sentence a failure tells; checks its code, and that nothing technical is in it."""
    said = result.stderr.strip()
    assert result.returncode == kind.exit_code, said
    assert "Traceback" not in said and "Something went wrong" not in said
    last = said.splitlines()[-1]
    assert last.endswith(".") and len(last) > 40
    for word in words:
        assert word in last, f"'{word}' is not in: {last}"
    return last


def still_served(warehouse: Path, before: str) -> None:
    """The build before is the one served, whole; the next build succeeds and leaves nothing astray."""
    assert pointer(warehouse) == before
    served = reads.serve(paths.Warehouse(warehouse))
    assert reads.build(served)["provider_count"] == 2
    served.con.close()
    folder = warehouse.parent / "another raw"
    fixtures.release(folder, "L2", [*SMALL, fixtures.provider("EY100009")])
    assert cli("build", "--raw", folder, "--warehouse", warehouse).returncode == 0
    assert reads.build(reads.serve(paths.Warehouse(warehouse)))["provider_count"] == 3
    assert fixtures.strays(warehouse) == []


# --- what is documented -----------------------------------------------------------------------------


def test_help_names_every_verb_and_every_exit_code():
    result = cli("--help")
    assert result.returncode == 0
    text = " ".join(result.stdout.split())
    for verb in VERBS:
        assert verb in text
    for code, meaning in errors.EXIT_CODES.items():
        assert re.search(rf"\b{code} {re.escape(meaning)}", text), code


def test_each_error_has_a_code_of_its_own_and_it_is_listed():
    kinds = errors.MonitorError.__subclasses__()
    named = [kind for kind in kinds if kind.__module__ == "pipelines.errors"]
    codes = [kind.exit_code for kind in named]
    assert len(codes) == len(set(codes)) and set(codes) <= set(errors.EXIT_CODES)
    assert all(errors.EXIT_CODES[kind.exit_code] == kind.meaning for kind in named)
    assert {0, 1, 2, 130} <= set(errors.EXIT_CODES)
    assert all(2 < code < 126 or code == 130 for code in codes)


@pytest.mark.parametrize("verb", VERBS)
def test_every_verb_takes_a_warehouse_and_explains_every_argument(verb):
    (verbs,) = [action for action in __main__._parser()._actions if isinstance(action.choices, dict)]
    assert set(verbs.choices) == set(VERBS)
    arguments = verbs.choices[verb]._actions
    assert "--warehouse" in {option for action in arguments for option in action.option_strings}
    assert [action.dest for action in arguments if not action.help] == []
    result = cli(verb, "--help")
    assert result.returncode == 0 and "--warehouse DIR" in result.stdout


@pytest.mark.parametrize(
    "arguments",
    [[], ["bild"], ["export", "labels"], ["export", "names", "--out", "x"], ["build", "--as-at", "31/08/2021"],
     ["export", "labels", "--format", "xls", "--out", "x"], ["explain"]],
)  # fmt: skip
def test_a_command_not_understood_is_exit_code_2_with_usage(arguments):
    result = cli(*arguments)
    assert result.returncode == 2 and "usage:" in result.stderr and "Traceback" not in result.stderr


# --- verbs ------------------------------------------------------------------------------------------


def test_sample_build_status_explain_export(tmp_path):
    """The story of the issue, as a newcomer types it."""
    raw, warehouse, out = tmp_path / "s", tmp_path / "w", tmp_path / "labels.csv"
    assert cli("sample", "--out", raw).returncode == 0
    made = cli("build", "--raw", raw, "--warehouse", warehouse)
    assert made.returncode == 0 and made.stdout == ""
    assert [line[:5] for line in made.stderr.splitlines()][:8] == [f"[{n}/8]" for n in range(1, 9)]
    again = cli("build", "--raw", raw, "--warehouse", warehouse)
    assert again.returncode == 0 and again.stderr.startswith("Nothing has changed")
    told = json.loads(cli("status", "--json", "--warehouse", warehouse).stdout)
    assert told["is_sample"] is True and told["notice"] == "sample data, invented settings"
    assert len(told["releases"]) == 8
    assert all(one["rows_read"] == one["rows_staged"] + one["rows_set_aside"] > 0 for one in told["releases"])
    assert (told["as_at"], told["provider_count"] > told["scope_count"] > 0) == ("2026-06-30", True)
    plain = cli("status", "--warehouse", warehouse).stdout
    assert "Sample data, invented settings." in plain and GONE in plain
    why = cli("explain", " s0000001 ", "--warehouse", warehouse)
    assert why.returncode == 0
    for words in (
        "Bramble Lodge Nursery · URN S0000001", "Sample data, invented settings.",
        "Intensive: Serious concern, also Yo-yo, Declining", "all its funded places", "fell again", "Volatility = ",
        "Decline = ", "14 May 2024", sentences.HAPPENED, sentences.RELEVANT, sentences.LIKE, sentences.ADDS_UP,
        sentences.COMES_FROM,
    ):  # fmt: skip
        assert words in why.stdout, words
    assert cli("export", "labels", "--out", out, "--warehouse", warehouse).returncode == 0
    assert out.read_bytes().startswith(b'\xef\xbb\xbf"urn",') and out.stat().st_size > 100_000


def test_the_warehouse_may_come_from_the_environment(base, tmp_path):
    env = {**os.environ, "SQM_WAREHOUSE": str(base / "warehouse")}
    assert "2 providers" in cli("status", env=env).stdout
    refused(cli("status", env={**env, "SQM_WAREHOUSE": str(tmp_path / "none")}), errors.NoWarehouse)


def test_folders_with_awkward_names(base, tmp_path):
    """Apostrophes end SQL texts, brackets and stars are patterns to DuckDB."""
    folder = tmp_path / "it's [a] *folder* {of} 100%"
    shutil.copytree(base / "raw", folder / "raw")
    for path in list((folder / "raw").iterdir()):
        path.rename(path.with_name(f"Ofsted's [1] {path.name}"))
    made = cli("build", "--raw", folder / "raw", "--warehouse", folder / "warehouse")
    assert made.returncode == 0, made.stderr
    out = folder / "it's *.csv"
    assert cli("export", "labels", "--out", out, "--warehouse", folder / "warehouse").returncode == 0
    assert out.exists()


def test_output_cut_off_by_its_reader_is_no_error(base):
    shell = " ".join(map(str, fixtures.command("status", "--json", "--warehouse", base / "warehouse")))
    result = subprocess.run(["bash", "-c", f"set -o pipefail; {shell} | head -1"], **fixtures.process_options())
    assert (result.returncode, result.stderr) == (0, "")


# --- errors of the issue ----------------------------------------------------------------------------


def test_no_release_found(raw, warehouse):
    before = pointer(warehouse)
    missing = raw.parent / "nowhere"
    refused(cli("build", "--raw", missing, "--warehouse", warehouse), errors.NoReleaseFound, str(missing), "sample")
    (raw.parent / "empty").mkdir()
    refused(cli("build", "--raw", raw.parent / "empty", "--warehouse", warehouse), errors.NoReleaseFound, "It is empty")
    (raw.parent / "empty" / "providers.pdf").write_bytes(b"%PDF")
    refused(
        cli("build", "--raw", raw.parent / "empty", "--warehouse", warehouse), errors.NoReleaseFound, "providers.pdf"
    )
    one = next(raw.glob("*.csv"))
    said = refused(cli("build", "--raw", one, "--warehouse", warehouse), errors.NoReleaseFound, f"{one} is a file")
    assert f"--raw {raw}`" in said and "no folder" not in said
    still_served(warehouse, before)


@pytest.mark.parametrize(
    "content",
    [b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", b"", b"<html><body>Not found</body></html>"],
    ids=["PNG", "empty", "HTML"],
)
def test_not_a_csv(content, raw, warehouse):
    before = pointer(warehouse)
    (raw / "bad_as_at_31_March_2022.csv").write_bytes(content)
    refused(cli("build", "--raw", raw, "--warehouse", warehouse), errors.NotACsv, "bad_as_at_31_March_2022.csv")
    still_served(warehouse, before)


def test_a_broken_spreadsheet(raw, warehouse):
    before = pointer(warehouse)
    (raw / "bad_as_at_31_March_2022.ods").write_bytes(b"PK\x03\x04\x14\0\0\0\x08\0" * 50)
    refused(cli("build", "--raw", raw, "--warehouse", warehouse), errors.BadWorkbook, "bad_as_at_31_March_2022.ods")
    still_served(warehouse, before)


def test_an_essential_column_missing(raw, warehouse):
    before = pointer(warehouse)
    columns = [column for column in fixtures.headers("L3") if column not in ("urn", "full_1_grade")]
    fixtures.release(raw, "L3", SMALL, columns=columns)
    refused(
        cli("build", "--raw", raw, "--warehouse", warehouse), errors.MissingColumn,
        "'Provider URN'", "Overall effectiveness", "Provider Name", "Local Authority", "31_December_2022",
    )  # fmt: skip
    still_served(warehouse, before)


def test_two_files_of_one_date_need_an_order(raw, warehouse):
    before = pointer(warehouse)
    first = next(raw.glob("*.csv"))
    second = fixtures.release(raw / "x", "L2", [*SMALL, fixtures.provider("EY100003")])
    other = second.rename(raw / f"reissued {second.name}")
    shutil.rmtree(raw / "x")
    result = cli("build", "--raw", raw, "--warehouse", warehouse)
    refused(result, errors.OrderUnknown, first.name, other.name, "releases.csv", "published_on")
    for dates in (("2021-11-25", "2022-01-10"), ("2022-01-10", "2021-11-25")):
        (raw / "releases.csv").write_text(
            f"file,published_on\n{first.name},{dates[0]}\n{other.name},{dates[1]}\n", encoding="utf-8"
        )
        assert cli("build", "--raw", raw, "--warehouse", warehouse.parent / dates[0]).returncode == 0
        told = json.loads(cli("status", "--json", "--warehouse", warehouse.parent / dates[0]).stdout)
        assert [one["published_on"] for one in told["releases"]] == sorted(dates)
    still_served(warehouse, before)


def test_an_unknown_as_at_date(raw, warehouse):
    before = pointer(warehouse)
    shutil.copyfile(fixtures.release(raw / "x", "L2", [SMALL[0]]), raw / "providers.csv")
    shutil.rmtree(raw / "x")
    refused(cli("build", "--raw", raw, "--warehouse", warehouse), errors.AsAtUnknown, "providers.csv", "releases.csv")
    (raw / "releases.csv").write_text("file,as_at\nproviders.csv,2020-08-31\n")
    assert cli("build", "--raw", raw, "--warehouse", warehouse.parent / "declared").returncode == 0
    still_served(warehouse, before)


@pytest.mark.parametrize(
    ("text", "word"),
    [("file,as_at\nx.csv,31/08/2021\n", "YYYY-MM-DD"), ("name,as_at\nx.csv,2021-08-31\n", "'file'"),
     ("file,coverage\nx.csv,most\n", "national, complete, partial")],
)  # fmt: skip
def test_a_declaration_that_cannot_be_read(text, word, raw, warehouse):
    (raw / "releases.csv").write_text(text)
    refused(cli("build", "--raw", raw, "--warehouse", warehouse), errors.BadDeclaration, "releases.csv", word)


def test_sample_and_real_are_never_mixed(raw, warehouse, sample_folder):
    before = pointer(warehouse)
    shutil.copyfile(sample_folder / GONE, raw / GONE.replace("2021", "2020"))
    refused(cli("build", "--raw", raw, "--warehouse", warehouse), errors.MixedSample, "SAMPLE_")
    mixed = raw.parent / "one file"
    fixtures.release(mixed, "L2", [*SMALL, fixtures.provider("S1234567")])
    refused(cli("build", "--raw", mixed, "--warehouse", warehouse), errors.MixedSample, "same file")
    still_served(warehouse, before)


def test_as_at_before_every_release(raw, warehouse):
    done = cli("build", "--raw", raw, "--warehouse", warehouse, "--as-at", "2019-01-01")
    assert done.returncode == 0, done.stderr
    build = reads.build(reads.serve(paths.Warehouse(warehouse)))
    assert (build["as_at"].isoformat(), build["is_reconstructed"]) == ("2019-01-01", True)


def test_nothing_built_yet_and_a_damaged_pointer(warehouse, tmp_path):
    for verb in (["status"], ["explain", "EY100001"], ["export", "labels", "--out", tmp_path / "x.csv"]):
        refused(cli(*verb, "--warehouse", tmp_path / "none"), errors.NoWarehouse, "build")
    for text in ("", "{", "{}", "[]", '{"database": "gone.duckdb"}'):
        (warehouse / "current.json").write_text(text)
        refused(cli("status", "--warehouse", warehouse), errors.NoWarehouse, "build")


def test_a_damaged_pointer_is_mended_by_the_next_build(raw, warehouse):
    for text in ("{", "{}", '{"database": "gone.duckdb", "fingerprint": "x"}'):
        (warehouse / "current.json").write_text(text)
        result = cli("build", "--raw", raw, "--warehouse", warehouse)
        assert result.returncode == 0, result.stderr
        assert "2 providers" in cli("status", "--warehouse", warehouse).stdout


@pytest.mark.parametrize(
    "arguments, ending",
    [(["export", "labels", "--out"], "pdf"), (["export-local", "labels", "--out"], "xlsx"),
     (["briefing", "EY100001", "--out"], "pdf"), (["panel", "--la", "Barnet", "--out"], "docx"),
     (["changed", "--out"], "html"), (["changed", "--digest"], "csv")],
)  # fmt: skip
def test_a_file_is_never_written_under_the_ending_of_another_kind(arguments, ending, base, tmp_path):
    out = tmp_path / f"z.{ending}"
    said = refused(cli(*arguments, out, "--warehouse", base / "warehouse"), errors.BadParameter, f"ends in .{ending}")
    assert "name" in said and list(tmp_path.iterdir()) == []


def test_a_number_is_known_with_spaces_in_it(base, tmp_path):
    for asked in ("EY 100001", " ey100 001"):
        told = cli("explain", asked, "--warehouse", base / "warehouse")
        assert (told.returncode, "URN EY100001" in told.stdout) == (0, True), told.stderr
    made = cli("briefing", "EY 100001", "EY100001", "--out", tmp_path / "b.html", "--warehouse", base / "warehouse")
    assert (made.returncode, made.stdout.startswith("Briefing of 1 setting written")) == (0, True), made.stderr


def test_an_unknown_provider_and_an_unknown_authority(warehouse, tmp_path):
    refused(cli("explain", "EY999999", "--warehouse", warehouse), errors.UnknownProvider, "EY999999")
    out = tmp_path / "x.csv"
    result = cli("export", "labels", "--out", out, "--la", "Barnet", "Atlantis", "--warehouse", warehouse)
    assert "Barnet" in refused(result, errors.UnknownArea, "Atlantis")
    assert not out.exists()


def test_a_build_already_running(raw, warehouse):
    with filelock.FileLock(warehouse / "build.lock"):
        refused(cli("build", "--raw", raw, "--warehouse", warehouse), errors.BuildInProgress)


def test_paths_of_the_wrong_kind_are_the_users_to_mend(base, tmp_path):
    """A file where a folder should be: said plainly, and not reported as a fault of the program."""
    (tmp_path / "file").write_text("x")
    for arguments in (
        ["build", "--raw", base / "raw", "--warehouse", tmp_path / "file"],
        ["export", "labels", "--out", tmp_path, "--warehouse", base / "warehouse"],
        ["export", "labels", "--out", tmp_path / "file" / "x.csv", "--warehouse", base / "warehouse"],
        ["sample", "--out", tmp_path / "file"],
    ):
        result = cli(*arguments)
        assert result.returncode not in (0, 1), (arguments, result.stderr)
        assert "Traceback" not in result.stderr and "Something went wrong" not in result.stderr


# --- interrupted ------------------------------------------------------------------------------------


def stop_when(sign: str, number: int, raw: Path, warehouse: Path) -> subprocess.CompletedProcess:
    """Send a signal to a build once it has said something; what it says and its code."""
    running = fixtures.started("build", "--raw", raw, "--warehouse", warehouse)
    said = []
    for line in running.stderr:
        said.append(line)
        if line.startswith(sign):
            time.sleep(0.03)  # into the work that the line announces
            running.send_signal(number)
            break
    _, rest = running.communicate(timeout=60)
    return subprocess.CompletedProcess(running.args, running.returncode, "", "".join(said) + rest)


@pytest.mark.parametrize(
    ("sign", "number"),
    [
        ("[1/8]", signal.SIGINT),
        ("[5/8]", signal.SIGINT),
        ("Reconciling", signal.SIGINT),
        ("Reconciling", signal.SIGTERM),
    ],
)
def test_interrupted(sign, number, warehouse, sample_folder):
    before = pointer(warehouse)
    result = stop_when(sign, number, sample_folder, warehouse)
    refused(result, errors.Interrupted, "still serves")
    assert pointer(warehouse) == before
    assert [path.name for path in (warehouse / "builds").iterdir() if "building" in path.name] == []
    still_served(warehouse, before)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_interrupted_before_the_imports_are_done(number):
    """Half a second in which nothing has begun."""
    script = (
        "import os, runpy, sys\n"
        "class Finder:\n"
        "    def find_spec(self, name, *rest):\n"
        f"        if name == 'duckdb': os.kill(os.getpid(), {int(number)})\n"
        "sys.meta_path.insert(0, Finder())\n"
        "sys.argv[1:] = ['status']\n"
        "runpy.run_module('pipelines', run_name='__main__', alter_sys=True)\n"
    )
    result = subprocess.run([fixtures.command()[0], "-c", script], **fixtures.process_options())
    assert result.returncode == errors.Interrupted.exit_code
    assert result.stderr.startswith("Stopped") and len(result.stderr.splitlines()) == 1


@pytest.mark.parametrize("sign", ["[3/8]", "Reconciling"])
def test_killed(sign, warehouse, sample_folder):
    before = pointer(warehouse)
    assert stop_when(sign, signal.SIGKILL, sample_folder, warehouse).returncode == -signal.SIGKILL
    still_served(warehouse, before)


def test_a_failure_nobody_foresaw_is_one_sentence_and_a_traceback_only_when_asked(base):
    script = (
        "import sys; from pipelines import __main__ as m, status; "
        "status.status = lambda served: 1 / 0; sys.exit(m.main(sys.argv[1:]))"
    )
    for options, is_shown in (([], False), (["--debug"], True)):
        result = subprocess.run(
            [fixtures.command()[0], "-c", script, "status", "--warehouse", str(base / "warehouse"), *options],
            **fixtures.process_options(),
        )
        assert result.returncode == 1 and "--debug" in result.stderr
        assert ("Traceback" in result.stderr) == is_shown
