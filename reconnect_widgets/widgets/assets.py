"""The JavaScript and CSS that widgets send to the browser.

A widget's module is one plain ES module. What several share stands in files without imports or
exports, which are put before it: so nothing is built and nothing is fetched from elsewhere.

Where the workbook's own server draws the page, the page brings all modules once, and a widget sends
a line that names its own: some 25 kB less for each form, every time a page is opened.
"""

import os
from functools import cache
from pathlib import Path

FOLDER = Path(__file__).parent
SHEETS = ("look.css", "charts.css", "desk.css")
SHARED = (
    "vault.js",
    "keeping.js",
    "visit.js",
    "clock.js",
    "drafts.js",
    "sealed.js",
    "saver.js",
    "controls.js",
    "sends.js",
    "rows.js",
    "print.js",
    "files.js",
)
EVERY_PAGE = ("pull.js",)
"""What stands on every page of the app, whatever its notebook holds."""

PLAIN = ("words", "masthead")
OTHERS = {*SHARED, *EVERY_PAGE, "form.js", *(f"{name}.js" for name in PLAIN)}
TOOLS = tuple(sorted(path.stem for path in FOLDER.glob("*.js") if path.name not in OTHERS))
EXPORT = "export default { render };"

PAGE_BRINGS_THEM = "RECONNECT_PAGE_BRINGS_MODULES"
"""Set in the environment of kernels whose pages hold :func:`page_modules` and the look."""


def module(name: str) -> str:
    """Return the module of a widget: all of it, or where to find it in the page."""
    if PAGE_BRINGS_THEM in os.environ:
        return f'export default globalThis.reconnectWidgets["{name}"];'
    tool = (f"{name}.js",) if name in TOOLS else ()
    own = f"{name}.js" if name in PLAIN else "form.js"
    return "\n".join(map(_text, (*SHARED, *tool, own)))


def stylesheet() -> str:
    """Return the shared look, or nothing where the page brings it before any kernel is there."""
    return "" if PAGE_BRINGS_THEM in os.environ else stylesheet_text()


def stylesheet_text() -> str:
    """Return the shared look, for what stands outside of any page."""
    return "\n".join(map(_text, SHEETS))


@cache
def page_modules() -> str:
    """Return a script that holds the modules of all widgets, with what they share just once."""
    plain = [f'"{name}": (() => {{ {_body(f"{name}.js")} }})()' for name in PLAIN]
    tools = [
        f'"{name}": formWith((() => {{ {_text(f"{name}.js")} return useTool; }})())'
        for name in TOOLS
    ]
    shared = "\n".join(map(_text, (*SHARED, *EVERY_PAGE)))
    return (
        f"globalThis.reconnectWidgets = (() => {{ {shared}\n"
        f"function formWith(useTool) {{ {_body('form.js')} }}\n"
        f'return {{ hello, recall: () => vault.recall(), {", ".join(plain)}, "form": formWith(), '
        f"{', '.join(tools)} }};\n}})();"
    )


def _body(name: str) -> str:
    return _text(name).replace(EXPORT, "return { render };")


@cache
def _text(name: str) -> str:
    return (FOLDER / name).read_text("utf-8")
