"""Updating the data from the dashboard: whether that is offered, the two ways to do it, and how the job is going.

The work itself is done by a process of its own (pipelines.jobs): closing the page does not stop it.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from html import escape

import streamlit as st

from pages.parts import alone, html, plain, words
from pipelines import domain, errors, jobs

ALLOW = "SQM_ALLOW_UPDATES"
FORMS = ["csv", "ods", "xlsx"]
LARGEST_MB = 200
EVERY_SECONDS = 1.0
LONGEST_REASON = 700

NOTHING = "Nothing is loaded yet, or what is loaded cannot be read."
SAMPLE = (
    "What you see now is invented sample data. As soon as one real release is here, the dashboard is built from real "
    "releases only."
)
READ_ONLY = (
    "Updates are not made from this page, because other people can reach this dashboard. The person who runs it does "
    f"so on its computer with `python -m pipelines fetch` and then `python -m pipelines build`, or sets `{ALLOW}=1`."
)
FROM_GOV_UK = (
    "This asks GOV.UK for Ofsted’s releases, downloads those that are missing here, and builds the dashboard again. "
    "The first time takes a while; you can close this page, and everybody can go on working."
)
BY_HAND = (
    "For networks that block downloads. Get a provider-level file from GOV.UK in another way, keep its name, and drop "
    "it here. It is checked first, and never replaces another file."
)
LATER = "A file can be added when the update that is running is finished."
ENDED = {
    "done": "The last update is finished.",
    "partly": "The data are up to date, except that some pages or files on GOV.UK could not be fetched.",
    "failed": "The last update did not succeed. What was here before still serves.",
    "stopped": (
        "The last update stopped before it was finished. What was here before still serves. Start it again to go on."
    ),
}
ADDED = "The file is in and the dashboard is built with it."


def is_offered() -> bool:
    """Whether whoever sees this page may update: only who is alone with it, unless configuration says otherwise."""
    return alone.is_alone(ALLOW)


def newest(releases: Sequence[Mapping], today: date) -> str:
    """How many releases are loaded, and how old the newest is."""
    if not releases:
        return NOTHING
    last = max(one["as_at"] for one in releases)
    return (
        f"The newest release here is as at **{domain.long_date(last)}**: {words.age(last, today)} old. "
        f"{words.plural(len(releases), 'release is', 'releases are')} loaded."
    )


def loaded(releases: Sequence[Mapping], today: date) -> None:
    """The releases behind the build with their age, newest first."""
    html.table(
        "The releases this is built from, newest first",
        ["Release as at", "How old", "Coverage", html.Head("Rows", True), "File"],
        [
            (
                domain.long_date(one["as_at"]), words.age(one["as_at"], today), escape(one["coverage"].capitalize()),
                f"{one['rows_staged']:,}", escape(one["file_name"]).replace("_", "_<wbr>"),
            )
            for one in reversed(releases)
        ],
        kind="compact",
    )  # fmt: skip


def progress() -> bool:
    """How the job is going, live, or how the last one ended. Returns whether one is running."""
    job = jobs.look()
    if job.is_running:
        _live()
    elif job.state != "none":
        _ended(job)
    return job.is_running


@st.fragment(run_every=EVERY_SECONDS)
def _live() -> None:
    job = jobs.look()
    if not job.is_running:
        st.rerun()  # the whole page: with the new data
    with st.container(border=True, key="job"):
        step = jobs.SAID.get(job.step, "Starting")
        st.write(f"**An update is running.** {step}.")
        st.progress(job.share or 0.0, text=None)
        _lines(job)
        st.button("Stop the update", key="stop-update", on_click=jobs.cancel)


def _ended(job: jobs.Job) -> None:
    when = f" ({domain.long_date(job.ended_at.date())}, {job.ended_at:%H:%M} UTC)" if job.ended_at else ""
    text = ADDED if (job.kind, job.state) == (jobs.ADD, "done") else ENDED.get(job.state, "")
    show = {"done": st.success, "partly": st.warning, "stopped": st.warning}.get(job.state, st.error)
    show(f"{text}{when}{_why(job)}", icon=":material/info:")
    with st.expander("What it said", key="job-log"):
        _lines(job)


def _why(job: jobs.Job) -> str:
    """The reason of a failure, from what the job said last."""
    last = {"failed": job.lines, "partly": [line for line in job.lines if line.startswith("Not fetched")]}
    said = last.get(job.state) or ()
    return f"  \n{plain.name(said[-1][:LONGEST_REASON])}" if said else ""


def _lines(job: jobs.Job) -> None:
    st.code("\n".join(job.lines[-12:] if job.is_running else job.lines) or "…", language=None, wrap_lines=True)


def from_gov_uk(is_busy: bool) -> None:
    """The button that fetches and builds."""
    st.write(FROM_GOV_UK)
    st.button(
        "Look for new releases", key="update", disabled=is_busy, on_click=_begin,
        icon=":material/sync:",
    )  # fmt: skip


def by_hand(is_busy: bool) -> None:
    """The place to drop a file, and the button that checks it and builds."""
    st.write(BY_HAND)
    if is_busy:
        st.write(LATER)
        return
    number = st.session_state.setdefault("uploads", 0)
    file = st.file_uploader(
        f"A release file ({', '.join(form.upper() for form in FORMS)})", type=FORMS, key=f"upload-{number}",
        max_upload_size=LARGEST_MB,
    )  # fmt: skip
    if file is not None:
        st.button("Add this file and build", key="add", on_click=_add, args=(file,))


def _begin() -> None:
    _tried(jobs.start_update)


def _add(file) -> None:
    _tried(lambda: jobs.start_add(file.name, file.getbuffer()))
    st.session_state["uploads"] += 1  # an empty place for the next file


def _tried(start) -> None:
    try:
        if not start():
            st.toast("An update is running already.")
    except errors.MonitorError as fault:
        st.toast(str(fault))
