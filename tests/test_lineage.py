"""Earlier registrations: which pairs are proposed, what a confirmed link does, and what links.csv may not say."""

import csv
import datetime as dt
from pathlib import Path

import pytest

from pipelines import declared, errors, explain, export, judgements, lineage, links, reads, sample
from pipelines.sample import population
from tests import fixtures, workbooks
from tests.fixtures import provider

NURSERY = {"provider_name": "Alder Nursery", "postcode": "BN1 1AA", "registered_on": "01/09/2010"}
GRADED = {"full_1_on": "01/03/2020", "full_1_grade": "3", "full_2_on": "01/03/2017", "full_2_grade": "2"}


def releases(folder: Path, first: list[dict], second: list[dict], third: list[dict] | None = None) -> Path:
    """Two or three releases, each complete for its authorities: 31 August 2021 and 2022, and 31 March 2023."""
    fixtures.release(folder, "L2", first, "31_August_2021")
    fixtures.release(folder, "L2", second, "31_August_2022")
    if third:
        fixtures.release(folder, "L2", third, "31_March_2023")
    files = [path.name for path in folder.glob("Childcare*.csv")]
    (folder / "releases.csv").write_text("file,coverage\n" + "".join(f"{name},complete\n" for name in files))
    return folder


def handover(folder: Path, earlier: dict | None = None, later: dict | None = None) -> Path:
    """EY100001 leaves as EY100002 registers at its address; EY100003 is somewhere else throughout."""
    other = provider("EY100003", provider_name="Somewhere Else", postcode="BN9 9ZZ")
    old = provider("EY100001", **{**NURSERY, **GRADED, **(earlier or {})})
    new = provider("EY100002", **{**NURSERY, "registered_on": "01/02/2022", **(later or {})})
    return releases(folder, [old, other], [new, other])


def decide(folder: Path, *lines: str) -> None:
    (folder / "links.csv").write_text("urn,earlier_urn,decision,decided_on,note\n" + "".join(f"{x}\n" for x in lines))


def pairs(served: reads.Served) -> dict[tuple[str, str], dict]:
    return {(row["urn"], row["earlier_urn"]): row for row in export_rows(served)}


def export_rows(served: reads.Served) -> list[dict]:
    cursor = served.con.cursor().execute("SELECT * FROM served.mart.lineage")
    names = [column[0] for column in cursor.description]
    return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


# --- what is proposed ---------------------------------------------------------------------------------


def test_a_handover_is_proposed_with_its_reasons_and_dates(tmp_path):
    found = pairs(fixtures.built(handover(tmp_path / "raw"), tmp_path / "warehouse"))
    [(key, row)] = found.items()
    assert key == ("EY100002", "EY100001")
    assert (row["decision"], row["score"]) == ("likely", 70)
    assert row["reasons"][:2] == ["Same postcode", "Same name"] and "may have left" in row["reasons"][2]
    assert (row["left_after"], row["left_by"]) == (dt.date(2021, 8, 31), dt.date(2022, 8, 31))
    assert row["registered_on"] == dt.date(2022, 2, 1)


@pytest.mark.parametrize(
    ("earlier", "later"),
    [
        ({}, {"postcode": "BN1 1AB"}),  # the same name elsewhere: names alone prove nothing
        ({}, {"provider_name": "Quite Another Setting"}),
        ({}, {"registered_on": "01/09/2019"}),  # opened long before the other could have left
        ({"postcode": "REDACTED"}, {"postcode": "REDACTED"}),
        ({}, {"provider_name": "REDACTED", "postcode": "REDACTED"}),
        ({"provider_type": "Childminder"}, {}),  # a person who has left is withheld, postcode and all
        ({}, {"provider_type": "Childminder"}),
    ],
)
def test_what_is_not_a_handover_is_not_proposed(earlier, later, tmp_path):
    served = fixtures.built(handover(tmp_path / "raw", earlier, later), tmp_path / "warehouse")
    assert reads.setting(served, "EY100001")["label"] == "left"
    assert pairs(served) == {}


def test_two_active_settings_at_one_postcode_are_not_linked(tmp_path):
    club = provider("EY100002", **{**NURSERY, "registered_on": "01/02/2022", "provider_name": "Alder Club"})
    nursery = provider("EY100001", **NURSERY)
    served = fixtures.built(releases(tmp_path / "raw", [nursery], [nursery, club]), tmp_path / "warehouse")
    assert pairs(served) == {}


def test_a_partial_release_makes_nobody_a_leaver_and_so_no_pair(tmp_path):
    raw = handover(tmp_path / "raw")
    (raw / "releases.csv").unlink()
    assert pairs(fixtures.built(raw, tmp_path / "warehouse")) == {}


