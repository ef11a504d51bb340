"""The sample releases: the same bytes from the same seed, exact layouts, nothing real, every quirk present."""

import collections
import csv
import datetime as dt
import re

import pytest

from pipelines import declared, domain
from pipelines.sample import planted_rows, withheld, write_sample

# The 124 areas of real postcodes, Channel Islands and Isle of Man included.
_AREAS = (
    "AB AL B BA BB BD BH BL BN BR BS BT CA CB CF CH CM CO CR CT CV CW DA DD DE DG DH DL DN DT DY E EC EH EN EX FK FY "
    "G GL GU GY HA HD HG HP HR HS HU HX IG IM IP IV JE KA KT KW KY L LA LD LE LL LN LS LU M ME MK ML N NE NG NN NP NR "
    "NW OL OX PA PE PH PL PO PR RG RH RM S SA SE SG SK SL SM SN SO SP SR SS ST SW SY TA TD TF TN TQ TR TS TW UB W WA "
    "WC WD WF WN WR WS WV YO ZE"
)
REAL_POSTCODE_AREAS = set(_AREAS.split())
HOMES = {"Childminder", "Childminder without domestic premises", "Home childcarer", "Childcare on domestic premises"}
L3_HEADER = (
    "Web link,Provider URN,Registration Date,Provider Type,Provider Subtype,Provider Status,"
    "Individual Register Combinations,Provider Early Years Register Flag,Provider Compulsory Childcare Register Flag,"
    "Provider Voluntary Childcare Register Flag,Registered Person URN,Registered Person Name,Provider Name,"
    "Provider Address Line 1,Provider Address Line 2,Provider Address Line 3,Provider Town,Provider Postcode,"
    "Telephone Number,Parliamentary Constituency,Local Authority,Region,Deprivation Band,Places,"
    "Places including Estimates,Most Recent Full: Inspection Number,Most Recent Full: Inspection Date,"
    "Most Recent Full: Overall Effectiveness,Quality of Education,Behaviour and Attitudes,Personal Development,"
    "Effectiveness of Leadership and Management,Safeguarding is Effective?"
)
L2_INSPECTION_HEADER = (
    "Most recent full: Inspection number,Most recent full: Inspection date,Most recent full: Overall effectiveness,"
    "Quality of education,Behaviour and attitudes,Personal development,Effectiveness of leadership and management,"
    "Safeguarding is effective?,CCR requirements suitability,VCR requirements suitability,"
    "Second most recent full: Overall effectiveness,Second most recent full: Inspection number,"
    "Second most recent full: Inspection date,Third most recent full: Overall effectiveness,"
    "Third most recent full: Inspection number,Third most recent full: Inspection date,NCOR: Inspection number,"
    "NCOR: Inspection date,NCOR: Overall effectiveness,CR: Inspection number,CR: Inspection date,"
    "CR: Overall effectiveness"
)

RELEASES = declared.rows("sample_releases")
NEWEST = RELEASES[-1]["as_at"]


class Sample:
    """The written files, and their rows by the column codes of `sample_columns.csv`."""

    def __init__(self, folder):
        self.folder = folder
        self.paths = write_sample(folder)
        self.lines = {}  # as_at -> every line of the file, split into cells
        self.rows = {}  # as_at -> one dictionary per provider row
        for path, release in zip(self.paths, RELEASES, strict=False):
            with path.open(encoding="utf-8-sig", newline="") as handle:
                lines = list(csv.reader(handle))
            columns = [row["column"] for row in declared.rows("sample_columns") if row["layout"] == release["layout"]]
            self.lines[release["as_at"]] = lines
            self.rows[release["as_at"]] = [
                dict(zip(columns, line, strict=True)) for line in lines[_header_at(lines) + 1 :] if any(line)
            ]

    def of(self, urn, as_at):
        return [row for row in self.rows[as_at] if row["urn"] == urn]

    def newest_of_each(self):
        return {row["urn"]: row for rows in self.rows.values() for row in rows}


def _header_at(lines):
    return next(number for number, line in enumerate(lines) if line[:2] == ["Web link", "Provider URN"])


@pytest.fixture(scope="module")
def sample(tmp_path_factory):
    return Sample(tmp_path_factory.mktemp("sample"))


@pytest.fixture(scope="module")
def planted():
    return {row["shows"]: row for row in planted_rows()}


def test_same_seed_same_bytes_other_seed_other_bytes(sample, tmp_path):
    again = write_sample(tmp_path / "again")
    other = write_sample(tmp_path / "other", seed=7, providers=300)
    assert [path.read_bytes() for path in again] == [path.read_bytes() for path in sample.paths]
    assert all(a.read_bytes() != b.read_bytes() for a, b in zip(again[:8], other[:8], strict=True))


