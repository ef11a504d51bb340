"""A newest release that covers few authorities: what it does not cover is told as at the day it was last listed."""

import datetime as dt

import pytest

from pages.parts import caseloads, filters, opening, placing, telling, words
from pipelines import flagged_list, reads
from tests import fixtures


@pytest.fixture(scope="module")
def served(tmp_path_factory):
    """Everybody as at 31 August 2021, and one authority as at 31 March 2026."""
    raw = tmp_path_factory.mktemp("raw")
    graded = {"full_1_on": "01/09/2016", "full_1_grade": "2"}
    rows = [
        fixtures.provider("EY100001", **graded), fixtures.provider("EY100002", registered_on="01/06/2020"),
        fixtures.provider("EY100003", **graded, local_authority="Poole"),
    ]  # fmt: skip
    fixtures.release(raw, "L2", rows)
    complete = "file,coverage\nChildcare_provider_level_data_as_at_31_August_2021.csv,complete\n"
    (raw / "releases.csv").write_text(complete)
    fixtures.release(raw, "L4", [fixtures.provider("EY100003", **graded, local_authority="Poole")])
    return fixtures.built(raw, tmp_path_factory.mktemp("warehouse"))


@pytest.fixture(scope="module")
def listing(served):
    return fixtures.listing(served)


def test_flags_of_waiting_count_no_further_than_a_release_has_listed_the_setting(listing):
    """Five years after 2016 is not long since, nor is a first inspection owed a year after registering. By 2026 both
    are, but an inspection in between could be in no release loaded."""
    assert listing["EY100001"]["flags"] == []
    assert listing["EY100002"]["flags"] == []
    assert listing["EY100003"]["flags"] == ["long since inspection"], "covered in 2026, and not inspected since 2016"


def test_the_build_says_for_how_many_settings_it_is_older(served):
    build = reads.build(served)
    assert (build["older_count"], build["older_on"], build["scope_count"]) == (2, dt.date(2021, 8, 31), 3)
    assert "2 of 3 settings as at 31 August 2021" in words.source_line(build)


@pytest.mark.parametrize(
    ("urn", "told"),
    [
        ("EY100001", "of 2 on the Early Years Register, 2 of them as at 31 August 2021"),
        ("EY100003", "of 1 on the Early Years Register"),
        (None, "of 3 on the Early Years Register"),  # the top line says it of all
    ],
)
def test_the_counts_of_an_area_say_it_of_that_area(served, listing, urn, told):
    areas = [listing[urn]["local_authority"]] if urn else []
    chosen = filters.parse({"local_authority": areas}, flagged_list.options(served))
    assert words.denominator(flagged_list.counts(served, chosen.filters), chosen) == told


def test_a_setting_says_when_it_was_last_listed(listing):
    assert "Known as at 31 August 2021" in telling.last_seen(listing["EY100001"])
    assert telling.last_seen(listing["EY100003"]) == ""


def test_a_row_of_a_table_says_so_too(listing, monkeypatch):
    monkeypatch.setattr(opening, "link", lambda urn, name: f"{name} {urn}")
    for row in (lambda row: placing._row(1, {**row, "is_provisional": False}, {})[0], caseloads._named):
        assert " · as at 31 August 2021</span>" in row(listing["EY100001"])
        assert "as at" not in row(listing["EY100003"])


@pytest.mark.parametrize(("today", "told"), [
    (dt.date(2026, 3, 1), ""), (dt.date(2026, 4, 29), ""),
    (dt.date(2026, 4, 30), " · 3 months old"),
    (dt.date(2026, 11, 26), " · 10 months old"),
    (dt.date(2028, 1, 1), " · 2 years old"),
])  # fmt: skip
def test_the_head_of_a_page_says_when_the_data_are_old(today, told):
    newest = dt.date(2025, 12, 31)
    assert words.stale({"is_sample": False}, newest, today) == told
    assert words.stale({"is_sample": True}, newest, today) == ""
