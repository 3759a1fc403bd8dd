"""The forms of a page as HTML, before any kernel has run it.

A page's code cells are plain declarations, so they can be read without being run: this module reads
``page.form(...)`` and its like with :mod:`ast` and makes the HTML that the widget will show. So the
questions stand in the page as soon as it arrives, and nothing jumps when the kernel is ready. A cell
that holds anything else has no skeleton and gets its room when it is there.
"""

import ast
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache, partial
from typing import Any

from markupsafe import Markup

from .. import forms, prompts, tools
from ..exceptions import PromptError
from ..forms import FormPlan
from ..stages import STAGES
from ..views.where import where_words
from ..widgets import markup

ASKED: dict[str, Callable[..., Any]] = {
    name: getattr(prompts, name)
    for name in [
        "choice",
        "several",
        "scale",
        "number",
        "date",
        "text",
        "reflection",
        "plan",
        "log",
    ]
}
ASKED |= {
    name: getattr(tools, name)
    for name in ["begging", "days_after", "event", "section", "standing_up"]
}
TOOLS: Mapping[str, Callable[..., FormPlan]] = {
    name: getattr(tools, name)
    for name in [
        "builder",
        "calendar",
        "cards",
        "desk",
        "drawer",
        "erase",
        "export",
        "handout",
        "lock",
        "rehearse",
        "restore",
        "sort",
        "two_person",
    ]
}

SAME_FOR_ALL = "page.show(where_answers())"
"""The words of this cell need no reader."""


JOURNEY = STAGES[-1].number
COMING_FIRST = Markup(
    '<div class="rc rc-words rc-coming rc-coming-first"><p role="status">Your answers are being added up. '
    "The first time, this can take a while. You can read and answer meanwhile.</p></div>"
)
COMING = Markup('<div class="rc rc-words rc-coming"><p>This is being worked out.</p></div>')


class NotPlain(ValueError):
    """A cell holds more than plain declarations."""


def form_plans(notebook: Mapping[str, Any]) -> dict[int, FormPlan]:
    """Return what each form of a notebook asks, by the index of its cell."""
    return {index: cell.plan for index, cell in _cells(notebook) if cell.plan}


def skeletons(notebook: Mapping[str, Any]) -> dict[int, str]:
    """Return the HTML of a notebook's forms, still disabled, by the index of the cell."""
    return {
        index: where_html() if cell.is_same_for_all else cell.html
        for index, cell in _cells(notebook)
        if cell.is_same_for_all or cell.html
    }


def where_html() -> str:
    """Return what stands in the page for words that need no reader."""
    return f'<div class="rc rc-words" data-known>{where_words()}</div>'


def summaries(notebook: Mapping[str, Any]) -> dict[int, str]:
    """Return what stands in place of each summary of the journey while it is worked out."""
    shown = [index for index, cell in _cells(notebook) if cell.is_summary]
    return {index: str(COMING_FIRST if index == shown[0] else COMING) for index in shown}


@dataclass(frozen=True)
class _Cell:
    """What a code cell says: the page that is open after it, its form, and that form's HTML."""

    page: str
    plan: FormPlan | None = None
    html: str = ""
    is_same_for_all: bool = False
    is_summary: bool = False


def _cells(notebook: Mapping[str, Any]) -> Iterator[tuple[int, _Cell]]:
    page = ""
    for index, cell in enumerate(notebook["cells"]):
        if cell["cell_type"] == "code":
            read = _read(_text(cell["source"]), page)
            page = read.page
            yield index, read


@lru_cache(maxsize=1000)  # drawing the forms is a third of the time until a page's first word
def _read(source: str, page: str) -> _Cell:
    try:
        statements = ast.parse(source).body
    except SyntaxError:
        return _Cell(page)
    for statement in statements:
        page = _page_opened(statement) or page
    if source.strip() == SAME_FOR_ALL:
        return _Cell(page, is_same_for_all=True)
    if page == JOURNEY and statements and _is_summary(statements[-1]):
        return _Cell(page, is_summary=True)
    plan = _form_plan(statements[-1], page) if statements else None
    if plan is None or not plan.is_for_all:  # who it is for is known only once its reader is
        return _Cell(page, plan)
    return _Cell(page, plan, str(markup.form(plan)))


def _text(source: str | list[str]) -> str:
    return source if isinstance(source, str) else "".join(source)


def _page_opened(statement: ast.stmt) -> str:
    """Return the number in ``page = open_page("01")``."""
    if isinstance(statement, ast.Assign) and isinstance(statement.value, ast.Call):
        call = statement.value
        if isinstance(call.func, ast.Name) and call.func.id == "open_page" and call.args:
            return str(ast.literal_eval(call.args[0]))
    return ""


def _is_summary(statement: ast.stmt) -> bool:
    """Say whether a cell is ``page.show(...)`` of what takes pandas, and that for every reader."""
    call = statement.value if isinstance(statement, ast.Expr) else None
    if not isinstance(call, ast.Call) or call.keywords or not call.args:
        return False
    inner = call.args[0]
    name = inner.func.id if isinstance(inner, ast.Call) and isinstance(inner.func, ast.Name) else ""
    is_shown = isinstance(call.func, ast.Attribute) and call.func.attr == "show"
    return is_shown and name not in ("", "example_reader", "plans")


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
    except (NotPlain, ValueError, TypeError, PromptError):
        return None


def _value(node: ast.expr) -> Any:
    """Return the value of a literal, or of a question whose arguments are such."""
    if not isinstance(node, ast.Call):
        return ast.literal_eval(node)
    if not isinstance(node.func, ast.Name) or node.func.id not in ASKED:
        raise NotPlain(ast.dump(node.func))
    named = {keyword.arg: _value(keyword.value) for keyword in node.keywords if keyword.arg}
    if len(named) != len(node.keywords):
        raise NotPlain("**")
    return ASKED[node.func.id](*(_value(argument) for argument in node.args), **named)
