"""Training needs: the same rule as for one setting, counts with their denominators, areas, and nothing withheld."""

import datetime as dt
import re

import pytest

from pipelines import as_at, comparison, domain, export, paths, reads, relevant_support, training
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
    return [urn for urn, row in listing.items() if row["is_in_scope"] and row["tier"] in domain.FLAGGED_TIERS
            and all(row[name] == area for name, area in areas.items())]  # fmt: skip


@pytest.mark.parametrize("day", [None, dt.date(2022, 3, 31)])
def test_every_flagged_setting_has_the_themes_its_own_page_gives_it(sample_served, day):
    served = as_at.earlier(sample_served, day) if day else sample_served
    found = training.needs(served, {})
    urns = flagged(fixtures.listing(served))
    wanted = {urn: {one["theme"]: one["because"] for one in relevant_support.of_setting(served, urn)} for urn in urns}
    assert by_setting(found) == {urn: themes for urn, themes in wanted.items() if themes}
    assert (found["flagged"], found["weak"]) == (len(urns), sum(map(bool, wanted.values())))
    assert 0 < found["weak"] < found["judged"] <= found["flagged"]


def in_order(found: dict) -> bool:
    """Those compared first: by share among the settings in common where these are enough, else by number."""
    compared = [one for one in found["themes"] if one["weak_in_common"] is not None]
    by = "weak_in_common" if found["in_common"] >= comparison.few_settings() else None
    each = [[one[by] if by else len(one["settings"]) for one in compared]]
    each.append([len(one["settings"]) for one in found["themes"][len(compared) :]])
    return found["themes"][: len(compared)] == compared and each == [sorted(some, reverse=True) for some in each]


def judged_in_all(served, names: set[str], urns: list[str]) -> set[str]:
    """The settings judged for each of some themes, asked of each setting's own inspections."""
    nowhere = dict.fromkeys(("local_authority", "region", "constituency"))
    answers = {row["area"]: row["theme"] for row in relevant_support.themes()}
    themes: dict[str, set] = {urn: set() for urn in urns}
    for row in reads.rows(served, "training_needs", tiers=domain.FLAGGED_TIERS, **nowhere):
        if row["area"] in answers and row["result"] not in (None, "does not apply"):
            themes[row["urn"]].add(answers[row["area"]])
    return {urn for urn, found in themes.items() if names <= found}


def test_themes_are_compared_among_the_settings_judged_in_all_of_them(sample_served, sample_listing, whole):
    compared = {one["theme"]: one for one in whole["themes"] if one["weak_in_common"] is not None}
    assert [one["display"] for one in whole["themes"] if one["theme"] not in compared] == [["Inclusion"], ["Not met"]]
    common = judged_in_all(sample_served, set(compared), flagged(sample_listing))
    assert whole["in_common"] == len(common) and comparison.few_settings() <= len(common) < whole["flagged"]
    for one in compared.values():
        assert one["weak_in_common"] == len(common & {row["urn"] for row in one["settings"]})
    assert any(one["weak_in_common"] < len(one["settings"]) for one in compared.values())
    assert f"the {len(common)} of {whole['flagged']} flagged settings that were judged in all" in training.order(whole)


def test_every_declared_theme_is_there_in_the_order_that_is_told(sample_served, whole):
    assert in_order(whole) and "largest share" in training.order(whole)
    few = training.needs(sample_served, {"local_authority": ["Northmarsh"]})
    assert in_order(few) and "Most settings first" in training.order(few)
    assert "%" not in "".join(training.in_common(one, few) for one in few["themes"])
    assert {theme["theme"] for theme in whole["themes"]} == {row["theme"] for row in relevant_support.themes()}
    for theme in whole["themes"]:
        assert len(theme["settings"]) <= theme["judged"] <= whole["judged"]
        assert all(0 < one["settings"] <= len(theme["settings"]) for one in theme["results"])
        weak = [one["inspected_on"] for row in theme["settings"] for one in row["because"]]
        assert all(theme["oldest"] <= day <= theme["newest"] for day in weak)
        assert str(theme["oldest"].year) in training.years(theme)


