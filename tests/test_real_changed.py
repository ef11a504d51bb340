"""What changed between the two real releases: national in 2021, ten authorities in 2025. Needs REAL_RELEASES."""

import datetime as dt

import pytest

from pipelines import changed, digest, reads
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
