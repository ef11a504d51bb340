"""One setting: why it is flagged, what happened when, where every number comes from; and those with little to show."""

import re

from playwright.sync_api import expect

from pipelines import declared, domain, explain, likeness, reads, sentences
from tests.browser.test_mine import give


def words(screen) -> str:
    """The page's words on one line."""
    return " ".join(screen.text.split())


def table(screen, caption: str):
    """A table by words of its caption."""
    return screen.page.get_by_role("table", name=re.compile(caption))


def test_the_command_line_uses_the_words_of_the_page(screen, sample_served):
    begin = ("Judged", "Rule:", "May affect", "Next inspection.", "Of ", "Volatility =", "Decline =", "The first")
    for urn in ("S0000001", "S0000024"):
        screen.open(f"setting?urn={urn}")
        told = explain.explain(sample_served, urn).splitlines()
        heads = {getattr(sentences, name) for name in ("HAPPENED", "RELEVANT", "LIKE", "ADDS_UP", "COMES_FROM")}
        assert heads <= set(told) and heads <= set(screen.page.get_by_role("heading").all_inner_texts())
        said = [" ".join(line.split()) for line in told if line.strip().startswith(begin)]
        assert len(said) >= 7 and [line for line in said if line not in words(screen)] == []


def test_an_old_grade_is_called_what_it_was_and_the_number_is_told(screen):
    screen.open("setting?urn=S0000024")
    said = table(screen, "On the four-point scale").get_by_role("row", name=re.compile("^Overall"))
    assert [cell.replace("\n", " ") for cell in said.get_by_role("cell").all_inner_texts()] == [
        "▲ provisional: Satisfactory",
        "▲Requires improvement",
        "●Good",
        "●Good",
    ], "that a mark is hollow is said to those who do not see it"
    origin = table(screen, "Each inspection, the releases").get_by_role("row", name=re.compile("^Satisfactory"))
    expect(origin).to_contain_text("Printed as grade 3, which is called Requires improvement since 4 November 2013.")


def test_who_it_is_and_why_it_is_flagged(screen, sample_listing):
    row = sample_listing["S0000001"]
    screen.open("setting?urn=S0000001")
    assert screen.title == "Bramble Lodge Nursery"
    for told in ("URN S0000001", "Full day care", "Northmarsh", "VN1 0ZZ", "Intensive", "Serious concern", "Yo-yo",
                 "May affect funded places", "Evidence: some (4 graded inspections)"):  # fmt: skip
        assert told in words(screen)
    assert screen.page.get_by_role("heading", level=2).first.inner_text() == row["reason"]
    assert re.search("Inadequate on 14 May 2024.*2020.*2019", row["reason"])
    assert "Sample data, invented settings" in screen.text
    assert screen.page.get_by_role("link", name=re.compile("Ofsted report")).count() == 0, "sample data has no reports"


def test_a_later_visit_without_a_grade_is_told_beside_why_it_is_flagged(screen):
    screen.open("setting?urn=S1005499")
    assert "Visited 13 April 2026: Not met (with actions), never scored (no children on roll)." in words(screen)
    screen.open("setting?urn=S0000001")
    assert "never scored" not in words(screen).split("What happened when")[0]


def test_the_timeline_is_a_picture_with_words(screen):
    screen.open("setting?urn=S0000001").charts_drawn()
    chart = screen.charts
    expect(chart).to_have_count(1)
    expect(chart.locator("svg")).to_be_visible()
    told = chart.get_attribute("aria-label")
    order = [told.index(day) for day in ("15 March 2016", "12 February 2019", "21 January 2020", "14 May 2024")]
    assert order == sorted(order)
    drawn = " ".join(chart.locator("svg text").all_text_contents())
    for told in ("Secure", "Below", "Serious", "Inadequate May 2024", "As at 30 Jun 2026", "Report cards"):
        assert told in drawn


