"""Method: every label, rule and parameter as the declared tables have them."""

import re

from pipelines import declared, domain, reads


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
