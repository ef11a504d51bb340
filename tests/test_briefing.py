"""Visit briefings: what stands on the page, that hostile names stay text, and what never stands there."""

import base64
import itertools
import re
from html.parser import HTMLParser
from xml.etree import ElementTree

import pytest

from pages.parts import marks
from pipelines import briefing, declared, domain, errors, flagged_list, reads, sample, sentences
from pipelines.briefing import markup, picture
from tests import fixtures
from tests.test_privacy import leaks

VOID = {"meta", "br", "link", "img", "input", "hr"}
HOSTILE = "</title></style><script>alert(1)</script> & \"Sons\" 'é' {x} =1+1"


class Read(HTMLParser):
    """A file as a browser takes it: its tags in order with their attributes, its text, and what is left open."""

    def __init__(self, text: str):
        super().__init__()
        self.tags: list[tuple[str, dict]] = []
        self.words: list[str] = []
        self.open: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open and self.open.pop() == tag, f"</{tag}> closes nothing"

    def handle_data(self, data):
        if self.open[-1:] != ["style"]:
            self.words.append(data)

    @property
    def text(self) -> str:
        return " ".join(" ".join(self.words).split())

    def all(self, name: str) -> list[dict]:
        return [attributes for tag, attributes in self.tags if tag == name]


@pytest.fixture(scope="module")
def bramble(sample_served) -> Read:
    return Read(briefing.document(sample_served, ["S0000001"]))


def test_it_says_who_why_what_and_what_it_is_not(bramble, sample_listing):
    for told in (
        "Bramble Lodge Nursery", "URN S0000001", "Northmarsh, VN1 0ZZ", "Intensive", "Serious concern",
        "Changing grades", "May affect funded places", sample_listing["S0000001"]["reason"],
        "Evidence: some (4 graded inspections)", "Good 2016", "RI 2019", "Inadequate 2024", "14 May 2024",
        "Safeguarding: Not met", "esignated safeguarding lead training", "What we talked about",
        "Data as at 30 June 2026", "Sample data, invented settings", domain.PURPOSE,
    ):  # fmt: skip
        assert told in bramble.text, told
    assert bramble.text.index("Relevant support") < bramble.text.index("Settings like this one")


def test_printed_documents_say_changing_grades(sample_served, sample_listing):
    urns = [urn for urn, row in sample_listing.items() if "yo-yo" in (row["label"], *(row["flags"] or []))][:20]
    text = briefing.document(sample_served, urns)
    assert len(urns) > 5 and "Changing grades" in text
    assert not re.search("yo.?yo", text, re.I)


def test_it_is_one_file_that_runs_and_asks_for_nothing(sample_served):
    text = briefing.document(sample_served, ["S0000001", "S0000030"])
    read = Read(text)
    assert not {"script", "link", "svg", "iframe", "object", "form"} & {tag for tag, _ in read.tags}
    for tag, attributes in read.tags:
        assert not [name for name in attributes if name.startswith("on") or name == "srcset"], tag
        assert tag == "img" or "src" not in attributes
        assert attributes.get("src", "data:").startswith("data:"), "the picture is in the file"
        assert attributes.get("href", "#").startswith("#")
    assert "url(" not in text and "@import" not in text
    assert read.all("meta")[2]["content"] == "default-src 'none'; img-src data:; style-src 'unsafe-inline'"


@pytest.mark.parametrize("urns", [["S0000001"], ["S0000001", "S0000030", "S0000012", "S0000038"]])
def test_its_structure_can_be_read_without_seeing_it(sample_served, urns):
    read = Read(briefing.document(sample_served, urns))
    assert read.open == []
    assert read.all("html") == [{"lang": "en-GB"}] and len(read.all("title")) == len(read.all("h1")) == 1
    levels = [int(tag[1]) for tag, _ in read.tags if re.fullmatch("h[1-6]", tag)]
    assert all(after - before <= 1 for before, after in itertools.pairwise(levels))
    assert {one.get("scope") for one in read.all("th")} == {"col", "row"}
    assert len(read.all("table")) == len(read.all("caption")) > 1
    pictures = read.all("img")
    assert all(len(one["alt"].split()) > 6 for one in pictures)
    identities = [attributes["id"] for _, attributes in read.tags if "id" in attributes]
    assert sorted(identities) == sorted(f"setting-{urn}" for urn in urns)


def test_the_picture_tells_every_inspection_in_words(sample_served, bramble):
    (drawn,) = bramble.all("img")
    for row in reads.history(sample_served, "S0000001"):
        assert f"{row['words']}, {domain.long_date(row['inspected_on'])} ({row['band']})" in drawn["alt"]


def test_the_picture_is_an_image_that_a_word_processor_keeps_and_asks_for_nothing(bramble):
    """SVG that stands in the HTML itself is read there as a run of words without spaces."""
    (image,) = bramble.all("img")
    kind, _, code = image["src"].partition(";base64,")
    drawn = ElementTree.fromstring(base64.b64decode(code))
    assert (kind, drawn.tag) == ("data:image/svg+xml", "{http://www.w3.org/2000/svg}svg")
    words = {text.text for text in drawn.iter("{http://www.w3.org/2000/svg}text")}
    assert {"Secure", "Below", "Serious", "Inadequate May 2024", "As at 30 Jun 2026", "2016"} <= words
    assert "svg" not in {tag for tag, _ in bramble.tags} and "2016201720182019" not in bramble.text
    assert not {"href", "src", "url("} & set(re.findall(r"href|src|url\(", base64.b64decode(code).decode()))


