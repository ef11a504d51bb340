"""A fair comparison of areas: limits against exact fractions, distances against a plain twin, the trend against builds
as at each date, and a council's own list of neighbours."""

import datetime as dt
import math
from fractions import Fraction
from functools import cache
from statistics import fmean, pstdev

import duckdb
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from pipelines import as_at, build, comparison, database, declared, errors, marts, neighbours, paths, reads
from tests import fixtures

TYPES = ("Childminder", "Childcare on domestic premises", "Childcare on non-domestic premises")
BANDS = tuple(row["deprivation_band"] for row in declared.rows("deprivation_bands"))
ON = dt.date(2026, 6, 30)
LEVELS = {"95": Fraction(25, 1000), "998": Fraction(1, 1000)}


@pytest.fixture(scope="module", autouse=True)
def closed():
    """Leave no connection open."""
    yield
    engine().close()
    engine.cache_clear()


@cache
def engine() -> duckdb.DuckDBPyConnection:
    """A connection with the declared tables and macros, and the tables of areas to fill."""
    con = duckdb.connect(config={"threads": 1})
    database.prepare(con)
    return con


LIMITS, ALIKE = ("funnel", "area_rate"), ("own_neighbour", "neighbour")


def world(
    authorities: dict[str, dict], tables: tuple[str, ...] = LIMITS, said: list[tuple[str, str]] = ()
) -> duckdb.DuckDBPyConnection:
    """Tables of these authorities ({name: {types, bands, watch}}), and what is made of them.

    types and bands are counts of settings; watch is how many are in the watch tier.
    """
    con = engine()
    total = {"types": [0] * len(TYPES), "bands": [0] * len(BANDS), "watch": 0}
    for one in authorities.values():
        total = {name: [a + b for a, b in zip(total[name], one[name], strict=True)] if name != "watch"
                 else total[name] + one[name] for name in total}  # fmt: skip
    area, mix = [], []
    for kind, name, one in (("all", "All loaded areas", total),
                            *(("local authority", name, one) for name, one in authorities.items())):  # fmt: skip
        count = sum(one["types"])
        area.append((kind, name, None if kind == "all" else "Somewhere", ON, count))
        tiers = (("watch", one["watch"]), ("universal", count - one["watch"]))
        for dimension, values in (
            ("tier", tiers), ("provider type", zip(TYPES, one["types"], strict=True)),
            ("deprivation band", zip(BANDS, one["bands"], strict=True)),
        ):  # fmt: skip
            mix += [(kind, name, dimension, value, n, n / count, n, 0, place, ON)
                    for place, (value, n) in enumerate(values, 1) if n]  # fmt: skip
    database.insert_rows(con, "mart.area", {
        "area_kind": "VARCHAR", "area": "VARCHAR", "region": "VARCHAR", "as_at": "DATE", "settings": "BIGINT",
    }, area)  # fmt: skip
    database.insert_rows(con, "mart.area_mix", {
        "area_kind": "VARCHAR", "area": "VARCHAR", "dimension": "VARCHAR", "value": "VARCHAR", "settings": "BIGINT",
        "share": "DOUBLE", "places": "BIGINT", "places_not_known": "BIGINT", "place": "INTEGER", "as_at": "DATE",
    }, mix)  # fmt: skip
    neighbours.take(con, [neighbours.Said(line, *pair) for line, pair in enumerate(said, 1)])
    for table in tables:
        database.create(con, "mart", table, marts.values(ON))
    return con


def rows(con: duckdb.DuckDBPyConnection, statement: str) -> list[dict]:
    result = con.execute(statement)
    names = [column[0] for column in result.description]
    return [dict(zip(names, row, strict=True)) for row in result.fetchall()]


def authority(*types: int, bands: tuple[int, ...] | None = None, watch: int = 0) -> dict:
    types = (*types, *[0] * (len(TYPES) - len(types)))
    return {"types": list(types), "bands": list(bands or (sum(types), 0, 0, 0, 0)), "watch": watch}


# --- the limits -----------------------------------------------------------------------------------------


def tails(n: int, p: Fraction) -> tuple[list[Fraction], list[Fraction], list[Fraction]]:
    """P(X = x), P(X <= x) and P(X >= x) for x from 0 to n, exactly."""
    each = [math.comb(n, x) * p**x * (1 - p) ** (n - x) for x in range(n + 1)]
    at_most = [sum(each[: x + 1]) for x in range(n + 1)]
    return each, at_most, [1 - below for below in [Fraction(0), *at_most[:-1]]]


