"""The form in Streamlit: ``st.navigation``, keyed widgets with callbacks, and ``st.page_link``."""

from datetime import date
from functools import partial
from typing import Any

import streamlit as st
from kept import keep, pages, recall


def save(question: str) -> None:
    """Keep what was just changed."""
    st.session_state.said = keep(question, st.session_state[question])


def ask(question: dict[str, Any], answers: dict[str, Any]) -> None:
    """Show one question as the widget that fits it."""
    key, kind = question["id"], question["kind"]
    options = question["options"]
    if key not in st.session_state:
        value = answers.get(key, [] if kind == "several" else None)
        is_day = kind == "date" and value
        st.session_state[key] = date.fromisoformat(value) if is_day else value
    common = {"label": question["words"], "key": key, "on_change": save, "args": (key,)}
    common["help"] = question["hint"] or None
    if kind in ("choice", "scale"):
        st.radio(
            **common, options=list(options), format_func=options.get, horizontal=kind == "scale"
        )
    elif kind == "several":
        st.multiselect(**common, options=list(options), format_func=options.get)
    elif kind == "number":
        st.number_input(**common, min_value=question["least"], max_value=question["most"], step=1)
    elif kind == "date":
        st.date_input(**common)
    elif kind == "reflection":
        st.text_area(**common)
    else:
        st.text_input(**common)


def show(number: int) -> None:
    """Show one page."""
    answers = recall()
    for part in PAGES[number]["parts"]:
        if "prose" in part:
            st.markdown(part["prose"])
        for question in part.get("questions", []):
            ask(question, answers)
    st.caption(st.session_state.get("said", ""))
    other = 1 - number
    st.page_link(SHOWN[other], label=PAGES[other]["title"])


PAGES = pages()
SHOWN = [
    st.Page(partial(show, 0), title=PAGES[0]["title"], url_path="one", default=True),
    st.Page(partial(show, 1), title=PAGES[1]["title"], url_path="two"),
]
st.navigation(SHOWN, position="hidden").run()
