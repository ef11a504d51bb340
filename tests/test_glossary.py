"""The glossary: every word that is shown is explained once, in plain English, and points to the method."""

import re

import pytest

from pipelines import declared, domain, glossary, paths

TERMS = {row["term"].lower(): row for row in declared.rows("glossary")}
VOCABULARY = (
    "setting", "URN", "release", "layout", "snapshot", "sighting", "inspection", "judgement", "grade", "scale", "band",
    "history", "change", "decline", "improvement", "crossing", "reversal", "recovery", "relapse", "bounce", "label",
    "flag", "tier", "volatility", "decline score", "evidence", "earlier registration", "coverage", "as at",
    "provisional", "report card", "window", "local data", "settings like this one",
)  # fmt: skip


def shown() -> list[str]:
    """Every label, flag and tier as screens and printed papers call it, the bands and the evidence words."""
    told = glossary.words().values()
    codes = [*domain.BANDS, "thin", "some", "strong"]
    return [*codes, *(row["display"] for row in told), *(row["print"] for row in told), *VOCABULARY]


@pytest.mark.parametrize("word", sorted({word.lower() for word in shown()}))
def test_every_word_that_is_shown_is_explained(word):
    assert word in TERMS


def test_each_term_stands_once_in_order_and_says_something_else_than_itself():
    terms = [row["term"].lower() for row in declared.rows("glossary")]
    assert terms == sorted(set(terms))
    for row in glossary.terms():
        assert len(row["meaning"]) > 15 and row["meaning"].endswith("."), row["term"]
        assert "{" not in row["meaning"], row["term"]


def test_meanings_can_be_read_at_about_twelve():
    """Sentences of at most 25 words, and an easy text on the whole (Flesch-Kincaid)."""
    text = " ".join(row["meaning"] for row in glossary.terms())
    sentences = [one for one in re.split(r"[.:]\s", text + " ") if one.strip()]
    assert [one for one in sentences if len(one.split()) > 25] == []
    words = re.findall(r"[A-Za-z]+", text)
    syllables = sum(max(1, len(re.findall(r"[aeiouy]+", re.sub(r"e$", "", word.lower())))) for word in words)
    years = 0.39 * len(words) / len(sentences) + 11.8 * syllables / len(words) - 15.59
    assert years + 5 < 12.5


def test_each_points_to_a_heading_of_the_method_page():
    headings = set(re.findall(r'st\.header\("([^"]+)"', (paths.PROJECT / "pages" / "method.py").read_text()))
    assert {row["see"] for row in declared.rows("glossary")} <= headings