@given(st.lists(st.integers(30, 140), min_size=2, max_size=5), st.data())
@settings(max_examples=15)
def test_limits_and_where_an_area_stands_are_those_of_exact_fractions(sizes, data):
    counts = [data.draw(st.integers(0, n)) for n in sizes]
    assume(0 < sum(counts) < sum(sizes))
    con = world({f"Area {i}": authority(n, watch=x) for i, (n, x) in enumerate(zip(sizes, counts, strict=True))})
    p = Fraction(sum(counts), sum(sizes))
    found = rows(con, "SELECT * FROM mart.area_rate WHERE measure = 'watch' AND area_kind = 'local authority'")
    for row in found:
        n, x = row["settings"], row["count"]
        each, at_most, at_least = tails(n, p)
        outside = {
            level: "above" if at_least[x] <= chance else "below" if at_most[x] <= chance else None
            for level, chance in LEVELS.items()
        }
        wanted = f"well {outside['998']}" if outside["998"] else outside["95"] or "within"
        assert row["stands"] == wanted
        for level, chance in LEVELS.items():
            low = next(k for k in range(n + 1) if at_most[k] > chance)
            high = next(k for k in range(n, -1, -1) if at_least[k] > chance)
            assert row[f"low_{level}"] == pytest.approx(max(0, float((low - (at_most[low] - chance) / each[low]) / n)))
            assert row[f"high_{level}"] == pytest.approx(
                min(1, float((high + (at_least[high] - chance) / each[high]) / n))
            )


@given(st.integers(1, 399), st.integers(400, 3000))
@settings(max_examples=10)
def test_limits_hold_the_centre_lie_inside_each_other_and_narrow_with_size(watch, total):
    con = world({"Large": authority(total, watch=watch), "Small": authority(40)})
    funnel = rows(con, "SELECT * FROM mart.funnel WHERE measure = 'watch' ORDER BY settings")
    for row in funnel:
        edges = [row[name] for name in ("low_998", "low_95", "pooled_share", "high_95", "high_998")]
        assert edges == sorted(edges) and edges[0] >= 0 and edges[-1] <= 1
    width = {row["settings"]: [row[f"high_{level}"] - row[f"low_{level}"] for level in LEVELS] for row in funnel}
    for n, wide in width.items():
        # Whole counts make ripples: the law holds for four times the settings.
        for more in (other for other in width if other >= 4 * n):
            assert all(one <= other + 1e-12 for one, other in zip(width[more], wide, strict=True)), (n, more)


def test_closed_forms_of_the_limits():
    # Two in a hundred: (49/50)^n is the chance of none. With 182 settings it is just over 2.5 %, with 183 just under.
    con = world({"A": authority(182, watch=4), "B": authority(183, watch=4), "C": authority(35, watch=0)})
    low = {row["settings"]: row["low_95"] for row in rows(con, "SELECT * FROM mart.funnel WHERE measure = 'watch'")}
    assert (low[182], low[183] > 0) == (0, True)
    high = rows(con, "SELECT high_95 FROM mart.funnel WHERE measure = 'watch' AND settings = 1")[0]["high_95"]
    assert high == pytest.approx(0.975 / 0.98), "of one setting: the chance of one or more is 2 %"


def test_nobody_or_everybody_counted_draws_no_limits_and_gives_no_verdict():
    con = world({"A": authority(50, watch=50), "B": authority(60, watch=60)})
    assert rows(con, "SELECT * FROM mart.funnel WHERE measure IN ('watch', 'targeted and intensive')") == []
    assert {row["stands"] for row in rows(con, "SELECT stands FROM mart.area_rate")} == {None}


def test_few_settings_get_no_verdict():
    con = world({"Few": authority(29, watch=29), "Enough": authority(30, watch=29), "Rest": authority(900, watch=9)})
    found = rows(con, "SELECT area, stands, is_few FROM mart.area_rate WHERE measure = 'watch' AND area_kind <> 'all'")
    assert {row["area"]: (row["stands"], row["is_few"]) for row in found} == {
        "Few": (None, True), "Enough": ("well above", False), "Rest": ("well below", False),
    }  # fmt: skip


# --- similar authorities --------------------------------------------------------------------------------


