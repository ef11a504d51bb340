"""Local authorities over time: the declared table, and who is where after a merger or a split."""

import datetime as dt
from collections import Counter

import pytest

from pages.parts import filters, telling
from pipelines import authorities, comparison, declared, domain, errors, export, reads
from tests import fixtures

ROWS = declared.rows("local_authorities")
CURRENT = {row["local_authority"] for row in ROWS if not row["successors"]}
# Upper-tier and unitary authorities of England by region, from 1 April 2023.
BY_REGION = {
    "London": 33, "North West": 24, "South East": 19, "South West": 15, "Yorkshire and The Humber": 15,
    "West Midlands": 14, "North East": 12, "East of England": 11, "East Midlands": 10,
}  # fmt: skip
BCP = "Bournemouth, Christchurch & Poole"
POOLE, CUMBRIA, CUMBERLAND = ({"local_authority": name} for name in ("Poole", "Cumbria", "Cumberland"))


def test_the_153_authorities_of_england_are_there_each_in_one_region():
    regions = {row["local_authority"]: row["region"] for row in ROWS}
    assert len(CURRENT) == sum(BY_REGION.values()) == 153
    assert Counter(regions[name] for name in CURRENT) == BY_REGION
    assert all(row["region"] == regions[row["local_authority"]] for row in ROWS)
    assert {row["printed"] for row in ROWS} >= CURRENT  # each is known by its own name


def test_every_printed_name_means_one_thing():
    keys = Counter(domain.plain_key(row["printed"]) for row in ROWS)
    assert [key for key, count in keys.items() if count > 1] == []


def test_a_split_name_has_a_date_and_two_or_more_present_successors():
    split = {row["printed"]: row for row in ROWS if row["successors"]}
    assert split.keys() == {"Cumbria", "Northamptonshire"}
    for name, row in split.items():
        successors = row["successors"].split(";")
        assert row["local_authority"] == name and name not in CURRENT
        assert dt.date.fromisoformat(row["ended_on"]) and len(successors) == 2 and set(successors) <= CURRENT
    merged = {row["printed"]: row["local_authority"] for row in ROWS if row["ended_on"] and not row["successors"]}
    assert merged == {"Bournemouth": BCP, "Poole": BCP}


@pytest.mark.parametrize(
    ("asked", "present", "meant"),
    [
        ("bournemouth christchurch and poole", [BCP], [BCP]),
        ("Poole", [BCP], [BCP]),
        ("Bristol, City of", ["Bristol", "Devon"], ["Bristol"]),
        ("Cumbria", ["Cumberland", "Cumbria, until 2023", "Kent"], ["Cumberland", "Cumbria, until 2023"]),
        ("Cumbria", ["Cumbria", "Kent"], ["Cumbria"]),  # a build as at a day before the split
        ("Cumberland", ["Cumberland", "Cumbria, until 2023"], ["Cumberland"]),
        ("Northamptonshire", ["West Northamptonshire"], ["West Northamptonshire"]),
        ("Atlantis", [BCP], []),
    ],
)
def test_an_old_name_finds_the_present_authorities(asked, present, meant):
    assert authorities.called(asked, present) == meant


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        (["Kennt"], "Did you mean Kent?"),
        (["Brighton"], "Did you mean Brighton and Hove?"),
        (["Kent", "Sussex"], "called Sussex is in the loaded releases. Did you mean East Sussex or West Sussex?"),
        (["Atlantis"], "They hold 153: Barking and Dagenham; Barnet;"),
        (["A"], "They hold 153"),
    ],
)
def test_a_name_that_is_not_known_is_answered_with_the_nearest(asked, said):
    with pytest.raises(errors.UnknownArea) as fault:
        authorities.resolved(asked, sorted(CURRENT))
    assert said in str(fault.value)


def test_an_old_name_in_the_address_is_applied_and_an_unknown_one_is_said():
    options = {"local_authority": [BCP, "Cumberland", "Cumbria, until 2023"]}

    def parsed(*names):
        said = {"local_authority": list(names)}
        return filters.parse(said, options, lambda name: authorities.called(name, options["local_authority"]))

    assert parsed("Poole", "Bournemouth").values == {"local_authority": (BCP,)}
    assert parsed("Cumbria").values == {"local_authority": ("Cumberland", "Cumbria, until 2023")}
    assert parsed("Poole").problems == ()
    assert len(parsed("Atlantis").problems) == 1


