"""What changed between two release dates: every rule as a small table, sums that hold for any data, files and text."""

import csv
import datetime as dt
import io
import re
import shutil
import textwrap

import duckdb
import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines import changed, declared, digest, domain, errors, export, paths, reads, sentences
from tests import fixtures
from tests.test_privacy import leaks

A, B = dt.date(2021, 8, 31), dt.date(2022, 8, 31)
GOOD, RI, INADEQUATE, OUTSTANDING = "2", "3", "4", "1"
OFF = {"registers": "CCR only", "early_years_flag": "N"}  # the Childcare Register only
CHILDMINDER = {"provider_type": "Childminder", "provider_subtype": "Childminder"}


def graded(*visits: str) -> dict[str, str]:
    """The slots of a release for visits such as '2018 2' (year or date, then grade), the newest first."""
    cells = {}
    for number, visit in enumerate(visits, 1):
        day, grade = visit.split()
        cells |= {f"full_{number}_on": day if "/" in day else f"01/02/{day}", f"full_{number}_grade": grade}
    return cells


S = graded("2018 2")  # Good once
# What each setting is in the release as at A, in that as at B (None: not listed), its outcome and its kinds.
SPEC = {
    "nothing at all": (S, S, "unchanged", []),
    "inspected, the same grade": (graded("2016 2"), graded("2022 2", "2016 2"), "changed",
                                  ["label changed", "new inspection"]),
    "fell below Good": (graded("2018 2"), graded("2022 3", "2018 2"), "changed",
        ["grade down", "newly flagged", "tier changed", "label changed", "other flags changed", "new inspection"]),
    "fell to Inadequate": (graded("2018 2", "2014 2"), graded("2022 4", "2018 2", "2014 2"), "changed",
        ["new serious concern", "grade down", "newly flagged", "tier changed", "label changed", "other flags changed",
         "new inspection"]),
    "fell, within Secure": (graded("2018 1", "2016 1"), graded("2022 2", "2018 1", "2016 1"), "changed",
                            ["grade down", "new inspection"]),
    "relapsed": (graded("2019 2", "2017 3", "2014 2"), graded("2022 3", "2019 2", "2017 3"), "changed",
        ["new yo-yo", "grade down", "tier changed", "label changed", "other flags changed", "new inspection"]),
    "rose": (graded("2019 3", "2015 2"), graded("2022 2", "2019 3", "2015 2"), "changed",
             ["grade up", "tier changed", "label changed", "other flags changed", "new inspection"]),
    "confirmed Good again": (graded("2019 2", "2017 3", "2014 2"), graded("2022 2", "2019 2", "2017 3"), "changed",
        ["no longer flagged", "tier changed", "label changed", "new inspection"]),
    "Satisfactory is Requires improvement": (graded("2013 3"), graded("2022 3", "2013 3"), "changed",
        ["label changed", "other flags changed", "new inspection"]),
    "an older inspection printed only now": (graded("2019 2"), graded("2019 2", "2017 2"), "changed",
                                             ["label changed", "new inspection"]),
    "never scored": (S, S | {"ncor_on": "01/03/2022", "ncor_outcome": "Met"}, "changed", ["new inspection"]),
    "six years on": (graded("01/02/2016 2"), graded("01/02/2016 2"), "changed", ["other flags changed"]),
    "waiting too long": ({"registered_on": "01/06/2019"}, {"registered_on": "01/06/2019"}, "changed",
        ["other flags changed"]),
    "grade revised": (graded("2018 3"), graded("2018 2"), "changed",
        ["grade up", "no longer flagged", "tier changed", "label changed", "other flags changed",
         "revised by the publisher"]),
    "date revised": (graded("01/02/2018 2"), graded("03/02/2018 2"), "changed", ["revised by the publisher"]),
    "a blank is no revision": (graded("2018 2") | {"full_1_education": "2"}, graded("2018 2"), "unchanged", []),
    "suspended": (S, S | {"status": "Suspended"}, "changed", ["suspended"]),
    "suspension ended": (S | {"status": "Suspended"}, S, "changed", ["suspension ended"]),
    "name withheld": (S | CHILDMINDER, S | CHILDMINDER | {"provider_name": "REDACTED"}, "changed", ["name withheld"]),
    "renamed": (S, S | {"provider_name": "Another Name"}, "unchanged", []),
    "new": (None, S, "joined", ["joined"]),
    "new and below Good": (None, graded("2022 3"), "joined", ["newly flagged", "joined"]),
    "new and Inadequate": (None, graded("2022 4"), "joined", ["new serious concern", "newly flagged", "joined"]),
    "newly on the Early Years Register": (S | OFF, S, "joined", ["joined"]),
    "gone": (S, None, "left", ["left"]),
    "gone, and was below Good": (graded("2018 3"), None, "left", ["no longer flagged", "left"]),
    "cancelled": (S, S | {"status": "Cancelled"}, "left", ["left"]),
    "off the Early Years Register": (S, S | OFF, "left", ["left"]),
    "in an authority the second release leaves out": (S | {"local_authority": "Poole"}, None, "not comparable", []),
    "there too, with time passing": (graded("01/02/2016 2") | {"local_authority": "Poole"}, None, "not comparable", []),
    "never on the Early Years Register": (OFF, OFF, None, []),
}  # fmt: skip
URNS = {name: f"EY1{number:05}" for number, name in enumerate(SPEC)}


