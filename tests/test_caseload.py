"""A list of settings as councils have them: encodings, delimiters, titles, duplicates, and what is no list at all."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines import caseload
from tests import fixtures

TABLE = "Ofsted URN,Setting,Adviser,Funded places\nEY100001,Café Ünï,Jo,24\n2512345,Oak,Sam,\n"


def urns(given_list, **options) -> list[str]:
    return list(caseload.parse(given_list, **options).rows)


PASTED = ["EY100001 2512345", "EY100001\n2512345\n", "ey100001, 2512345;", "\tEY100001\r\n2512345"]


@pytest.mark.parametrize("text", PASTED)
def test_pasted_numbers_need_no_heading(text):
    assert urns(text) == ["EY100001", "2512345"]
    assert caseload.parse(text).columns == ()


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
def test_a_table_in_every_encoding_and_delimiter(encoding, delimiter):
    found = caseload.parse(TABLE.replace(",", delimiter).encode(encoding))
    assert dict(found.rows) == {
        "EY100001": {"Setting": "Café Ünï", "Adviser": "Jo", "Funded places": "24"},
        "2512345": {"Setting": "Oak", "Adviser": "Sam", "Funded places": ""},
    }
    assert found.columns == ("Setting", "Adviser", "Funded places")


def test_titles_above_the_heading_and_a_column_without_a_name():
    found = caseload.parse("Caseload of spring 2026\n\nAdviser;URN;\nJo;EY100001;x\nSam;2512345\n")
    assert dict(found.rows) == {"EY100001": {"Adviser": "Jo", "Column 3": "x"},
                                "2512345": {"Adviser": "Sam", "Column 3": ""}}  # fmt: skip


def test_without_a_heading_the_numbers_show_which_column():
    found = caseload.parse("Oak,2512345,Jo\nElm,EY100001,Sam\n")
    assert list(found.rows) == ["2512345", "EY100001"]
    assert found.rows["2512345"] == {"Column 1": "Oak", "Column 3": "Jo"}


LOOSE = [
    ("EY500776, 2519666 EY442751\n116050\n25 19666", ["EY500776", "2519666", "EY442751", "116050", "19666"],
     ((3, "25"),)),
    ("Oak EY 500776 and 2519666\n\nElm", ["EY500776", "2519666"], ((3, "Elm"),)),
    ("My list\nEY500776, EY442751", ["EY500776", "EY442751"], ((1, "My list"),)),
    ("EY5OO776\nEY442751\nEY442751", ["EY442751"], ((1, "EY5OO776"),)),
    ("EY500776 x\nAdviser,URN\nJo,2519666\nSam,25 19667\n", ["2519666"],
     ((1, "EY500776 x (above the heading)"), (4, "25 19667"))),
    ("URN\n2519666\n25 19667 EY442751", ["2519666", "19667", "EY442751"], ((3, "25"),)),
]  # fmt: skip


@pytest.mark.parametrize("text, wanted, refused", LOOSE)
def test_every_number_of_a_loose_list_is_taken_or_named_by_its_line(text, wanted, refused):
    found = caseload.parse(text)
    assert (list(found.rows), found.refused) == (wanted, refused)
    assert found.size == len(wanted) + len(refused) + found.repeated


def test_what_a_spreadsheet_does_to_a_number_is_undone():
    assert urns("URN,A\n2512345.0,x\n'EY100001,y\n EY 100002 ,z\n") == ["2512345", "EY100001", "EY100002"]


THOUSANDS = [
    ("URN\tSetting\tPlaces\n2,787,607\tOak\t24\n2,519,666\tElm, the\t1,200,300\n", ["2787607", "2519666"]),
    ('URN,Setting\n"2,787,607",Oak\n"116,050.00",Elm\n', ["2787607", "116050"]),
    ("2,787,607\n2,519,666", ["2787607", "2519666"]),
    ("2,787,607, 2,519,666 EY442751", ["2787607", "2519666", "EY442751"]),
    ("116,050\n2,519,666", ["116050", "2519666"]),
    ("URN,A,B,C\n2512345,12,345,678\n2512346,1,234,567\n", ["2512345", "2512346"]),
]


@pytest.mark.parametrize("text, wanted", THOUSANDS)
def test_a_number_whose_thousands_are_marked_is_the_number_it_was(text, wanted):
    found = caseload.parse(text)
    assert list(found.rows) == wanted and found.refused == ()


def test_other_columns_keep_their_commas():
    found = caseload.parse(THOUSANDS[0][0])
    assert found.rows["2519666"] == {"Setting": "Elm, the", "Places": "1,200,300"}
    found = caseload.parse(THOUSANDS[5][0])
    assert found.rows["2512346"] == {"A": "1", "B": "234", "C": "567"}, "three columns are not one number"


def test_a_number_that_a_spreadsheet_shortened_is_refused_with_what_to_do():
    found = caseload.parse("URN,Phone\n2.519666E+06,2999999\n2.52E+06,2999998\n2787607,2999997\nOak,\n")
    assert (list(found.rows), [line for line, _ in found.refused]) == (["2787607"], [2, 3, 5])
    told = [caseload.why_refused(said) for _, said in found.refused]
    assert told[0] == told[1] and "spreadsheet" in told[0] and "copy it again" in told[0] and told[2] == "not a URN"
    with pytest.raises(caseload.NotAList, match="spreadsheet has shortened"):
        caseload.parse("2.519666E+06\n2.787607E+06")


def test_the_line_that_first_names_a_setting_is_known():
    found = caseload.parse("Caseload\n\nURN,A\n2512345,x\nEY100001,y\n2512345,x\n")
    assert found.lines == {"2512345": 4, "EY100001": 5}


def test_several_columns_of_numbers_are_asked_about():
    text = "Our number,Site number,A\n2512345,2999999,x\n2512346,2999998,y\n"
    with pytest.raises(caseload.SeveralColumns) as fault:
        caseload.parse(text)
    assert fault.value.columns == ("Our number", "Site number")
    assert urns(text, column="Site number") == ["2999999", "2999998"]


def test_two_columns_called_urn_are_asked_about_and_one_that_is_named_wins_over_other_numbers():
    with pytest.raises(caseload.SeveralColumns):
        caseload.parse("URN,Previous URN\n2512345,2999999\n")
    assert urns("Account,URN\n2999999,2512345\n") == ["2512345"]


def test_lines_without_a_number_are_named_by_their_line():
    found = caseload.parse("URN,A\n2512345,x\n,y\nnot known,z\n")
    assert (list(found.rows), found.refused) == (["2512345"], ((3, "no URN"), (4, "not known")))


def test_lines_that_say_the_same_are_counted_and_those_that_do_not_are_named():
    found = caseload.parse("URN,Adviser,Cluster\n2512345,Jo,N\n2512345,Jo,N\n2512345,Sam,N\nEY100001,Jo,S\n")
    assert (found.repeated, found.size) == (2, 4)
    assert found.ambiguous == (("2512345", (2, 3, 4), ("Adviser",)),)
    assert found.rows["2512345"] == {"Adviser": "Jo", "Cluster": "N"}


def test_headings_that_repeat_stay_apart():
    assert caseload.parse("URN,A,A\n2512345,x,y\n").rows["2512345"] == {"A": "x", "A (3)": "y"}


@pytest.mark.parametrize("content, said", [
    (b"", "nothing in it"), (b"  \n\n", "nothing in it"), (b"PK\x03\x04rest", "spreadsheet"),
    (b"a\0b", "not text"), (b"%PDF-1.7\n2512345\n2512346", "This is a PDF"),
    (b"Name,Place\nOak,London\n", "No column of URNs"),
    (b"x" * (caseload.MOST_BYTES + 1), "larger than 2 MB"),
    (b"URN,A\n" + b"2512345,x\n" * (caseload.MOST_ROWS + 100), "more than 5,000 rows"),
    (b"URN" + b",c" * 50 + b"\n2512345" + b",x" * 50, "51 columns"),
])  # fmt: skip
def test_what_is_no_list_is_refused_in_words(content, said):
    with pytest.raises(caseload.NotAList, match=said):
        caseload.parse(content)


@given(st.one_of(st.binary(max_size=300), st.text(max_size=300)))
def test_anything_is_read_or_refused_in_words(content):
    try:
        found = caseload.parse(content)
    except caseload.NotAList as fault:
        assert str(fault).endswith(".")
    else:
        assert all(caseload.URN.fullmatch(urn) for urn in found.rows)
        assert all(set(row) == set(found.columns) for row in found.rows.values())


@given(st.lists(st.tuples(st.from_regex(r"EY[0-9]{6}", fullmatch=True), st.text(
    st.characters(exclude_categories=["Cs", "Cc"]), max_size=20)), min_size=1, max_size=8))  # fmt: skip
def test_whatever_stands_beside_a_number_is_kept_as_it_is(rows):
    text = fixtures.csv_text([["URN", "Beside it"], *map(list, rows)])
    found = caseload.parse(text)
    for urn in found.rows:
        said = next(beside for number, beside in rows if number == urn)
        kept = "".join(c if c.isprintable() else " " for c in said).strip()
        assert found.rows[urn]["Beside it"] == kept


def test_the_build_knows_some_and_names_the_rest(sample_served):
    found, unknown = caseload.match(sample_served, caseload.parse("S0000030 S0000001 S9999999 S0000017"))
    assert list(found) == ["S0000001", "S0000030", "S0000017"] and unknown == ["S9999999"]
    assert found["S0000001"]["tier"] == "intensive" and found["S0000001"]["is_overdue"]
    assert found["S0000017"]["label"] == "left" and found["S0000017"]["window_to"] is None
