"""What the browser is told about scripts: those of the workbook run, and nothing that got into a page."""

from pathlib import Path
from shutil import copytree

import nbformat
import pytest
from pages import READY, Book, field, go, is_ready, saved, turn
from playwright.sync_api import BrowserContext, Frame, Page, expect
from processes import eventually, serve_workbook

from reconnect_widgets.places import notebooks_folder
from reconnect_widgets.stages import STAGES

NOTE = "space.necessary"
WATCH = """
globalThis.refused = [];
document.addEventListener("securitypolicyviolation", (event) => {
  refused.push(`${event.effectiveDirective} ${event.blockedURI} ${event.sample}`);
});
"""
INTRUDERS = {
    "a handler": '<img src="data:," onerror="globalThis.ran = true">',
    "a handler of ours": "<button onclick=\"document.dispatchEvent(new Event('reconnect:prose'))\">",
    "a link": '<a href="javascript:globalThis.ran = true">x</a>',
    "a frame": '<iframe srcdoc="<script>parent.ran = true</script>"></iframe>',
}
PUT = """(html) => {
  const box = document.createElement("div");
  box.innerHTML = html;
  document.body.append(box);
  box.querySelector("a, button")?.click();
}"""
SCRIPT = """(words) => {
  const script = document.createElement("script");
  script.textContent = words;
  document.body.append(script);
  script.remove();
}"""


@pytest.fixture
def watched(context: BrowserContext) -> BrowserContext:
    """A browser that notes what it refuses to run or load."""
    context.add_init_script(WATCH)
    context.set_default_timeout(READY)
    return context


def refused(page: Page | Frame) -> list[str]:
    return [str(one) for one in page.evaluate("globalThis.refused ?? []")]


def test_nothing_of_the_workbook_itself_is_refused(
    watched: BrowserContext, book: Book, page: Page
) -> None:
    book.enter(page)
    turn(page, "01")
    field(page, NOTE).fill("A word")
    saved(page, NOTE)
    assert refused(page) == []
    for number in ("13", "04"):
        go(page, number)
        assert refused(page) == []
    page.goto(f"{book.server.origin}/voila/render/none.ipynb")
    expect(page.locator("h1")).to_have_text("There is no such page here")
    assert refused(page) == []


def test_what_got_into_a_page_runs_nothing(watched: BrowserContext, book: Book, page: Page) -> None:
    """Neither markup of any kind, nor a script."""
    book.enter(page)
    for kind, html in INTRUDERS.items():
        before = in_all_frames(page)

        page.evaluate(PUT, html)

        eventually(lambda: in_all_frames(page) > before, lambda: kind)  # noqa: B023
        assert not page.evaluate("globalThis.ran"), kind
    before = in_all_frames(page)

    page.evaluate(SCRIPT, "globalThis.ran = true")

    eventually(lambda: in_all_frames(page) > before)
    assert not page.evaluate("globalThis.ran")


def in_all_frames(page: Page) -> int:
    """How often something was refused so far."""
    return sum(len(refused(frame)) for frame in page.frames)


def test_a_script_that_a_cell_shows_does_not_run(
    watched: BrowserContext, page: Page, tmp_path: Path
) -> None:
    folder = tmp_path / "own"
    copytree(notebooks_folder(), folder)
    notebook = nbformat.read(folder / STAGES[0].file, 4)
    show = (
        "from IPython.display import HTML\nHTML('<b id=mark>there</b><script>ran = true</script>')"
    )
    notebook.cells.append(nbformat.v4.new_code_cell(show))
    nbformat.write(notebook, folder / STAGES[0].file)

    with serve_workbook("--notebooks", folder, data=tmp_path / "data") as served:
        page.goto(served.address)
        is_ready(page)
        expect(page.locator("#mark")).to_be_attached()
        assert not page.evaluate("globalThis.ran")
