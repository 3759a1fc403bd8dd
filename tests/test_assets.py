"""The JavaScript of the widgets: whole where a widget stands alone, once where the page brings it."""

import shutil
import subprocess
from pathlib import Path

import pytest

from reconnect_widgets import open_page, text
from reconnect_widgets.widgets.assets import (
    FOLDER,
    PAGE,
    PAGE_BRINGS_THEM,
    joined,
    module,
    needed,
    page_modules,
    shared,
    slim,
    stylesheet,
    widgets,
)

PARTS = FOLDER.parent / "voila" / "templates" / "reconnect" / "parts"


def test_a_widget_alone_brings_all_of_its_module_and_the_look(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """As in JupyterLab."""
    monkeypatch.delenv(PAGE_BRINGS_THEM, raising=False)
    form = open_page("01").form(text("note.words", "What?"))

    assert "class Drafts" in form._esm
    assert form._esm.endswith("export default formWith();\n")
    assert ' from "./' not in form._esm
    assert ".rc-form" in form._css


def test_where_the_page_brings_them_a_widget_sends_a_line(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each form of a page would send the same 25 kB again."""
    monkeypatch.setenv(PAGE_BRINGS_THEM, "1")
    form = open_page("01").form(text("note.words", "What?"))

    assert form._esm == 'export default globalThis.reconnectWidgets["form"];'
    assert form._css == stylesheet() == ""


def test_the_page_brings_the_module_of_every_widget_once() -> None:
    """And what they share a single time."""
    brought = page_modules()

    assert brought.count("class Drafts") == 1
    assert all(f'"{name}":' in brought for name in widgets())
    assert "</script" not in brought


def test_a_widget_brings_no_more_than_it_imports() -> None:
    assert needed("words")[-1] == "words"
    assert "class Rows" not in module("words")
    assert "rc-verdict" in module("sorting")
    assert "rc-verdict" not in module("form")


def test_what_a_page_brings_is_slim_and_no_string_is_cut() -> None:
    written = [*FOLDER.glob("*.js"), *PARTS.glob("*.js")]

    for line in "\n".join(path.read_text("utf-8") for path in written).splitlines():
        assert line.lstrip().startswith("//") or line.count("`") % 2 == 0, line
    assert slim("  if (a) {\n    // why\n    b(); // c\n  }\n") == "if (a) {\nb(); // c\n}\n"


def test_every_file_is_a_widget_or_imported_by_one() -> None:
    used = {one for name in (PAGE, *widgets()) for one in needed(name)}

    assert used == {path.stem for path in FOLDER.glob("*.js")}


@pytest.mark.skipif(not shutil.which("node"), reason="Node reads the scripts where it is there")
@pytest.mark.parametrize("name", ["the page", "shared", PAGE, *widgets()])
def test_every_module_can_be_read(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A slip in a script, or one name for two things, would leave a page without forms."""
    monkeypatch.delenv(PAGE_BRINGS_THEM, raising=False)
    script = tmp_path / f"{name}.mjs"
    together = {"the page": page_modules, "shared": lambda: joined(shared())}
    script.write_text(together[name]() if name in together else module(name), "utf-8")

    subprocess.run(["node", "--check", str(script)], check=True, capture_output=True)