def test_judgements_points_and_sources_are_those_of_the_data(screen, sample_served):
    screen.open("setting?urn=S0000001")
    judged = table(screen, "four-point scale")
    expect(judged.get_by_role("columnheader")).to_have_text(
        ["Area", "15 March 2016", "12 February 2019", "21 January 2020", "14 May 2024"]
    )
    expect(judged.get_by_role("row", name=re.compile("^Safeguarding"))).to_contain_text("Not met")
    steps = reads.changes(sample_served, "S0000001")
    points = table(screen, "One row for each step between graded inspections")
    expect(points.locator("tbody tr")).to_have_count(len(steps))
    for step, row in zip(steps, points.locator("tbody tr").all(), strict=True):
        expect(row).to_contain_text(domain.long_date(step["to_on"]))
        expect(row.get_by_role("cell", name=f"{step['points']:g}", exact=True).first).to_be_visible()
    one = reads.setting(sample_served, "S0000001")
    assert f"= {one['volatility']:.2f}" in words(screen)
    assert f"= {one['decline']:.2f}" in words(screen)
    for release in reads.appearances(sample_served, "S0000001"):
        assert domain.long_date(release["as_at"]) in words(screen)
    sources = table(screen, "releases that print it")
    expect(sources.locator("tbody tr")).to_have_count(4)
    expect(sources.locator("tbody tr").first).to_contain_text("31 August 2020")


def test_the_points_on_screen_add_up_to_the_score(screen, sample_listing):
    screen.open("setting?urn=S0000001")
    rows = table(screen, "One row for each step").locator("tbody tr").all()
    cells = [[float(cell) for cell in row.get_by_role("cell").all_inner_texts()[-2:]] for row in rows]
    score = 100 * sum(product for _, product in cells) / (1 + sum(weight for weight, _ in cells)) / 6
    assert abs(score - sample_listing["S0000001"]["volatility"]) < 0.01


def test_relevant_support_follows_the_weak_areas(screen):
    screen.open("setting?urn=S0000001")
    told = words(screen)
    assert "esignated safeguarding lead training" in told
    assert "raises the grade" not in told
    screen.open("setting?urn=S0000013")
    assert screen.page.get_by_role("heading", name="Relevant support").is_visible()
    for row in declared.rows("support_themes"):
        assert row["theme"].lower() not in words(screen).lower(), "nothing was weak"


def test_a_report_card_has_no_overall_grade_and_its_own_areas(screen):
    screen.open("setting?urn=S0000030")
    assert "Report card 2026: 1 of 6 areas needs attention, safeguarding met" in words(screen)
    card = table(screen, "report card")
    expect(card.get_by_role("row", name=re.compile("[Gg]overnance"))).to_contain_text("Needs attention")
    expect(card.get_by_role("row", name=re.compile("^Overall"))).to_have_count(0)


def test_a_correction_shows_what_the_other_release_said(screen):
    screen.open("setting?urn=S0000020")
    assert "15 June 2021" in words(screen), "the date the earlier release printed"
    assert "17 June 2021" in words(screen)
    screen.open("setting?urn=S0000021")
    differs = table(screen, "releases that print it").get_by_role("row", name=re.compile("6 July 2021"))
    expect(differs).to_contain_text("Requires improvement")


def test_one_inspection_shows_it_and_says_why_there_is_no_score(screen):
    screen.open("setting?urn=S0000007")
    assert screen.title == "Marlholme Day Nursery"
    assert "A score needs two graded inspections" in screen.text
    expect(screen.charts).to_have_count(1)
    screen.unfold()
    expect(screen.page.get_by_role("table").filter(has_text="11 February 2025").first).to_be_visible()


def test_no_inspection_says_so_with_the_next_step(screen):
    screen.open("setting?urn=S0000012")
    assert "No inspection of this setting has been seen yet" in screen.alerts
    assert "Awaiting first inspection" in screen.text
    expect(screen.charts).to_have_count(0)


def test_a_name_that_ofsted_withholds_is_said_to_be_withheld(screen):
    for urn, former in (("S0000057", None), ("S0000044", "Quennellsworth"), ("S0000046", "Tremlettine")):
        screen.open(f"setting?urn={urn}")
        assert urn in screen.title
        assert "Ofsted withholds" in screen.text
        assert former is None or former not in screen.page.content()


def test_a_setting_that_has_left_is_said_to_have_left(screen):
    screen.open("setting?urn=S0000017")
    assert screen.title == "Wrenfold Nursery"
    told = words(screen)
    assert re.search(r"\bLeft\b", told)
    assert "31 August 2020" in told, "the release that last lists it"
    screen.open("?find=S0000017")
    assert screen.urns == ["S0000017"], "a search reaches settings that have left"