def written(raw, *releases):
    """Write releases of complete authorities: (day as printed, {urn: cells})."""
    names = []
    for day, listed in releases:
        rows = [fixtures.provider(urn, **cells) for urn, cells in listed.items()]
        names.append(fixtures.release(raw, "L2", rows, as_at=day).name)
    (raw / "releases.csv").write_text("file,coverage\n" + "".join(f"{name},complete\n" for name in names))
    return raw


@pytest.fixture(scope="module")
def spec(tmp_path_factory):
    """Two releases that hold every setting of the table."""
    raw = written(tmp_path_factory.mktemp("raw"), *(
        (day, {URNS[name]: row[place] for name, row in SPEC.items() if row[place] is not None})
        for place, day in enumerate(("31_August_2021", "31_August_2022"))
    ))  # fmt: skip
    return fixtures.built(raw, tmp_path_factory.mktemp("warehouse"))


def every_row(served, from_on, to_on, **areas):
    """Every provider with its outcome, by URN."""
    text, values = export.asked("changed", from_on=from_on, to_on=to_on, **areas)
    return {row["urn"]: row for row in reads.fetch(served, text, values)}


@pytest.mark.parametrize("name", SPEC)
def test_the_outcome_and_the_kinds(spec, name):
    _, _, outcome, kinds = SPEC[name]
    row = every_row(spec, A, B).get(URNS[name])
    if outcome is None:
        assert row is None
        return
    assert (row["outcome"], row["kinds"]) == (outcome, "; ".join(kinds))
    assert row["kind"] == (kinds[0] if kinds else None)
    assert bool(row["why"]) == (outcome != "unchanged")


def test_a_setting_that_joined_tells_every_flag_beside_its_label(spec):
    rows = {row["urn"]: row for row in changed.every(spec, changed.Asked(A, B))}
    told = digest.steps(rows[URNS["new and below Good"]])
    assert told == [
        "Not on the register -> Only known grade below Good (Targeted)",
        "Also now: May affect funded places",
    ]
    assert digest.steps(rows[URNS["newly on the Early Years Register"]])[1:] == []
    assert all("Also now" not in " ".join(digest.steps(row)) for row in rows.values() if row["outcome"] == "left")


