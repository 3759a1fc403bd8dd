"""The JavaScript and CSS that widgets send to the browser.

A widget's module is the file of its name with all that it imports before it, as one plain ES module:
so nothing is built and nothing is fetched from elsewhere.

Where the workbook's own server draws the page, the page brings all modules once, and a widget sends
a line that names its own: some 25 kB less for each form, every time a page is opened.
"""

import os
import re
from collections.abc import Iterable
from functools import cache
from pathlib import Path

FOLDER = Path(__file__).parent
SHEETS = ("look.css", "charts.css", "desk.css")
IMPORTS = re.compile(r'^import \{[^}]*\} from "\./(\w+)\.js";\n', re.MULTILINE)
FOR_WRITERS = re.compile(r"^[ \t]*(?://.*\n|\n)|^[ \t]+", re.MULTILINE)
EXPORT = re.compile(r"^export (?!default)", re.MULTILINE)
WIDGET = "export default "
"""What makes a file the module of a widget; the others are imported."""

PAGE = "page"
"""The module of no widget: what a page of the app itself asks for."""

SEAL = "../voila/templates/reconnect/static/seal.js"
"""What seals drafts, built of a library (page_script/src/seal.js); pages of the app have it in their own."""

PAGE_BRINGS_THEM = "RECONNECT_PAGE_BRINGS_MODULES"
"""Set in the environment of kernels whose pages hold :func:`page_modules` and the look."""


def module(name: str) -> str:
    """Return the module of a widget: all of it, or where to find it in the page."""
    if PAGE_BRINGS_THEM in os.environ:
        return f'export default globalThis.reconnectWidgets["{name}"];'
    return f"{_text(SEAL)}\n{joined(needed(name))}"


def joined(names: Iterable[str]) -> str:
    """Return files as one: no two of them may give a thing the same name."""
    return "\n".join(map(_body, names))


def widgets() -> list[str]:
    """Return the names of the widgets that have a module."""
    names = sorted(path.stem for path in FOLDER.glob("*.js"))
    return [name for name in names if name != PAGE and WIDGET in _text(f"{name}.js")]


@cache
def needed(name: str) -> tuple[str, ...]:
    """Return what the module of a name is made of: all that it imports, each once, and itself last."""
    imported = (deeper for one in IMPORTS.findall(_text(f"{name}.js")) for deeper in needed(one))
    return (*dict.fromkeys(imported), name)


def shared() -> list[str]:
    """Return the files that widgets and the page import, each after those that it needs itself."""
    imported = (one for name in (PAGE, *widgets()) for one in needed(name)[:-1])
    return list(dict.fromkeys(imported))


def slim(script: str) -> str:
    """Return a script without what is for its writers alone: indentation, and lines of comment.

    They are a fifth of what a page brings. No string goes over several lines; a test asks for that.
    """
    return FOR_WRITERS.sub("", script)


def stylesheet() -> str:
    """Return the shared look, or nothing where the page brings it before any kernel is there."""
    return "" if PAGE_BRINGS_THEM in os.environ else stylesheet_text()


def stylesheet_text() -> str:
    """Return the shared look, for what stands outside of any page."""
    return "\n".join(map(_text, SHEETS))


@cache
def page_modules() -> str:
    """Return a script that holds the modules of all widgets, with what they share just once."""
    made = "".join(f', "{name}": {_made(name)}' for name in widgets())
    return (
        f"globalThis.reconnectWidgets = (() => {{ {joined(shared())}\n"
        f"return {{ ...{_made(PAGE)}{made} }};\n}})();"
    )


def _made(name: str) -> str:
    return f"(() => {{ {_body(name).replace(WIDGET, 'return ')} }})()"


def _body(name: str) -> str:
    return EXPORT.sub("", IMPORTS.sub("", _text(f"{name}.js")))


@cache
def _text(name: str) -> str:
    return (FOLDER / name).read_text("utf-8")