def twin(authorities: dict[str, dict]) -> dict[str, list[tuple[float, str]]]:
    """The neighbours of each authority by the words of METHOD.md, in plain Python: [(distance, name), …]."""
    few, most = comparison.few_settings(), comparison.neighbour_count()
    kept = {name: one for name, one in authorities.items() if sum(one["types"]) >= few}
    occur = [i for i in range(len(TYPES)) if any(one["types"][i] for one in authorities.values())]
    parts = {
        "mix": [{name: one["types"][i] / sum(one["types"]) for name, one in kept.items()} for i in occur],
        "size": [{name: math.log(sum(one["types"])) for name, one in kept.items()}],
        "deprivation": [{
            name: sum(n * band for band, n in enumerate(one["bands"], 1)) / sum(one["bands"])
            for name, one in kept.items()
        }],
    }  # fmt: skip
    standard = {
        part: [
            {name: (x - fmean(each.values())) / spread if (spread := round(pstdev(each.values()), 12)) else 0
             for name, x in each.items()}
            for each in features
        ]
        for part, features in parts.items()
    }  # fmt: skip
    found = {}
    for name in kept:
        far = [
            (round(math.sqrt(sum(fmean((z[name] - z[other]) ** 2 for z in features)
                                 for features in standard.values())), 6), other)
            for other in kept if other != name
        ]  # fmt: skip
        found[name] = sorted(far)[:most]
    return found


def near(con: duckdb.DuckDBPyConnection) -> dict[str, list[tuple[float, str]]]:
    found: dict[str, list] = {}
    for row in rows(con, "SELECT * FROM mart.neighbour ORDER BY local_authority, rank"):
        found.setdefault(row["local_authority"], []).append((row["distance"], row["neighbour"]))
    return found


counts = st.lists(st.integers(0, 300), min_size=3, max_size=3).filter(sum)
banded = st.lists(st.integers(0, 60), min_size=5, max_size=5).filter(sum)
some = st.lists(st.tuples(counts, banded), min_size=2, max_size=14)


def named(drawn: list, names: list[str] | None = None) -> dict[str, dict]:
    names = names or [f"Area {chr(65 + i)}" for i in range(len(drawn))]
    return {name: {"types": types, "bands": bands, "watch": 0}
            for name, (types, bands) in zip(names, drawn, strict=True)}  # fmt: skip


@given(some)
@settings(max_examples=20)
def test_neighbours_are_those_of_the_plain_twin(drawn):
    authorities = named(drawn)
    told, wanted = near(world(authorities, ALIKE)), twin(authorities)
    assert told.keys() == {name for name, others in wanted.items() if others}
    for name, others in told.items():
        assert [far for far, _ in others] == pytest.approx([far for far, _ in wanted[name]], abs=2e-6)
        gaps = [b - a for (a, _), (b, _) in zip(wanted[name], wanted[name][1:], strict=False)]
        if all(gap > 1e-5 for gap in gaps) and len(authorities) <= comparison.neighbour_count():
            assert [other for _, other in others] == [other for _, other in wanted[name]]


@given(some, st.randoms(use_true_random=False))
@settings(max_examples=10)
def test_other_names_give_the_same_neighbours_under_those_names(drawn, random):
    authorities = named(drawn)
    names = list(authorities)
    changed = names[:]
    random.shuffle(changed)
    called = dict(zip(names, changed, strict=True))
    before = near(world(authorities, ALIKE))
    assume(all(len({far for far, _ in others}) == len(others) for others in before.values()))
    assume(len(names) <= comparison.neighbour_count())
    after = near(world(named(drawn, changed), ALIKE))
    assert after == {called[name]: [(pytest.approx(far, abs=2e-6), called[other]) for far, other in others]
                     for name, others in before.items()}  # fmt: skip


def test_equal_distances_go_by_name_and_no_more_are_given_than_declared():
    alike = {f"Area {letter}": authority(60) for letter in "NMLKJIHGFEDCBA"}
    found = near(world(alike, ALIKE))["Area A"]
    assert found == [(0.0, f"Area {letter}") for letter in "BCDEFGHIJK"]


def test_few_settings_not_recorded_and_names_since_split_take_no_part():
    con = world({
        "Northmarsh": authority(60), "Tidewell": authority(70), "Tiny": authority(5),
        "Not recorded": authority(60), "Cumbria, until 2023": authority(60),
    }, ALIKE)  # fmt: skip
    assert {name: [other for _, other in others] for name, others in near(con).items()} == {
        "Northmarsh": ["Tidewell"], "Tidewell": ["Northmarsh"]
    }  # fmt: skip