@pytest.mark.parametrize(
    ("name", "why"),
    [
        ("fell below Good", "Judged Requires improvement on 1 February 2022, down from Good in 2018."),
        ("never scored", "Inspected on 1 March 2022: No children on roll: met."),
        ("six years on", "No new inspection: with time alone, the last graded inspection is now over 6 years ago."),
        ("waiting too long", "with time alone, the wait for a first inspection is now past its window."),
        ("date revised", "Revised by the publisher: the inspection of 1 February 2018 is now dated 3 February 2018."),
        ("grade revised", "the inspection of 1 February 2018 is now good, was requires improvement."),
        ("suspended", "Its registration is suspended."),
        ("name withheld", "Its name is now withheld."),
        ("gone", "Not in the newest release covering its authority. Last seen in the release as at 31 August 2021."),
        ("off the Early Years Register", "No longer on the Early Years Register; still registered otherwise."),
        ("newly on the Early Years Register", "Newly on the Early Years Register."),
        ("in an authority the second release leaves out", "No release after 31 August 2021 and up to"),
    ],
)  # fmt: skip
def test_why_is_said_with_dates_and_results(spec, name, why):
    assert why in every_row(spec, A, B)[URNS[name]]["why"]


def test_a_relapse_that_leaves_the_window_is_time_alone(tmp_path):
    visits = graded("01/02/2014 2", "01/10/2011 4", "01/02/2010 2")
    older = {"EY100001": graded("01/10/2011 4", "01/02/2010 2", "01/02/2009 4")}
    raw = written(tmp_path, ("31_August_2020", older), ("31_August_2021", {"EY100001": visits}),
                  ("31_August_2022", {"EY100001": visits, "EY100002": S}))  # fmt: skip
    row = every_row(fixtures.built(raw, tmp_path / "warehouse"), A, B)["EY100001"]
    assert (row["from_label"], row["to_label"]) == ("yo-yo", "bounced once")
    assert "with time alone, the move it rested on is now over 10 years ago" in row["why"]


def test_kinds_are_declared_and_in_order(spec):
    order = [row["kind"] for row in declared.rows("changes")]
    assert [int(row["position"]) for row in declared.rows("changes")] == list(range(1, len(order) + 1))
    for row in every_row(spec, A, B).values():
        kinds = row["kinds"].split("; ") if row["kinds"] else []
        assert kinds == sorted(kinds, key=order.index)


def test_grades_fall_and_rise_by_the_declared_ladder(spec):
    ladder = {row["code"].capitalize(): int(row["rank"]) for row in declared.rows("values") if row["domain"] == "grade"
              and row["rank"]}  # fmt: skip
    seen = 0
    for row in every_row(spec, A, B).values():
        if row["outcome"] == "changed" and row["from_result"] in ladder and row["to_result"] in ladder:
            seen += 1
            down = ladder[row["to_result"]] - ladder[row["from_result"]]
            assert ("grade down" in row["kinds"], "grade up" in row["kinds"]) == (down > 0, down < 0)
    assert seen > 8


# --- what holds whatever the data -------------------------------------------------------------------


def reconciled(served, asked):
    """The laws of the counts, checked against every single row and against the spells themselves."""
    found = every_row(served, asked.from_on, asked.to_on)
    counts = changed.counts(served, asked)
    listed = {
        day: {row["urn"] for row in reads.fetch(
            served, "SELECT urn FROM served.mart.spell WHERE is_in_scope AND $day BETWEEN from_on AND until_on",
            {"day": day},
        )}
        for day in (asked.from_on, asked.to_on)
    }  # fmt: skip
    before, after = listed[asked.from_on], listed[asked.to_on]
    assert found.keys() == before | after
    assert counts["all"] == len(found) == sum(counts["outcomes"].values())
    assert (counts["from_scope"], counts["to_scope"]) == (len(before), len(after))
    for outcome in changed.OUTCOMES:
        members = {urn for urn, row in found.items() if row["outcome"] == outcome}
        assert len(members) == counts["outcomes"][outcome]
        if outcome == "joined":
            assert members == after - before
        elif outcome == "left":
            assert members == before - after
        else:
            assert members <= before & after
    assert {row["urn"] for row in found.values() if row["kind"]} == {
        row["urn"] for row in found.values() if row["outcome"] in changed.LISTED
    }
    assert sum(counts["groups"].values()) == sum(counts["outcomes"][one] for one in changed.LISTED)
    for kind, count in counts["kinds"].items():
        assert count == sum(kind in (row["kinds"] or "").split("; ") for row in found.values())
    flagged = [
        sum(row[tier] in domain.FLAGGED_TIERS for row in found.values() if row["outcome"] != "not comparable")
        for tier in ("from_tier", "to_tier")
    ]  # fmt: skip
    assert flagged[0] + counts["kinds"]["newly flagged"] - counts["kinds"]["no longer flagged"] == flagged[1]
    standing = ("label", "tier", "flags", "result", "inspected_on", "band")
    for row in found.values():
        if row["outcome"] == "unchanged":
            assert [row[f"from_{one}"] for one in standing] == [row[f"to_{one}"] for one in standing]
    return counts


