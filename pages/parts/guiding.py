"""The page Guide: which reader it speaks to (kept in the address), and how a step is drawn.

The steps themselves are in guide_steps. Pictures are files of ours, made by `make screenshots`; a step without its
picture is told in words all the same.
"""

from collections.abc import Mapping, Sequence
from pathlib import Path

import streamlit as st

from pages.parts import data, filters, guide_steps, html, plain
from pages.parts.guide_steps import Role, Step

FOLDER = Path(__file__).parent / "guide"
WIDGET = f"w_{filters.ROLE}"
PICTURES = (
    "The pictures show sample data, invented settings, in the light theme. To keep these steps on paper, print this "
    "page: each role prints by itself."
)


def asked(said: Mapping[str, list[str]]) -> tuple[Role, Sequence[str]]:
    """The role the address names, the first where it names none; and a sentence about one that is not known."""
    raw = (said.get(filters.ROLE) or [""])[-1]
    usual = next(iter(guide_steps.ROLES.values()))
    found = guide_steps.ROLES.get(raw)
    return found or usual, [f"“{plain.text(raw)}” is not a role here: this is for {usual.called}."] * bool(
        raw and not found
    )


def choose(role: Role) -> None:
    """The choice between the roles."""
    named = {key: one.called for key, one in guide_steps.ROLES.items()}
    st.session_state[WIDGET] = next(key for key, one in guide_steps.ROLES.items() if one is role)
    st.segmented_control("I am", list(named), key=WIDGET, format_func=named.get, required=True, on_change=_chosen)


def _chosen() -> None:
    """Write the role into the address; the first is the usual, and left out."""
    role = st.session_state[WIDGET]
    beside = {word: values for word, values in filters.address().items() if word != filters.ROLE}
    st.query_params.from_dict({**beside, **({filters.ROLE: [role]} if role != next(iter(guide_steps.ROLES)) else {})})


def show(number: int, step: Step) -> None:
    """One step: what to do, the way there, and how it looks."""
    picture = FOLDER / f"{step.picture}.png"
    with st.container(key=f"step-{number}"):
        words, beside = st.columns([5, 7], gap="medium")
        with words:
            st.subheader(f"{number}. {step.title}", anchor=False)
            st.write(step.text)
            st.page_link(step.page, label=f"Go to {step.place}", icon=":material/arrow_forward:",
                         query_params=filters.carried())  # fmt: skip
        if picture.is_file():
            beside.image(picture, alt=step.alt, width="stretch")


def terms(role: Role) -> None:
    """What the words of these steps mean, from the glossary."""
    told = {one["term"]: one["meaning"] for one in data.glossary()}
    with st.expander("What do these words mean?", key="meanings"):
        html.terms({term: told[term] for term in role.terms})
        st.page_link("pages/method.py", label="Every word, and every rule", query_params=filters.carried())
