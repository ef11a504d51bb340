"""Panel packs: every number against a plain recount of the marts, the words of one area, what never stands there."""

import datetime as dt
import itertools
import math
import re
from html.parser import HTMLParser

import pytest

from pipelines import as_at, changed, declared, domain, errors, panel, paths, reads, sentences, training
from pipelines.panel import findings, movements, sufficiency
from tests import fixtures
from tests.test_briefing import HOSTILE, Read
from tests.test_privacy import leaks

AREAS = ["Northmarsh", "Tidewell", "Eastholt", "Kingsfen and Low Wold"]
BELOW = ("below", "serious")
DATES = [None, dt.date(2017, 1, 1), dt.date(2022, 5, 1), dt.date(2025, 12, 31)]


class Outline(HTMLParser):
    """A document as lines of text: # before a heading of the first level, | between the cells of a row."""

    def __init__(self, text: str):
        super().__init__()
        self.lines: list[str] = []
        self.feed(text[text.index("<body") :])

    def handle_starttag(self, tag, attrs):
        if tag in ("p", "li", "tr", "caption"):
            self.lines.append({"li": "- ", "caption": "Table: "}.get(tag, ""))
        elif re.fullmatch("h[1-6]", tag):
            self.lines.append("#" * int(tag[1]) + " ")
        elif tag in ("th", "td"):
            self.lines[-1] += " | " if self.lines[-1] else ""
        elif tag == "br":
            self.lines[-1] += " / "

    def handle_data(self, data):
        if data.strip():
            self.lines[-1] += " ".join(data.split("\n"))

    @property
    def text(self) -> str:
        return "\n".join(" ".join(line.split()) for line in self.lines) + "\n"

    def table(self, caption: str) -> list[list[str]]:
        """The rows of the table whose caption begins so, without its head."""
        lines = self.text.splitlines()
        start = next(i for i, line in enumerate(lines) if line.startswith(f"Table: {caption}"))
        rows = itertools.takewhile(lambda line: " | " in line, lines[start + 2 :])
        return [row.split(" | ") for row in rows]


@pytest.fixture(scope="module")
def northmarsh(sample_served) -> str:
    return panel.document(sample_served, ["northmarsh"])


def known(served: reads.Served) -> list[dict]:
    """Every inspection with the release date that first printed it, and the step that led to it, if any."""
    return reads.fetch(served, """
        SELECT history.*, release.as_at AS printed_on, change.direction, change.from_scale, change.to_scale,
            change.from_band
        FROM served.mart.history AS history
        JOIN served.staging.release AS release ON release.release_id = history.first_release_id
        LEFT JOIN served.mart.change AS change
            ON history.is_scored AND change.urn = history.urn AND change.position = history.position
    """, {})  # fmt: skip


def recounted(served: reads.Served, areas: list[str], when: findings.Period) -> dict[tuple, tuple[str, str]]:
    """{(urn, family, day): (group, move)} by loops over the marts."""
    listing = fixtures.listing(served)
    spells = reads.fetch(served, "SELECT urn, from_on, until_on, is_in_scope FROM served.mart.spell", {})
    on_register = {one["urn"] for one in spells if one["is_in_scope"] and one["until_on"] >= when.compared_on}
    listed_then = {one["urn"] for one in spells if one["from_on"] <= when.compared_on <= one["until_on"]}
    rows = known(served)
    seen: dict[str, dt.date] = {}
    for row in rows:
        if row["printed_on"] <= when.compared_on:
            seen[row["urn"]] = max(seen.get(row["urn"], dt.date.min), row["inspected_on"])
    told = {}
    for row in rows:
        urn, day = row["urn"], row["inspected_on"]
        is_late = (
            row["printed_on"] > when.since == when.compared_on and urn in listed_then
            and day > seen.get(urn, dt.date.min)
        )  # fmt: skip
        if urn not in on_register or listing[urn]["local_authority"] not in areas or row["from_urn"]:
            continue
        if day > when.since or is_late:
            told[urn, row["family"], day] = (_group(row), _move(row))
    return told