CELLS = st.one_of(
    st.none(),
    st.builds(
        lambda visits, early, status, authority, name: graded(*(f"{year} {grade}" for year, grade in visits))
        | {"early_years_flag": early, "status": status, "local_authority": authority, "provider_name": name},
        st.lists(st.tuples(st.integers(2009, 2022), st.sampled_from("1234")), max_size=3, unique_by=lambda one: one[0])
        .map(lambda visits: sorted(visits, reverse=True)),
        st.sampled_from("YYYN"), st.sampled_from(["Active", "Active", "Active", "Suspended", "Cancelled"]),
        st.sampled_from(["Barnet", "Poole"]), st.sampled_from(["Some Name", "REDACTED"]),
    ),
)  # fmt: skip
WORLDS = st.lists(st.tuples(CELLS, CELLS, CELLS), min_size=25, max_size=40)


@settings(max_examples=4)
@given(WORLDS)
def test_the_counts_add_up_in_any_world(tmp_path_factory, world):
    raw, days = tmp_path_factory.mktemp("world"), ("31_August_2020", "31_August_2021", "31_August_2022")
    releases = []
    for place, day in enumerate(days):
        listed = {f"EY1{number:05}": one[place] for number, one in enumerate(world) if one[place] is not None}
        listed |= {f"EY90000{place}": {"local_authority": "Enfield"}}  # no release is empty, and no two are alike
        releases.append((day, listed))
    served = fixtures.built(written(raw, *releases), raw / "warehouse")
    for dates in ((dt.date(2020, 8, 31), A), (A, B), (dt.date(2020, 8, 31), B)):
        reconciled(served, changed.Asked(*dates))
    asked = changed.Asked(*changed.between(served))
    assert changed.newly_flagged(served, {})["count"] == changed.counts(served, asked)["kinds"]["newly flagged"]


def dates_of(served):
    return changed.release_dates(served)


def test_the_counts_add_up_for_every_two_dates_of_the_sample(sample_served):
    dates = dates_of(sample_served)
    assert len(dates) >= 8
    for first in range(len(dates)):
        for second in range(first + 1, len(dates)):
            reconciled(sample_served, changed.Asked(dates[first], dates[second]))


def test_areas_and_urns_split_the_whole(sample_served):
    dates = changed.between(sample_served)
    whole = every_row(sample_served, *dates)
    for name, column in (("local_authorities", "local_authority"), ("regions", "region"),
                         ("constituencies", "constituency")):  # fmt: skip
        parts = {}
        for area in {row[column] for row in whole.values()} - {None}:
            part = every_row(sample_served, *dates, **{name: [area]})
            assert {row[column] for row in part.values()} == {area}
            parts |= part
        assert parts == {urn: row for urn, row in whole.items() if row[column]}
    some = sorted(whole)[::7]
    assert every_row(sample_served, *dates, urns=some) == {urn: whole[urn] for urn in some}


