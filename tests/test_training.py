"""Training needs: the same rule as for one setting, counts with their denominators, areas, and nothing withheld."""

import datetime as dt
import re

import pytest

from pipelines import as_at, comparison, export, paths, reads, training
from tests import fixtures
from tests.test_privacy import leaks


@pytest.fixture(scope="module")
def whole(sample_served):
    return training.needs(sample_served, {})


def by_setting(found: dict) -> dict[str, dict]:
    """{urn: {theme: because}} of what was found for an area."""
    told: dict[str, dict] = {}
    for theme in found["themes"]:
        for row in theme["settings"]:
            assert theme["theme"] not in told.setdefault(row["urn"], {}), "a setting counts once in a theme"
            told[row["urn"]][theme["theme"]] = row["because"]
    return told


def flagged(listing: dict[str, dict], **areas: str) -> list[str]:
    return [urn for urn, row in listing.items() if row["is_in_scope"] and row["tier"] in reads.FLAGGED_TIERS
            and all(row[name] == area for name, area in areas.items())]  # fmt: skip


@pytest.mark.parametrize("day", [None, dt.date(2022, 3, 31)])
def test_every_flagged_setting_has_the_themes_its_own_page_gives_it(sample_served, day):
    served = as_at.earlier(sample_served, day) if day else sample_served
    found = training.needs(served, {})
    urns = flagged(fixtures.listing(served))
    wanted = {urn: {one["theme"]: one["because"] for one in reads.support(served, urn)} for urn in urns}
    assert by_setting(found) == {urn: themes for urn, themes in wanted.items() if themes}
    assert (found["flagged"], found["weak"]) == (len(urns), sum(map(bool, wanted.values())))
    assert 0 < found["weak"] < found["judged"] <= found["flagged"]


def in_order(themes: list[dict]) -> bool:
    """Those with a share first, by share; the others by number of settings."""
    few = comparison.few_settings()
    shares = [len(one["settings"]) / one["judged"] for one in themes if one["judged"] >= few]
    counts = [len(one["settings"]) for one in themes if one["judged"] < few]
    return [one["judged"] < few for one in themes] == [False] * len(shares) + [True] * len(counts) and (
        (shares, counts) == (sorted(shares, reverse=True), sorted(counts, reverse=True))
    )


def test_every_declared_theme_is_there_the_one_with_the_largest_share_first(sample_served, whole):
    assert in_order(whole["themes"])
    # No theme of one area has thirty judged; of three there are themes of both kinds.
    few, some = ({"local_authority": names} for names in (["Northmarsh"], ["Northmarsh", "Eastholt", "Tidewell"]))
    few, some = training.needs(sample_served, few)["themes"], training.needs(sample_served, some)["themes"]
    assert in_order(few) and in_order(some)
    assert "no shares" in training.order(few) and "without a share" in training.order(some)
    assert {theme["theme"] for theme in whole["themes"]} == {row["theme"] for row in reads.support_themes()}
    for theme in whole["themes"]:
        assert len(theme["settings"]) <= theme["judged"] <= whole["judged"]
        assert all(0 < one["settings"] <= len(theme["settings"]) for one in theme["results"])


def release_of(folder, judged: dict[str, tuple[int, int]]) -> dict[str, tuple[int, int]]:
    """What is found where, of settings below Good, so many are judged in an area and so many of these weak there:
    {the area: (settings, judged)} in the order of themes."""
    rows = []
    for area, (weak, of) in judged.items():
        rows += [fixtures.provider(f"EY{len(rows) + number:06}", full_1_on="15/03/2022", full_1_grade="3",
                                   **{area: "3" if number < weak else "2"}) for number in range(of)]  # fmt: skip
    fixtures.release(folder, "L3", rows)
    themes = training.needs(fixtures.built(folder, folder / "warehouse"), {})["themes"]
    return {theme["display"][0]: (len(theme["settings"]), theme["judged"]) for theme in themes if theme["judged"]}


def test_a_share_of_enough_judged_stands_before_more_settings_of_few(tmp_path):
    few = comparison.few_settings()
    found = release_of(tmp_path, {"full_1_leadership": (few - 1, few - 1), "full_1_education": (3, few),
                                  "full_1_behaviour": (4, few + 20)})  # fmt: skip
    assert list(found.items()) == [
        ("Quality of education", (3, few)), ("Behaviour and attitudes", (4, few + 20)),
        ("Leadership and management", (few - 1, few - 1)),
    ]  # fmt: skip


