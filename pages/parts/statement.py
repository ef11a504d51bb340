"""The accessibility statement. Every sentence about what was tested has its test in tests/browser or
tests/test_marks.py; what is not tested is said to be so. A screen reader was listened to by hand.
Left out: dates.
"""

LEAD = (
    "It aims at the Web Content Accessibility Guidelines (WCAG) 2.2, level AA. Nobody outside the project has checked "
    "it, so it claims no more than the tests below, which come with it. A council that puts it before the "
    "public needs a statement of its own; this page is what it can start from."
)

TESTED = (
    "Every page, and most states of it (filters set or open, nothing found, folds open, a withheld name), is checked "
    "by axe-core against its rules for WCAG 2.0, 2.1 and 2.2, A and AA. It finds nothing.",
    "Most of that is done at 1280 and at 390 points wide, in light and in dark. The Data page during an update, the "
    "back-test on the Method page, visit briefings and panel packs are checked in some of these.",
    "At 390 points wide no page scrolls sideways, and at 320 none but Compare settings and the briefings, which were "
    "not tried. 320 is what a window 1280 wide becomes at 400 % zoom; one test does the main tasks at that width.",
    "The keyboard alone sets a filter, presses a count, changes the order, opens a setting, unfolds a table, takes a "
    "briefing and goes back to the list. Every stop on that way has a frame when it has the focus.",
    "On the list of settings, every stop of the Tab key that is tried (up to 45) looks different when it has the "
    "focus.",
    "The charts on a setting’s page and on Areas, and the map, have a sentence in words, and the same figures or "
    "settings in a table.",
    "The screen reader Orca with Chromium, on Linux, was listened to on the list of settings, one setting and Areas: "
    "headings, links, buttons, tables with their headers, and the sentence of each chart are read in order. What was "
    "read badly (words run together, the raw numbers of chart marks) was mended, and those two have tests.",
    "When a filter, a search or a press has changed a page, a live region says what its first heading now says, "
    "such as how many settings are left.",
    "A spreadsheet from Downloads has a title and one named table with a header on each sheet, contents that lead to "
    "them, notes, and no merged, hidden or empty rows and columns. Nothing in it is told by colour alone.",
    "Words and marks in our own colours keep a contrast of 4.5 to 1 (words) and 3 to 1 (marks), in light and in dark. "
    "Tiers and bands have a word and a sign of their own: nothing is told by colour alone.",
)
NOT_MET = (
    "The table view of the list is a grid drawn as a picture. A screen reader may not read all of it, "
    "and what stands in an empty cell is pale. The list, which is the other view, holds the same settings as text, and "
    "Downloads has every row.",
    "A briefing opened in a word processor loses the drawing of its timeline, and has the words of it in a row "
    "instead. The line above and the table below it say the same.",
    "The points of a chart or a map cannot be reached by keyboard. The table below or beside it holds the same; that "
    "of the map links to each setting.",
    "The header row of a spreadsheet stays in place while you scroll. With a screen magnifier that may be in the way: "
    "View, Freeze Panes, Unfreeze Panes lets it go.",
    "A briefing or a panel pack saved as PDF by a browser may lose its headings and its reading order. The HTML file "
    "keeps them.",
    "Menus, pickers and the upload box come with Streamlit, which the dashboard is made with. They are tested here as "
    "they come; a fault in one of them has to be mended there.",
)
NOT_TESTED = (
    "No person who uses a screen reader, a magnifier or speech to control a computer has tried it. NVDA, JAWS, "
    "VoiceOver, magnifiers and speech control have not been run with it, nor anything on Windows.",
    "Spreadsheets, CSV files, briefings and panel packs were opened in LibreOffice, not in Excel or Word, and none "
    "with a screen reader.",
    "Only Chromium has been tried: not Safari, not Firefox, and no real phone.",
    "Not every task has been done by keyboard alone: the journey above has.",
    "Browser zoom itself (narrow windows stand in for it), larger spacing of text, and high-contrast modes of the "
    "system have not been tried.",
    "The section for a council’s own Ofsted feed has not been checked by axe-core.",
    "How easy the words are to read has not been measured with readers.",
)

PARTS = (
    ("What was tested?", "", TESTED),
    ("What is not met?", "These are known. Each has another way.", NOT_MET),
    ("What was not tested?", "Here nobody knows yet whether it works.", NOT_TESTED),
)
REPORT = (
    "Tell the person who runs this dashboard in your council. Say which page, what you tried to do, and what you use "
    "(browser, screen reader, zoom). The address of the page holds the view, so send it along. Ask them for the "
    "information in another form if you need it: the Downloads page has the data as plain files."
)