def test_an_own_list_stands_in_its_order_for_those_it_names_and_for_nobody_else():
    three = {"Barnet": authority(60), "Bournemouth, Christchurch & Poole": authority(90, 9), "Camden": authority(400)}
    con = world(three, ALIKE, [("barnet", "Camden"), ("BARNET", "Poole"), ("Barnet", "Nowhere"), ("Nobody", "Camden")])
    found = rows(con, "SELECT * FROM mart.neighbour ORDER BY local_authority, rank")
    own = [(row["neighbour"], row["rank"]) for row in found if row["local_authority"] == "Barnet"]
    assert own == [("Camden", 1), ("Bournemouth, Christchurch & Poole", 2)], "a former name is understood"
    assert {row["chosen_by"] for row in found if row["local_authority"] == "Barnet"} == {"own list"}
    assert {row["chosen_by"] for row in found if row["local_authority"] != "Barnet"} == {"distance"}
    assert {row["local_authority"]: row["rank"] for row in found}["Camden"] == 2
    said: list[str] = []
    neighbours.report(con, said.append)
    assert len(said) == 1 and said[0].endswith("left out: Nobody, Nowhere")


# --- the file -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "content, told",
    [
        ("local_authority\nBarnet\n", "lacks the column neighbour"),
        ("local_authority,neighbour\n", "names no pair"),
        ("local_authority,neighbour\nBarnet,\n", "line 2: neighbour is empty"),
        ("local_authority,neighbour\n,Camden\n", "line 2: local_authority is empty"),
        ("local_authority,neighbour\nBarnet,barnet\n", "cannot be its own neighbour"),
        ("local_authority,neighbour\nBarnet,Camden\n\nBARNET,camden\n", "more than once"),
        ("local_authority,neighbour\nBarnet,Bournemouth, Christchurch and Poole\n", "line 2 has more cells"),
        (f"local_authority,neighbour\nBarnet,{'x' * 101}\n", "longer than 100"),
        ('local_authority,neighbour\nBarnet,"Camden\n', "cannot be read as CSV"),
        (b"local_authority,neighbour\nBarnet,\xff\xfe\n", "cannot be read as CSV"),
        (b"PK\x03\x04\x00\x00", "neighbours.csv"),
        ("", "lacks the column local_authority"),
    ],
)
def test_a_bad_list_is_refused_with_what_and_where(tmp_path, content, told):
    path = tmp_path / "neighbours.csv"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    with pytest.raises(errors.BadNeighbours, match=told) as caught:
        neighbours.read(tmp_path)
    assert caught.value.exit_code == 36 and str(path) in str(caught.value)


def test_a_good_list_is_read_whatever_its_spelling_and_other_columns(tmp_path):
    assert neighbours.read(tmp_path) == []
    text = "\ufeffRank,Local_Authority ,NEIGHBOUR\n1, Barnet ,Camden\n,,\n2,Barnet,Brent\n"
    (tmp_path / "Neighbours.CSV").write_text(text, encoding="utf-8")
    assert neighbours.read(tmp_path) == [(1, "Barnet", "Camden"), (2, "Barnet", "Brent")]


def test_a_list_beside_the_releases_makes_a_new_build_and_a_bad_one_none(tmp_path):
    raw, warehouse = tmp_path / "raw", paths.Warehouse(tmp_path / "warehouse")
    fixtures.release(raw, "L2", [
        fixtures.provider(f"EY1{place}00{number:02}", local_authority=name, full_1_on="01/03/2020", full_1_grade="2")
        for place, name in enumerate(("Barnet", "Camden", "Brent")) for number in range(30 + place)
    ])  # fmt: skip
    first = build.build(raw, warehouse)
    assert comparison.alike(reads.serve(warehouse), "Barnet", "watch")["chosen_by"] == "distance"
    (raw / "neighbours.csv").write_text("local_authority,neighbour\nBarnet,Atlantis\nBarnet,Camden\n")
    said: list[str] = []
    second = build.build(raw, warehouse, say=said.append)
    assert second["build_id"] != first["build_id"]
    assert [line for line in said if "Atlantis" in line]
    found = comparison.alike(reads.serve(warehouse), "Barnet", "watch")
    assert (found["chosen_by"], found["unknown"]) == ("own list", ["Atlantis"])
    assert [row["area"] for row in found["neighbours"]] == ["Camden"]
    assert (found["pooled"]["areas"], found["pooled"]["settings"]) == (1, 31)
    assert build.build(raw, warehouse)["build_id"] == second["build_id"], "nothing has changed"
    earlier = as_at.serve(warehouse, dt.date(2020, 6, 30))
    assert comparison.alike(earlier, "Barnet", "watch")["chosen_by"] in ("own list", None), "the list is kept"
    (raw / "neighbours.csv").write_text("local_authority\n")
    told = fixtures.cli("build", "--raw", raw, "--warehouse", warehouse.folder)
    assert told.returncode == 36 and "lacks the column neighbour" in told.stderr + told.stdout
    assert reads.serve(warehouse).pointer["build_id"] == second["build_id"]


