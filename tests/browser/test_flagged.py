"""Flagged settings, the adviser's landing page: filters and their address, counts to press, the list, its CSV."""

import re
from urllib.parse import urlencode

from playwright.sync_api import expect

from tests.browser import expected
from tests.browser.conftest import PHONE

NORTHMARSH = {"local_authority": "Northmarsh"}
FILTERS = (
    "local_authority", "region", "constituency", "provider_type", "provider_subtype", "deprivation_band", "evidence",
    "registers", "tier",
)  # fmt: skip


def chips(screen) -> list[str]:
    """The values the filters on the page show as chosen."""
    return [text.strip() for text in screen.page.locator("[data-testid=stMultiSelect] [data-tag]").all_inner_texts()]


def seen(screen) -> tuple:
    """What makes up a view: its heading, its rows, the chosen values, the search."""
    return screen.total, screen.urns, chips(screen), screen.page.get_by_role("textbox", name="Find").input_value()


def download(screen) -> list[dict[str, str]]:
    """The rows of the CSV of the view."""
    with screen.page.expect_download() as begun:
        screen.page.get_by_role("button", name=re.compile("CSV")).click()
    assert begun.value.suggested_filename.endswith(".csv")
    return expected.csv_rows(begun.value.path().read_bytes())


# Filters


def test_without_filters_the_list_holds_the_three_flagged_tiers(screen, sample_listing):
    screen.open()
    wanted = expected.view(sample_listing)
    assert screen.total == len(wanted)
    assert screen.urns == wanted[:25]
    assert "Sample data, invented settings" in screen.text
    assert "Data as at 30 June 2026" in screen.text


def test_filters_narrow_one_after_another_and_stand_in_the_address(screen, sample_listing):
    screen.open()
    chosen = {}
    for label, key, shown, value in (
        ("Local authority", "local_authority", "Northmarsh", "Northmarsh"),
        ("Provider type", "provider_type", "Childminder", "Childminder"),
        ("Why flagged", "flag", "Declining", "declining"),
    ):
        screen.choose(label, shown)
        chosen[key] = value
        wanted = expected.view(sample_listing, **chosen)
        assert (screen.total, screen.urns) == (len(wanted), wanted[:25])
        assert screen.query == {key: [value] for key, value in chosen.items()}
    assert wanted, "the sample must hold a declining childminder in Northmarsh"


def test_choosing_yo_yo_also_finds_settings_with_a_graver_label(screen, sample_listing):
    screen.open().choose("Why flagged", "Yo-yo")
    wanted = expected.view(sample_listing, flag="yo-yo")
    assert screen.total == len(wanted)
    assert screen.urns == wanted[:25]
    assert sample_listing[screen.urns[0]]["label"] == "serious concern"
    expect(screen.page.locator("table.settings tbody tr").first).to_contain_text("also Yo-yo")


def test_every_filter_in_the_address_finds_what_the_data_holds(screen, sample_listing):
    for key in FILTERS:
        values = {row[key] for row in sample_listing.values() if row[key] and row["tier"] in expected.FLAGGED_TIERS}
        value = max(values)
        wanted = expected.view(sample_listing, **{key: value})
        screen.open("?" + urlencode({key: value}))
        assert (key, screen.total, screen.urns) == (key, len(wanted), wanted[:25])
        assert screen.alerts == ""


def test_filters_behind_the_button_work_like_those_on_the_bar(screen, sample_listing):
    screen.open()
    screen.page.get_by_role("button", name=re.compile("^More filters")).click()
    screen.choose("Region", "Sample South").choose("Deprivation", "Most deprived")
    wanted = expected.view(sample_listing, region="Sample South", deprivation_band="Most deprived")
    assert (screen.total, screen.urns) == (len(wanted), wanted[:25])
    assert screen.query == {"region": ["Sample South"], "deprivation_band": ["Most deprived"]}


def test_several_values_of_one_filter_mean_any_of_them(screen, sample_listing):
    screen.open("?local_authority=Northmarsh&local_authority=Tidewell")
    wanted = [
        urn for urn in expected.view(sample_listing)
        if sample_listing[urn]["local_authority"] in ("Northmarsh", "Tidewell")
    ]  # fmt: skip
    assert (screen.total, screen.urns) == (len(wanted), wanted[:25])


