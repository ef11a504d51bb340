"""The data quality page: every row accounted for, one release looked at, the ledger taken away."""

import re

from pipelines import quality


def test_every_release_is_accounted_for(screen, sample_served):
    screen.open("quality")
    table = screen.page.get_by_role("table", name=re.compile("Rows in = rows used"))
    releases = quality.releases(sample_served)
    rows = table.locator("tbody tr").all()
    assert len(rows) == len(releases) == 8
    for row, one in zip(rows, reversed(releases), strict=True):
        told = [cell.replace(",", "") for cell in row.get_by_role("cell").all_inner_texts()[1:]]
        assert told.pop() == f"{one['withheld_count']} of {one['rows_staged']}"
        cells = list(map(int, told))
        assert cells[0] == cells[1] + cells[2] == one["rows_read"]
        assert cells[3:] == [one["headers_unknown"], one["values_unknown"], one["inspections_differing"]]


def test_the_release_looked_at_is_in_the_address_and_its_findings_on_screen(screen, sample_served):
    for one in quality.releases(sample_served):
        screen.open(f"quality?release={one['release_id']}")
        assert one["file_name"] in screen.text
        for found in quality.findings(sample_served, one["release_id"]):
            assert found["problem"][1:] in screen.text, found


def test_a_release_that_is_not_there_is_said_and_the_newest_shown(screen, sample_served):
    screen.open("quality?release=99")
    assert "is not one of 8" in screen.text
    assert quality.releases(sample_served)[-1]["file_name"] in screen.text


def test_a_column_that_is_gone_is_called_out(screen, sample_served):
    """The sample's layouts change, as the real ones did: what one no longer prints is a large change."""
    releases = quality.releases(sample_served)
    number, gone = next(
        (one["release_id"], row) for one in releases for row in quality.completeness(sample_served, one["release_id"])
        if row["is_large"] and row["filled_count"] is None
    )  # fmt: skip
    screen.open(f"quality?release={number}")
    table = screen.page.get_by_role("table", name=re.compile("much less, than in the release before"))
    row = table.get_by_role("row").filter(has=screen.page.get_by_role("rowheader", name=gone["printed"], exact=True))
    assert "not in this release" in row.inner_text() and "−" in row.inner_text()
