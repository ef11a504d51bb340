"""Finding a setting from what was typed: as the list does, the likeliest first; then what is spelt nearly so."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines import finding, flagged_list, reads, sentences
from tests import fixtures
from tests.browser import expected
from tests.test_privacy import leaks

NAMES = {
    "EY100001": "Sunflower Day Nursery", "EY100002": "St Mary's Pre-School", "EY100003": "The Sunflower Room",
    "EY100004": "Bramble Lodge", "EY100005": "Willow Tree Sunflower Club", "EY100006": "Lodge Farm",
    "EY100007": "Elham Pre School", "EY100008": "St. Peter`s C.E. Playgroup", "EY100009": "Abacus Children’s Day-Care",
    "EY100010": "Nära Crèche & Playscheme (Ash – Tree)",
    "EY100011": "Old Ash Day Nursery", "EY100012": "Ash Day Nursery",
}  # fmt: skip
TOWNS = {"EY100006": "STOCKTON-ON-TEES", "EY100007": "Canterbury", "EY200002": "Secretham"}
WITHHELD = {
    "EY200001": ("Childminder", "Home childcarer"), "EY200002": ("Childcare on domestic premises", "Full day care"),
    "EY200003": ("Home childcarer", ""),
}  # fmt: skip


@pytest.fixture(scope="module")
def served(tmp_path_factory) -> reads.Served:
    folder = tmp_path_factory.mktemp("finding")
    rows = [fixtures.provider(urn, provider_name=name, local_authority="Brent" if urn == "EY100005" else "Barnet",
                              postcode="AB1 2CD" if urn == "EY100006" else "ZZ9 9ZZ",
                              address_1="1 Long Lane", town=TOWNS.get(urn, "Hexham"))
            for urn, name in NAMES.items()]  # fmt: skip
    rows += [fixtures.provider(urn, provider_name="REDACTED", provider_type=kind, provider_subtype=subtype,
                               postcode="REDACTED", town=TOWNS.get(urn, "REDACTED"))
             for urn, (kind, subtype) in WITHHELD.items()]  # fmt: skip
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
    ("st maryes", ["EY100002"]),
    ("abacas daycare", ["EY100009"]),
    ("brambel", ["EY100004"]),
    ("cantrebury", ["EY100007"]),  # a town
    ("zz9 9zx", []), ("ey100099", []), ("st", []), ("cat", []), ("xylophone", []),
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


@pytest.mark.parametrize(("sought", "wanted"), [
    ("st marys preschool", ["EY100002"]),
    ("ST. MARY’S PRE SCHOOL", ["EY100002"]),
    ("Elham Pre-School", ["EY100007"]), ("elham preschool", ["EY100007"]), ("elham pre–school", ["EY100007"]),
    ("St Peters CE play-group", ["EY100008"]), ("st peter's playgroup", ["EY100008"]),
    ("Abacus Childrens", ["EY100009"]), ("abacus children´s daycare", ["EY100009"]), ("abacus day care", ["EY100009"]),
    ("nara creche and play scheme", ["EY100010"]), ("Nära Crèche &", ["EY100010"]), ("(ash-tree)", ["EY100010"]),
    ("ey-100004", ["EY100004"]), ("Ey 100004", ["EY100004"]), ("ab1-2cd", ["EY100006"]),
    ("Stockton on Tees", ["EY100006"]), ("lodge, stockton-on-tees", ["EY100006"]), ("CANTERBURY", ["EY100007"]),
    ("Childminder EY200001", ["EY200001"]), ("child minder", ["EY200001"]), ("full day care ey200002", ["EY200002"]),
    ("Childcare on domestic premises EY200002", ["EY200002"]), ("Home childcarer EY200003", ["EY200003"]),
    ("secretham", []), ("redacted", []), ("long lane", []), ("-", []), ("’", []),
])  # fmt: skip
def test_signs_accents_and_words_written_as_one_make_no_difference(served, sought, wanted):
    found = flagged_list.page(served, {"find": sought}, "name", 1, 50)
    assert (urns(found["rows"]), found["total"]) == (wanted, len(wanted))
    assert urns(finding.settings(served, sought, {}, [], 10)["rows"]) == wanted


@pytest.mark.parametrize("order", flagged_list.ORDERS)
def test_names_that_begin_as_typed_come_first_in_the_list_whatever_its_order(served, order):
    def listed(sought: str) -> list[str]:
        return urns(flagged_list.page(served, {"find": sought}, order, 1, 50)["rows"])

    assert listed("ash day") == ["EY100012", "EY100011"]
    assert listed("nursery ash") == (["EY100012", "EY100011"] if order == "name" else ["EY100011", "EY100012"])
    assert listed("sunflower")[0] == "EY100001" and listed("the sunflower") == ["EY100003"]


def test_every_displayed_name_finds_its_setting(sample_served, sample_listing):
    """Whatever stands for a name on any page: all of it, and without its number all of its words."""
    listed = [row for row in sample_listing.values() if row["provider_name"]][::5]
    withheld = [row for row in sample_listing.values() if not row["provider_name"]][::20]
    assert len(listed) > 20 and len({sentences.called(row) for row in withheld}) > 1
    for row in listed + withheld:
        shown = {sentences.name_of(row), sentences.name_of({**row, "provider_subtype": None})}
        for name in shown:
            found = flagged_list.page(sample_served, {"find": name, "urns": [row["urn"]]}, "priority", 1, 5)
            assert urns(found["rows"]) == [row["urn"]], name


WORDS = st.sampled_from([
    "St", "St.", "Mary's", "Peter’s", "O`Neill‘s", "A.B.C.", "Pre", "School", "Play", "group", "Group", "Day", "Care",
    "Child", "minders", "Wrap", "Around", "&", "and", "Crèche", "Nära", "Yüme", "(Ash)", "4+", "Ltd", "@", "after",
])  # fmt: skip
NAMES_MADE = st.lists(st.tuples(WORDS, st.sampled_from([" ", "  ", "-", " – ", ", ", ": "])), min_size=1, max_size=8)


@given(NAMES_MADE, st.data())
def test_any_run_of_words_of_a_name_is_in_it_however_it_is_spelt(sample_served, made, data):
    """The law behind the tables above: the words of what is typed are all in what is searched."""
    first = data.draw(st.integers(0, len(made) - 1))
    last = data.draw(st.integers(first + 1, len(made)))
    name, typed = ("".join(word + sign for word, sign in run) for run in (made, made[first:last]))
    typed = data.draw(st.sampled_from([
        typed, typed.upper(), typed.replace("'", "’"), typed.replace("-", " "), typed.replace("&", "and"),
        typed.replace("’", "").replace("è", "e"),
    ]))  # fmt: skip
    asked = "SELECT search_key(x), search_key(search_key(x)) FROM (VALUES (?), (?)) AS t (x)"
    (whole, again), (part, _) = sample_served.con.cursor().execute(asked, [name, typed]).fetchall()
    assert (whole, part) == (expected.search_key(name), expected.search_key(typed)) and again == whole
    assert all(word in whole for word in part.split(" "))


@pytest.mark.parametrize("sought", [
    "nursery", "bramble lodge", "s00000", "vn1 0zz", "vn10zz", "pre-school", "preschool", "childminder",
    "full day care", "Day", "st. mary’s", "northmarsh", "harbour", "a", "&", "-", "zzzz",
])  # fmt: skip
def test_the_list_finds_what_plain_python_finds_in_the_same_order(sample_served, sample_listing, sought):
    found = flagged_list.page(sample_served, {"find": sought}, "priority", 1, 10_000)
    assert urns(found["rows"]) == expected.view(sample_listing, find=sought)
