"""Local data: walled off from everything open, labels from both beside the open ones, builds that cannot be lost."""

import csv
import datetime as dt
import hashlib
import json
import os
import shutil

import duckdb
import pytest
from streamlit.testing.v1 import AppTest

from pipelines import (
    build,
    changed,
    digest,
    errors,
    explain,
    export,
    flagged_list,
    local,
    local_reads,
    local_verbs,
    paths,
    publish,
    quality,
    reads,
    status,
)
from tests import feed_sample, fixtures

ONE_MORE = "The feed lists 1 graded inspection that no loaded open release prints."
NEEDLES = [name.lower() for name in feed_sample.NAMES]
LINE = '"OFFICIAL-SENSITIVE: local data, names people; not for publication"'
ON_THE_PAGE = 'class="chip local"'


def leaks(text):
    return [needle for needle in NEEDLES if needle in text.lower()]


def fingerprints(folder):
    """Every file below a folder with its bytes' hash; an open database may hold a lock, never changed bytes."""
    return {path: hashlib.sha256(path.read_bytes()).hexdigest() for path in folder.rglob("*") if path.is_file()}


def built(raw, here, open_warehouse, say=lambda text: None):
    local.build_local(raw, local.Place(here).warehouse, open_warehouse, say)
    return local_reads.serve(here)


@pytest.fixture(scope="module")
def here(tmp_path_factory, sample_warehouse):
    """Local data built from the sample feed and the sample releases. Not to be changed: copy it to try something."""
    folder = tmp_path_factory.mktemp("local")
    feed_sample.write(folder / "raw")
    built(folder / "raw", folder, sample_warehouse)
    return folder


@pytest.fixture(scope="module")
def served(here):
    return local_reads.serve(here)


@pytest.fixture
def own(here, tmp_path):
    """A copy of the local data, to be changed."""
    shutil.copytree(here, tmp_path / "own")
    return tmp_path / "own"


def ask(served, statement):
    result = served.con.cursor().execute(statement)
    names = [column[0] for column in result.description]
    return [dict(zip(names, row, strict=True)) for row in result.fetchall()]


# --- labels -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("urn", "label", "open_label", "because"),
    [
        ("S0000001", "serious concern", "serious concern", None),
        ("S0000005", "repeatedly below", "repeatedly below", None),
        ("S0000009", "bounced once", "recovering", ONE_MORE),
        ("S0000013", "yo-yo", "steady", "The feed lists 2 graded inspections that no loaded open release prints."),
        ("S0000017", "left", "left", None),
        ("S0000022", "bounced once", "steady", "The feed and open data disagree about one inspection."),
        ("S0000026", "bounced once", "bounced once", None),
        ("S0910001", "bounced once", None, "No loaded open release lists this setting."),
        ("S0910006", "left", None, "No loaded open release lists this setting."),
        ("S0910016", "out of scope", None, "No loaded open release lists this setting."),
    ],
)
def test_the_local_label_stands_beside_the_open_one_with_the_reason(
    urn, label, open_label, because, served, sample_listing
):
    found = local_reads.setting(served, urn)
    assert (found["label"], found["open_label"], found["because"]) == (label, open_label, because)
    assert found["is_different"] == (open_label is not None and label != open_label)
    assert sample_listing.get(urn, {}).get("label") == open_label


def test_the_list_of_differences_is_those_settings_and_then_those_only_the_feed_knows(served):
    rows = local_reads.differences(served)
    known = [row["urn"] for row in rows if row["open_label"]]
    assert sorted(known) == ["S0000009", "S0000013", "S0000022"]
    assert {row["urn"] for row in rows[3:]} == {urn for urn, *_ in feed_sample.PLAIN if urn.startswith("S091")}
    told = local_verbs.differences(rows)
    assert told.startswith("OFFICIAL-SENSITIVE") and "3 settings have another label" in told
    assert "Every setting" in local_verbs.differences([])


def test_the_newest_extract_wins_and_of_one_day_the_later(served):
    """The third extract, made at 14:05 on the day of the second, alone lists the last inspection."""
    assert local_reads.setting(served, "S0910015")["label"] == "serious concern"
    releases = ask(served, "SELECT file_name, as_at FROM served.staging.release WHERE layout = 'F' ORDER BY release_id")
    assert [row["file_name"] for row in releases] == ["extract-1.xml", "extract-2.json", "extract-3.xml"]