def _group(row: dict) -> str:
    if row["band"] in BELOW:
        return "below"
    if not row["is_scored"]:
        return "routine" if row["outcome"] == "met" else "not met"
    return "back" if row["from_band"] in BELOW else "routine"


def _move(row: dict) -> str:
    if not row["is_scored"]:
        return "not graded"
    if row["direction"] is None:
        return "first"
    if row["direction"] == "none":
        return "no change" if row["from_scale"] == row["to_scale"] else "not comparable"
    return {"decline": "down", "improvement": "up"}[row["direction"]]


@pytest.mark.parametrize("since", DATES)
@pytest.mark.parametrize("areas", [["Northmarsh"], AREAS], ids=["one", "all"])
def test_the_inspections_told_are_those_of_a_plain_recount(sample_served, areas, since):
    when = findings.period(sample_served, since)
    groups = findings.inspected(sample_served, areas, when)
    found = {(row["urn"], row["family"], row["inspected_on"]): (group, row["move"])
             for group, rows in groups.items() for row in rows}  # fmt: skip
    assert found == recounted(sample_served, areas, when)
    assert len(found) == sum(map(len, groups.values())) > 5


@pytest.mark.parametrize("since, is_same", [
    (dt.date(2020, 8, 31), False), (dt.date(2025, 12, 31), False), (dt.date(2026, 3, 31), True),
])  # fmt: skip
def test_how_many_settings_what_changed_counts_is_told_where_it_is_another_number(sample_served, since, is_same):
    found = findings.inspected(sample_served, AREAS, findings.period(sample_served, since))
    told = [row["urn"] for rows in found.values() for row in rows]
    asked = changed.Asked(since, dt.date(2026, 6, 30), AREAS)
    count = changed.counts(sample_served, asked)["all"]
    rows = {row["urn"]: row for row in changed.every(sample_served, asked)}
    counted = {urn for urn, row in rows.items() if "new inspection" in row["kinds"]}
    assert {rows[urn]["outcome"] for urn in set(told) - counted if urn in rows} <= {"joined", "left"}
    text = Outline(panel.document(sample_served, AREAS, since)).text
    said = f"counts settings instead, each once: {len(counted):,} of {count:,} settings on the register at either date"
    assert (said in text) != is_same and is_same == (sorted(counted) == sorted(told))
    others, older = len(set(told) - counted), len(counted - set(told))
    assert (f"The other {others:,} inspected joined the register since, or left it" in text) == bool(others)
    assert (f"{older:,} of its {len(counted):,} are not in this pack" in text) == bool(older)
    assert "counts settings instead" not in panel.document(sample_served, AREAS, dt.date(2022, 5, 1)), "no such period"


@pytest.mark.parametrize("since", DATES)
def test_moves_add_up_and_every_new_and_cleared_flag_is_told_once(sample_served, since):
    when = findings.period(sample_served, since)
    moved = findings.moved(sample_served, AREAS, when)
    kinds = moved["counts"]["kinds"]
    for move in ("down", "up"):
        assert len(moved[move]) + len(moved[f"within {move}"]) == kinds[f"grade {move}"]
        assert len(moved[f"within {move}"]) == moved["counts"]["within"][f"grade {move}"]
    once = [row["urn"] for name in findings.MOVED[:6] for row in moved[name]]
    assert len(once) == len(set(once))
    everyone = changed.every(sample_served, changed.Asked(when.compared_on, when.to_on, local_authorities=AREAS))
    for kind in ("grade down", "grade up", "newly flagged", "no longer flagged", "other flags changed"):
        told = {row["urn"] for name in findings.MOVED for row in moved[name]}
        assert {row["urn"] for row in everyone if kind in row["kinds"]} <= told, kind
    assert {one["to_band"] for one in moved["down"]} <= set(BELOW)


def test_every_setting_below_good_is_told_once_the_gravest_first(sample_served, sample_listing):
    wanted = {urn for urn, row in sample_listing.items() if row["is_in_scope"] and row["band"] in BELOW}
    assert wanted == {urn for urn, row in sample_listing.items() if row["tier"] in ("intensive", "targeted")}
    rows = findings.below(sample_served, AREAS)
    assert sorted(row["urn"] for row in rows) == sorted(wanted)
    told = Outline(panel.document(sample_served, AREAS)).table("Settings below Good")
    assert [re.search(r"S\d{7}", row[0])[0] for row in told] == [row["urn"] for row in rows]
    tiers = [row["tier"] for row in rows]
    assert tiers == sorted(tiers)


