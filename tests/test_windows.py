"""The estimate of the next inspection: each declared rule, its edges, where there is none, and the filter."""

import datetime as dt

import pytest

from pipelines import datasets, declared, domain, export, flagged_list, reads, windows
from tests import fixtures
from tests.browser import expected

GRADES = {"good": "2", "ri": "3", "inadequate": "4"}
CARD = {f"card_{area}": "Expected standard"
        for area in ("inclusion", "curriculum", "achievement", "behaviour", "welfare", "leadership")}  # fmt: skip

# What was seen last · the provider type · the as-at date · the rule, and the window it gives.
TABLE = """
inadequate 2026-03-10 | nursery     | 2026-06-30 | follow-up serious                   | 2026-03-10 2026-09-10
ri 2025-08-31         | nursery     | 2026-06-30 | follow-up below                     | 2025-08-31 2026-08-31
ri 2025-08-31         | childminder | 2026-06-30 | follow-up below                     | 2025-08-31 2026-08-31
ri 2019-08-31         | childminder | 2021-08-31 | childminder cycle 2015 to 2019      | 2023-08-31 2025-08-31
inadequate 2015-09-01 | childminder | 2021-08-31 | childminder cycle 2015 to 2019      | 2019-09-01 2021-09-01
ri 2019-09-01         | childminder | 2021-08-31 | follow-up below                     | 2019-09-01 2020-09-01
ri 2019-08-31         | nursery     | 2021-08-31 | follow-up below                     | 2019-08-31 2020-08-31
good 2021-03-01       | nursery     | 2021-08-31 | cycle of six years                  | 2026-03-01 2027-03-01
good 2021-03-01       | nursery     | 2026-03-31 | cycle of six years                  | 2026-03-01 2027-03-01
good 2021-03-01       | nursery     | 2026-04-01 | cycle moving to four years          | 2025-03-01 2027-03-01
good 2026-03-31       | nursery     | 2026-06-30 | cycle moving to four years          | 2030-03-31 2032-03-31
card 2026-04-01       | nursery     | 2026-06-30 | cycle of four years                 | 2029-04-01 2030-04-01
met 2024-02-29        | club        | 2026-06-30 | cycle moving to four years          | 2028-02-29 2030-02-28
not met 2024-02-29    | club        | 2026-06-30 | none                                |
no card 2026-04-01    | nursery     | 2026-06-30 | none                                |
nothing 2025-10-01    | nursery     | 2026-06-30 | first inspection before April 2026  | 2026-10-01 2028-04-01
nothing 2026-04-01    | nursery     | 2026-06-30 | first inspection from April 2026    | 2027-04-01 2027-10-01
nothing               | nursery     | 2026-06-30 | none                                |
"""
CASES = [[cell.strip() for cell in line.split("|")] for line in TABLE.strip().splitlines()]

IN_THE_WAY = {
    "not met 2024-02-29": "on 29 February 2024, was for out-of-school care and gave Not met (with actions)",
    "no card 2026-04-01": "on 1 April 2026, gave no grade that counts here (Report card: incomplete).",
    "nothing": "no visit to it is known, nor the day it was registered",
}


def cells(seen: str, kind: str) -> dict[str, str]:
    what, _, day = seen.rpartition(" ") if seen[-1].isdigit() else (seen, "", "")
    printed = f"{dt.date.fromisoformat(day):%d/%m/%Y}" if day else ""
    found = {"provider_type": "Childminder"} if kind == "childminder" else {}
    if what in GRADES:
        return found | {"full_1_on": printed, "full_1_grade": GRADES[what]}
    if what == "card":
        return found | {"card_on": printed, "card_safeguarding": "Met", **CARD}
    if "met" in what:
        return found | {"oosc_on": printed, "oosc_outcome": {"met": "Met", "not met": "Not met (with actions)"}[what]}
    if what == "no card":
        return found | {"card_on": printed, "card_safeguarding": "Met"}
    return found | {"registered_on": printed}