def test_what_one_extract_leaves_out_is_kept(served):
    assert [row["status"] for row in local_reads.setting(served, "S0000042")["status_history"]] == [
        "suspended", "active", "suspended",
    ]  # fmt: skip
    notices = local_reads.setting(served, "S0000001")["notices"]
    assert [(row["category"], row["status"]) for row in notices] == [("Compliance", "Met"), ("Enforcement", "Met")]
    (welfare,) = local_reads.setting(served, "S0910001")["notices"]
    assert (welfare["kind"], str(welfare["ended_on"])) == ("welfare notice", "2018-05-01")


def test_inspections_say_who_prints_them_and_disagreements_who_says_otherwise(served):
    found = {str(row["inspected_on"]): row for row in local_reads.setting(served, "S0000013")["inspections"]}
    assert [day for day, row in found.items() if not row["is_in_open"]] == ["2016-02-02", "2021-05-11"]
    conflicts = local_reads.setting(served, "S0000022")["conflicts"]
    assert {(row["kept"], row["other"], row["is_from_feed"]) for row in conflicts} == {
        ("requires improvement", "good", False)
    }
    card = [row for row in local_reads.setting(served, "S0000026")["inspections"] if not row["is_scored"]]
    assert [(row["is_in_open"], row["unscored_reason"]) for row in card] == [
        (True, "not a grade: unknown: Expected standard")
    ]


def test_every_registration_is_accounted_for_and_no_share_is_among_one_authority(served):
    rows = ask(served, "SELECT rows_read, rows_staged, rows_set_aside, coverage, layout FROM served.staging.release")
    assert all(row["rows_read"] == row["rows_staged"] + row["rows_set_aside"] for row in rows)
    assert [(row["rows_read"], row["coverage"]) for row in rows if row["layout"] == "F"] == [
        (24, "complete"), (27, "complete"), (25, "complete"),
    ]  # fmt: skip
    columns = {row["column_name"] for row in ask(served, "DESCRIBE served.mart.listing")}
    assert not columns & {"volatility_share_below", "decline_share_below", "peer_count"}
    assert {row["urn"] for row in ask(served, "SELECT urn FROM served.mart.listing")} == {
        urn for urn, *_ in feed_sample.PLAIN
    }


def test_a_setting_gone_from_the_newest_extract_has_left_unless_the_extract_is_declared_partial(own, sample_warehouse):
    made = [one for one in feed_sample.registrations(1) if one["ReferenceNumber"] != "S0910002"]
    text = feed_sample.as_xml(feed_sample.head("2026-08-01T00:00:00"), made)
    (own / "raw" / "later.xml").write_text(text)
    assert local_reads.setting(built(own / "raw", own, sample_warehouse), "S0910002")["label"] == "left"
    (own / "raw" / "releases.csv").write_text("file,coverage\nlater.xml,partial\n")
    found = local_reads.setting(built(own / "raw", own, sample_warehouse), "S0910002")
    assert (found["label"], str(found["as_at"])) == ("not enough history", "2026-08-01")


def test_a_link_confirmed_in_open_data_carries_the_history_over_here_too(
    tmp_path, sample_served, sample_warehouse, sample_listing
):
    (link,) = reads.confirmed_links(sample_served)[:1]
    made = feed_sample._registration(link["urn"], "CCN", "ACTV", "EYR", "2023-04-03", "")
    (tmp_path / "raw").mkdir()
    text = feed_sample.as_xml(feed_sample.head("2026-06-30T00:00:00"), [made])
    (tmp_path / "raw" / "one.xml").write_text(text)
    served = built(tmp_path / "raw", tmp_path, sample_warehouse)
    found = local_reads.setting(served, link["urn"])
    assert found["history"] == sample_listing[link["urn"]]["history"] and found["label"] == found["open_label"]
    listed = {row["urn"] for row in ask(served, "SELECT urn FROM served.mart.listing")}
    assert listed == {link["urn"], link["earlier_urn"]}
    assert local_reads.write(served, "labels", tmp_path / "labels.csv") == 1


# --- walls ------------------------------------------------------------------------------------------


def test_the_search_itself_finds_what_the_feed_says(here, served):
    """Otherwise the tests below would pass on anything."""
    raw = "".join(path.read_text() for path in (here / "raw").iterdir())
    assert sorted(leaks(raw)) == sorted(NEEDLES)
    assert len(leaks(str(ask(served, "SELECT * FROM served.staging.registration")))) > 3


def test_no_file_of_the_open_warehouse_changes_or_holds_a_local_name(own, sample_warehouse):
    before = fingerprints(sample_warehouse.folder)
    shutil.rmtree(own / "warehouse")
    built(own / "raw", own, sample_warehouse)
    assert fingerprints(sample_warehouse.folder) == before and len(before) > 20
    for path in before:
        assert leaks(path.read_bytes().decode("latin-1")) == [], path.name