def nearby(listing: dict[str, dict], urn: str, miles: float) -> tuple[int, int, int] | None:
    """Settings, places and settings without a number of places, pair by pair."""
    own = listing[urn]
    if own["easting"] is None:
        return None
    near = [
        row for other, row in listing.items()
        if other != urn and row["is_in_scope"] and row["band"] == "secure" and row["status"] != "suspended"
        and row["easting"] is not None
        and math.hypot(row["easting"] - own["easting"], row["northing"] - own["northing"]) <= miles * 1609.344
    ]  # fmt: skip
    return len(near), sum(row["places"] or 0 for row in near), sum(row["places"] is None for row in near)


def test_sufficiency_is_that_of_the_slow_twin(sample_served, sample_listing):
    in_force = declared.parameters()
    rows = findings.below(sample_served, AREAS)
    for row in rows:
        for name in ("near", "wide"):
            told = tuple(row[f"{name}_{what}"] for what in ("settings", "places", "unknown"))
            wanted = nearby(sample_listing, row["urn"], in_force[f"{name}_miles"])
            assert told == (wanted or (None, None, None)), row["urn"]
    assert {row["is_placed"] for row in rows} == {True, False}
    assert sum(row["near_settings"] or 0 for row in rows) < sum(row["wide_settings"] or 0 for row in rows)


def test_authorities_and_themes_are_those_of_the_list(sample_served, sample_listing):
    for row in findings.authorities(sample_served, AREAS):
        here = [one for one in sample_listing.values()
                if one["is_in_scope"] and one["local_authority"] == row["local_authority"]]  # fmt: skip
        secure = [one for one in here if one["band"] == "secure"]
        parts = ("below_settings", "suspended_settings", "ungraded_settings", "secure_settings")
        assert sum(row[name] for name in parts) == row["settings"]
        unplaced = [one for one in secure if one["easting"] is None]
        assert (row["settings"], row["below_settings"]) == (len(here), sum(one["band"] in BELOW for one in here))
        assert (row["secure_settings"], row["secure_places"]) == (len(secure), sum(one["places"] for one in secure))
        assert (row["unplaced_settings"], row["unplaced_places"]) == (
            len(unplaced), sum(one["places"] for one in unplaced)
        )  # fmt: skip
    needs = training.needs(sample_served, {"local_authority": AREAS})
    told = Outline(panel.document(sample_served, AREAS)).table("Support relevant")
    held = [one for one in needs["themes"] if one["settings"]]
    for row, one in zip(told, held, strict=True):
        assert row[0].lower() == one["theme"].lower()
        assert row[2] == training.in_common(one, needs)
        assert row[3] == f"{len(one['settings'])} of {one['judged']} judged / {training.years(one)}"
    assert {"%" in row[2] for row in told} == {True, False}


@pytest.mark.parametrize("since", DATES)
def test_what_did_not_change_is_counted_by_result_and_not_named(sample_served, since):
    when = findings.period(sample_served, since)
    routine = findings.inspected(sample_served, AREAS, when)["routine"]
    outline = Outline(panel.document(sample_served, AREAS, since))
    told = outline.table("Good or better, or met")
    assert len(told) < len(routine) and sum(int(re.match(r"[\d,]+", row[2])[0]) for row in told) == len(routine)
    assert sum(int(found) for row in told for found in re.findall(r"(\d+) held before", row[2])) == sum(
        row["is_late"] for row in routine
    )
    inspected = outline.text.split("## Inspected since")[1].split("## Moves down and up")[0]
    moved = findings.moved(sample_served, AREAS, when)
    named = {row["urn"] for name in ("within down", "within up") for row in moved[name]}
    here = {sentences.name_of(row) for row in routine if row["move"] in ("down", "up") and row["urn"] not in named}
    for name in {sentences.name_of(row) for row in routine}:  # two settings may share one
        assert (re.search(rf"[:;] {re.escape(name)} \(", inspected) is not None) == (name in here), name
    assert "All names are in the dataset Inspections: on the page Downloads choose 4 local authorities" in inspected