def test_without_a_registration_date_the_first_release_that_lists_it_stands_in(tmp_path):
    raw = handover(tmp_path / "raw", later={"registered_on": ""})
    [row] = pairs(fixtures.built(raw, tmp_path / "warehouse")).values()
    assert (row["registered_on"], row["score"]) == (None, 70)


def test_a_sheet_of_providers_that_left_gives_the_day_and_makes_the_leaver(tmp_path):
    """Even where the release that holds it is partial: the sheet names who left."""
    raw = handover(tmp_path / "raw")
    (raw / "releases.csv").unlink()
    second = raw / "Childcare_provider_level_data_as_at_31_August_2022.csv"
    with second.open(encoding="utf-8", newline="") as handle:
        rows = list(csv.reader(handle))
    gone = {"EY100001": "31/01/2022", "EY100003": "01/01/2022"}
    left = [["Provider URN", "Local authority", "Date provider left"], *([u, "Barnet", d] for u, d in gone.items())]
    workbooks.write(second.with_suffix(".ods"), {"Providers": rows, "Left": left})
    second.unlink()
    served = fixtures.built(raw, tmp_path / "warehouse")
    [row] = pairs(served).values()
    assert (row["left_after"], row["left_by"], row["score"]) == (dt.date(2022, 1, 31), dt.date(2022, 1, 31), 80)
    assert "One left as the other registered" in row["reasons"]
    assert reads.setting(served, "EY100001")["reason"].startswith("Left on 31 January 2022")
    assert reads.setting(served, "EY100003")["status"] == "active"  # still listed, whatever the sheet says


def test_a_provider_in_the_first_release_without_a_date_is_not_taken_for_new(tmp_path):
    old, new = (provider(urn, **{**NURSERY, "registered_on": ""}) for urn in ("EY100001", "EY100002"))
    served = fixtures.built(releases(tmp_path / "raw", [old, new], [new]), tmp_path / "warehouse")
    assert pairs(served) == {}


def test_the_same_registered_person_makes_up_for_another_name(tmp_path):
    person = {"registered_person_urn": "RP900001"}
    raw = handover(tmp_path / "raw", person, {**person, "provider_name": "Quite Another Setting"})
    [row] = pairs(fixtures.built(raw, tmp_path / "warehouse")).values()
    assert row["score"] == 50 and any("person" in reason for reason in row["reasons"])


def test_a_crowded_postcode_proposes_nothing(tmp_path):
    """Text that stands for no postcode would pair everyone with everyone."""
    old = [provider(f"EY1{n:05}", **NURSERY) for n in range(41)]
    new = [provider(f"EY2{n:05}", **{**NURSERY, "registered_on": "01/02/2022"}) for n in range(41)]
    assert pairs(fixtures.built(releases(tmp_path / "raw", old, new), tmp_path / "warehouse")) == {}


@pytest.mark.parametrize(
    ("one", "other", "least", "most"),
    [
        ("St Luke's Pre-School", "St Lukes Preschool Ltd", 100, 100),
        ("The Nursery", "The Nursery", 100, 100),
        ("The Nursery", "The Preschool", 0, 69),
        ("Kings Worthy Pre-School", "Kingsworthy Early Years Centre Limited", 92, 100),
        ("Goldilocks Day Nursery", "Goldilocks Nursery (Reading) Limited", 70, 91),
        ("Egg Day Nursery", "Busy Bees at Andover", 0, 50),
    ],
)
def test_names_are_alike_without_the_words_every_setting_uses(one, other, least, most):
    assert least <= lineage.name_alike(one, other) <= most
    assert lineage.name_alike(one, other) == lineage.name_alike(other, one)


def test_every_point_is_declared_with_its_reason_and_the_most_is_100():
    rows = {row["evidence"]: row for row in declared.rows("lineage")}
    assert all(row["reason"] for row in rows.values())
    most = ("same postcode", "same name", "left and registered close together", "same registered person")
    assert sum(int(rows[name]["points"]) for name in most) == 100


# --- what a confirmed link does -----------------------------------------------------------------------