def test_what_spells_say_is_what_a_build_of_that_day_says(sample_served, sample_folder, tmp_path):
    """The slow way, a build of the releases up to each date, against the one table of the newest build."""
    columns = ("label", "tier", "flags", "is_in_scope", "status", "reason", "band", "inspected_on")
    raw = tmp_path / "raw"
    raw.mkdir()
    beside = [path for path in sample_folder.iterdir() if path.is_file() and not domain.as_at_in(path.name)]
    releases = sorted((domain.as_at_in(path.name), path) for path in sample_folder.glob("*.csv") if path not in beside)
    for path in beside:
        shutil.copy(path, raw)
    for day, path in releases[:-1]:
        shutil.copy(path, raw)
        built = fixtures.listing(fixtures.built(raw, tmp_path / "warehouse"))
        spells = reads.fetch(
            sample_served, "SELECT * FROM served.mart.spell WHERE $day BETWEEN from_on AND until_on", {"day": day}
        )
        assert {row["urn"]: [row[one] for one in columns] for row in spells} == {
            urn: [row[one] for one in columns] for urn, row in built.items()
        }
        assert {row["urn"]: row["is_provisional"] for row in spells} == {
            urn: bool(row["marks"]) and row["marks"][-1]["is_provisional"] for urn, row in built.items()
        }
    assert len(releases) == len(dates_of(sample_served)) > 7


def test_what_a_release_says_is_provisional_on_both_sides_of_a_step_between_frameworks(sample_served):
    """What the CSV holds, against the steps themselves: hollow marks of the page, the panel pack and the map."""
    dates = changed.between(sample_served)
    rows = every_row(sample_served, *dates)
    marks = {row["urn"]: row["marks"] for row in reads.fetch(sample_served, "FROM served.mart.listing", {})}
    after = {urn: row["is_to_provisional"] for urn, row in rows.items() if row["outcome"] != "left"}
    assert after == {urn: bool(marks[urn]) and marks[urn][-1]["is_provisional"] for urn in after}
    assert 50 < sum(after.values()) < len(after) / 2
    assert any(row["is_from_provisional"] and not row["is_to_provisional"] for row in rows.values())
    assert rows["S0000034"]["is_from_provisional"] and not rows["S0000034"]["is_to_provisional"], "card after card"


@pytest.mark.parametrize(
    ("aside", "of", "said"),
    [
        (0, 10, ""),
        (1, 10, "1 of 10 settings cannot be compared, because no release after 31 August 2021 and up to 31 August 2022 "
         "lists it."),
        (1200, 4000, "1,200 of 4,000 settings cannot be compared, because no release after 31 August 2021 and up to "
         "31 August 2022 lists them."),
        (10, 10, ""),  # then nothing can be compared, which is said instead
    ],
)  # fmt: skip
def test_how_many_of_how_many_cannot_be_compared_and_why(aside, of, said):
    assert changed.some_not_compared({"outcomes": {"not comparable": aside}, "all": of}, A, B) == said


def test_the_digest_says_how_many_cannot_be_compared(spec):
    asked = changed.Asked(A, B)
    counts = changed.counts(spec, asked)
    text = " ".join(digest.digest(spec, asked, "everywhere").split())
    assert counts["outcomes"]["not comparable"] == 2
    assert f"2 of {counts['all']} settings cannot be compared, because no release after 31 August 2021" in text


def test_a_setting_whose_name_is_withheld_goes_by_its_kind():
    place = {"provider_name": None, "urn": "EY1", "provider_type": "Childcare on non-domestic premises"}
    assert sentences.name_of({**place, "provider_subtype": "Full day care"}) == "Full day care EY1"
    assert sentences.name_of({**place, "provider_subtype": None}) == "Childcare on non-domestic premises EY1"
    person = {**place, "provider_type": "Childminder", "provider_subtype": "Home childcarer"}
    assert sentences.name_of(person) == "Childminder EY1", "a childminder is a childminder"


def test_newly_flagged_is_the_kind_of_that_name(sample_served):
    dates = changed.between(sample_served)
    for area in (None, "Northmarsh", "Tidewell"):
        asked = changed.Asked(*dates, local_authorities=[area] if area else None)
        found = changed.newly_flagged(sample_served, {"local_authority": (area,)} if area else {})
        assert found["count"] == changed.counts(sample_served, asked)["kinds"]["newly flagged"]
        assert found["from_on"] == dates[0]


