"""Presses inside an HTML table: a count that opens the settings behind it.

A link in a table would load the page again, which ends the session that may hold a reader's own list, and Streamlit's
own buttons cannot stand in a table. So the table holds plain buttons, and a few lines of pressing.js, which show
nothing, tell Python which one was pressed. Left out: what a press opens (the page).
"""

from collections.abc import Callable
from html import escape
from pathlib import Path

import streamlit as st

KEY = "presses"
_join = st.components.v2.component(
    KEY, js=(Path(__file__).parent / "pressing.js").read_text(encoding="utf-8"), isolate_styles=False
)


def press(value: str, shown: str, unseen: str) -> str:
    """A button for the cell of a table: what it shows, and what it does for those who only hear it."""
    return (
        f'<button type="button" class="press" value="{escape(value)}">{escape(shown)}'
        f'<span class="unseen">: {escape(unseen)}</span></button>'
    )


def joined(table: str, open_value: str | None, act: Callable[[str], None], shown: str) -> None:
    """Let the presses in a table (its HTML) call act(value). The one that is open says so, and what it opened comes
    into view as far as `shown`, a CSS selector, goes. To be called when the table and what was opened are drawn."""
    # The table is among the data so that it is joined again whenever it is drawn anew.
    _join(key=KEY, data={"open": open_value, "shown": shown, "table": table},
          on_pressed_change=lambda: act(st.session_state[KEY].pressed))  # fmt: skip
