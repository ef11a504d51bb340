"""Finding a setting from what was typed: as the list does, the likeliest first; then what is spelt nearly so."""

import pytest

from pipelines import finding, flagged_list, reads
from tests import fixtures
from tests.test_privacy import leaks

NAMES = {
    "EY100001": "Sunflower Day Nursery", "EY100002": "St Mary's Pre-School", "EY100003": "The Sunflower Room",
    "EY100004": "Bramble Lodge", "EY100005": "Willow Tree Sunflower Club", "EY100006": "Lodge Farm",
}  # fmt: skip


@pytest.fixture(scope="module")
def served(tmp_path_factory) -> reads.Served:
    folder = tmp_path_factory.mktemp("finding")
    rows = [fixtures.provider(urn, provider_name=name, local_authority="Brent" if urn == "EY100005" else "Barnet",
                              postcode="AB1 2CD" if urn == "EY100006" else "ZZ9 9ZZ")
            for urn, name in NAMES.items()]  # fmt: skip
    withheld = {"provider_name": "REDACTED", "provider_type": "Childminder", "postcode": "REDACTED"}
    rows.append(fixtures.provider("EY200001", **withheld))
    fixtures.release(folder, "L3", rows)
    return fixtures.built(folder, folder / "warehouse")


def urns(rows: list[dict]) -> list[str]:
    return [row["urn"] for row in rows]


def test_the_list_and_this_find_the_same_settings(served):
    for sought in ("sunflower", "lodge", "ey1", "zz99zz", "ab1 2cd", "nowhere"):
        listed = flagged_list.page(served, {"find": sought}, "name", 1, 50)
        found = finding.settings(served, sought, {}, [], 50)
        assert sorted(urns(found["rows"])) == sorted(urns(listed["rows"])) and found["total"] == listed["total"]


@pytest.mark.parametrize(("sought", "wanted"), [
    ("Lodge", ["EY100006", "EY100004"]),
    ("SUNFLOWER", ["EY100001", "EY100003", "EY100005"]),
    ("ey 100003", ["EY100003"]),
    ("AB12CD", ["EY100006"]),
])  # fmt: skip
def test_names_that_begin_so_come_first(served, sought, wanted):
    assert urns(finding.settings(served, sought, {}, [], 10)["rows"]) == wanted


def test_the_chosen_area_comes_before_all_and_what_stands_beside_is_left_out_and_counted(served):
    found = finding.settings(served, "sunflower", {"local_authority": ("Brent",)}, ["EY100001"], 10)
    assert (urns(found["rows"]), found["total"], found["beside"]) == (["EY100005", "EY100003"], 2, 1)
    assert len(finding.settings(served, "sunflower", {}, [], 2)["rows"]) == 2


@pytest.mark.parametrize(("sought", "wanted"), [
    ("sunflowr nursery", ["EY100001"]),  # a letter left out
    ("sunfolwer room", ["EY100003"]),  # two the wrong way round
    ("bramblelodge", ["EY100004"]),  # a space left out
    ("st marys", ["EY100002"]),  # a sign left out
    ("st mary’s preschool", ["EY100002"]),  # another sign
    ("brambel", ["EY100004"]),
    ("ey-100004", ["EY100004"]),
    ("zz9 9zx", []), ("ey100009", []), ("st", []), ("cat", []), ("xylophone", []),
])  # fmt: skip
def test_what_is_spelt_nearly_so_is_found_and_no_other_number(served, sought, wanted):
    assert finding.settings(served, sought, {}, [], 10)["total"] == 0 or sought == "st"
    assert urns(finding.near(served, sought, {}, [], 10)) == wanted


def test_the_nearest_spelling_comes_first_and_the_chosen_area_before_it(served):
    assert urns(finding.near(served, "sunflawer", {}, [], 10)) == ["EY100001", "EY100003", "EY100005"]
    assert urns(finding.near(served, "sunflawer", {"local_authority": ("Brent",)}, ["EY100003"], 10)) == [
        "EY100005", "EY100001"
    ]  # fmt: skip


def test_a_withheld_name_is_found_by_its_number_alone(served, sample_served):
    assert urns(finding.settings(served, "EY200001", {}, [], 10)["rows"]) == ["EY200001"]
    assert finding.settings(served, "redacted", {}, [], 10)["total"] == 0
    assert finding.near(served, "redactde", {}, [], 10) == []
    for sought in ("nursery", "childminder", "lane"):
        assert leaks(repr(finding.near(sample_served, sought, {}, [], 1000))) == []