def test_pages_of_the_list_hold_each_row_once_the_gravest_kind_first(sample_served):
    asked = changed.Asked(*changed.between(sample_served))
    first = changed.changed(sample_served, asked, None, 1, 25)
    rows = [row for page in range(1, first["pages"] + 1)
            for row in changed.changed(sample_served, asked, None, page, 25)["rows"]]  # fmt: skip
    assert [row["urn"] for row in rows] == [row["urn"] for row in changed.every(sample_served, asked)]
    assert len({row["urn"] for row in rows}) == len(rows) == first["total"]
    order = list(changed.kinds())
    assert [order.index(row["kind"]) for row in rows] == sorted(order.index(row["kind"]) for row in rows)
    counts = changed.counts(sample_served, asked)
    for kind in ("new yo-yo", "grade down", "name withheld", "new inspection"):
        assert changed.changed(sample_served, asked, kind, 1, 5)["total"] == counts["kinds"][kind]
    assert changed.changed(sample_served, asked, None, 99, 25)["page"] == first["pages"]


# --- dates ------------------------------------------------------------------------------------------


def test_the_usual_dates_are_the_two_newest(sample_served):
    assert changed.between(sample_served) == (dt.date(2026, 3, 31), dt.date(2026, 6, 30))
    assert changed.between(sample_served, to_on=dt.date(2022, 3, 31))[0] == dt.date(2021, 8, 31)
    assert changed.between(sample_served, dt.date(2020, 8, 31))[1] == dt.date(2026, 6, 30)


@pytest.mark.parametrize(
    ("dates", "said"),
    [
        ((dt.date(2025, 1, 1), None), "No loaded release is as at 2025-01-01"),
        ((dt.date(2026, 6, 30), None), "Nothing can have changed from 2026-06-30 to 2026-06-30"),
        ((None, dt.date(2020, 8, 31)), "Nothing can have changed from 2020-08-31 to 2020-08-31"),
        ((dt.date(2022, 3, 31), dt.date(2021, 8, 31)), "Nothing can have changed from 2022-03-31 to 2021-08-31"),
    ],
)
def test_dates_that_cannot_be_compared_are_refused_with_those_there_are(sample_served, dates, said):
    with pytest.raises(errors.NotAReleaseDate, match=said) as fault:
        changed.between(sample_served, *dates)
    assert "2020-08-31, 2021-08-31, 2022-03-31" in str(fault.value)


def test_one_release_is_not_enough(tmp_path):
    served = fixtures.built(written(tmp_path, ("31_August_2021", {"EY100001": S})), tmp_path / "warehouse")
    with pytest.raises(errors.NotAReleaseDate, match="Two release dates are needed"):
        changed.between(served)
    assert changed.newly_flagged(served, {}) is None
    assert export.row_count(served, "changed") == 0


# --- lineage and links ------------------------------------------------------------------------------


def test_likely_re_registrations_name_each_other(sample_served):
    found = every_row(sample_served, dt.date(2021, 8, 31), dt.date(2022, 3, 31))
    old, new = found["S0000081"], found["S0000082"]
    assert (old["outcome"], old["kinds"], old["other_urn"]) == (
        "left",
        "no longer flagged; likely re-registration; left",
        "S0000082",
    )
    assert (new["outcome"], new["kinds"], new["other_urn"]) == ("joined", "likely re-registration; joined", "S0000081")


def test_a_successor_not_yet_seen_is_not_named(sample_served):
    """S0000017 left by August 2021; whoever carries it on may be named only from when a release lists it."""
    for row in every_row(sample_served, dt.date(2020, 8, 31), dt.date(2021, 8, 31)).values():
        for other in (row["other_urn"] or "").split(", "):
            assert not other or reads.setting(sample_served, other)["first_seen_on"] <= dt.date(2021, 8, 31)