def test_search_finds_a_setting_by_name_urn_or_postcode(screen):
    screen.open()
    for text, urn in (
        ("bramble lodge", "S0000001"), ("S0000002", "S0000002"), ("s0000003", "S0000003"), ("VN1 0ZZ", "S0000001"),
    ):  # fmt: skip
        screen.find(text)
        assert urn in screen.urns
        assert screen.query == {"find": [text]}


def test_a_search_holds_what_its_words_find_and_says_what_comes_first(screen, sample_listing):
    screen.open()
    assert "Names that begin as typed" not in screen.text
    for sought in ("Pre-School", "childminder"):
        wanted = expected.view(sample_listing, find=sought)
        screen.find(sought)
        assert (screen.total, screen.urns) == (len(wanted), wanted[:25]) and len(wanted) > 1
        assert f"of {len(wanted):,}. Names that begin as typed come first, in the order chosen" in screen.text
    shown = screen.page.locator("table.settings tbody a").first.inner_text()
    screen.find(shown)
    assert re.fullmatch(r"Childminder S\d+", shown) and screen.urns == [shown.split()[1]]
    assert "Names that begin as typed" not in screen.text


def test_a_search_longer_than_it_can_be_is_cut_and_says_so(screen):
    pasted = " ".join(f"S{number:07}" for number in range(1, 40))
    screen.open().find(pasted)
    assert "A search takes up to 100 characters. What you gave is longer, so its first 100 are used." in screen.alerts
    assert screen.page.get_by_role("textbox", name="Find").input_value() == pasted[:100].strip()
    assert "No setting matches" in screen.text and len(screen.query["find"][0]) == 101
    screen.find("x" * 100)
    assert "A search takes up to" not in screen.alerts


def test_a_name_typed_slightly_wrong_leads_to_the_setting(screen):
    screen.open("?local_authority=Tidewell").find("brambel lodge")
    assert "No setting matches “brambel lodge” here." in screen.alerts and screen.urns == []
    assert "Spelt so or nearly so, whatever the filters" in screen.text
    screen.do(screen.page.get_by_role("link", name="Bramble Lodge Nursery").click)
    assert (screen.at, screen.query["urn"]) == ("setting", ["S0000001"])


def test_search_does_not_find_a_name_that_the_newest_release_withholds(screen):
    for text in ("Quennellsworth", "Osbaldwyke Garden", "Marigold Tremlettine"):
        screen.open("?" + urlencode({"find": text}))
        assert screen.urns == []
        assert "No setting matches" in screen.alerts
    screen.find("S0000044")
    assert screen.urns == ["S0000044"]
    assert "Quennellsworth" not in screen.text


def test_an_empty_result_says_so_with_the_next_step_and_clearing_brings_the_list_back(screen, sample_listing):
    screen.open("?tier=intensive&evidence=strong")
    assert expected.view(sample_listing, tier="intensive", evidence="strong") == []
    assert screen.total == 0
    assert re.search("No setting matches all of these filters.*clear", screen.alerts)
    screen.press("Clear filters", exact=False)
    assert (screen.total, screen.query) == (len(expected.view(sample_listing)), {})


# The address


def test_a_link_reproduces_the_view_on_reload_and_in_another_browser(screen, tab, app):
    screen.open().choose("Local authority", "Northmarsh").choose("Why flagged", "Yo-yo").find("nursery")
    shown = seen(screen)
    assert shown[1], "the view must hold something"
    assert seen(screen.reload()) == shown
    other = tab(app, fresh=True).open(screen.page.url.removeprefix(app.url))
    assert seen(other) == shown


def test_back_and_forward_move_between_views(screen):
    screen.open()
    views = [(screen.page.url, seen(screen))]
    screen.choose("Local authority", "Northmarsh")
    views.append((screen.page.url, seen(screen)))
    screen.choose("Why flagged", "Yo-yo")
    views.append((screen.page.url, seen(screen)))
    assert len({url for url, _ in views}) == 3
    for move, place in ((screen.back, 1), (screen.back, 0), (screen.forward, 1), (screen.forward, 2)):
        move()
        assert (screen.page.url, seen(screen)) == views[place]