def test_eight_releases_and_their_declaration(sample):
    beside = ["links.csv", "releases.csv", "postcodes.csv"]
    assert [path.name for path in sample.paths] == [row["file"] for row in RELEASES] + beside
    assert sorted(path for path in sample.folder.rglob("*.csv")) == sorted(sample.paths)
    for path, release in zip(sample.paths, RELEASES, strict=False):
        assert path.name.startswith("SAMPLE_")
        assert domain.as_at_in(path.name) == dt.date.fromisoformat(release["as_at"])
        assert release["published_on"] > release["as_at"]
    with sample.paths[-2].open(encoding="utf-8", newline="") as handle:
        declaration = list(csv.DictReader(handle))
    assert list(declaration[0]) == ["file", "as_at", "published_on", "coverage", "note"]
    assert [row["file"] for row in declaration] == [row["file"] for row in RELEASES]
    assert {row["coverage"] for row in declaration} == {"complete"}


def test_grid_references_are_of_postcodes_the_newest_release_prints_and_lie_at_sea(sample):
    with sample.paths[-1].open(encoding="utf-8", newline="") as handle:
        placed = list(csv.DictReader(handle))
    newest = {row["postcode"] for row in sample.rows[RELEASES[-1]["as_at"]]}
    withheld_words = set(withheld())
    assert len(placed) > 300
    assert len({row["postcode"] for row in placed}) == len(placed)
    assert not withheld_words & {row["postcode"] for row in placed}
    assert newest - {"REDACTED", "Redacted", ""} <= {row["postcode"] for row in placed}
    assert min(int(row["easting"]) for row in placed) > 656_000  # the easternmost point of Great Britain


def test_each_layout_has_its_exact_header_and_titles(sample):
    for path, release in zip(sample.paths, RELEASES, strict=False):
        lines, raw = sample.lines[release["as_at"]], path.read_bytes()
        header = lines[_header_at(lines)]
        titles = lines[: _header_at(lines)]
        if release["layout"] == "L2":
            assert titles == [] and len(header) == 48 and ",".join(header[26:]) == L2_INSPECTION_HEADER
            assert header[11] == "Registered_Person_Name" and header[17] == "Postcode" and "Ofsted region" in header
        if release["layout"] == "L3":
            assert ",".join(header) == L3_HEADER and not any(map(any, lines[-25:]))
        if release["layout"] == "L4":
            assert raw.startswith(b"\xef\xbb\xbf") and b"\r\nWeb link,Provider URN," in raw and len(header) == 52
            assert len([name for name in header if name.startswith("EYR REIF: Most recent: ")]) == 10
            assert "EYR OEIF/CIF: Most recent: Overall effectiveness" in header and "CR: Compliance" in header
        if titles:
            assert len(titles) == 2
            assert domain.as_at_in(titles[0][0]) == dt.date.fromisoformat(release["as_at"])
            assert domain.SAMPLE_NOTICE in titles[1][0].lower()


def test_nothing_could_be_taken_for_real(sample):
    areas = declared.rows("local_authorities")
    real_authorities = {domain.plain_key(row["printed"]) for row in areas}
    for rows in sample.rows.values():
        for row in rows:
            assert domain.SAMPLE_URN.fullmatch(row["urn"])
            assert row["web_link"] == "Web link"
            assert row["region"] in {"Sample North", "Sample South", "Not Recorded"}
            assert domain.plain_key(row["local_authority"]) not in real_authorities
            if row["postcode"] != "REDACTED":
                area = re.fullmatch(r"([A-Z]{1,2})\d \d[A-Z]{2}", row["postcode"])[1]
                assert area not in REAL_POSTCODE_AREAS and area[0] == "V"  # V never begins a real postcode
            for column, value in row.items():
                if column.endswith("_number") and value not in ("", "NULL"):
                    assert re.fullmatch(r"S\d{9}", value)
    assert len(REAL_POSTCODE_AREAS) == 124
    assert not any(b"http" in path.read_bytes() for path in sample.paths)


