"""The form in Solara: components with reactive values, ``routes`` and ``solara.Link``."""

from collections.abc import Callable
from datetime import date
from typing import Any

import solara
from kept import keep, pages, recall

PAGES = pages()
said = solara.reactive("")


@solara.component
def Question(question: dict[str, Any], answer: Any) -> None:  # noqa: N802
    """One question as the component that fits it."""
    key, kind, words = question["id"], question["kind"], question["words"]
    options = question["options"]
    value = solara.use_reactive(answer)

    def save(changed: Any) -> None:
        value.set(changed)
        said.set(keep(key, changed))

    if kind in ("choice", "scale"):
        solara.Markdown(words)
        with solara.ToggleButtonsSingle(value, on_value=save):
            for point, label in options.items():
                solara.Button(label, value=point)
    elif kind == "several":
        solara.SelectMultiple(words, value.value or [], list(options), on_value=save)
    elif kind == "number":
        solara.InputInt(words, value, on_value=save, optional=True)
    elif kind == "date":
        solara.lab.InputDate(_day(value.value), label=words, on_value=save, optional=True)
    elif kind == "reflection":
        solara.InputTextArea(words, value.value or "", on_value=save)
    else:
        solara.InputText(words, value.value or "", on_value=save)


def _day(value: Any) -> date | None:
    return date.fromisoformat(value) if isinstance(value, str) else value


@solara.component
def Said() -> None:  # noqa: N802
    """What was kept last; a component of its own, so that only this is drawn anew."""
    solara.Text(said.value)


@solara.component
def Form(number: int) -> None:  # noqa: N802
    """One page."""
    answers = solara.use_memo(recall, [])
    with solara.Column():
        for part in PAGES[number]["parts"]:
            if "prose" in part:
                solara.Markdown(part["prose"])
            for question in part.get("questions", []):
                Question(question, answers.get(question["id"]))
        Said()
        with solara.Link("/" if number else "/two"):
            solara.Text(PAGES[1 - number]["title"])


def page(number: int) -> Callable[[], None]:
    """Return the component of a route."""

    @solara.component
    def Page() -> None:  # noqa: N802
        Form(number)

    return Page


routes = [
    solara.Route(path="/", component=page(0), label=PAGES[0]["title"]),
    solara.Route(path="two", component=page(1), label=PAGES[1]["title"]),
]
