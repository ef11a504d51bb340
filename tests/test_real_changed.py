"""What changed between the two real releases: national in 2021, ten authorities in 2025. Needs REAL_RELEASES."""

import datetime as dt

import pytest

from pages.parts import comparing, moving
from pipelines import changed, comparison, digest, panel, reads
from tests.test_changed import every_row, reconciled


@pytest.fixture(scope="module")
def served(real_served):
    return real_served


@pytest.fixture(scope="module")
def asked(served):
    return changed.Asked(*changed.between(served))


def test_the_counts_add_up_and_most_cannot_be_compared(served, asked):
    """The second release holds some 2,800 of 56,000: nothing newer is known of the others."""
    assert (asked.from_on, asked.to_on) == (dt.date(2021, 8, 31), dt.date(2025, 12, 31))
    counts = reconciled(served, asked)
    assert counts["outcomes"] == {
        "changed": 1_855, "joined": 744, "left": 15, "unchanged": 180, "not comparable": 53_673,
    }  # fmt: skip
    assert (counts["from_scope"], counts["to_scope"]) == (55_723, 56_452)


def test_whoever_the_second_release_does_not_list_is_not_comparable(served, asked):
    rows = every_row(served, asked.from_on, asked.to_on)
    second = {row["urn"] for row in reads.fetch(
        served, "SELECT urn FROM served.staging.listed JOIN served.staging.release ON list_contains(release_ids, "
        "release_id) WHERE as_at = $day", {"day": asked.to_on},
    )}  # fmt: skip
    for urn, row in rows.items():
        assert (row["outcome"] == "not comparable") == (urn not in second), urn


def test_a_digest_of_one_authority_holds_its_own_settings_only(served):
    name = "Portsmouth"
    one = changed.Asked(*changed.between(served), local_authorities=[name])
    text, rows = digest.digest(served, one, name), changed.every(served, one)
    assert 50 < len(rows) < 400 and {row["local_authority"] for row in rows} == {name}
    assert max(map(len, text.splitlines())) <= digest.WIDTH
    assert "REDACTED" not in text


def test_where_no_newer_release_lists_an_area_nothing_is_said_to_have_stayed(served):
    dates = changed.between(served)
    one = changed.Asked(*dates, local_authorities=["Leicester"])
    said = changed.nothing_compared(changed.counts(served, one), *dates, " in Leicester")
    assert said == (
        "Nothing can be compared: no release after 31 August 2021 up to 31 December 2025 lists any of the 189 settings "
        "in Leicester."
    )
    text = digest.digest(served, one, "Leicester")
    assert "Nothing can be compared" in text and "Among them" not in text and "No setting changed" not in text
    pack = panel.document(served, ["Leicester"])
    assert pack.count("Nothing can be compared") == 2 and "moved down" not in pack and "none of 189" not in pack
    assert "Settings below Good as at 31 August 2021" in pack
    some = changed.Asked(*dates, local_authorities=["Kent"])
    assert changed.nothing_compared(changed.counts(served, some), *dates, "") is None


def test_an_area_known_at_another_date_than_most_gets_no_verdict(served):
    found = {row["area"]: row for row in comparison.areas(served, "local authority", "watch")}
    assert comparing.is_apart(list(found.values()))
    assert comparing.known(found["Kent"]) == "976 of 1,849 known as at 31 August 2021"
    assert (found["Kent"]["stands"], comparing.against(found["Kent"])) == (None, comparing.OTHER_DATE)
    assert comparing.known(found["Leicester"]) == "Known as at 31 August 2021"
    assert found["Leicester"]["stands"] == "well above"
    assert {row["area"]: row["stands"] for row in comparison.alike(served, "Kent", "watch")["neighbours"]} == {
        row["area"]: found[row["area"]]["stands"] for row in comparison.alike(served, "Kent", "watch")["neighbours"]
    }


def test_a_label_is_said_to_stand_only_in_releases_that_list_the_setting():
    first, last = dt.date(2021, 8, 31), dt.date(2025, 12, 31)
    spell = {"from_on": first, "until_on": last}
    assert moving.when(spell, [first]) == "as at 31 August 2021, the only release that lists it"
    assert moving.when(spell, [first, last]) == (
        "in every release that lists it, from 31 August 2021 to 31 December 2025"
    )
    assert moving.when({"from_on": last, "until_on": last}, [last]) == "as at 31 December 2025"