def test_counts_and_proportions_are_plausible(sample):
    everyone = sample.newest_of_each()
    assert 1190 <= len(everyone) <= 1200
    assert all(850 <= len(rows) <= 1100 for rows in sample.rows.values())
    types = collections.Counter(row["provider_type"] for row in everyone.values())
    shares = {name: count / len(everyone) for name, count in types.items()}
    assert shares["Childminder"] == pytest.approx(0.47, abs=0.05)
    assert shares["Childcare on non-domestic premises"] == pytest.approx(0.38, abs=0.07)
    assert shares["Home childcarer"] == pytest.approx(0.14, abs=0.04)
    newest = {row["urn"] for row in sample.rows[NEWEST]}
    assert 100 < len(everyone) - len(newest) < 300  # leavers
    cards = [row for row in sample.rows[NEWEST] if row["card_on"]]
    assert 80 < len(cards) < 300
    graded = [row["full_1_grade"] for row in sample.rows[NEWEST] if row["full_1_grade"]]
    assert 0.93 < sum(grade in "12" for grade in graded) / len(graded) < 0.99


def test_homes_are_withheld_everywhere(sample, planted):
    printed_once = planted["a childminder whose name was printed once and never again"]["urn"]
    for as_at, rows in sample.rows.items():
        for row in rows:
            if row["provider_type"] in HOMES and not (row["urn"] == printed_once and as_at == "2020-08-31"):
                personal = [row[name] for name in ("provider_name", "address_1", "address_2", "town", "postcode")]
                assert {value.upper() for value in personal} == {"REDACTED"}
    assert not any(b"never printed" in path.read_bytes() for path in sample.paths)


def test_withheld_words_are_printed_early_and_absent_from_the_newest_row(sample):
    words = withheld()
    assert len(words) == len(set(words)) >= 8
    early = "".join(str(row) for as_at in list(sample.rows)[:3] for row in sample.rows[as_at])
    latest = "".join(str(row) for row in sample.newest_of_each().values())
    for word in words:
        assert word in early
        assert word not in latest


def test_every_planted_provider_is_printed_and_every_label_and_flag_expected(sample, planted):
    seen = {row["urn"] for rows in sample.rows.values() for row in rows}
    newest = {row["urn"] for row in sample.rows[NEWEST]}
    for row in planted.values():
        assert row["urn"] in seen
        assert (row["label"] == "left") == (row["urn"] not in newest)
    assert {row["label"] for row in planted.values()} == set(domain.LABELS)
    flags = {flag for row in planted.values() for flag in row["flags"].split("; ") if flag}
    assert {"yo-yo", "repeatedly below", "declining", "bounced once"} <= flags
    assert {"awaiting first inspection", "long since inspection"} <= flags
    funded = {row["may_affect_funded_places"] for row in planted.values()}
    assert funded == {"", "all places", "disadvantaged two-year-olds"}


def test_every_planted_inspection_is_seen_in_some_release(sample):
    """Otherwise a planted history would not show what its row says: releases from 2022 hold one grade each."""
    for row in planted_rows():
        wanted = re.findall(r"(\d{4})-(\d\d)-(\d\d)", row["history"])
        rows = [cells for rows in sample.rows.values() for cells in rows if cells["urn"] == row["urn"]]
        seen = {value[:10] for cells in rows for column, value in cells.items() if column.endswith("_on")}
        assert {f"{day}/{month}/{year}" for year, month, day in wanted} <= seen, row["urn"]


def test_the_story_told_on_screen(sample):
    bramble = next(row for row in planted_rows() if row["provider_name"] == "Bramble Lodge Nursery")
    (first,) = sample.of(bramble["urn"], "2020-08-31")
    (last,) = sample.of(bramble["urn"], NEWEST)
    assert [first[f"full_{slot}_grade"] for slot in (3, 2, 1)] == ["2", "3", "2"]
    assert (last["full_1_on"], last["full_1_grade"], last["full_1_safeguarding"]) == ("14/05/2024", "4", "No")


def test_null_markers_of_each_kind(sample):
    values = {value for rows in sample.rows.values() for row in rows for value in row.values()}
    assert {"", "-", "NULL", "Not Recorded", "Unknown", "REDACTED", "Redacted"} <= values


def test_report_cards_of_each_kind(sample):
    rows = [row for as_at in ("2026-03-31", NEWEST) for row in sample.rows[as_at] if row["card_on"]]
    results = {row[column] for row in rows for column in row if column.startswith("card_")}
    assert {"Exceptional", "Strong standard", "Expected standard", "Needs attention", "Urgent improvement"} <= results
    assert {"-", "", "Met", "Not met", "Secure fit"} <= results
    assert all(dt.datetime.strptime(row["card_on"], "%d/%m/%Y") >= dt.datetime(2025, 11, 10) for row in rows)


