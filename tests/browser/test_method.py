"""Method: every label, rule and parameter as the declared tables have them."""

import re

from pipelines import comparison, declared, domain, glossary, likeness, reads, shares


def cells(screen, caption: str) -> dict[str, list[str]]:
    """A table by words of its caption: the other cells by the first."""
    rows = screen.page.get_by_role("table", name=re.compile(caption)).locator("tbody tr").all()
    said = [row.locator("th, td").all_inner_texts() for row in rows]
    return {first.strip(): [cell.strip() for cell in others] for first, *others in said}


def test_every_label_stands_with_its_tier_and_its_rule(screen):
    screen.open("method")
    shown = cells(screen, "first rule that fits")
    assert list(shown) == [row["display"] for row in declared.rows("labels")], "in order of gravity"
    for row in declared.rows("labels"):
        tier, rule, meaning = shown[row["display"]]
        assert tier.lower() == (row["tier"] or "none")
        assert (rule, meaning) == (declared.fill(row["rule"]), row["meaning"])
        assert "{" not in rule


def test_every_flag_and_tier_stands_with_its_meaning(screen):
    screen.open("method")
    flags = cells(screen, "never change the tier")
    assert {row["display"]: [declared.fill(row["rule"]), row["meaning"]] for row in declared.rows("flags")} == flags
    tiers = cells(screen, "^Tiers")
    assert {row["display"]: [row["meaning"]] for row in declared.rows("tiers")} == tiers


def test_every_parameter_in_force_stands_with_its_value_and_reason(screen, sample_served):
    screen.open("method")
    shown = cells(screen, "numbers this build was made with")
    parameters = reads.parameters(sample_served)
    assert len(parameters) == len(declared.rows("parameters"))
    for row in declared.rows("parameters"):
        value, reason = shown[row["parameter"]]
        assert value == f"{float(row['value']):g} {row['unit']}"
        assert reason == row["reason"]


def test_caveats_are_said(screen):
    screen.open("method")
    assert domain.PURPOSE in screen.text
    for told in ("not a quality rating", "not a prediction about one setting", "not for funding decisions",
                 "new URN and a blank history", "provisional", "withholds"):  # fmt: skip
        assert told.lower() in screen.text.lower()


def test_what_came_next_stands_with_its_counts_and_the_whole_table_unfolds(screen, sample_served):
    screen.open("method")
    table = likeness.table(sample_served)
    shown = cells(screen, "graded again, and below Good then")
    ways = {likeness.words(one): one for one in table if one["course"] != "all" and one["grade"] == "all"}
    assert [re.sub(r"^\W+", "", way) for way in shown] == list(ways)
    for row, one in zip(shown.values(), ways.values(), strict=True):
        assert row[:2] == [f"{one['next_count']:,}", f"{one['below_count']:,}"]
        of = one["next_count"]
        rate = shares.with_interval(one["estimate"], one["low"], one["high"], of)
        assert row[2:] == ["few settings" if of < comparison.few_settings() else rate]
    assert sum("%" in row[2] for row in shown.values()) > 4
    screen.unfold("Every group, and what came next")
    screen.unfold("By provider type, band and framework")
    whole, cut = cells(screen, "Every group with a next"), cells(screen, "^By provider type")
    assert whole["Settings graded twice or more"][0] == f"{table[0]['next_count']:,}"
    assert len(whole) > 80 and {"All", "Childminders"} <= set(cut)
    rates = {row[2] for row in whole.values() if int(row[0].replace(",", "")) < comparison.few_settings()}
    assert rates == {"few settings"}, "no rate of so few"


def test_the_glossary_says_every_term(screen):
    screen.open("method")
    shown = cells(screen, "in a sense of its own")
    assert {term: said[0] for term, said in shown.items()} == {one["term"]: one["meaning"] for one in glossary.terms()}
