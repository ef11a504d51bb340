"""Download buttons. The file is made when its button is pressed, from the build on screen, and pressing runs no page.

Left out: what the files hold (pipelines.export) and what they are called in words (words).
"""

from collections.abc import Callable, Mapping

import streamlit as st

from pages.parts import data, data_changes, words

MIME = {
    "csv": "text/csv", "parquet": "application/vnd.apache.parquet", "zip": "application/zip", "html": "text/html",
    "txt": "text/plain", "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}  # fmt: skip


def flagged(chosen, total: int) -> None:
    """Exactly the rows of this view, every page of it, as CSV and beside it as a spreadsheet."""
    buttons = (("csv", words.download_these(total), None), ("xlsx", "Spreadsheet", words.SPREADSHEET))
    with st.container(key="get-flagged", horizontal=True, gap="small", width="content"):
        for form, label, tip in buttons:
            name = words.file_name("flagged-settings", data.build(), chosen, form)
            made = data.download_flagged(chosen.filters, chosen.order, form)
            _button(label, made, name, f"download-flagged-{form}", tip=tip)


def briefing(row) -> None:
    """One setting on paper: a page of HTML that the browser prints or saves as PDF."""
    name = words.file_name(f"briefing-{row['urn']}", data.build(), form="html")
    _button("Print a briefing", data.download_briefing(row["urn"]), name, "briefing", ":material/print:",
            words.BRIEFING)  # fmt: skip


def briefings(chosen, total: int) -> None:
    """The settings of this view on paper, in its order, as many as one document takes."""
    name = words.file_name("briefings", data.build(), chosen, "html")
    made = data.download_briefings(chosen.filters, chosen.order)
    _button(words.briefings_of(total, data.MOST_BRIEFINGS), made, name, "briefings", ":material/print:", words.BRIEFING)


def briefings_for(urns: list[str]) -> None:
    """These settings on paper, in this order, as many as one document takes."""
    made = data.download_briefing(*urns[: data.MOST_BRIEFINGS])
    label = words.briefings_of(len(urns), data.MOST_BRIEFINGS)
    _button(label, made, words.file_name("briefings", data.build(), form="html"), "my-briefings", ":material/print:",
            words.BRIEFING)  # fmt: skip


def datasets(files: Mapping[tuple[str, str], str], areas: tuple[str, ...]) -> None:
    """Files of datasets, {(dataset, form): the button's name}, of these local authorities (none: of all)."""
    with st.container(key="get", horizontal=True, gap="small"):
        for (name, form), said in files.items():
            _button(said, data.download(name, form, areas), words.dataset_file(name, form, data.build(), areas),
                    f"get-{name}-{form}")  # fmt: skip


def areas(by: str) -> None:
    """The areas dataset, from the areas page."""
    name = words.file_name("areas", data.build())
    _button("Download all areas (CSV)", data.download("areas", "csv"), name, "download-areas")


def whole_ledger() -> None:
    """Everything that could not be taken as printed, from the data quality page."""
    name = words.file_name("ledger", data.build())
    _button("Download the whole ledger (CSV)", data.download("ledger", "csv"), name, "download-ledger")


def changes(asked, chosen, kind: str | None, total: int) -> None:
    """The CSV of exactly the rows of a view of what changed, and the digest of all of it."""
    build, dates = data.build(), f"{asked.from_on.isoformat()}_to_{asked.to_on.isoformat()}"
    if total:
        name = words.file_name(f"what-changed_{dates}", build, chosen)
        _button(words.download_these(total), data_changes.csv(asked, kind), name, "download-changes")
    name = words.file_name(f"what-changed-digest_{dates}", build, chosen, "txt")
    _button("Digest to e-mail (text)", data_changes.text(asked), name, "download-digest")


def panel_pack(asked, chosen) -> None:
    """The pack for a panel, of the local authorities chosen; how to get one where none is."""
    if not asked.local_authorities:
        st.caption(words.NO_PANEL_PACK)
        return
    build = {**data.build(), "as_at": asked.to_on}
    name = words.file_name(f"panel-pack_since-{asked.from_on.isoformat()}", build, chosen, "html")
    _button("Panel pack (HTML)", data_changes.panel_pack(asked), name, "download-panel-pack", ":material/print:",
            words.PANEL_PACK)  # fmt: skip


def _button(
    label: str, made: Callable[[], bytes], file_name: str, key: str, icon: str = ":material/download:",
    tip: str | None = None,
) -> None:  # fmt: skip
    st.download_button(
        label, data=made, file_name=file_name, mime=MIME[file_name.rsplit(".", 1)[1]], key=key, on_click="ignore",
        icon=icon, help=tip,
    )  # fmt: skip