def test_an_open_build_beside_local_data_knows_nothing_of_them(
    own, sample_folder, tmp_path, monkeypatch, sample_served
):
    monkeypatch.setenv("SQM_LOCAL", str(own))
    shutil.copytree(sample_folder, tmp_path / "open" / "raw")
    fresh = fixtures.built(tmp_path / "open" / "raw", tmp_path / "open" / "warehouse")
    for name in ("label", "tier", "reason", "volatility"):
        expected = {urn: row[name] for urn, row in fixtures.listing(sample_served).items()}
        assert {urn: row[name] for urn, row in fixtures.listing(fresh).items()} == expected
    for path in (tmp_path / "open" / "warehouse").rglob("*"):
        if path.is_file():
            assert leaks(path.read_bytes().decode("latin-1")) == [], path.name


@pytest.mark.parametrize("dataset", export.DATASETS)
def test_no_open_export_holds_a_local_name(dataset, here, sample_served, tmp_path, monkeypatch):
    monkeypatch.setenv("SQM_LOCAL", str(here))
    out = tmp_path / f"{dataset}.parquet"
    assert export.write(sample_served, dataset, "parquet", out) > 0
    assert leaks(str(fixtures.fetch(f"SELECT * FROM read_parquet('{out}')"))) == []


@pytest.mark.parametrize("form", ["zip", "xlsx"])
def test_no_open_file_of_every_dataset_holds_a_local_name(form, here, sample_served, tmp_path, monkeypatch):
    monkeypatch.setenv("SQM_LOCAL", str(here))
    assert export.write(sample_served, "all", form, tmp_path / "all") > 10_000
    assert leaks(fixtures.unzipped(tmp_path / "all")) == []


def test_no_open_answer_holds_a_local_name(here, sample_served, monkeypatch):
    monkeypatch.setenv("SQM_LOCAL", str(here))
    told = json.dumps(status.status(sample_served))
    told += (
        str(flagged_list.options(sample_served))
        + str(quality.releases(sample_served))
        + str(quality.findings(sample_served, 8))
    )
    for urn in ("S0000001", "S0000013", "S0000022"):
        told += explain.explain(sample_served, urn) + str(reads.setting(sample_served, urn))
    told += str(flagged_list.page(sample_served, {"find": "s0"}, "name", 1, 5_000)["rows"])
    assert len(told) > 100_000 and leaks(told) == []
    for name in feed_sample.NAMES:
        assert flagged_list.page(sample_served, {"find": name}, "priority", 1, 10)["total"] == 0, name
    with pytest.raises(errors.UnknownProvider):
        reads.setting(sample_served, "S0910001")


def test_neither_connection_can_reach_the_other_database(served, sample_served):
    for one, other in ((served, sample_served), (sample_served, served)):
        attached = {row["path"] for row in ask(one, "SELECT path FROM duckdb_databases() WHERE NOT internal")}
        assert str(one.path) in attached and str(other.path) not in attached
        with pytest.raises(duckdb.Error):
            one.con.cursor().execute(f"ATTACH '{other.path}' AS other (READ_ONLY)")
        with pytest.raises(duckdb.Error):
            one.con.cursor().execute(f"SELECT * FROM read_csv('{paths.DECLARED / 'tiers.csv'}')")


def test_local_data_are_ignored_by_git():
    ignored = (paths.PROJECT / ".gitignore").read_text().splitlines()
    assert "data/local/" in ignored and paths.DATA / "local" == paths.PROJECT / "data" / "local"


# --- the page ---------------------------------------------------------------------------------------


def page(name, **address):
    """Everything a page sends, as (inside the local section, elsewhere)."""
    app = AppTest.from_file(str(paths.PROJECT / "app.py"), default_timeout=60)
    for key, value in address.items():
        app.query_params[key] = value
    app.switch_page(f"pages/{name}.py").run()
    assert not app.exception and not app.error
    inside, elsewhere = [], []

    def walk(block, is_local):
        for child in block.children.values():
            if hasattr(child, "children"):
                walk(child, is_local or "local" in str(getattr(child.proto, "id", "")).split("-"))
            else:
                (inside if is_local else elsewhere).append(str(child.proto))

    walk(app._tree, False)
    return "".join(inside), "".join(elsewhere)