@pytest.mark.parametrize("seen, kind, as_at, rule, window", CASES, ids=lambda cell: str(cell))
def test_each_rule(tmp_path, seen, kind, as_at, rule, window):
    layout = "L2" if as_at < "2026" else "L4"
    rows = [fixtures.provider("EY100001", **cells(seen, kind))]
    day = dt.date.fromisoformat(as_at)
    fixtures.release(tmp_path, layout, rows, as_at=f"{day.day}_{day:%B_%Y}")
    found = windows.window(fixtures.built(tmp_path, tmp_path / "warehouse"), "EY100001")
    if rule == "none":
        assert found["window_to"] is None and windows.short(found) == "No estimate"
        assert IN_THE_WAY[seen] in windows.told(found) and windows.told(found).startswith("No estimate: ")
        return
    assert (found["rule"], f"{found['window_from']} {found['window_to']}") == (rule, window)
    assert found["is_overdue"] == (found["window_to"] < day)
    told = windows.told(found)
    assert told.startswith("Estimate") and found["words"] in told and "Ofsted decides when it inspects" in told
    assert ("passed" in told) == found["is_overdue"]
    assert found["due"] == due(found, day)


def due(found: dict, as_at: dt.date) -> list[str]:
    """The filter's answers that hold, worked out again."""
    if found["is_overdue"]:
        return ["overdue"]
    months = (found["window_from"].year - as_at.year) * 12 + found["window_from"].month - as_at.month
    days = found["window_from"].day - as_at.day
    return [f"within {n} months" for n in (3, 6, 12) if (months, days) <= (n, 0)]


def test_the_rules_are_declared_with_their_reasons_and_cover_every_case_once():
    rules = windows.rules()
    assert [int(row["position"]) for row in rules] == list(range(1, len(rules) + 1))
    assert all(row["why"] and row["words"] and int(row["months_from"]) < int(row["months_to"]) for row in rules)
    assert {row["rule"] for row in rules} == {case[3] for case in CASES} - {"none"}
    assert {word for row in declared.rows("windows") for word in row["after"].split(" or ")} == {
        "serious", "below", "secure", "met", "registration",
    }  # fmt: skip


def test_an_inspection_carried_over_is_no_visit_of_the_new_registration(sample_served):
    found = windows.window(sample_served, "S0000068")
    assert found["counted_from"] == dt.date(2024, 3, 12)


def test_the_visit_that_is_told_is_the_one_counted_from(sample_served, sample_listing):
    """On one day a graded inspection comes before a visit that gave no grade."""
    seen = 0
    for urn in (urn for urn, row in sample_listing.items() if row["is_in_scope"]):
        found = windows.window(sample_served, urn)
        own = [row for row in reads.history(sample_served, urn)
               if not row["from_urn"] and row["family"] != "childcare register"]  # fmt: skip
        last = max(own, key=lambda row: (row["inspected_on"], row["is_scored"], row["family"]), default=None)
        told = (found["visited_on"], found["visit_family"], found["outcome"], found["visit_words"])
        assert told == ((last["inspected_on"], last["family"], last["outcome"], last["words"]) if last else (None,) * 4)
        seen += bool(last) and found["counted_from"] == last["inspected_on"]
    assert seen > 600


def test_what_no_late_release_lists_is_not_known_rather_than_open_or_overdue(tmp_path):
    """The newest release covers another authority only: nobody can say whether this setting was inspected since."""
    row = fixtures.provider("EY100001", **cells("good 2019-03-01", "nursery"))
    fixtures.release(tmp_path, "L2", [row])
    fixtures.release(tmp_path, "L4", [fixtures.provider("EY100002", local_authority="Camden")])
    found = windows.window(fixtures.built(tmp_path, tmp_path / "warehouse"), "EY100001")
    assert found["window_to"] == dt.date(2025, 3, 1) and found["as_at"] == dt.date(2026, 3, 31)
    assert (found["is_overdue"], found["is_unknown"], found["due"]) == (False, True, [])
    assert "Whether it was inspected is not known" in windows.told(found)
    assert windows.short(found) == "By Mar 2025, not known"