def test_a_setting_out_of_scope_is_said_to_be_out_of_scope(screen):
    screen.open("setting?urn=S0000016")
    assert "Out of scope" in screen.text
    assert "Not on the Early Years Register" in screen.text
    assert "20 July 2021" in words(screen), "its visits are shown all the same"


def test_a_likely_earlier_registration_is_told_with_reasons_and_not_scored(screen):
    screen.open("setting?urn=S0000019&local_authority=Tidewell")
    row = table(screen, "ended before").locator("tbody tr")
    for told in ("Thistlegarth House Nursery", "URN S0000018", "Same postcode", "registered on 3 April 2023",
                 "Likely, not scored"):  # fmt: skip
        expect(row).to_contain_text(told)
    assert "S0000019,S0000018,confirmed" in words(screen), "the line that confirms it"
    assert "earlier inspections are not counted" in words(screen)
    screen.do(row.get_by_role("link", name="Thistlegarth House Nursery").click)
    assert screen.query == {"local_authority": ["Tidewell"], "urn": ["S0000018"]}
    expect(table(screen, "began after")).to_contain_text("Thistlegarth House Day Nursery")


def test_a_confirmed_link_is_marked_wherever_its_inspections_are_shown(screen):
    screen.open("setting?urn=S0000068")
    expect(table(screen, "ended before")).to_contain_text("Confirmed")
    expect(table(screen, "four-point scale")).to_contain_text("15 May 2018 (of S0000067)")
    expect(table(screen, "Each inspection, the releases")).to_contain_text("earlier registration S0000067")
    assert "Good 2019 (earlier registration) → Requires improvement 2024" in words(screen)
    assert table(screen.open("setting?urn=S0000070"), "ended before").count() == 0, "rejected: not shown"


CARRIED_OVER = "† An inspection of an earlier registration, carried over by a confirmed link."


def test_a_history_in_one_line_tells_them_apart_to_the_eye_and_the_ear_and_says_what_the_sign_means(screen):
    """In the list, beside each other, and in a list of one's own; on paper: tests/test_panel.py."""

    def steps() -> list[str]:
        return [" ".join(one.text_content().split()) for one in screen.page.locator("span.step").all()]

    wanted = ["●Good 2015 † (earlier registration)", "▲RI 2018 † (earlier registration)",
              "●Good 2019 † (earlier registration)", "▲RI 2024"]  # fmt: skip
    give(screen, "S0000068")
    for go in (screen.settled, lambda: screen.way("Flagged settings"),
               lambda: screen.open("compare_settings?urn=S0000068")):  # fmt: skip
        go()
        assert steps() == wanted
        expect(screen.page.locator("caption")).to_contain_text(CARRIED_OVER)
        seen = screen.page.locator("span.step").first.locator("[aria-hidden=true]").last
        expect(seen).to_have_text("†")
        expect(seen).to_be_visible()
    assert "†" not in screen.open("?find=S0000001").text, "no sign, no legend"


def test_an_unknown_urn_and_no_urn_are_friendly_with_a_way_back(screen):
    screen.open("setting?urn=S9999999&local_authority=Northmarsh")
    assert "S9999999" in screen.alerts
    assert "Check the number" in screen.alerts
    screen.do(screen.page.get_by_role("link", name="Back to the list").click)
    assert screen.query == {"local_authority": ["Northmarsh"]}
    assert screen.total > 0
    screen.open("setting")
    assert "Choose a setting in the list" in screen.alerts


def test_a_urn_is_read_whatever_its_case_and_spaces(screen):
    assert screen.open("setting?urn=%20s0000001%20").title == "Bramble Lodge Nursery"


def test_a_history_that_vanished_from_later_releases_is_kept_and_said_to_be(screen):
    screen.open("setting?urn=S0000037")
    assert "prints none of its graded inspections: they are kept from older releases" in screen.text
    screen.open("setting?urn=S0000001")
    assert "prints none of its graded inspections" not in screen.text


def test_what_came_next_for_settings_like_it_is_said(screen, sample_served, sample_listing):
    screen.open("setting?urn=S0000008")
    told = likeness.told(sample_served, "S0000008")
    assert told in words(screen) and " Among " in told and "an estimated rate of" in told and likeness.CAUTION in told
    beyond = next(urn for urn, row in sample_listing.items() if not row["is_in_scope"])
    screen.open(f"setting?urn={beyond}")
    assert "Settings like this one" not in screen.text