def test_who_moved_within_good_or_better_is_named_once_under_moves_or_beside_the_counts(tmp_path):
    up = {"full_1_on": "01/02/2022", "full_1_grade": "1", "full_2_on": "01/02/2019", "full_2_grade": "2"}
    same = {**up, "full_1_grade": "2"}
    before = [fixtures.provider(f"EY10000{n}", **GOOD) for n in (1, 2)]
    after = [fixtures.provider("EY100001", **up), fixtures.provider("EY100002", **same)]
    text = Outline(panel.document(world(tmp_path / "two", before, after), ["Barnet"])).text
    assert "Those that moved are named under Moves down and up; the others are counted." in text
    assert "Good → Outstanding. 1: Setting EY100001 (1 Feb 2022)." in text
    assert text.count("Setting EY100001") == 1 and "Setting EY100002" not in text
    after = [{**row, "full_1_on": "01/02/2021"} for row in after]
    alone = Outline(panel.document(world(tmp_path / "one", after, []), ["Barnet"], dt.date(2020, 1, 1))).text
    assert "Those that moved are named here; the others are counted." in alone
    assert "Outstanding. Up, within Good or better. 1: Setting EY100001 (1 Feb 2021)." in alone
    assert "Setting EY100002" not in alone


def test_a_flag_that_an_inspection_at_good_cleared_is_a_name_and_any_other_has_its_reason(tmp_path):
    risen = {"full_1_on": "01/02/2020", "full_1_grade": "2", "full_2_on": "01/02/2018", "full_2_grade": "3"}
    again = {"full_1_on": "01/02/2022", "full_1_grade": "2", "full_2_on": "01/02/2020", "full_2_grade": "2",
             "full_3_on": "01/02/2018", "full_3_grade": "3"}  # fmt: skip
    before = [fixtures.provider(f"EY10000{n}", **risen) for n in (1, 2, 3)]
    after = [fixtures.provider("EY100001", **again), fixtures.provider("EY100002", **risen),
             fixtures.provider("EY100003", **risen, registers="CCR only", early_years_flag="N")]  # fmt: skip
    outline = Outline(panel.document(world(tmp_path, before, after), ["Barnet"]))
    assert "### Cleared by an inspection at Good or better: 1 of 3 settings" in outline.text
    assert "Recovering (Watch) → Steady (Universal). 1: Setting EY100001 (Good, 1 Feb 2022)." in outline.text
    assert [row[0].split(" / ")[0] for row in outline.table("Cleared otherwise")] == ["Setting EY100003"]


def test_a_wait_that_began_is_named_and_one_that_ended_is_counted(northmarsh):
    text = Outline(northmarsh).text
    assert "Awaiting first inspection, new. 1: Childminder S1004862." in text
    assert "Awaiting first inspection, no longer. 1.\n" in text


def test_the_pack_of_one_area_in_words(northmarsh):
    """Compare with the golden text; to accept a wanted change, write `Outline(...).text` anew."""
    golden = (paths.PROJECT / "tests" / "golden" / "panel_northmarsh.txt").read_text(encoding="utf-8")
    assert Outline(northmarsh).text == golden


def test_an_inspection_of_an_earlier_registration_has_a_sign_with_a_text_of_its_own(northmarsh, sample_served):
    sign = '<span role="img" aria-label="earlier registration">†</span>'
    rows = findings.below(sample_served, ["Northmarsh"])
    carried = [step for row in rows for step in row["marks"] or () if step["is_carried_over"]]
    assert northmarsh.count(sign) == len(carried) == 3
    assert northmarsh.count("†") == 4, "and once above the table, to say what it means"
    assert "†" not in panel.document(sample_served, ["Tidewell"])