@pytest.mark.parametrize("family", ["ncor", "oosc"])
def test_a_visit_without_a_grade_after_one_below_good_is_named_with_its_date_and_why(tmp_path, family):
    later = {f"{family}_on": "11/03/2025", f"{family}_outcome": "Met"}
    row = fixtures.provider("EY100001", **cells("ri 2024-03-04", "nursery"), **later)
    fixtures.release(tmp_path, "L4", [row])
    served = fixtures.built(tmp_path, tmp_path / "warehouse")
    what = {"ncor": "found no children on roll", "oosc": "was for out-of-school care"}[family]
    assert windows.told(windows.window(served, "EY100001")) == (
        f"No estimate: its latest visit, on 11 March 2025, {what} and gave Met, not a grade. The grade before it, "
        "Requires improvement of 4 March 2024, is below Good, and it is not known whether Ofsted still plans a visit "
        "because of that grade. Ofsted decides when it inspects, and may come at any time."
    )


def test_every_setting_in_scope_without_an_estimate_is_told_why(sample_served, sample_listing):
    for urn, row in sample_listing.items():
        found = windows.window(sample_served, urn)
        assert (found is not None) == row["is_in_scope"]
        if found and found["window_to"] is None:
            assert domain.long_date(found["visited_on"]) in windows.told(found)


def test_every_setting_in_scope_has_a_row_and_the_filter_finds_those_with_an_estimate(sample_served, sample_listing):
    rows = {row["urn"]: row for row in reads.fetch(sample_served, "SELECT * FROM served.mart.inspection_window", {})}
    assert set(rows) == {urn for urn, row in sample_listing.items() if row["is_in_scope"]}
    without = [row for row in rows.values() if row["window_to"] is None]
    assert len(rows) - len(without) > 700 and without
    assert {
        (row["rule"], row["window_from"], row["is_overdue"], row["is_unknown"], *row["due"]) for row in without
    } == {(None, None, None, None)}
    for answer in domain.WINDOWS:
        filters = {"window": [answer], "tier": list(domain.TIERS)}
        found = flagged_list.page(sample_served, filters, "priority", 1, 2000)
        wanted = [urn for urn, row in rows.items() if {*domain.TOGETHER.get(answer, [answer])} & {*row["due"]}]
        assert wanted and sorted(row["urn"] for row in found["rows"]) == sorted(wanted)
        counts = flagged_list.counts(sample_served, {"window": [answer]})
        everyone = sum(row["is_in_scope"] for row in sample_listing.values())
        assert (counts["scope"], counts["whenever"]) == (len(wanted), everyone)
        assert all(windows.short(row) == windows.short(rows[row["urn"]]) for row in found["rows"])


def test_the_files_of_the_list_carry_the_estimate_as_the_dataset_of_windows_has_it(sample_served, tmp_path):
    export.write(sample_served, "windows", "csv", tmp_path / "windows.csv")
    rows = {row["urn"]: row for row in expected.csv_rows((tmp_path / "windows.csv").read_bytes())}
    listed = expected.csv_rows(export.flagged(sample_served, {"local_authority": ["Northmarsh"]}, "priority"))
    assert len(listed) > 20 and {"S0000001"} <= {row["urn"] for row in listed} & set(rows)
    estimated = "SELECT urn FROM served.mart.inspection_window WHERE window_to IS NOT NULL"
    assert set(rows) == {row["urn"] for row in reads.fetch(sample_served, estimated, {})}
    for row in listed:
        one = rows.get(row["urn"], dict.fromkeys(("window_from", "window_to", "rule"), ""))
        assert [row[name] for name in ("window_from", "window_to", "window_rule")] == [
            one[name] for name in ("window_from", "window_to", "rule")
        ]
    told = {column.column: column.meaning for column in datasets.every()["labels"].columns}
    assert told["window_from"].startswith("Estimate") and told["window_to"].startswith("Estimate")


def test_the_dataset_says_what_the_page_says(sample_served, tmp_path):
    assert export.write(sample_served, "windows", "csv", tmp_path / "windows.csv", ["Northmarsh"]) > 100
    rows = {row["urn"]: row for row in expected.csv_rows((tmp_path / "windows.csv").read_bytes())}
    one = windows.window(sample_served, "S0000001")
    row = rows["S0000001"]
    assert (row["window_from"], row["window_to"]) == (str(one["window_from"]), str(one["window_to"]))
    assert (row["rule"], row["is_overdue"]) == ("follow-up serious", "true")