def test_each_declared_quirk_is_in_the_bytes(sample):
    for quirk in declared.rows("sample_quirks"):
        urn = f"S{quirk['suffix']}"
        for as_at in sample.rows if quirk["as_at"] == "*" else [quirk["as_at"]]:
            rows = sample.of(urn, as_at)
            if quirk["column"] == "(row missing)":
                assert rows == []
            elif quirk["column"] == "(row again)":
                assert len(rows) == 2 and (rows[0] == rows[1]) == (not quirk["printed"])
            else:
                assert {row[quirk["column"]] for row in rows} == {quirk["printed"]}
    columns = {quirk["column"] for quirk in declared.rows("sample_quirks")}
    assert {"(row again)", "(row missing)", "full_1_on", "full_1_grade", "address_1", "local_authority"} <= columns


def test_names_that_a_spreadsheet_or_an_encoding_would_spoil(sample):
    names = [row["provider_name"] for row in sample.rows[NEWEST]]
    assert any(name.startswith("=") for name in names) and any(name.startswith("@") for name in names)
    assert 'Zoë\'s "Little Łark" Crèche, Naïve & Co.' in names
    assert max(map(len, names)) > 100


def test_an_authority_is_spelled_two_ways(sample):
    spellings = {row["local_authority"] for rows in sample.rows.values() for row in rows}
    assert {"Kingsfen and Low Wold", "Kingsfen & Low Wold"} <= spellings
    assert len({domain.plain_key(name) for name in spellings}) == 5  # four authorities and Not Recorded


def test_revisions_keep_the_inspection_number(sample, planted):
    moved = planted["a date revised in a later release under the same inspection number"]["urn"]
    regraded = planted["a grade revised in a later release"]["urn"]
    (before,), (after,) = sample.of(moved, "2021-08-31"), sample.of(moved, "2022-03-31")
    assert before["full_1_number"] == after["full_1_number"]
    assert (before["full_1_on"], after["full_1_on"]) == ("15/06/2021", "17/06/2021")
    (before,), (after,) = sample.of(regraded, "2021-08-31"), sample.of(regraded, "2022-03-31")
    assert (before["full_1_grade"], after["full_1_grade"]) == ("3", "2")


def test_history_vanishes_from_out_of_school_clubs(sample):
    def graded_clubs(as_at):
        rows = sample.rows[as_at]
        return sum(row["provider_subtype"] == "Out-of-school day care" and row["full_1_on"] != "" for row in rows)

    assert graded_clubs("2020-08-31") > 10
    assert [graded_clubs(as_at) for as_at in list(sample.rows)[1:]] == [0] * 7
    assert sum(row["oosc_on"] != "" for row in sample.rows[NEWEST]) > 10


def test_a_new_urn_at_the_same_postcode(sample, planted):
    successor = planted["a new URN at the same postcode with a similar name"]
    everyone = sample.newest_of_each()
    before, after = everyone[f"S{successor['same_place_as']}"], everyone[successor["urn"]]
    assert before["postcode"] == after["postcode"] and before["provider_name"] != after["provider_name"]
    assert not sample.of(before["urn"], NEWEST)
    drawn = collections.defaultdict(set)
    for urn, row in everyone.items():
        if row["postcode"] != "REDACTED":
            drawn[row["postcode"]].add(urn)
    assert sum(len(urns) > 1 for urns in drawn.values()) > 5


def test_old_inspections_and_satisfactory_grades(sample):
    slots = [
        (dt.datetime.strptime(row[f"full_{slot}_on"], "%d/%m/%Y"), row[f"full_{slot}_grade"])
        for row in sample.rows["2020-08-31"]
        for slot in (1, 2, 3)
        if row[f"full_{slot}_on"] not in ("", "NULL")
    ]
    assert sum(on < dt.datetime(2008, 9, 1) for on, _ in slots) == 1
    assert sum(on < dt.datetime(2013, 11, 4) and grade == "3" for on, grade in slots) > 20
    early = [row for row in sample.rows[NEWEST] if row["urn"] == _urn_showing("inspected before it registered")]
    assert early and early[0]["registered_on"] == "13/05/2019"


def _urn_showing(text):
    return next(row["urn"] for row in planted_rows() if row["shows"] == text)


def test_transition_shares_are_the_measured_ones():
    for row in declared.rows("sample_transitions"):
        assert sum(float(row[f"next_{grade}"]) for grade in (1, 2, 3, 4)) == pytest.approx(1, abs=0.005)
    cards = declared.rows("sample_cards")
    assert sum(float(row["after_secure"]) for row in cards) == pytest.approx(1, abs=0.01)
    assert sum(float(row["after_not_secure"]) for row in cards) == pytest.approx(1, abs=0.01)
