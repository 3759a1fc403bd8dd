"""The same notebooks in JupyterLab: documents with the same forms and the same answers."""

import json
from collections.abc import Iterator

import pytest
from pages import READY, Book, question, saved
from playwright.sync_api import Page, expect
from processes import serve_workbook

from reconnect_widgets.places import notebooks_folder


@pytest.fixture(scope="module")
def lab(tmp_path_factory) -> Iterator[Book]:
    """JupyterLab as ``reconnect lab`` starts it, with its own data folder."""
    data = tmp_path_factory.mktemp("lab") / "data"
    copy = data.with_name("notebooks")
    copy.mkdir()
    for path in notebooks_folder().glob("*.ipynb"):
        (copy / path.name).write_bytes(path.read_bytes())
    with serve_workbook("lab", "--notebooks", copy, data=data) as served:
        yield Book(served)


def run_all(page: Page) -> None:
    """Do what the first line of each notebook says, as soon as it can be read."""
    expect(page.locator("strong", has_text="Run > Run All Cells")).to_be_visible(timeout=READY)
    # Cells that are run before there is a kernel are passed over.
    expect(page.locator(".jp-Notebook-ExecutionIndicator[data-status=idle]")).to_be_attached(
        timeout=READY
    )
    page.get_by_role("menuitem", name="Run", exact=True).click()
    page.get_by_text("Run All Cells", exact=True).click()
    expect(page.locator("form.rc-form.rc-ready").first).to_be_attached(timeout=READY)


def seen(page: Page, id: str):
    """A question of the open notebook, scrolled to."""
    found = question(page, id)
    found.scroll_into_view_if_needed(timeout=READY)
    return found


def test_a_notebook_is_a_document_with_the_same_forms_and_answers(page, lab):
    """Code folded away, one way to run it, answers kept, nothing of them in the notebook."""
    asked = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(lab.url)
    expect(page.locator(".jp-Notebook h1").first).to_contain_text(
        "Where things stand", timeout=READY
    )
    expect(page.locator(".jp-CodeCell .cm-content").locator("visible=true")).to_have_count(0)

    run_all(page)
    seen(page, "start.name").locator("textarea").fill("A marker word")
    saved(page, "start.name")
    assert lab.store.latest("start.name").value == "A marker word"

    # Letters typed into a form are not commands of JupyterLab: *dd* or *x* removes no cell.
    note = seen(page, "inventory.good").locator("textarea")
    note.click()
    note.press_sequentially("dd x m y b 00 dd")
    saved(page, "inventory.good")
    expect(note).to_have_value("dd x m y b 00 dd")
    page.get_by_role("button", name="Save and create checkpoint").first.click()
    expect(page.locator(".jp-mod-dirty")).to_have_count(0)
    file = lab.data.with_name("notebooks") / "00-start-here.ipynb"
    assert "marker" not in file.read_text("utf-8")
    assert all(not cell.get("outputs") for cell in _cells(file))
    assert len(_cells(file)) == len(_cells(notebooks_folder() / file.name))

    page.locator(".jp-Cell").last.scroll_into_view_if_needed()
    page.get_by_role("link", name="Give them space").last.click()
    expect(page.locator(".jp-Notebook h1", has_text="Give them space")).to_be_visible(timeout=READY)
    ours = (lab.server.origin, "data:", "blob:", lab.server.origin.replace("http", "ws"))
    assert [url for url in asked if not url.startswith(ours)] == []


def _cells(path):
    """The cells of a notebook's file."""
    return json.loads(path.read_text("utf-8"))["cells"]