def test_it_says_what_it_is_and_is_not(northmarsh):
    text = Read(northmarsh).text
    for told in (domain.PURPOSE, "Sample data, invented settings", "Since 31 March 2026. Data as at 30 June 2026.",
                 "Open Government Licence", "straight lines", "at least as many places nearby as counted", "withheld",
                 "Small numbers"):  # fmt: skip
        assert told in text, told
    assert not re.search("yo.?yo|will fail|high.risk|predict(?!ion about one)", text, re.I)


@pytest.mark.parametrize("since", DATES)
def test_its_structure_can_be_read_without_seeing_it_and_pasted(sample_served, since):
    text = panel.document(sample_served, AREAS, since)
    read = Read(text)
    assert read.open == [] and leaks(text) == []
    assert read.all("html") == [{"lang": "en-GB"}] and len(read.all("title")) == len(read.all("h1")) == 1
    levels = [int(tag[1]) for tag, _ in read.tags if re.fullmatch("h[1-6]", tag)]
    assert levels[0] == 1 and all(after - before <= 1 for before, after in itertools.pairwise(levels))
    assert {one.get("scope") for one in read.all("th")} == {"col", "row"}
    assert len(read.all("table")) == len(read.all("caption")) > 4
    tags = {tag for tag, _ in read.tags}
    assert not tags & {"script", "link", "img", "iframe", "svg", "article", "form", "a"}, "plain text and tables only"
    assert not [name for _, attributes in read.tags for name in attributes if name in ("style", "src", "href")]
    for word, glyph in (("Serious", "■"), ("Below", "▲"), ("Secure", "●")):
        assert word in read.text and glyph in read.text


def test_printed_packs_say_changing_grades(sample_served):
    text = panel.document(sample_served, AREAS, dt.date(2017, 1, 1))
    assert "Changing grades" in text and not re.search("yo.?yo", text, re.I)


# --- small worlds -----------------------------------------------------------------------------------

A, B = "31_August_2021", "31_August_2022"
GOOD = {"full_1_on": "01/02/2019", "full_1_grade": "2"}
POOR = {"full_1_on": "01/02/2019", "full_1_grade": "3"}


def world(tmp_path, before: list[dict], after: list[dict], places: dict[str, tuple[int, int]] | None = None):
    """Two releases a year apart, with grid references for postcodes."""
    raw = tmp_path / "raw"
    other = fixtures.provider("EY199999", registers="CCR only", early_years_flag="N")  # or both may be the same file
    for rows, day in ((before, A), (after and [*after, other], B)):
        if rows:
            fixtures.release(raw, "L2", rows, day)
    if places:
        (raw / "reference").mkdir()
        lines = [f"{postcode},{east},{north}" for postcode, (east, north) in places.items()]
        (raw / "reference" / "postcodes.csv").write_text("\n".join(["postcode,easting,northing", *lines]))
    return fixtures.built(raw, tmp_path / "warehouse")


def test_what_was_printed_too_late_for_the_panel_before_is_told_and_old_history_is_not(tmp_path):
    late = {"full_1_on": "01/07/2021", "full_1_grade": "3", "full_2_on": "01/02/2018", "full_2_grade": "2"}
    early = {**GOOD, "full_1_on": "01/02/2018"}
    before = [fixtures.provider("EY100001", **early), fixtures.provider("EY100002", **GOOD)]
    after = [fixtures.provider("EY100001", **late),
             fixtures.provider("EY100002", **GOOD, full_2_on="01/02/2015", full_2_grade="3")]  # fmt: skip
    served = world(tmp_path, before, after)
    when = findings.period(served)
    assert when == findings.Period(dt.date(2021, 8, 31), dt.date(2021, 8, 31), *[dt.date(2022, 8, 31)] * 2)
    groups = findings.inspected(served, ["Barnet"], when)
    assert [(row["urn"], row["move"], row["is_late"]) for rows in groups.values() for row in rows] == [
        ("EY100001", "down", True)
    ]
    text = Read(panel.document(served, ["Barnet"])).text
    assert "Before 31 August 2021, printed only since" in text