def release_of(folder, groups: list[tuple[int, dict[str, int]]]) -> dict:
    """The needs of settings below Good: each group is so many judged in some areas, and how many were weak in each."""
    rows = []
    for of, weak in groups:
        rows += [fixtures.provider(f"EY{len(rows) + number:06}", full_1_on="15/03/2022", full_1_grade="3",
                                   **{area: "3" if number < some else "2" for area, some in weak.items()})
                 for number in range(of)]  # fmt: skip
    fixtures.release(folder, "L3", rows)
    return training.needs(fixtures.built(folder, folder / "warehouse"), {})


def led(found: dict) -> list[tuple]:
    return [(one["display"][0], one["weak_in_common"], len(one["settings"]), one["judged"])
            for one in found["themes"] if one["judged"]]  # fmt: skip


def test_settings_judged_in_one_area_only_do_not_change_the_order(tmp_path):
    """As in the real releases: many were judged for leadership alone, and few of these were weak there."""
    few = comparison.few_settings()
    full = (few, {"full_1_leadership": 20, "full_1_education": 10})
    for name, leaders in (("few", 0), ("many", 60)):
        found = release_of(tmp_path / name, [full, (leaders, {"full_1_leadership": 1})])
        assert found["in_common"] == few
        assert led(found) == [
            ("Leadership and management", 20, 20 + bool(leaders), few + leaders), ("Quality of education", 10, 10, few)
        ]  # fmt: skip
        assert training.in_common(found["themes"][0], found) == "20 (67%)"


def test_where_too_few_were_judged_in_all_the_most_settings_come_first(tmp_path):
    few = comparison.few_settings()
    found = release_of(tmp_path, [(few - 1, {"full_1_leadership": 1, "full_1_education": 9}),
                                  (60, {"full_1_leadership": 30})])  # fmt: skip
    assert led(found) == [("Leadership and management", 1, 31, few + 59), ("Quality of education", 9, 9, few - 1)]
    assert f"Most settings first: {few - 1} of {few + 59} flagged settings were judged in all" in training.order(found)


def test_where_none_was_judged_in_all_it_says_none(tmp_path):
    found = release_of(tmp_path, [(3, {"full_1_leadership": 2}), (2, {"full_1_education": 1})])
    assert (found["in_common"], led(found)) == (
        0, [("Leadership and management", 0, 2, 3), ("Quality of education", 0, 1, 2)]
    )  # fmt: skip
    assert "0 of 5 flagged settings were judged in all" in training.order(found)


def test_the_number_judged_can_be_counted_from_what_is_published(sample_served, whole, tmp_path):
    """By the query of METHOD.md, letter for letter but for where the files lie."""
    for name in ("inspections", "labels"):
        export.write(sample_served, name, "parquet", tmp_path / f"{name}.parquet")
    (query,) = re.findall(r"```sql\n(.*?)```", (paths.PROJECT / "METHOD.md").read_text(encoding="utf-8"), re.S)
    for name in ("inspections.parquet", "labels.parquet"):
        query = query.replace(f"'{name}'", f"'{tmp_path / name}'")
    query = query.replace("'pipelines/declared/", f"'{paths.DECLARED}/")
    told = {row["theme"]: (row["judged"], row["in_common"]) for row in fixtures.fetch(query)}
    common = {theme["theme"]: whole["in_common"] for theme in whole["themes"] if theme["weak_in_common"] is not None}
    assert told == {theme["theme"]: (theme["judged"], common.get(theme["theme"])) for theme in whole["themes"]}
    assert 0 < len(common) < len(told)
    assert len(told) == len(whole["themes"])


def test_the_oldest_inspection_told_is_one_that_a_count_rests_on(sample_served, whole):
    nowhere = dict.fromkeys(("local_authority", "region", "constituency"))
    asked = reads.rows(sample_served, "training_needs", tiers=domain.FLAGGED_TIERS, **nowhere)
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
