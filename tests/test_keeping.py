"""A list kept on this computer: whole or not at all, for its owner only, and in nothing else the product writes."""

import ast
import datetime as dt
import json
import os
import stat

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines import briefing, caseload, changed, digest, errors, export, keeping, paths, status
from tests import fixtures

DAY = dt.date(2026, 5, 14)
PLANTED = "Quillfeather"  # in a column's name and in a cell
LIST = f"URN;Adviser {PLANTED};Cluster\nEY100001;Ms {PLANTED};North\nEY100001;Jo;North\nS0000001;Zoë;\nnot one;x;y\n"


@pytest.fixture(autouse=True)
def mine(tmp_path, monkeypatch):
    """A folder of its own for each test; not there yet."""
    monkeypatch.setenv("SQM_MINE", str(tmp_path / "mine"))
    return tmp_path / "mine"


def test_what_is_kept_comes_back_as_it_was(mine):
    assert keeping.kept() is None
    parsed = caseload.parse(LIST)
    assert parsed.refused and parsed.ambiguous
    keeping.keep(parsed, DAY)
    assert keeping.kept() == (parsed, DAY)
    again = caseload.parse("EY123456")
    keeping.keep(again, DAY)
    assert keeping.kept().parsed == again and [path.name for path in mine.iterdir()] == [keeping.FILE]
    keeping.forget()
    keeping.forget()
    assert keeping.kept() is None and list(mine.iterdir()) == []


@given(st.lists(st.tuples(st.integers(100000, 9999999), st.text(max_size=30), st.text(max_size=30)), min_size=1))
def test_any_list_that_can_be_read_can_be_kept(rows):
    clean = str.maketrans("", "", "\r\n\t\0;\"'")
    lines = [";".join((str(urn), one.translate(clean), other.translate(clean))) for urn, one, other in rows]
    parsed = caseload.parse("URN;A;B\n" + "\n".join(lines))
    keeping.keep(parsed, DAY)
    assert keeping.kept() == (parsed, DAY)


def test_only_its_owner_may_open_it(mine):
    before = os.umask(0)
    try:
        keeping.keep(caseload.parse(LIST), DAY)
    finally:
        os.umask(before)
    modes = [stat.S_IMODE(path.stat().st_mode) for path in (keeping.place(), mine)]
    assert modes == [0o600, 0o700] or os.name == "nt", "Windows has no such modes"


GOOD = {"form": 1, "since": "2026-05-14", "rows": [["EY123456", "Jo"]], "columns": ["Adviser"], "refused": [],
        "repeated": 0, "ambiguous": []}  # fmt: skip
DAMAGED = {
    "empty": b"", "no JSON": b"{", "no text": b"\xff\xfe\x00", "deep": b"[" * 100_000, "a list": b"[]",
    "another form": {"form": 2}, "no day": {"since": "yesterday"}, "no URN": {"rows": [["<b>", "Jo"]]},
    "a cell too few": {"rows": [["EY123456"]]}, "a cell that is no text": {"rows": [["EY123456", {"a": 1}]]},
    "a URN twice": {"rows": [["EY123456", "Jo"], ["EY123456", "Jo"]]}, "a column twice": {"columns": ["A", "A"]},
    "long": {"rows": [["EY123456", "x" * 401]]}, "large": b" " * (keeping.MOST_BYTES + 1),
    "too many": {"rows": [[f"EY{n:06}", ""] for n in range(caseload.MOST_ROWS + 1)]},
}  # fmt: skip


@pytest.mark.parametrize("content", DAMAGED.values(), ids=DAMAGED)
def test_a_damaged_file_is_told_and_left_where_it_is(mine, content):
    mine.mkdir()
    said = content if isinstance(content, bytes) else json.dumps({**GOOD, **content}).encode()
    keeping.place().write_bytes(said)
    with pytest.raises(errors.KeptList, match=r"damaged.*not used\. Nothing was deleted.*give it again"):
        keeping.kept()
    assert keeping.place().read_bytes() == said
    keeping.place().write_text(json.dumps(GOOD))
    assert keeping.kept().parsed.rows == {"EY123456": {"Adviser": "Jo"}}


def test_what_cannot_be_written_is_told_and_what_was_kept_stays(mine, monkeypatch):
    keeping.keep(caseload.parse("EY123456"), DAY)

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(keeping.os, "replace", full)
    with pytest.raises(errors.KeptList, match=r"could not be saved.*No space left.*stays in this session"):
        keeping.keep(caseload.parse(LIST), DAY)
    assert list(keeping.kept().parsed.rows) == ["EY123456"]
    assert [path.name for path in mine.iterdir()] == [keeping.FILE], "nothing half written is left"


def test_it_lies_beside_local_data_unless_told_otherwise(monkeypatch, tmp_path):
    monkeypatch.delenv("SQM_MINE")
    monkeypatch.delenv("SQM_LOCAL", raising=False)
    assert paths.mine_folder() == paths.DATA / "mine"
    monkeypatch.setenv("SQM_LOCAL", str(tmp_path / "safe" / "local"))
    assert paths.mine_folder() == tmp_path / "safe" / "mine"


def test_it_is_in_no_other_file_the_product_writes(tmp_path):
    keeping.keep(caseload.parse(LIST), DAY)
    rows = [fixtures.provider("EY100001", full_1_on="01/02/2018", full_1_grade="2")]
    for layout in ("L2", "L3"):
        fixtures.release(tmp_path / "raw", layout, rows)
    served = fixtures.built(tmp_path / "raw", tmp_path / "warehouse")
    for form in ("csv", "parquet"):  # a zip is packed of the one; a spreadsheet of the same rows
        for name in export.DATASETS:
            export.write(served, name, form, tmp_path / "out" / f"{name}.{form}")
    mine = {"urns": ["EY100001"], "tier": ["universal"]}
    (tmp_path / "out" / "flagged.csv").write_bytes(export.flagged(served, mine, "name"))
    (tmp_path / "out" / "briefing.html").write_bytes(briefing.of_urns(served, ["EY100001"]))
    asked = changed.Asked(*changed.between(served), urns=["EY100001"])
    (tmp_path / "out" / "digest.txt").write_text(digest.digest(served, asked, "A list"), encoding="utf-8")
    (tmp_path / "out" / "status.json").write_text(json.dumps(status.status(served)), encoding="utf-8")
    files = [path for path in tmp_path.rglob("*") if path.is_file() and path != keeping.place()]
    assert len(files) > 20 and PLANTED.encode() in keeping.place().read_bytes()
    assert [path for path in files if PLANTED.lower().encode() in path.read_bytes().lower()] == []


def test_one_place_alone_opens_it():
    """So no build, search, download or export can."""
    opening = {
        path.relative_to(paths.PROJECT).as_posix()
        for path in [*paths.PACKAGE.rglob("*.py"), *(paths.PROJECT / "pages").rglob("*.py")]
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.ImportFrom | ast.Import)
        and any("keeping" in alias.name for alias in node.names)
    }  # fmt: skip
    naming = {path.name for path in paths.PACKAGE.rglob("*.py") if "mine_folder" in path.read_text(encoding="utf-8")}
    assert opening == {"pages/parts/saved.py"} and naming == {"paths.py", "keeping.py"}
