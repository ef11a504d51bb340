"""Where the settings of a view lie, against the listing: what can be drawn, why the rest cannot, what is around."""

import datetime as dt
import statistics

import duckdb
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pages.parts import lettering, mapping
from pipelines import as_at, database, places, reads
from tests.browser import expected
from tests.test_privacy import WITHHELD, withheld_urns  # noqa: F401

VIEWS = [
    {}, {"local_authority": "Northmarsh"}, {"tier": "universal"}, {"flag": "yo-yo"}, {"provider_type": "Childminder"},
    {"flag": "left"},
]  # fmt: skip
REASONS = ("withheld_childminders", "withheld_others", "without_postcode", "not_listed")


def seen(served, filters=None, page=1, size=5_000):
    return places.view(served, {key: [value] for key, value in (filters or {}).items()}, "priority", page, size)


def reason(row: dict) -> str | None:
    """Why one setting cannot be placed, in plain Python."""
    if row["easting"] is not None:
        return None
    if row["postcode"]:
        return "not_listed"
    if not row["is_name_withheld"]:
        return "without_postcode"
    return "withheld_childminders" if row["provider_type"] == "Childminder" else "withheld_others"


@pytest.mark.parametrize("filters", VIEWS, ids=str)
def test_what_is_drawn_is_what_the_list_holds_and_the_reasons_add_up(filters, sample_served, sample_listing):
    listed = [sample_listing[urn] for urn in expected.view(sample_listing, **filters)]
    view = seen(sample_served, filters)
    drawn = [row["urn"] for row in listed if row["easting"] is not None]
    assert [row["urn"] for row in view["rows"]] == drawn and view["placed"] == len(drawn)
    assert {row["urn"] for row in view["points"]} == set(drawn) and view["is_each"]
    assert view["total"] == len(listed) == view["placed"] + sum(view[why] for why in REASONS)
    told = [reason(row) for row in listed]
    assert {why: view[why] for why in REASONS} == {why: told.count(why) for why in REASONS}
    for row in view["points"]:
        assert view["west"] <= row["easting"] <= view["east"] and view["south"] <= row["northing"] <= view["north"]