@pytest.fixture
def shown(here, sample_warehouse, monkeypatch):
    monkeypatch.setenv("SQM_WAREHOUSE", str(sample_warehouse.folder))
    monkeypatch.setenv("SQM_LOCAL", str(here))


def test_the_setting_page_names_local_data_in_their_own_section_only(shown):
    inside, elsewhere = page("setting", urn="S0000013")
    assert leaks(inside) and leaks(elsewhere) == []
    assert "OFFICIAL-SENSITIVE" in inside and "2 February 2016" in inside and "11 May 2021" in inside
    assert "Yo-yo" in inside and "Steady" in inside and "no loaded open release prints" in inside
    assert "Local data" in elsewhere and "Yo-yo" in elsewhere  # the line beside the open label
    inside, elsewhere = page("setting", urn="S0000001")
    assert "the label is the same: Serious concern" in inside and "Ratios & premises" in inside.replace("&amp;", "&")
    assert "They agree about every inspection" in inside and leaks(elsewhere) == []


def test_a_setting_only_the_feed_knows_has_the_section_alone(shown):
    inside, elsewhere = page("setting", urn="s0910001")
    assert leaks(inside) and leaks(elsewhere) == [] and "Bounced once" in inside
    inside, elsewhere = page("setting", urn="S0910014")
    assert "special care" in inside and leaks(inside + elsewhere) == []


def test_settings_outside_the_feed_and_other_pages_show_nothing_local(shown):
    for name, address in (("setting", {"urn": "S0000002"}), ("flagged", {"find": "Zebrawood"}), ("areas", {})):
        inside, elsewhere = page(name, **address)
        found = [word for word in leaks(elsewhere) if address.get("find", "").lower() != word]
        assert (inside, found, ON_THE_PAGE in elsewhere) == ("", [], False), name


def test_what_changed_tells_suspensions_and_notices_in_their_own_section_only(shown, served, sample_served):
    inside, elsewhere = page("changed")
    assert "S0000042" in inside and "Registration suspended" in inside and "11 May 2026" in inside
    assert "OFFICIAL-SENSITIVE" in inside and "2 March 2021" not in inside, "only what came after the first date"
    assert leaks(inside + elsewhere) == [] and "Registration suspended" not in elsewhere
    inside, _ = page("changed", **{"from": "2020-08-31"})
    assert "2 March 2021" in inside and leaks(inside) == []
    rows = local_reads.since(served, dt.date(2020, 8, 31))
    assert len(rows) > 2 and [row["happened_on"] for row in rows] == sorted(
        (row["happened_on"] for row in rows), reverse=True
    )
    asked = changed.Asked(*changed.between(sample_served))
    told = digest.digest(sample_served, asked, "all") + changed.csv_of(sample_served, asked, None).decode()
    assert leaks(told) == [] and "Registration suspended" not in told


def test_without_local_data_there_is_nothing(shown, tmp_path, monkeypatch):
    monkeypatch.setenv("SQM_LOCAL", str(tmp_path / "none"))
    inside, elsewhere = page("setting", urn="S0000013")
    assert inside == "" and ON_THE_PAGE not in elsewhere
    inside, elsewhere = page("changed")
    assert inside == "" and ON_THE_PAGE not in elsewhere


def test_local_data_that_cannot_be_read_are_said_so_and_the_page_stands(shown, own, monkeypatch):
    monkeypatch.setenv("SQM_LOCAL", str(own))
    (own / "warehouse" / "current.json").write_text("{")
    inside, elsewhere = page("setting", urn="S0000013")
    assert "cannot be read" in inside and "Mossbarrow" in elsewhere and str(own) not in inside + elsewhere


# --- exports and the command line -------------------------------------------------------------------


def verb(*arguments, here, warehouse):
    environment = {**os.environ, "SQM_LOCAL": str(here), "SQM_WAREHOUSE": str(warehouse.folder), "PYTHONUTF8": "1"}
    return fixtures.cli(*arguments, env=environment)


@pytest.mark.parametrize("dataset", local_reads.DATASETS)
def test_a_local_export_is_classified_on_its_first_line(dataset, served, tmp_path):
    out = tmp_path / f"{dataset}.csv"
    count = local_reads.write(served, dataset, out)
    first, *lines = out.read_text(encoding="utf-8-sig").splitlines()
    assert first == LINE
    rows = list(csv.DictReader(lines))
    assert len(rows) == count > 0 and {"urn", "provider_name", "as_at"} <= set(rows[0])
    assert leaks(out.read_text(encoding="utf-8-sig"))
    beside = json.loads(export.metadata_path(out).read_text())
    columns = beside["tableSchema"]["columns"]
    assert all(one["dc:description"] for one in columns) and beside["dc:rights"] in LINE
    assert sorted(one["name"] for one in columns) == sorted(rows[0])