def test_nothing_since_the_date_is_said_plainly(tmp_path):
    rows = [fixtures.provider("EY100001", **GOOD)]
    text = Read(panel.document(world(tmp_path, rows, rows), ["Barnet"])).text
    for told in ("No inspection of these settings since 31 August 2021 has been seen",
                 "Nothing: no inspection since then", "Moved down, now below Good: none of 1 setting",
                 "No other setting has a new flag or label", sufficiency.NOTHING_BELOW,
                 "0 settings here are in the intensive, targeted or watch tier"):  # fmt: skip
        assert told in text, told


def test_who_counts_as_near_and_what_is_unknown(tmp_path):
    mile = 1609
    spec = {  # metres east of the setting below Good, and what else differs
        "EY100002": (mile - 1, {}), "EY100003": (mile + 2, {}), "EY100004": (3 * mile, {"places": ""}),
        "EY100005": (3 * mile + 9, {}), "EY100006": (10, {"status": "Suspended"}), "EY100007": (10, POOR),
        "EY100008": (10, {"full_1_on": "", "full_1_grade": ""}), "EY100009": (20, {"local_authority": "Camden"}),
        "EY100010": (None, {"places": "12"}), "EY100011": (10, {"registers": "CCR only", "early_years_flag": "N"}),
    }  # fmt: skip
    rows, at = [fixtures.provider("EY100001", **POOR, postcode="N1 1AA")], {"N1 1AA": (530_000, 180_000)}
    for number, (urn, (east, cells)) in enumerate(spec.items()):
        postcode = f"N2 {number}AA" if east is not None else ""
        rows.append(fixtures.provider(urn, **{**GOOD, "postcode": postcode, **cells}))
        if postcode:
            at[postcode] = (530_000 + east, 180_000)
    served = world(tmp_path, rows, rows, at)
    found = {row["urn"]: row for row in findings.below(served, ["Barnet"])}
    one = found["EY100001"]
    assert (one["near_settings"], one["near_places"], one["near_unknown"]) == (2, 60, 0)
    assert (one["wide_settings"], one["wide_places"], one["wide_unknown"]) == (4, 90, 1)
    text = Read(panel.document(served, ["Barnet"])).text
    assert "Within 1 mile: 60 places in 2 settings" in text
    assert "Within 3 miles: 90 places (1 of the settings gives no number) in 4 settings" in text
    assert "1, with 12 places, cannot be placed on the map" in text
    (tmp_path / "other").mkdir()
    blind = Read(panel.document(world(tmp_path / "other", rows, rows), ["Barnet"])).text
    assert "Cannot be placed on the map. In all of Barnet: 102 places" in blind


def test_where_only_some_can_be_compared_it_says_how_many_of_how_many_and_why(tmp_path):
    here, left_out = {"local_authority": "Barnet"}, {"local_authority": "Camden"}
    before = [fixtures.provider("EY100001", **GOOD, **here), fixtures.provider("EY100002", **GOOD, **left_out)]
    served = world(tmp_path, before, [fixtures.provider("EY100001", **GOOD, **here)])
    said = (
        "1 of 2 settings cannot be compared, because no release after 31 August 2021 and up to 31 August 2022 lists it."
    )
    assert Read(panel.document(served, ["Barnet", "Camden"])).text.count(said) == 1
    assert "cannot be compared" not in Read(panel.document(served, ["Barnet"])).text


def test_the_mark_of_an_inspection_of_another_kind_than_the_one_before_is_hollow(sample_served):
    """In what was judged, in the one before, and at both dates of a move: the steps of the marts, recounted."""
    when = findings.period(sample_served)
    loose = {(row["urn"], row["position"]) for row in reads.fetch(
        sample_served, "SELECT urn, position FROM served.mart.change WHERE is_provisional", {}
    )}  # fmt: skip
    positions = {(row["urn"], row["family"], row["inspected_on"]): row["position"] for row in known(sample_served)}
    rows = [row for group in findings.inspected(sample_served, AREAS, when).values() for row in group]
    graded = [(row, positions[row["urn"], row["family"], row["inspected_on"]]) for row in rows if row["is_scored"]]
    assert [row["is_provisional"] for row, _ in graded] == [(row["urn"], at) in loose for row, at in graded]
    assert [row["is_from_provisional"] for row, _ in graded] == [(row["urn"], at - 1) in loose for row, at in graded]
    assert any(row["is_from_provisional"] for row, _ in graded)
    tansybeck = next(row for row in findings.moved(sample_served, AREAS, when)["up"] if row["urn"] == "S0000034")
    assert "△" in movements._stood(tansybeck, "from") and "(2025, provisional)" in movements._stood(tansybeck, "from")
    assert "●" in movements._stood(tansybeck, "to") and "provisional" not in movements._stood(tansybeck, "to")