def test_a_link_is_named_when_it_is_confirmed_and_counts_at_both_dates(sample_served):
    row = every_row(sample_served, dt.date(2024, 8, 31), dt.date(2025, 12, 31))["S0000068"]
    assert row["kinds"] == "confirmed link" and "Carries on URN S0000067" in row["why"]
    assert (row["from_label"], row["from_flags"]) == (row["to_label"], row["to_flags"])


# --- files and text ---------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def whole(sample_served):
    """The widest question the sample can be asked."""
    dates = dates_of(sample_served)
    return changed.Asked(dates[0], dates[-1])


def test_the_file_holds_everyone_and_its_outcome(sample_served, whole, tmp_path):
    rows = changed.write(sample_served, whole, "csv", tmp_path / "out.csv")
    with (tmp_path / "out.csv").open(encoding="utf-8-sig", newline="") as handle:
        told = list(csv.DictReader(handle))
    assert rows == len(told) == changed.counts(sample_served, whole)["all"]
    assert {row["from_on"] for row in told} == {"2020-08-31"} and {row["to_on"] for row in told} == {"2026-06-30"}
    assert {row["notice"] for row in told} == {domain.SAMPLE_NOTICE}
    assert export.metadata_path(tmp_path / "out.csv").exists()


def test_rows_are_as_at_the_second_date_compared_in_every_form(sample_served, tmp_path):
    dates = dates_of(sample_served)
    asked = changed.Asked(dates[0], dates[2], local_authorities=["Tidewell"])
    changed.write(sample_served, asked, "csv", tmp_path / "out.csv")
    with (tmp_path / "out.csv").open(encoding="utf-8-sig", newline="") as handle:
        assert {row["as_at"] for row in csv.DictReader(handle)} == {dates[2].isoformat()}
    assert dates[2].isoformat() in export.metadata_path(tmp_path / "out.csv").read_text()
    changed.write(sample_served, asked, "xlsx", tmp_path / "out.xlsx")
    sheet = openpyxl.load_workbook(tmp_path / "out.xlsx")["changed"]
    assert domain.long_date(dates[2]) in sheet["A1"].value
    column = [cell.value for cell in sheet[3]].index("as_at")
    assert {row[column].date() for row in sheet.iter_rows(min_row=4, values_only=True)} == {dates[2]}


def test_the_file_of_a_view_is_its_rows_in_order(sample_served, whole):
    for kind in (None, "new yo-yo"):
        text = changed.csv_of(sample_served, whole, kind).decode("utf-8-sig")
        told = [row["urn"] for row in csv.DictReader(io.StringIO(text, newline=""))]
        rows = changed.every(sample_served, whole)
        assert told == [row["urn"] for row in rows if kind is None or kind in row["kinds"]]


def test_the_digest_of_the_sample(sample_served):
    """Compare with the golden text; to accept a wanted change, write it anew with the command it shows."""
    asked = changed.Asked(*changed.between(sample_served), local_authorities=["Northmarsh"])
    golden = (paths.PROJECT / "tests" / "golden" / "digest_northmarsh.txt").read_text(encoding="utf-8")
    assert digest.digest(sample_served, asked, "Northmarsh") == golden