def test_a_likely_link_scores_nothing_and_a_confirmed_one_carries_the_history_over(tmp_path):
    raw = handover(tmp_path / "raw", later={"full_1_on": "01/06/2022", "full_1_grade": "2"})
    before = reads.setting(fixtures.built(raw, tmp_path / "warehouse"), "EY100002")
    assert (before["label"], before["scored_count"]) == ("not enough history", 1)
    decide(raw, 'ey100002,EY100001,Confirmed,2022-09-01,"as told by the owner, Zebedee"')
    served = fixtures.built(raw, tmp_path / "warehouse")
    one = reads.setting(served, "EY100002")
    assert (one["label"], one["scored_count"], one["has_earlier_history"]) == ("bounced once", 3, False)
    assert one["history"].startswith("Good 2017 (earlier registration) → Requires improvement 2020 (earlier")
    assert one["reason"].endswith("Counts inspections of the earlier registration EY100001, a confirmed link.")
    history = reads.history(served, "EY100002")
    assert [row["from_urn"] for row in history] == ["EY100001", "EY100001", None]
    assert [row["releases"] for row in history] == [[dt.date(2021, 8, 31)]] * 2 + [[dt.date(2022, 8, 31)]]
    assert {row["from_urn"] for row in reads.sightings(served, "EY100002")} == {"EY100001", None}
    said = [row["results"]["overall"]["result"] for row in judgements.results(served, "EY100002")]
    assert said == ["good", "requires improvement", "good"]
    told = explain.explain(served, "EY100002")
    assert "of the earlier registration EY100001" in told and "earlier: URN EY100001  confirmed" in told
    assert len(reads.history(served, "EY100001")) == 2  # its own history stays its own
    export.write(served, "inspections", "csv", tmp_path / "out.csv")
    text = (tmp_path / "out.csv").read_text(encoding="utf-8-sig")
    marked = [(row["urn"], row["from_urn"]) for row in csv.DictReader(text.splitlines())]
    assert marked.count(("EY100002", "EY100001")) == 2
    assert b"zebedee" not in served.path.read_bytes().lower()  # a note is the authority's own


def test_a_rejected_pair_is_recorded_and_not_shown(tmp_path):
    raw = handover(tmp_path / "raw")
    decide(raw, "EY100002,EY100001,rejected,2022-09-01,")
    served = fixtures.built(raw, tmp_path / "warehouse")
    assert [row["decision"] for row in export_rows(served)] == ["rejected"]
    assert reads.lineage(served, "EY100002") == reads.lineage(served, "EY100001") == []
    assert export.row_count(served, "lineage") == 0
    assert reads.setting(served, "EY100002")["scored_count"] == 0


def test_chains_of_confirmed_links_all_count(tmp_path):
    first = provider("EY100001", **NURSERY, **GRADED)
    second = provider("EY100002", **{**NURSERY, "registered_on": "01/02/2022"})
    third = provider("EY100004", **{**NURSERY, "registered_on": "01/12/2022"})
    raw = releases(tmp_path / "raw", [first], [second], [third])
    decide(raw, "EY100002,EY100001,confirmed,,", "EY100004,EY100002,confirmed,,")
    served = fixtures.built(raw, tmp_path / "warehouse")
    assert reads.setting(served, "EY100004")["label"] == "declining"
    assert {row["from_urn"] for row in reads.history(served, "EY100004")} == {"EY100001"}
    assert [(row["side"], row["other_urn"]) for row in reads.lineage(served, "EY100002")] == [
        ("earlier", "EY100001"), ("later", "EY100004"),
    ]  # fmt: skip


def test_a_link_confirmed_where_nothing_was_proposed_counts_and_reveals_nobody(tmp_path):
    """An authority may know of a move: two childminders' numbers are joined, their names stay withheld."""
    person = {"provider_type": "Childminder", "provider_name": "Zebedee Quux", "postcode": "ZZ9 9ZZ"}
    raw = handover(tmp_path / "raw", person, {**person, "provider_name": "REDACTED", "postcode": "REDACTED"})
    decide(raw, "EY100002,EY100001,confirmed,,")
    served = fixtures.built(raw, tmp_path / "warehouse")
    [row] = reads.lineage(served, "EY100002")
    assert (row["score"], row["reasons"], row["provider_name"]) == (None, [], None)
    assert reads.setting(served, "EY100002")["scored_count"] == 2
    assert b"zebedee" not in served.path.read_bytes().lower()


def test_a_changed_links_file_is_built_anew_and_is_no_release(tmp_path):
    raw = handover(tmp_path / "raw")
    fixtures.built(raw, tmp_path / "warehouse")
    decide(raw, "EY100002,EY100001,confirmed,,")
    (raw / "links.csv").rename(raw / "Links.CSV")
    said: list[str] = []
    served = fixtures.built(raw, tmp_path / "warehouse", say=said.append)
    assert reads.setting(served, "EY100002")["scored_count"] == 2
    assert not any("links.csv" in text.lower() for text in said)
    assert {row["file_name"] for row in reads.releases(served)} == {p.name for p in raw.glob("Childcare*.csv")}


def test_numbers_in_no_release_and_links_the_wrong_way_round_are_reported_and_not_linked(tmp_path):
    raw = handover(tmp_path / "raw")
    decide(raw, "EY100002,EY999999,confirmed,,", "EY100001,EY100002,confirmed,,")
    said: list[str] = []
    served = fixtures.built(raw, tmp_path / "warehouse", say=said.append)
    assert any("EY999999" in text and "no loaded release" in text for text in said)
    assert any("it registered later" in text and "EY100002" in text for text in said)
    assert {row["decision"] for row in export_rows(served)} == {"likely"}
    assert reads.setting(served, "EY100001")["scored_count"] == 2