def test_a_hostile_name_is_text_and_nothing_else(tmp_path):
    rows = [fixtures.provider("EY100001", provider_name=HOSTILE, **POOR), fixtures.provider("EY100002", **GOOD)]
    fallen = [{**rows[0], "full_1_on": "01/02/2022", "full_1_grade": "4", "full_2_on": "01/02/2019",
               "full_2_grade": "2", "local_authority": "Barnet"},
              {**rows[1], "provider_name": HOSTILE + "2", "full_1_on": "01/03/2022"}]  # fmt: skip
    text = panel.document(world(tmp_path, rows, fallen), ["Barnet"])
    assert "<script" not in text and text.count("</style>") == text.count("</title>") == 1
    assert Read(text).text.count(" ".join(HOSTILE.split())) >= 3 and Read(text).open == []


def test_the_period_is_what_the_releases_allow_and_says_so(sample_served, tmp_path):
    when = findings.period(sample_served, dt.date(2022, 5, 1))
    assert (when.compared_on, when.to_on) == (dt.date(2022, 3, 31), dt.date(2026, 6, 30))
    assert "no release is as at 1 May 2022" in Read(panel.document(sample_served, ["Tidewell"], when.since)).text
    early = findings.period(sample_served, dt.date(2001, 1, 1))
    assert early.compared_on == changed.release_dates(sample_served)[0] and "the oldest" in findings.since_words(early)
    for since in (dt.date(2026, 6, 30), dt.date(2031, 1, 1)):
        with pytest.raises(errors.NoPeriod, match="Nothing is known since"):
            panel.document(sample_served, ["Tidewell"], since)
    alone = world(tmp_path, [fixtures.provider("EY100001", **POOR)], [])
    with pytest.raises(errors.NoPeriod, match="--since"):
        panel.document(alone, ["Barnet"])
    text = Read(panel.document(alone, ["Barnet"], dt.date(2019, 1, 1))).text
    assert "1 inspection of 1 setting since 1 January 2019: 1 below Good" in text
    assert "Moves and flags cannot be compared: no release newer than the one as at 31 August 2021" in text


def test_it_can_be_told_as_at_an_earlier_release(sample_served):
    until = dt.date(2025, 12, 31)
    then = as_at.earlier(sample_served, dt.date(2026, 1, 31))
    assert findings.period(then, dt.date(2026, 1, 2)).compared_on is None, "no release of the sample is newer"
    assert [row["older_settings"] for row in findings.authorities(then, AREAS)] == [0] * 4
    then.con.close()
    text = panel.of_areas(sample_served, ["Northmarsh"], dt.date(2024, 8, 31), until).decode()
    assert "Since 31 August 2024. Data as at 31 December 2025." in Read(text).text
    assert "2026" not in Read(text).text and leaks(text) == []


def test_the_command_line_writes_it_and_says_what_is_wrong(sample_warehouse, northmarsh, tmp_path):
    out = tmp_path / "packs" / "pack.html"
    common = ("--warehouse", sample_warehouse.folder, "--out", out)
    done = fixtures.cli("panel", "--local-authority", "NORTHMARSH", "--since", "2026-03-31", *common)
    assert (done.returncode, done.stderr) == (0, "") and "written to" in done.stdout
    assert out.read_text(encoding="utf-8") == northmarsh
    out.unlink()
    for asked, code in ((("--la", "Atlantis"), 15), (("--la", "Northmarsh", "--since", "2030-01-01"), 37)):
        failed = fixtures.cli("panel", *asked, *common)
        assert failed.returncode == code and "Traceback" not in failed.stderr
    assert not out.exists()
