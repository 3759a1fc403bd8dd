"""The same questions as core ipywidgets, as a notebook for stock Voila would make them."""

from datetime import date
from typing import Any

import ipywidgets as widgets
from IPython.display import display
from kept import keep, pages, recall

WIDE = {"layout": {"width": "auto"}, "style": {"description_width": "initial"}}


def ask(page: int, part: int) -> None:
    """Show the questions of one part of a page, filled with what was answered before."""
    answers = recall()
    said = widgets.Label("")
    for question in pages()[page]["parts"][part]["questions"]:
        asked = widget(question, answers.get(question["id"]))

        def save(change: Any, id: str = question["id"]) -> None:
            said.value = keep(id, change["new"])

        asked.observe(save, "value")
        display(widgets.Label(question["words"]), asked)
    display(said)


def floor(page: int) -> None:
    """Show one slider, the least that a page can hold."""
    slider, said = widgets.IntSlider(0, 0, 100), widgets.Label("")

    def save(change: Any) -> None:
        said.value = keep(f"floor{page}", change["new"])

    slider.observe(save, "value")
    display(slider, said)


def widget(question: dict[str, Any], value: Any) -> widgets.DOMWidget:
    """Return the widget that fits a question."""
    kind = question["kind"]
    options = [(label, key) for key, label in question["options"].items()]
    if kind in ("choice", "scale"):
        return widgets.RadioButtons(options=options, value=value, **WIDE)
    if kind == "several":
        return widgets.SelectMultiple(options=options, value=value or (), **WIDE)
    if kind == "number":
        most = question["most"] or 1_000_000
        least = question["least"]
        return widgets.BoundedIntText(value or least, min=least, max=most, **WIDE)
    if kind == "date":
        return widgets.DatePicker(value=date.fromisoformat(value) if value else None)
    if kind == "reflection":
        return widgets.Textarea(value or "", continuous_update=False, **WIDE)
    return widgets.Text(value or "", continuous_update=False, **WIDE)
