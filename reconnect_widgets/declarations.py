"""What the notebooks say is asked: their code cells read, without being run.

A page's code cells are plain declarations, so ``page.form(...)`` and its like are read with :mod:`ast`.
A cell that holds anything else says nothing here.
"""

import ast
import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from functools import cache, lru_cache, partial
from pathlib import Path
from typing import Any, get_type_hints

from . import forms, prompts, tools
from .forms import FormPlan, Questions
from .places import notebooks_folder
from .prompts import Prompt
from .stages import BY_NUMBER, STAGES

_MAKERS: dict[str, Callable[..., Any]] = {name: getattr(tools, name) for name in tools.__all__}
TOOLS: Mapping[str, Callable[..., FormPlan]] = {
    name: make for name, make in _MAKERS.items() if get_type_hints(make)["return"] is FormPlan
}
"""What is a method of a page and makes a tool."""

ASKED: Mapping[str, Callable[..., Any]] = {
    **{kind: getattr(prompts, kind) for kind in prompts.KINDS},
    **{name: make for name, make in _MAKERS.items() if name not in TOOLS},
}
"""What stands among the arguments: kinds of questions, and what only some tools ask."""


@dataclass(frozen=True, eq=False)
class Cell:
    """What a code cell says: the page that is open after it, and what its form asks."""

    source: str
    page: str
    plan: FormPlan | None = None


@cache
def questions(folder: Path | None = None) -> Questions:
    """Return every question of the workbook, as the notebooks of a folder ask it where they are there."""
    found: dict[str, tuple[str, Prompt]] = {}
    for stage in STAGES:
        for prompt in asked_on(stage.number, folder):
            found.setdefault(prompt.id, (stage.number, prompt))
    return found


def asked_on(page: str, folder: Path | None = None) -> list[Prompt]:
    """Return what a page asks.

    A notebook that is missing or cannot be read asks nothing: the other pages go on without it.
    """
    file = BY_NUMBER[page].file
    try:
        there = folder if folder and (folder / file).is_file() else notebooks_folder()
        notebook = json.loads((there / file).read_text("utf-8"))
        return [prompt for plan in form_plans(notebook).values() for prompt in plan.prompts]
    except (OSError, ValueError, LookupError, TypeError):
        return []


def form_plans(notebook: Mapping[str, Any]) -> dict[int, FormPlan]:
    """Return what each form of a notebook asks, by the index of its cell."""
    return {index: cell.plan for index, cell in code_cells(notebook) if cell.plan}


def code_cells(notebook: Mapping[str, Any]) -> Iterator[tuple[int, Cell]]:
    """Give what each code cell says, with its index."""
    page = ""
    for index, cell in enumerate(notebook["cells"]):
        if cell["cell_type"] == "code":
            read = read_cell(source_of(cell), page)
            page = read.page
            yield index, read


def idle_conditions(notebook: Mapping[str, Any], asked: Questions) -> Iterator[str]:
    """Say which answers guidance waits for that nobody can give, since no notebook asks for them."""
    for number, (_, cell) in enumerate(code_cells(notebook), 1):
        for question, *keys in _said_in(cell.source):
            offered = asked[question][1].options if question in asked else {}
            for key in keys:
                if key not in offered:
                    yield f"code cell {number} waits for {key!r}, which nobody can answer to {question!r}."


def _said_in(source: str) -> Iterator[list[str]]:
    with suppress(SyntaxError):
        for node in ast.walk(ast.parse(source)):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") in ("said", "not_said"):
                yield [str(getattr(argument, "value", "")) for argument in node.args]


@lru_cache(maxsize=1000)
def read_cell(source: str, page: str = "") -> Cell:
    """Return what a cell says on a page that was opened before it."""
    try:
        statements = ast.parse(source).body
    except SyntaxError:
        return Cell(source, page)
    for statement in statements:
        page = _page_opened(statement) or page
    last = statements[-1] if statements else None
    return Cell(source, page, _form_plan(last, page) if last else None)


def source_of(cell: Mapping[str, Any]) -> str:
    """Return what stands in a cell of a notebook, which a file may have line by line."""
    source = cell["source"]
    return source if isinstance(source, str) else "".join(source)


def _page_opened(statement: ast.stmt) -> str:
    """Return the number in ``page = open_page("01")``."""
    if isinstance(statement, ast.Assign) and isinstance(statement.value, ast.Call):
        call = statement.value
        if isinstance(call.func, ast.Name) and call.func.id == "open_page" and call.args:
            return str(getattr(call.args[0], "value", ""))
    return ""


def _form_plan(statement: ast.stmt, page: str) -> FormPlan | None:
    """Read ``page.form(...)`` and its like; anything else is ``None``."""
    if not (isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Call)):
        return None
    call = statement.value
    if not isinstance(call.func, ast.Attribute):
        return None
    makers: dict[str, Callable[..., FormPlan]] = {
        "form": forms.form,
        "assessment": forms.assessment,
        "safety_check": forms.safety_check,
        "contact": forms.contact,
        "ask_again": forms.ask_again,
        "finish": partial(forms.finish, page),
        **TOOLS,
    }
    make = makers.get(call.func.attr)
    if make is None:
        return None
    try:
        named = {keyword.arg: _value(keyword.value) for keyword in call.keywords if keyword.arg}
        unless = named.pop("unless", "")
        return forms.without(make(*(_value(argument) for argument in call.args), **named), unless)
    except Exception:  # noqa: BLE001  # what is wrong with a cell is said where it is run
        return None


def _value(node: ast.expr) -> Any:
    """Return the value of a literal, or of a question whose arguments are such."""
    if not isinstance(node, ast.Call):
        return ast.literal_eval(node)
    if not isinstance(node.func, ast.Name) or node.func.id not in ASKED:
        raise ValueError("This is no plain declaration.")
    named: dict[Any, Any] = {keyword.arg: _value(keyword.value) for keyword in node.keywords}
    return ASKED[node.func.id](*(_value(argument) for argument in node.args), **named)