def test_the_number_judged_can_be_counted_from_what_is_published(sample_served, whole, tmp_path):
    """By the query of METHOD.md, letter for letter but for where the files lie."""
    for name in ("inspections", "labels"):
        export.write(sample_served, name, "parquet", tmp_path / f"{name}.parquet")
    (query,) = re.findall(r"```sql\n(.*?)```", (paths.PROJECT / "METHOD.md").read_text(encoding="utf-8"), re.S)
    for name in ("inspections.parquet", "labels.parquet"):
        query = query.replace(f"'{name}'", f"'{tmp_path / name}'")
    query = query.replace("'pipelines/declared/", f"'{paths.DECLARED}/")
    told = {row["theme"]: row["judged"] for row in fixtures.fetch(query)}
    assert told == {theme["theme"]: theme["judged"] for theme in whole["themes"] if theme["judged"]}
    assert len(told) == len(whole["themes"])


def test_the_oldest_inspection_told_is_one_that_a_count_rests_on(sample_served, whole):
    nowhere = dict.fromkeys(("local_authority", "region", "constituency"))
    asked = reads.rows(sample_served, "training_needs", tiers=reads.FLAGGED_TIERS, **nowhere)
    assert whole["oldest"] == min(row["inspected_on"] for row in asked if row["area"] or row["outcome"])
    weak = [one["inspected_on"] for theme in whole["themes"] for row in theme["settings"] for one in row["because"]]
    assert whole["oldest"] <= min(weak)
    assert training.needs(sample_served, {"constituency": ["Nowhere"]})["oldest"] is None


def test_areas_partition_the_counts(sample_served, sample_listing, whole):
    names = sorted({sample_listing[urn]["local_authority"] for urn in flagged(sample_listing)})
    each = [training.needs(sample_served, {"local_authority": [name], "tier": ["watch"]}) for name in names]
    assert [one["flagged"] for one in each] == [len(flagged(sample_listing, local_authority=name)) for name in names]
    for name, one in zip(names, each, strict=True):
        assert {row["local_authority"] for theme in one["themes"] for row in theme["settings"]} == {name}
    for count in ("flagged", "judged", "weak"):
        assert sum(one[count] for one in each) == whole[count]
    assert training.needs(sample_served, {"local_authority": names}) == whole
    region = sample_listing[whole["themes"][0]["settings"][0]["urn"]]["region"]
    assert training.needs(sample_served, {"region": (region,)})["flagged"] == len(
        flagged(sample_listing, region=region)
    )
    assert training.needs(sample_served, {"constituency": ["Nowhere"]})["flagged"] == 0


def test_what_was_weak_is_counted_by_area_and_result_and_an_overall_grade_alone_judges_no_area(tmp_path):
    below = {"full_1_on": "15/03/2022", "full_1_grade": "3"}
    rows = [
        fixtures.provider("EY100001", **below, full_1_leadership="3", full_1_safeguarding="Yes"),
        fixtures.provider("EY100002", **below, full_1_leadership="4", full_1_safeguarding="No"),
        fixtures.provider("EY100003", **below),
        fixtures.provider("EY100004", full_1_on="15/03/2022", full_1_grade="2", full_1_leadership="2"),
    ]
    fixtures.release(tmp_path, "L3", rows)
    found = training.needs(fixtures.built(tmp_path, tmp_path / "warehouse"), {})
    assert (found["flagged"], found["judged"], found["weak"]) == (3, 2, 2)
    led, safe, *others = found["themes"]
    assert [(one["display"], one["result"], one["settings"]) for one in led["results"]] == [
        ("Leadership and management", "inadequate", 1), ("Leadership and management", "requires improvement", 1)
    ]  # fmt: skip
    assert [(one["display"], one["result"], one["settings"]) for one in safe["results"]] == [
        ("Safeguarding", "not met", 1)
    ]
    assert [row["urn"] for row in safe["settings"]] == ["EY100002"] and (led["judged"], safe["judged"]) == (2, 2)
    assert all(theme["settings"] == theme["results"] == [] for theme in others)


def test_nothing_withheld_is_named(sample_served, whole):
    assert leaks(repr(whole)) == []
    assert leaks(repr(training.needs(as_at.earlier(sample_served, dt.date(2022, 3, 31)), {}))) == []