def test_filters_survive_other_pages_and_back_and_forward_through_them(screen):
    screen.open().choose("Local authority", "Northmarsh").choose("Why flagged", "Yo-yo")
    shown = seen(screen)
    screen.way("Areas").way("Method").way("Flagged settings")
    assert seen(screen) == shown
    screen.do(screen.names.first.click)
    assert screen.at == "setting"
    screen.do(screen.page.get_by_role("link", name="Back to the list").click)
    assert seen(screen) == shown
    screen.back()
    assert screen.at == "setting"
    screen.back()
    assert (screen.at, seen(screen)) == ("", shown)
    screen.back()
    assert screen.at == "method"
    screen.forward()
    assert seen(screen) == shown


def test_values_in_the_address_that_are_not_recognised_are_named(screen, sample_listing):
    wrong = {
        "local_authority": "Nowhereshire", "tier": "purple", "flag": "wobbly", "region": "Atlantis",
        "constituency": "Rotten Borough", "provider_type": "Zeppelin", "provider_subtype": "Hangar",
        "deprivation_band": "Rather", "evidence": "hearsay", "registers": "XYZ", "order": "sideways",
        "view": "hologram", "page": "minus one", "favourite": "yes",
    }  # fmt: skip
    screen.open("?" + urlencode({**wrong, "local_authority": ["Northmarsh", "Nowhereshire"]}, doseq=True))
    for word, value in wrong.items():
        assert (value if word != "favourite" else word) in screen.alerts
    wanted = expected.view(sample_listing, **NORTHMARSH)
    assert (screen.total, screen.urns) == (len(wanted), wanted[:25]), "what is recognised is applied all the same"


# Counts


def test_enter_takes_the_likeliest_name_and_no_other(screen):
    screen.open()
    box = screen.page.get_by_role("combobox", name="Local authority")
    box.click()
    box.fill("th")
    options = screen.page.get_by_role("option")
    expect(options.nth(1)).to_be_visible()
    first, *others = options.all_inner_texts()
    assert others and not any("Select" in one for one in (first, *others))
    screen.do(lambda: box.press("Enter"))
    assert screen.query == {"local_authority": [first]}


def test_every_count_opens_exactly_that_many_rows(screen, sample_listing):
    screen.open("?" + urlencode(NORTHMARSH))
    here = screen.page.url
    tiers = dict.fromkeys(screen.page.locator(".st-key-tiers button:visible").all_inner_texts(), "tier")
    flags = dict.fromkeys(screen.page.locator(".st-key-flags button:visible").all_inner_texts(), "flag")
    assert len(tiers) == 4
    assert len(flags) >= 7
    for text, key in {**tiers, **flags}.items():
        count = int(re.search(r"[\d,]+", text)[0].replace(",", ""))
        screen.do(
            screen.page.locator(f".st-key-{key}s button:visible", has_text=re.compile(f"^{pattern(text)}$")).click
        )
        assert (text, screen.total) == (text, count)
        rows = download(screen)
        value = screen.query[key][0]
        assert [row["urn"] for row in rows] == expected.view(sample_listing, **NORTHMARSH, **{key: value})
        assert (text, len(rows)) == (text, count)
        assert screen.urns == [row["urn"] for row in rows][:25]
        screen.back()
        assert screen.page.url == here


def pattern(text: str) -> str:
    """Words as a pattern that does not mind how they are broken into lines."""
    return r"\s*".join(re.escape(word) for word in text.split())


def test_the_counts_are_those_of_the_data_and_name_their_denominator(screen, sample_listing):
    screen.open()
    in_scope = [row for row in sample_listing.values() if row["is_in_scope"]]
    for tier in ("intensive", "targeted", "watch", "universal"):
        count = sum(row["tier"] == tier for row in in_scope)
        expect(screen.page.locator(f".st-key-tier-{tier} button:visible")).to_have_text(
            re.compile(rf"^\s*{count:,}\s*{tier.capitalize()}\s*$")
        )
    assert f"of {len(in_scope):,} on the Early Years Register" in screen.text
    yo_yo = sum(expected.holds(row, "yo-yo") for row in in_scope)
    expect(screen.page.get_by_role("button", name=f"Yo-yo {yo_yo}", exact=True)).to_be_visible()


# The list


def test_the_list_can_be_ordered(screen, sample_listing):
    keys = {
        "volatility": lambda row: expected.falling(row["volatility"]),
        "decline": lambda row: expected.falling(row["decline"]),
        "inspected": lambda row: -row["inspected_on"].toordinal() if row["inspected_on"] else 1,
        "name": lambda row: (row["provider_name"] is None, (row["provider_name"] or "").lower()),
    }
    for order, key in keys.items():
        wanted = sorted(expected.view(sample_listing), key=lambda urn: key(sample_listing[urn]))
        screen.open(f"?order={order}")
        assert (order, screen.urns) == (order, wanted[:25])


