"""What a search that found nothing may have meant: settings spelt so, or nearly so, wherever they are."""

from html import escape

import streamlit as st

from pages.parts import data, html, opening, tables
from pipelines import finding

MOST = 5
TOLD = "Spelt so or nearly so, whatever the filters:"


def offered(sought: str) -> None:
    """Up to five of them as ways to their pages; nothing where there are none."""
    rows = finding.near(data.served(), sought, {}, [], MOST) if sought else []
    if rows:
        st.write(TOLD)
        html.bullets(
            f"{opening.link(row['urn'], tables.name_of(row))} · {escape(row['urn'])} · {escape(row['local_authority'])}"
            for row in rows
        )
