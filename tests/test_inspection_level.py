"""Inspection-level releases (layout I): they add inspections, and say nothing of who is registered."""

import pytest

from pipelines import reads
from tests import fixtures

FULL = {"full_1_on": "14/05/2021", "full_1_grade": "2"}


def visit(urn, on, result, **more):
    kind = {"provider_type": "Childcare on non-domestic premises", "local_authority": "Barnet", "region": "London"}
    return {"urn": urn, "provider_name": "Inspected", "visit_type": "Full inspection", "visit_on": on,
            "visit_result": result, **kind, **more}  # fmt: skip


@pytest.fixture(scope="module")
def served(tmp_path_factory):
    """A national-like list as at 31 August 2021, and every inspection up to that day and up to March 2022."""
    raw = tmp_path_factory.mktemp("raw")
    listed = [
        fixtures.provider("EY100001", **FULL), fixtures.provider("EY100002", **FULL),
        fixtures.provider("EY100003", **FULL, provider_name="Printed once"),
    ]  # fmt: skip
    fixtures.release(raw, "L2", listed)
    (raw / "releases.csv").write_text(
        "file,coverage\nChildcare_provider_level_data_as_at_31_August_2021.csv,complete\n"
    )
    earlier = [
        visit("EY100001", "01/02/2019", "3"), visit("EY100001", "01/02/2017", "2"),
        visit("EY100001", "14/05/2021", "2"),
        visit("EY900009", "03/03/2020", "4", provider_name="Closed long ago"),
    ]  # fmt: skip
    later = [
        visit("EY100002", "10/01/2022", "4"), visit("EY700007", "11/01/2022", "2"),
        visit("EY100003", "12/01/2022", "2", provider_name="REDACTED"),
    ]  # fmt: skip
    for as_at, rows in (("31_August_2021", earlier), ("31_March_2022", later)):
        path = raw / f"All_inspections_as_at_{as_at}.csv"
        path.write_text(fixtures.csv_text(fixtures.lines("I", rows)), encoding="utf-8")
    return fixtures.built(raw, tmp_path_factory.mktemp("warehouse"))


@pytest.fixture(scope="module")
def listing(served):
    return fixtures.listing(served)


def test_inspections_of_a_period_lengthen_a_history(listing):
    one = listing["EY100001"]
    assert one["history"] == "Good 2017 → Requires improvement 2019 → Good 2021"
    assert (one["label"], one["scored_count"], one["can_show_pattern"]) == ("bounced once", 3, True)


def test_an_inspection_both_kinds_of_release_print_is_one(served):
    told = [one for one in reads.history(served, "EY100001") if one["inspected_on"].year == 2021]
    assert [one["sighting_count"] for one in told] == [2]


def test_a_later_inspection_list_adds_its_inspection_and_makes_nobody_a_leaver(listing):
    assert (listing["EY100002"]["label"], listing["EY100002"]["is_in_scope"]) == ("serious concern", True)
    assert listing["EY100001"]["is_in_scope"], "not inspected in the later period, and still registered"


def test_a_provider_only_inspections_know_is_found_and_outside_every_list(listing):
    assert listing["EY900009"]["label"] == "left", "the later list of its authority does not hold it"
    assert listing["EY700007"]["label"] == "out of scope", "no list of who is registered holds it yet"
    assert not listing["EY900009"]["is_in_scope"] and not listing["EY700007"]["is_in_scope"]


def test_a_name_the_newest_inspection_list_withholds_is_withheld(listing):
    one = listing["EY100003"]
    assert (one["provider_name"], one["is_name_withheld"]) == (None, True)


def test_what_a_provider_is_comes_from_the_list_of_who_is_registered(served, listing):
    assert listing["EY100002"]["registers"] == "ALL" and listing["EY100002"]["provider_name"] == "Setting EY100002"
    assert [one["as_at"].year for one in reads.appearances(served, "EY100002")] == [2021]
    assert [one["kind"] for one in reads.releases(served)] == ["inspections", "providers", "inspections"]