# --- trend, mixes ---------------------------------------------------------------------------------------


def ask(served: reads.Served, statement: str) -> list[dict]:
    return reads.fetch(served, statement, {})


COUNTS = "area_kind, area, settings, intensive, targeted, watch, universal"


@pytest.mark.parametrize("day", [dt.date(2020, 8, 31), dt.date(2024, 8, 31), ON])
def test_the_trend_at_a_date_is_the_areas_of_a_build_as_at_it(sample_warehouse, sample_served, day):
    then = ask(as_at.serve(sample_warehouse, day), f"SELECT {COUNTS} FROM served.mart.area ORDER BY ALL")
    told = ask(sample_served, f"SELECT {COUNTS} FROM served.mart.area_trend WHERE as_at = '{day}' ORDER BY ALL")
    assert told == then and len(then) > 10


def test_dates_are_joined_within_a_framework_and_the_sample_lists_every_setting(sample_served):
    points = comparison.trend(sample_served, "local authority", "Northmarsh", "watch")
    runs = [(point["as_at"].year, point["run"]) for point in points["area"]]
    assert runs == [(2020, 1), (2021, 1), (2022, 1), (2022, 1), (2024, 1), (2025, 2), (2026, 2), (2026, 2)]
    assert len(points["whole"]) == len(points["area"])
    assert all(row["is_same_date"] for row in comparison.areas(sample_served, "local authority", "watch"))
    assert comparison.trend(sample_served, "all", "All loaded areas", "watch")["whole"] == []


def test_a_date_that_lists_few_of_the_settings_of_an_area_is_left_out(tmp_path):
    everyone = [fixtures.provider(f"EY1000{n:02}", local_authority="Barnet" if n < 10 else "Brent", full_1_grade="2",
                                  full_1_on="01/03/2020") for n in range(20)]  # fmt: skip
    fixtures.release(tmp_path, "L2", everyone, "31_August_2021")
    fixtures.release(tmp_path, "L2", everyone[:12], "31_August_2022")
    served = fixtures.built(tmp_path, tmp_path / "warehouse")
    kept = {name: [row["as_at"].year for row in comparison.trend(served, "local authority", name, "flagged")["area"]]
            for name in ("Barnet", "Brent")}  # fmt: skip
    assert kept == {"Barnet": [2021, 2022], "Brent": [2021]}


def test_releases_with_room_for_one_inspection_are_not_joined_to_those_with_three(tmp_path):
    for layout, day, places in (("L3", "31_March_2021", "20"), ("L2", "31_August_2021", "30"),
                                ("L2", "31_August_2022", "40")):  # fmt: skip
        one = fixtures.provider("EY100001", full_1_grade="2", full_1_on="01/03/2020", places=places)
        fixtures.release(tmp_path, layout, [one], day)
    served = fixtures.built(tmp_path, tmp_path / "warehouse")
    points = comparison.trend(served, "local authority", "Barnet", "watch")["area"]
    assert [point["has_room"] for point in points] == [False, True, True]
    assert points[0]["run"] != points[1]["run"] == points[2]["run"]


def test_mixes_add_up_and_count_what_is_not_known(sample_served, sample_listing):
    listed = [row for row in sample_listing.values() if row["is_in_scope"]]
    found = ask(sample_served, "SELECT * FROM served.mart.area_mix WHERE area_kind = 'local authority'")
    columns = {"tier": "tier", "provider type": "provider_type", "deprivation band": "deprivation_band"}
    for row in found:
        these = [one for one in listed if one["local_authority"] == row["area"]
                 and (one[columns[row["dimension"]]] or "Not recorded") == row["value"]]  # fmt: skip
        assert row["settings"] == len(these) > 0
        assert row["places"] == sum(one["places"] or 0 for one in these)
        assert row["places_not_known"] == sum(one["places"] is None for one in these)
    assert sum(row["settings"] for row in found) == len(columns) * len(listed)
    told = comparison.mix(sample_served, "local authority", "Tidewell", ["Eastholt", "Northmarsh"])
    whole = ask(sample_served, "SELECT * FROM served.mart.area WHERE area_kind = 'local authority'")
    counts = {row["area"]: row["settings"] for row in whole}
    for rows_of in told.values():
        assert sum(row["settings"] for row in rows_of) == counts["Tidewell"]
        assert sum(row["alike"] for row in rows_of) == counts["Eastholt"] + counts["Northmarsh"]
        assert sum(row["whole"] for row in rows_of) == len(listed)