@pytest.mark.parametrize(
    ("lines", "told"),
    [
        (["EY100002,EY100002,confirmed,,"], "its own earlier registration"),
        (["EY100002,EY100001,maybe,,"], "confirmed or rejected"),
        (["EY100002,Alder House,confirmed,,"], "not a URN"),
        (["EY100002,,confirmed,,"], "not a URN"),
        (["EY100002,EY100001,confirmed,1/9/2022,"], "YYYY-MM-DD"),
        (["EY100002,EY100001,confirmed,2022-09-01,one, two"], "more cells"),
        (["EY100002,EY100001,confirmed,,", "EY100002,EY100001,rejected,,"], "more than once"),
        (["EY100002,EY100001,confirmed,,", "EY100002,EY100003,confirmed,,"], "two earlier registrations"),
        (["EY100002,EY100001,confirmed,,", "EY100001,EY100002,confirmed,,"], "circle"),
        ([f"EY10000{n},EY10000{n % 3 + 1},confirmed,," for n in (1, 2, 3)], "circle"),
        (['EY100002,EY100001,confirmed,,"open'], "cannot be read"),
    ],
)
def test_a_links_file_that_contradicts_itself_is_refused_and_nothing_is_published(lines, told, tmp_path):
    raw = handover(tmp_path / "raw")
    decide(raw, *lines)
    with pytest.raises(errors.BadLink, match=told) as caught:
        fixtures.built(raw, tmp_path / "warehouse")
    assert caught.value.exit_code == 27 and "links.csv" in str(caught.value)
    assert not (tmp_path / "warehouse" / "current.json").exists()


def test_a_links_file_without_its_columns_or_in_another_encoding_is_refused(tmp_path):
    accent = "urn,earlier_urn,decision,note\nEY100002,EY100001,confirmed,é\n".encode("cp1252")
    for content in (b"new,old\n1,2\n", accent):
        (tmp_path / "links.csv").write_bytes(content)
        with pytest.raises(errors.BadLink):
            links.read(tmp_path)
    (tmp_path / "links.csv").write_text("urn,earlier_urn,decision\n\n,,\n")
    assert links.read(tmp_path) == []


# --- measured -----------------------------------------------------------------------------------------


def test_every_planted_handover_is_found_and_of_the_decoys_only_the_one_that_was_rejected(sample_served):
    truth = {
        (population.planted_urn(row["suffix"]), population.planted_urn(row["earlier_suffix"])): row
        for row in declared.rows("sample_lineage")
    }
    found = {key: row for key, row in pairs(sample_served).items() if key[0] < "S1"}
    assert {key for key, row in truth.items() if row["truth"] == "same"} <= found.keys()
    wrong = {key for key in found if truth[key]["truth"] == "other"}
    assert [truth[key]["decision"] for key in wrong] == ["rejected"]
    for key, row in truth.items():
        assert found[key]["decision"] == row["decision"] if row["decision"] else True


def test_drawn_successors_are_found_and_nobody_else_is_paired(sample_served):
    """The rest of the sample: premises that reopen under a new number, among a thousand other settings."""
    drawn = population.drawn(sample.SEED, sample.PROVIDERS - len(population.planted()))
    premises = {(one.postcode, one.address): one.urn for one in drawn if one.closed_on}
    true = {
        (one.urn, premises[one.postcode, one.address])
        for one in drawn
        if premises.get((one.postcode, one.address), one.urn) != one.urn
    }
    listed = fixtures.listing(sample_served)
    seen = {pair for pair in true if set(pair) <= listed.keys() and listed[pair[1]]["label"] == "left"}
    found = {key for key in pairs(sample_served) if key[0] >= "S1"}
    assert len(seen) >= 10
    assert found <= true  # precision 1
    assert len(found) / len(seen) >= 0.9  # recall


def test_the_sample_links_file_is_no_release_and_says_what_is_declared(sample_folder, sample_served):
    assert [link.decision for link in links.read(sample_folder)] == ["confirmed", "rejected"]
    assert "links.csv" not in {row["file_name"] for row in reads.releases(sample_served)}


def test_the_line_of_marks_says_which_inspections_were_carried_over(sample_served):
    cursor = sample_served.con.cursor()
    history = cursor.execute(
        "SELECT urn, list(from_urn IS NOT NULL ORDER BY position) FROM served.mart.history WHERE is_scored GROUP BY urn"
    ).fetchall()
    marks = cursor.execute(
        "SELECT urn, list_transform(marks, lambda one: one.is_carried_over) FROM served.mart.listing "
        "WHERE marks IS NOT NULL"
    ).fetchall()
    assert sorted(marks) == sorted(history) and dict(marks)["S0000068"] == [True, True, True, False]
