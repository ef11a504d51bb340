"""Documents on paper: what a browser makes of one when it prints."""

import io

from playwright.sync_api import Page
from pypdf import PdfReader

A4 = (595, 842)  # points


def printed(page: Page) -> list[str]:
    """The text of each sheet of the PDF that the browser makes of what it shows."""
    content = page.pdf(prefer_css_page_size=True, tagged=True)
    sheets = PdfReader(io.BytesIO(content)).pages
    for sheet in sheets:
        assert tuple(round(side) for side in sheet.mediabox[2:]) == A4
    return [" ".join(sheet.extract_text().split()) for sheet in sheets]