def built(folder, *releases, coverage="partial", **options) -> reads.Served:
    """Releases one a year from 2018, each a list of providers."""
    days = [f"31_August_{year}" for year in (2018, 2021, 2024, 2025)]
    names = [fixtures.release(folder, "L2", rows, day).name for rows, day in zip(releases, days, strict=False)]
    (folder / "releases.csv").write_text("file,coverage\n" + "".join(f"{name},{coverage}\n" for name in names))
    return fixtures.built(folder, folder / "warehouse", **options)


def where(served: reads.Served) -> dict[str, tuple[str, str]]:
    return {
        urn: (row["local_authority"], row["local_authority_printed"]) for urn, row in fixtures.listing(served).items()
    }


def test_a_merger_is_resolved_by_name_and_a_split_by_a_later_sighting_alone(tmp_path):
    first = [
        fixtures.provider("EY100001", **POOLE),
        fixtures.provider("EY100002", **CUMBRIA),
        fixtures.provider("EY100003", **CUMBRIA),
    ]
    served = built(tmp_path, first, first[:1], [fixtures.provider("EY100002", **CUMBERLAND)])
    assert where(served) == {
        "EY100001": (BCP, "Poole"),
        "EY100002": ("Cumberland", "Cumberland"),
        "EY100003": ("Cumbria, until 2023", "Cumbria"),
    }
    rows = fixtures.listing(served)
    assert {row["region"] for row in rows.values()} == {"South West", "North West"}
    assert "prints its local authority as Poole, now Bournemouth" in telling._printed_authority(rows["EY100001"])
    assert telling._printed_authority(rows["EY100002"]) == ""
    assert "split in 2023 into Cumberland and Westmorland and Furness" in telling._printed_authority(rows["EY100003"])
    for asked, count in (("Cumbria", 2), ("Cumberland", 1), ("Poole", 1)):
        assert export.write(served, "labels", "csv", tmp_path / "out.csv", [asked]) == count
    with pytest.raises(errors.UnknownArea):
        export.write(served, "labels", "csv", tmp_path / "out.csv", ["Atlantis"])


def test_a_split_authority_and_none_at_all_are_no_areas_of_today(tmp_path):
    first = [fixtures.provider("EY100001", **POOLE), fixtures.provider("EY100003", **CUMBRIA),
             fixtures.provider("EY100004", local_authority="")]  # fmt: skip
    served = built(tmp_path, first, first[:1], [fixtures.provider("EY100002", **CUMBERLAND)])
    found = {row["area"]: row for row in comparison.areas(served, "local authority", "watch")
             if row["area_kind"] == "local authority"}  # fmt: skip
    assert {name: row["is_today"] for name, row in found.items()} == {
        BCP: True, "Cumberland": True, "Cumbria, until 2023": False, "Not recorded": False
    }  # fmt: skip
    assert sum(row["settings"] for row in found.values()) == 4
    assert found["Cumbria, until 2023"]["stands"] is None


def test_before_the_split_the_name_stands_as_it_was(tmp_path):
    served = built(tmp_path, [fixtures.provider("EY100002", **CUMBRIA)])
    assert where(served) == {"EY100002": ("Cumbria", "Cumbria")}


def test_only_both_successors_complete_make_a_leaver_of_one_last_seen_under_the_split_name(tmp_path):
    gone = fixtures.provider("EY100003", **CUMBRIA)
    parts = [fixtures.provider("EY100004", local_authority=name) for name in ("Cumberland", "Westmorland and Furness")]
    both = [parts[0], {**parts[1], "urn": "EY100005"}]
    one = built(tmp_path / "one", [gone], [gone], parts[:1], coverage="complete")
    assert reads.setting(one, "EY100003")["label"] != "left"
    two = built(tmp_path / "two", [gone], [gone], both, coverage="complete")
    assert reads.setting(two, "EY100003")["label"] == "left"