def test_order_is_chosen_on_the_page_and_kept_in_the_address(screen, sample_listing):
    screen.open()
    screen.page.get_by_role("combobox", name=re.compile("Order by")).click()
    screen.do(screen.page.get_by_role("option", name=re.compile("volatility", re.I)).click)
    assert screen.query == {"order": ["volatility"]}
    assert screen.urns[0] == max(expected.view(sample_listing), key=lambda urn: sample_listing[urn]["volatility"] or 0)


def test_a_row_tells_the_history_and_the_reason_in_words(screen):
    screen.open("?find=S0000001")
    row = " ".join(screen.page.locator("table.settings tbody tr").inner_text().split())
    for told in ("Bramble Lodge Nursery", "Northmarsh", "Intensive", "Serious concern", "also Yo-yo", "14 May 2024"):
        assert told in row
    assert re.search("Good 2016.*RI 2019.*Good 2020.*Inadequate 2024", row)
    screen.find("S0000030")
    row = " ".join(screen.page.locator("table.settings tbody tr").inner_text().split())
    assert "Report card 2026: 1 of 6 areas needs attention, safeguarding met" in row


def test_a_hollow_mark_and_a_score_without_its_share_are_explained_beside_the_list(screen, sample_listing):
    """Without opening anything, on the pages that have one, and only there."""
    hollow = {row["urn"] for row in sample_listing.values() if any(s["is_provisional"] for s in row["marks"] or ())}
    few = {row["urn"] for row in sample_listing.values() if row["volatility"] and (row["peer_count"] or 0) < 30}
    listed = {row["urn"] for row in sample_listing.values() if row["is_in_scope"]}
    for urn in (min(hollow & listed), min(few & listed), min(listed - hollow - few)):
        screen.open(f"?find={urn}")
        caption = " ".join(screen.page.locator("table.settings caption").inner_text().split())
        assert ("A hollow mark is provisional: a step between" in caption) == (urn in hollow)
        assert ("without brackets: fewer than 30 scored settings are of its type" in caption) == (urn in few)
        marks = screen.page.locator("table.settings .mark.provisional")
        assert bool(marks.count()) == (urn in hollow)
        if urn in hollow:
            assert marks.first.get_attribute("title") == "Provisional"


def test_a_score_of_nothing_is_words_on_a_desk_and_on_a_phone(screen, tab, app, sample_listing):
    urn = next(urn for urn in expected.view(sample_listing) if sample_listing[urn]["decline"] == 0)
    assert "no decline" in screen.open(f"?find={urn}").page.locator("table.settings tbody tr").inner_text()
    row = tab(app, viewport=PHONE).open(f"?find={urn}").page.locator("table.settings tbody tr")
    card = " ".join(row.inner_text().split())
    assert "no decline" in card and "Decline" not in card and "0 (" not in card
    button = screen.page.get_by_role("button", name="Download this setting (CSV)", exact=True)
    assert screen.total == 1 and button.count() == 1
    assert screen.page.get_by_role("button", name="Briefing for this setting (HTML)", exact=True).count() == 1


def test_on_a_phone_the_folded_filters_say_that_a_window_is_an_estimate(tab, app):
    screen = tab(app, viewport=PHONE).open("?local_authority=Northmarsh&window=within+6+months")
    folded = screen.page.get_by_role("button", name=re.compile("^.*Filters"))
    assert "Northmarsh · Open now or within 6 months (estimate)" in folded.inner_text()


