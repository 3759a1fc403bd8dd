"""The form in Panel: two apps of one server, as its documentation builds several pages."""

import sys
from collections.abc import Callable
from datetime import date
from functools import partial
from typing import Any

import panel as pn
from kept import keep, pages, recall

PAGES = pages()


def widget(question: dict[str, Any], value: Any) -> pn.widgets.Widget:
    """Return the widget that fits a question."""
    kind, words = question["kind"], question["words"]
    options = {label: key for key, label in question["options"].items()}
    if kind in ("choice", "scale"):
        inline = kind == "scale"
        return pn.widgets.RadioBoxGroup(name=words, options=options, value=value, inline=inline)
    if kind == "several":
        return pn.widgets.CheckBoxGroup(name=words, options=options, value=value or [])
    if kind == "number":
        limits = {"start": question["least"], "end": question["most"]}
        return pn.widgets.IntInput(name=words, value=value, **limits)
    if kind == "date":
        day = date.fromisoformat(value) if value else None
        return pn.widgets.DatePicker(name=words, value=day)
    if kind == "reflection":
        return pn.widgets.TextAreaInput(name=words, value=value or "")
    return pn.widgets.TextInput(name=words, value=value or "")


def show(number: int) -> pn.Column:
    """Return one page."""
    answers = recall()
    said = pn.pane.Str("")
    page = pn.Column()
    for part in PAGES[number]["parts"]:
        if "prose" in part:
            page.append(pn.pane.Markdown(part["prose"]))
        for question in part.get("questions", []):
            asked = widget(question, answers.get(question["id"]))
            if question["kind"] in ("choice", "scale", "several"):
                page.append(pn.pane.Markdown(question["words"]))
            asked.param.watch(partial(save, question["id"], said), "value")
            page.append(asked)
    link = f"[{PAGES[1 - number]['title']}](/{'one' if number else 'two'})"
    page.extend([said, pn.pane.Markdown(link)])
    return page


def save(question: str, said: pn.pane.Str, event: Any) -> None:
    """Keep what was just changed."""
    said.object = keep(question, event.new)


if __name__ == "__main__":
    apps: dict[str, Callable[[], pn.Column]] = {"one": lambda: show(0), "two": lambda: show(1)}
    pn.serve(apps, port=int(sys.argv[1]), address="127.0.0.1", show=False)