def test_the_verbs_say_what_they_did(own, sample_warehouse, tmp_path):
    first = verb("local", here=own, warehouse=sample_warehouse)
    assert first.returncode == 0 and "Nothing has changed since the local build" in first.stderr
    listed = verb("local", "--differences", here=own, warehouse=sample_warehouse)
    assert listed.returncode == 0 and listed.stdout.startswith("OFFICIAL-SENSITIVE") and "S0000013" in listed.stdout
    out = tmp_path / "out" / "labels.csv"
    done = verb("export-local", "labels", "--out", out, here=own, warehouse=sample_warehouse)
    assert done.returncode == 0 and "25 rows of local data" in done.stdout
    assert out.read_text(encoding="utf-8-sig").startswith(LINE)


@pytest.mark.parametrize(
    ("name", "content", "code", "says"),
    [
        ("a.xml", f"<!DOCTYPE a [<!ENTITY b 'c'>]><{feed_sample.ROOT}/>", 23, "DOCTYPE"),
        ("a.json", '{"OfstedChildcareRegisterLocalAuthorityExtract": {', 24, "cut short"),
        ("a.xml", "<html/>", 25, "not an Ofsted"),
        ("a.txt", "nothing", 26, "No extract found"),
    ],
)
def test_each_fault_has_its_exit_code_and_says_what_to_do(name, content, code, says, tmp_path, sample_warehouse):
    raw = tmp_path / "raw"
    raw.mkdir()
    (raw / name).write_text(content)
    done = verb("local", "--raw", raw, here=tmp_path, warehouse=sample_warehouse)
    assert (done.returncode, says in done.stderr) == (code, True), done.stderr
    assert "Traceback" not in done.stderr


def test_without_local_data_or_open_data_it_says_what_to_build_first(here, tmp_path, sample_warehouse):
    with pytest.raises(errors.NoLocalData, match="pipelines local"):
        local_reads.serve(tmp_path)
    with pytest.raises(errors.NoLocalData, match="There is no folder"):
        built(tmp_path / "none", tmp_path, sample_warehouse)
    one = next((here / "raw").iterdir())
    with pytest.raises(errors.NoLocalData, match="is a file") as fault:
        built(one, tmp_path, sample_warehouse)
    assert f"--raw {here / 'raw'}`" in str(fault.value)
    with pytest.raises(errors.NoWarehouse, match="pipelines build"):
        built(here / "raw", tmp_path, paths.Warehouse(tmp_path / "open"))


def test_sample_and_real_are_never_mixed(tmp_path, sample_warehouse):
    made = feed_sample._registration("EY100001", "CCN", "ACTV", "EYR", "2010-01-04", "2@2020-02-03")
    (tmp_path / "raw").mkdir()
    text = feed_sample.as_xml(feed_sample.head("2026-08-01T00:00:00"), [made])
    (tmp_path / "raw" / "real.xml").write_text(text)
    with pytest.raises(errors.MixedSample, match=r"real\.xml"):
        built(tmp_path / "raw", tmp_path, sample_warehouse)


# --- builds -----------------------------------------------------------------------------------------


def test_a_new_extract_or_a_new_open_build_is_followed(own, sample_warehouse, sample_folder, tmp_path):
    said = []
    built(own / "raw", own, sample_warehouse, said.append)
    assert len(said) == 1 and "Nothing has changed" in said[0]
    (own / "raw" / "extract-1.xml").unlink()
    built(own / "raw", own, sample_warehouse, said.append)
    assert sum("already staged" in line for line in said) == 2 and "Published" in said[-1]
    other = paths.Warehouse(tmp_path / "other")
    build.build(sample_folder, other, asked=reads.build(reads.serve(sample_warehouse))["as_at"].replace(day=1))
    after = built(own / "raw", own, other, said.append)
    assert "Published" in said[-1] and after.pointer["open_build_id"] == publish.current(other)["build_id"]
    assert fixtures.strays(own / "warehouse") == []


def test_an_open_release_staged_no_more_is_said_so(own, sample_warehouse, tmp_path):
    shutil.copytree(sample_warehouse.folder, tmp_path / "open")
    shutil.rmtree(own / "warehouse")
    shutil.rmtree(tmp_path / "open" / "staged")
    with pytest.raises(errors.NoWarehouse, match="pipelines build"):
        built(own / "raw", own, paths.Warehouse(tmp_path / "open"))