def test_pages_hold_every_row_once(screen, sample_listing):
    screen.open()
    wanted = expected.view(sample_listing)
    assert len(wanted) > 50
    assert screen.all_urns() == wanted
    assert screen.query == {"page": [str(-(-len(wanted) // 25))]}
    last = screen.urns
    assert screen.reload().urns == last
    assert screen.back().urns == wanted[-len(last) - 25 : -len(last)]
    screen.choose("Local authority", "Northmarsh")
    assert "page" not in screen.query, "another filter starts from its first page"


def test_a_page_past_the_last_says_which_page_is_shown(screen, sample_listing):
    screen.open("?page=99")
    wanted = expected.view(sample_listing)
    assert "There is no page 99" in screen.alerts
    assert screen.urns == wanted[len(wanted) // 25 * 25 :]


def test_choosing_a_row_of_the_list_opens_the_setting(screen):
    screen.open("?local_authority=Northmarsh")
    name, urn = screen.names.first.inner_text(), screen.urns[0]
    screen.do(screen.names.first.click)
    assert (screen.at, screen.query["urn"], screen.title) == ("setting", [urn], name)
    assert screen.query["local_authority"] == ["Northmarsh"]


def test_the_table_shows_the_same_rows_and_opens_the_setting(screen, sample_listing):
    screen.open("?local_authority=Northmarsh")
    wanted = screen.urns
    screen.do(screen.page.get_by_role("radiogroup", name="View").get_by_text("Table").click)
    assert screen.query == {"local_authority": ["Northmarsh"], "view": ["table"]}
    assert f"1–{len(wanted)} of {len(wanted)}. Press a row to open the setting" in screen.text
    grid = screen.page.locator("[data-testid=stDataFrame]")
    for place in (0, 2):
        grid.locator("canvas").first.wait_for()  # drawn anew after each way back, and where it then lies
        box = grid.bounding_box()
        x, y = box["x"] + 200, box["y"] + 35 * (place + 1) + 17
        screen.do(lambda x=x, y=y: screen.page.mouse.click(x, y))
        assert (screen.at, screen.query["urn"]) == ("setting", [wanted[place]])
        screen.back()
        assert (screen.at, screen.title) == ("", "Which settings need a closer relationship?")
        assert screen.query | {"urn": []} == {"local_authority": ["Northmarsh"], "view": ["table"], "urn": []}


def test_the_table_gives_a_grade_and_its_date_and_says_what_is_not_scored(screen, sample_listing):
    table = screen.page.locator(
        "[data-testid=stDataFrame] table[role=grid]"
    )  # what a screen reader gets: as far as drawn
    for flag, said in (("below Good", "not scored"), ("awaiting first inspection", "none yet")):
        address = f"?flag={flag.replace(' ', '+')}"
        urns = screen.open(address).urns
        screen.open(f"{address}&view=table")
        box = screen.page.locator("[data-testid=stDataFrame] canvas").first.bounding_box()
        screen.page.mouse.move(box["x"] + 400, box["y"] + 100)
        screen.page.mouse.wheel(5000, 0)
        expect(table.locator("th", has_text="Evidence")).to_be_attached()
        heads = table.locator("th").all_text_contents()
        assert heads[0] == "Setting" and "URN" not in heads, "names stay in view"
        rows = [row.locator("td").all_text_contents() for row in table.locator("tbody tr").all()]
        told = [dict(zip(heads, row, strict=True)) for row in rows]
        for urn, row in zip(urns, told, strict=False):
            wanted = sample_listing[urn]
            assert row["Latest grade"] == (wanted["grade"] or ("Report card" if wanted["inspected_on"] else "None yet"))
            assert ("20" in row["Date of grade"]) == (wanted["inspected_on"] is not None)
            assert bool(re.match(r"\d", row["Volatility"])) == (wanted["volatility"] is not None)
        assert any(not re.match(r"\d", row["Volatility"]) for row in told)
        assert ("none yet means not scored" in screen.text) == (said == "none yet")


# CSV


def test_the_csv_holds_exactly_the_rows_shown_in_the_order_shown(screen, sample_listing):
    screen.open("?order=inspected").choose("Local authority", "Northmarsh")
    rows = download(screen)
    assert [row["urn"] for row in rows] == screen.all_urns()
    assert len(rows) == screen.total
    assert {row["notice"] for row in rows} == {"sample data, invented settings"}
    told = {row["urn"]: row for row in rows}["S0000001"]
    assert (told["window_to"], told["window_rule"]) == ("2024-11-14", "follow-up serious")
    assert told["history"] == "Good 2016 → Requires improvement 2019 → Good 2020 → Inadequate 2024"
    assert (told["label"], told["tier"]) == ("serious concern", "intensive")
    assert "yo-yo" in told["flags"].split("; ")


def test_a_name_that_a_spreadsheet_would_run_is_made_safe_in_the_csv(screen):
    screen.open("?find=S0000041")
    assert "=Sum of Small Steps Nursery" in screen.text
    assert download(screen)[0]["provider_name"] == "'=Sum of Small Steps Nursery"