def test_all_settings_around_are_counted_in_squares(sample_served, sample_listing):
    around = [row for row in sample_listing.values()
              if row["is_in_scope"] and row["local_authority"] == "Northmarsh" and row["easting"]]  # fmt: skip
    for filters in ({}, {"tier": "intensive"}):  # whatever is asked of the flag or the tier
        view = seen(sample_served, {"local_authority": "Northmarsh", **filters})
        square = view["square"]
        found = {(one["easting"], one["northing"]): one["settings"] for one in view["squares"]}
        counted: dict = {}
        for row in around:
            middle = tuple(row[name] // square * square + square // 2 for name in ("easting", "northing"))
            counted[middle] = counted.get(middle, 0) + 1
        assert found == counted and view["around"] == len(around)


def test_too_many_to_draw_are_counted_in_squares_and_the_table_is_drawn(sample_served, monkeypatch):
    monkeypatch.setattr(places, "MOST_POINTS", 10)
    view = seen(sample_served, {}, page=2, size=25)
    assert not view["is_each"] and view["placed"] > 25
    assert [row["urn"] for row in view["rows"]] == [row["urn"] for row in seen(sample_served)["rows"]][25:50]
    assert {row["urn"] for row in view["points"]} == {row["urn"] for row in view["rows"]}
    assert view["around"] == view["placed"] and (view["first"], view["last"]) == (26, min(50, view["placed"]))


def test_a_setting_alone_has_a_frame_of_a_few_streets_and_none_has_none(sample_served, sample_listing):
    urn = next(urn for urn, row in sample_listing.items() if row["label"] == "left" and row["easting"] is not None)
    view = places.view(sample_served, {"find": urn}, "priority", 1, 25)  # a search reaches whoever has left
    assert (view["total"], [row["urn"] for row in view["points"]]) == (1, [urn])
    nobody = places.view(sample_served, {"find": "zzzz", "local_authority": ["Nowhere"]}, "priority", 1, 25)
    assert (nobody["total"], nobody["points"], nobody["squares"], nobody.get("west")) == (0, [], [], None)
    alone = places._frame({"placed": 1, "west": 500, "east": 500, "south": 9, "north": 9})
    assert alone == {"west": -1500, "east": 2500, "south": -1991, "north": 2009}


def test_whoever_the_newest_release_withholds_is_on_no_map_at_any_date(sample_served, withheld_urns):  # noqa: F811
    assert len(WITHHELD) >= 8
    for served in (sample_served, as_at.earlier(sample_served, dt.date(2022, 3, 31))):
        everyone = places.view(served, {"tier": list(reads.domain.TIERS)}, "name", 1, 5_000)
        assert everyone["placed"] > 100
        assert not set(withheld_urns) & {row["urn"] for row in (*everyone["points"], *everyone["rows"])}


SPOTS = st.lists(
    st.tuples(st.integers(400_000, 440_000), st.integers(300_000, 330_000)), min_size=1, max_size=40, unique=True
)
TOWNS = st.lists(st.tuples(st.integers(390_000, 450_000), st.integers(290_000, 340_000), st.sampled_from((
    "Ely", "Hook", "Leeds", "Sevenoaks", "Stratford-upon-Avon"))), max_size=30, unique=True)  # fmt: skip


@given(SPOTS, TOWNS, st.integers(1, 990), st.sampled_from([one for pair in mapping.LAYOUTS.values() for one in pair]))
def test_no_text_covers_another_or_a_mark(spots, named, first, layout):
    rows = [{"easting": easting, "northing": northing} for easting, northing in spots]
    towns = [{"easting": easting, "northing": northing, "town": town} for easting, northing, town in named]
    view = {"rows": rows, "points": rows, "towns": towns, "first": first, **places._frame({
        "placed": len(rows), "west": min(e for e, _ in spots), "east": max(e for e, _ in spots),
        "south": min(n for _, n in spots), "north": max(n for _, n in spots),
    })}  # fmt: skip
    metres = max((view["east"] - view["west"]) / (layout[0] - 2 * lettering.PAD),
                 (view["north"] - view["south"]) / (layout[1] - 2 * lettering.PAD))  # fmt: skip
    numbers, towns = lettering.laid_out(view, *layout)
    assert len(towns) <= layout[0] * layout[1] / lettering.ROOM
    for one in towns:
        assert (one.easting, one.northing, one.text) in named
        assert view["west"] < one.easting < view["east"] and view["south"] < one.northing < view["north"]
    boxes = []
    for one, letter in [(one, lettering.DIGIT) for one in numbers] + [(one, lettering.LETTER) for one in towns]:
        assert letter == lettering.LETTER or (one.easting, one.northing) == spots[int(one.text) - first]
        wide = letter * len(one.text)
        x, y = one.easting / metres + one.dx, -one.northing / metres + one.dy
        boxes.append((x - wide / 2, y - lettering.LINE / 2, x + wide / 2, y + lettering.LINE / 2))
    middle = (view["west"] + view["east"]) / 2 / metres, -(view["south"] + view["north"]) / 2 / metres
    for one in boxes:
        assert abs(one[0] - middle[0]) <= layout[0] / 2 and abs(one[2] - middle[0]) <= layout[0] / 2
        assert abs(one[1] - middle[1]) <= layout[1] / 2 and abs(one[3] - middle[1]) <= layout[1] / 2
    assert numbers, "the first has the first choice"
    marks = [(e / metres - 5, -n / metres - 5, e / metres + 5, -n / metres + 5) for e, n in spots]
    for place, one in enumerate(boxes):
        for other in (*boxes[:place], *marks):
            apart = one[2] <= other[0] or other[2] <= one[0] or one[3] <= other[1] or other[3] <= one[1]
            assert apart


def test_towns_stand_amid_the_settings_that_print_them(sample_served, sample_listing):
    """Against plain Python: five or more whose address ends with it, close together; most of the view first."""
    printed: dict[str, list[dict]] = {}
    for row in sample_listing.values():
        if row["easting"] is not None and row["address"]:
            printed.setdefault(row["address"].split(",")[-1].strip().upper(), []).append(row)
    close = {}
    for town, rows in printed.items():
        middle = {side: statistics.median(row[side] for row in rows) for side in ("easting", "northing")}
        apart = [statistics.median(abs(row[side] - at) for row in rows) for side, at in middle.items()]
        if len(rows) >= 5 and max(apart) <= 5_500:
            close[town] = middle
    assert len(close) > 5
    for filters in ({}, {"local_authority": "Northmarsh", "tier": "intensive"}):
        around = [row for row in sample_listing.values() if row["is_in_scope"] and (
            "local_authority" not in filters or row["local_authority"] == "Northmarsh")]  # fmt: skip
        seen_here = {one["town"].upper(): one for one in seen(sample_served, filters)["towns"]}
        counted = {town: sum(row in around for row in printed[town]) for town in close}
        assert {town: one["settings"] for town, one in seen_here.items()} == {t: n for t, n in counted.items() if n}
        assert [one["settings"] for one in seen_here.values()] == sorted(filter(None, counted.values()), reverse=True)
        for town, one in seen_here.items():
            assert abs(one["easting"] - close[town]["easting"]) <= 1
            assert abs(one["northing"] - close[town]["northing"]) <= 1


def test_a_county_a_hamlet_and_a_postcode_are_no_towns_and_spellings_are_one():
    rows = [(f"1 High Street, {town}", 500_000 + apart * place, 200_000) for town, count, apart in (
        ("Kent", 9, 8_000), ("Eastry", 4, 10), ("CT13 0NA", 9, 10), ("Stoke-on-Trent", 4, 10),
        ("STOKE ON TRENT", 3, 10), ("St. Ives", 5, 10), ("King's Lynn", 5, 10),
    ) for place in range(count)]  # fmt: skip
    con = duckdb.connect()
    con.execute("ATTACH ':memory:' AS served; CREATE SCHEMA served.mart")
    con.execute("CREATE TABLE served.mart.listing (urn INTEGER, address VARCHAR, easting INTEGER, northing INTEGER)")
    con.executemany("INSERT INTO served.mart.listing VALUES (?, ?, ?, ?)", [(n, *row) for n, row in enumerate(rows)])
    con.execute("INSERT INTO served.mart.listing VALUES (99, NULL, 1, 1), (100, '2 High Street, St Ives', NULL, NULL)")
    text, _ = database.statement("reads", "towns")
    found = con.execute(f"WITH chosen AS (SELECT urn FROM served.mart.listing WHERE urn >= 25)\n{text}").fetchall()
    assert [(town, count) for town, _, _, count in found] == [
        ("KING'S LYNN", 5), ("ST IVES", 5), ("STOKE-ON-TRENT", 4)]  # fmt: skip
    assert found[-1][1:3] == (500_010, 200_000), "its middle is that of all who print it"


@pytest.mark.parametrize(("printed", "told"), [
    ("LEEDS", "Leeds"), ("STRATFORD-UPON-AVON", "Stratford-upon-Avon"), ("KING'S LYNN", "King's Lynn"),
    ("NEWCASTLE UPON TYNE", "Newcastle upon Tyne"), ("ST IVES", "St Ives"), ("THE WIRRAL", "The Wirral"),
])  # fmt: skip
def test_a_town_is_written_as_a_reader_expects(printed, told):
    assert places._cased(printed) == told
