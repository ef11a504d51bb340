"""Documents on paper: what a browser makes of one when it prints."""

import io

from playwright.sync_api import Page
from pypdf import PdfReader

A4 = (595, 842)  # points


def printed(page: Page) -> list[str]:
    """The text of each sheet of the PDF that the browser makes of what it shows."""
    return sheets(pdf(page))


def pdf(page: Page) -> bytes:
    """What the browser saves of a page as PDF."""
    return page.pdf(prefer_css_page_size=True, tagged=True)


def sheets(content: bytes) -> list[str]:
    """The text of each sheet of a PDF, all of them A4."""
    found = PdfReader(io.BytesIO(content)).pages
    for sheet in found:
        assert tuple(round(side) for side in sheet.mediabox[2:]) == A4
    return [" ".join(sheet.extract_text().split()) for sheet in found]