def test_the_digest_is_72_columns_with_its_subject_first(sample_served, whole):
    place = "Bournemouth, Christchurch and Poole and Telford and Wrekin"
    text = digest.digest(sample_served, whole, place)
    assert text.startswith("Subject: ") and text.splitlines()[1].startswith(" ")  # folded as mail folds a header
    assert max(map(len, text.splitlines())) <= digest.WIDTH
    assert "\t" not in text and "\r" not in text
    assert "Changing grades" in text and "yo-yo" not in text.lower()
    counts = changed.counts(sample_served, whole)
    for outcome, count in counts["outcomes"].items():
        assert f"{count}  {outcome}" in text
    for day in ("31 August 2020", "30 June 2026"):
        assert day in text
    words = " ".join(text.split())
    assert domain.PURPOSE in words and domain.SAMPLE_SOURCE in words and "SAMPLE DATA, INVENTED SETTINGS" in words
    listed = changed.every(sample_served, whole)
    for kind in changed.kinds():
        rows = [row for row in listed if row["kind"] == kind]
        routine = [row for row in rows if kind == "new inspection" and row["to_band"] in ("secure", None)
                   and "not met" not in row["why"].lower()]  # fmt: skip
        assert not any(f"URN {row['urn']}," in words for row in routine)
        assert kind != "new inspection" or f" and {len(routine)} more, Good or better, or met, with" in words
        rows = [row for row in rows if row not in routine]
        assert all((f"URN {row['urn']}," in words) == (place < digest.MOST) for place, row in enumerate(rows))
        assert (f"and {len(rows) - digest.MOST} more: not named here" in words) == (len(rows) > digest.MOST)
    assert (digest.EVERY in words) == ("not named here" in words)
    titles = re.findall(r"^([A-Z][A-Z -]+): [0-9,]+$", text, re.M)
    printed = [row["print"].upper() for row in changed.kinds().values()]
    assert titles == [title for title in printed if title in titles] and len(titles) > 8


def test_a_name_cannot_forge_a_line_of_the_digest(tmp_path):
    name = "Line\r\nBcc: everyone@example.org " + "x" * 90
    raw = written(tmp_path, ("31_August_2021", {"EY100001": S}),
                  ("31_August_2022", {"EY100001": graded("2022 4", "2018 2") | {"provider_name": name}}))  # fmt: skip
    served = fixtures.built(raw, tmp_path / "warehouse")
    text = digest.digest(served, changed.Asked(A, B), "Barnet\nBcc: other@example.org")
    assert not [line for line in text.splitlines() if line.startswith("Bcc")]
    assert max(map(len, text.splitlines())) <= digest.WIDTH


def test_what_an_older_release_printed_and_the_newest_withholds_is_nowhere(sample_served, whole, tmp_path):
    changed.write(sample_served, whole, "csv", tmp_path / "out.csv")
    told = (tmp_path / "out.csv").read_text(encoding="utf-8-sig") + digest.digest(sample_served, whole, "all")
    told += str(changed.every(sample_served, whole))
    assert len(told) > 100_000 and leaks(told) == []
    withheld = [row for row in changed.every(sample_served, whole) if "name withheld" in row["kinds"]]
    assert withheld and not any(row["provider_name"] for row in withheld)


def test_urns_are_read_from_anything_pasted():
    assert changed.urns_in('ey100001, EY100002;\n"100003"\tEY100001 nursery') == ["EY100001", "EY100002", "100003"]
    assert changed.urns_in(" \n") == []


def test_the_verb(sample_warehouse, tmp_path):
    def run(*arguments):
        return fixtures.cli("changed", "--warehouse", sample_warehouse.folder, *arguments)

    told = run()
    assert told.returncode == 0 and "827 settings" in told.stdout and "unchanged" in told.stdout
    refused = run("--from", "2025-01-01")
    assert refused.returncode == 34 and "2024-08-31, 2025-12-31" in refused.stderr and refused.stdout == ""
    assert run("--local-authority", "Atlantis").returncode == 15
    listed = tmp_path / "urns.txt"
    listed.write_text("S0000032\nS0000035\nS7777777\n")
    out = tmp_path / "out.parquet"
    told = run("--urns", listed, "--out", out, "--digest", "-")
    assert told.returncode == 0 and "In no loaded release: S7777777" in told.stderr
    assert told.stdout.startswith("Subject: Changes to 30 June 2026: 3 chosen settings")
    assert "URN S0000032" in told.stdout and told.stdout.isascii() == textwrap.dedent(told.stdout).isascii()
    con = duckdb.connect()
    assert con.execute(f"SELECT count(*) FROM read_parquet('{out}')").fetchone() == (2,)
    con.close()
    assert run("--urns", tmp_path / "none.txt").returncode == 17
    assert run("--out", tmp_path / "out.ods").returncode == errors.BadParameter.exit_code