def test_inspections_of_an_earlier_registration_have_a_sign_and_the_sheet_says_what_it_means(sample_served):
    sign = '<span role="img" aria-label="earlier registration">†</span>'
    for urns, signs, legends in ((["S0000068"], 3, 1), (["S0000068", "S0000001"], 6, 2), (["S0000001"], 0, 0)):
        text = briefing.document(sample_served, urns)  # of several, the first sheet lists them too
        assert (text.count(sign), text.count(sentences.CARRIED_OVER)) == (signs, legends), urns


def test_a_hostile_name_is_text_and_nothing_else(tmp_path):
    rows = [fixtures.provider("EY100001", provider_name=HOSTILE, full_1_on="01/02/2020", full_1_grade="1"),
            fixtures.provider("EY100002")]  # fmt: skip
    fixtures.release(tmp_path, "L2", rows)
    served = fixtures.built(tmp_path, tmp_path / "warehouse")
    for urns in (["EY100001"], ["EY100002", "EY100001"]):
        text = briefing.document(served, urns)
        assert "<script" not in text and text.count("</style>") == text.count("</title>") == 1
        assert " ".join(HOSTILE.split()) in Read(text).text


def test_what_ofsted_withholds_is_absent(sample_served, sample_listing):
    urns = [urn for urn, row in sample_listing.items() if row["is_name_withheld"]]
    planted = [row["urn"] for row in sample.planted_rows() if row["provider_name"] in sample.withheld()]
    assert set(planted) <= set(urns)
    text = briefing.document(sample_served, [*planted, *urns[: briefing.MOST - len(planted)]])
    assert leaks(text) == []
    assert "Ofsted withholds this childminder’s name" in text


def test_several_are_one_document_in_the_order_asked_for_each_once(sample_served):
    urns = ["S0000030", "S0000001", "s0000030 ", "S0000012"]
    read = Read(briefing.document(sample_served, urns))
    assert [one["id"][8:] for one in read.all("article")] == ["S0000030", "S0000001", "S0000012"]
    assert "Visit briefings: 3 settings" in read.text


def test_an_unknown_setting_none_and_too_many_are_refused_in_words(sample_served, sample_listing):
    with pytest.raises(errors.UnknownProvider, match="S9999999"):
        briefing.document(sample_served, ["S0000001", "S9999999"])
    with pytest.raises(errors.TooManyBriefings, match="from 1 to 50 settings, and this asks for 51"):
        briefing.document(sample_served, list(sample_listing)[:51])
    with pytest.raises(errors.TooManyBriefings):
        briefing.document(sample_served, [])


def test_a_view_of_the_list_is_briefed_in_its_order(sample_served):
    found = flagged_list.page(sample_served, {"local_authority": ["Northmarsh"]}, "priority", 1, briefing.MOST)["rows"]
    read = Read(briefing.of_view(sample_served, {"local_authority": ["Northmarsh"]}, "priority").decode())
    assert [one["id"][8:] for one in read.all("article")] == [row["urn"] for row in found]


def test_every_setting_of_the_sample_can_be_briefed(sample_served, sample_listing):
    urns = list(sample_listing)
    for start in range(0, len(urns), 5 * briefing.MOST):  # one document in five: every kind of history is among them
        assert Read(briefing.document(sample_served, urns[start : start + briefing.MOST])).open == []


def test_labels_in_the_picture_never_touch():
    items = [(80.0 + 9 * i, f"Requires improvement {i}", -1, 0) for i in range(8)]
    placed = picture._laid_out(items)
    for one in placed:
        for other in placed:
            if one is not other and one.lane == other.lane:
                ends = sorted((label.left, label.left + len(label.word) * picture.LETTER) for label in (one, other))
                assert ends[0][1] < ends[1][0]


def test_marks_on_paper_are_those_on_screen():
    assert {band: (mark.word, mark.glyph, mark.colour.light) for band, mark in marks.BANDS.items()} == markup.BANDS
    assert {tier: chip.word for tier, chip in marks.TIERS.items()} == markup.TIERS
    look = markup._look()
    for chip in (marks.TIERS["intensive"], marks.TIERS["targeted"], marks.TIERS["watch"]):
        assert chip.edge.light in look
    assert set(markup.BANDS) == set(markup.HOLLOW) == set(domain.BANDS)


def test_every_label_has_a_word_for_print(sample_served):
    assert {row["print"] for row in declared.rows("labels")} >= {"Changing grades", "Steady"}


def test_the_command_line_writes_it_and_says_what_is_wrong(sample_warehouse, tmp_path):
    out = tmp_path / "briefings" / "two.html"
    common = ("--warehouse", sample_warehouse.folder)
    done = fixtures.cli("briefing", "S0000001", "S0000030", "--out", out, *common)
    assert (done.returncode, done.stderr) == (0, "") and "Briefing of 2 settings" in done.stdout
    assert out.read_text(encoding="utf-8").count("<article") == 2
    for urns, code in ((["S9999999"], 11), ([f"S{number:07}" for number in range(51)], 35)):
        failed = fixtures.cli("briefing", *urns, "--out", tmp_path / "none.html", *common)
        assert failed.returncode == code and "Traceback" not in failed.stderr
    assert not (tmp_path / "none.html").exists()
