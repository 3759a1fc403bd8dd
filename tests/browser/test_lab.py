"""The same notebooks in JupyterLab: documents with the same forms and the same answers."""

import json
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest
from locking import (
    PASSPHRASE,
    is_locked_now,
    lock,
    lock_tool,
    unlock_after_a_wrong_one,
    unlock_form,
)
from pages import READY, Book, check_safety, field, question, saved
from playwright.sync_api import Locator, Page, expect
from processes import eventually, serve_workbook
from quick_lock import ALL_ROUNDS
from traces import MARK, files_with

from reconnect_widgets.answers import locked
from reconnect_widgets.places import ANSWERS_FILE, notebooks_folder
from reconnect_widgets.stages import BY_NUMBER

HELPED = "journey.helped"
CAN_BE_LOCKED = find_spec("sqlcipher3") is not None
LOST = "This page has lost touch with the workbook. Please choose Run > Run All Cells."
HAS_KERNEL = """async (path) => {
  const base = location.pathname.split("/lab/")[0];
  const sessions = await (await fetch(`${base}/api/sessions`)).json();
  return sessions.some((one) => one.path === path && one.kernel.connections > 0);
}"""
COMES_BACK_UNTIL = """(words) => {
  window.dispatchEvent(new Event("focus"));
  return document.querySelector(".rc-form .rc-saved").textContent === words;
}"""


@pytest.fixture(scope="module")
def lab(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Book]:
    """JupyterLab as ``reconnect lab`` starts it, with its own data folder."""
    data = tmp_path_factory.mktemp("lab") / "data"
    copy = data.with_name("notebooks")
    copy.mkdir()
    for path in notebooks_folder().glob("*.ipynb"):
        (copy / path.name).write_bytes(path.read_bytes())
    with serve_workbook("lab", "--notebooks", copy, data=data) as served:
        yield Book(served)


def shown(page: Page) -> Locator:
    """The notebook that is on top of the others."""
    return page.locator(".jp-NotebookPanel:visible")


def run_all(page: Page, number: str) -> None:
    """Do what the first line of each notebook says, as soon as it can be read."""
    says = shown(page).locator("strong", has_text="Run > Run All Cells")
    expect(says).to_be_visible(timeout=READY)
    # Cells that are run before there is a kernel are passed over; it says that it is idle also before.
    eventually(lambda: page.evaluate(HAS_KERNEL, BY_NUMBER[number].file))
    idle = shown(page).locator(".jp-Notebook-ExecutionIndicator[data-status=idle]")
    expect(idle).to_be_attached(timeout=READY)
    page.get_by_role("menuitem", name="Run", exact=True).click()
    page.locator("#jp-mainmenu-run").get_by_text("Run All Cells", exact=True).click()
    # JupyterLab gives the focus to the notebook, and then to a cell; it would take it from a form.
    expect(shown(page).locator(".jp-Cell:focus")).to_be_attached(timeout=READY)


def open_beside(page: Page, number: str) -> None:
    """Open a notebook by its name, in the JupyterLab that is there."""
    page.get_by_role("menuitem", name="File", exact=True).click()
    page.locator("#jp-mainmenu-file").get_by_text("Open from Path…", exact=True).click()
    page.locator(".jp-Dialog input").fill(BY_NUMBER[number].file)
    page.locator(".jp-Dialog").get_by_role("button", name="Open").click()
    heading = shown(page).locator(".jp-Notebook h1", has_text=BY_NUMBER[number].title)
    expect(heading).to_be_visible(timeout=READY)


def seen(page: Page, id: str) -> Locator:
    """A question of the open notebook, scrolled to."""
    found = question(page, id)
    found.scroll_into_view_if_needed(timeout=READY)
    return found


def save(page: Page) -> None:
    shown(page).get_by_role("button", name="Save and create checkpoint").click()
    expect(page.locator(".jp-mod-current.jp-mod-dirty")).to_have_count(0)


def test_a_notebook_is_a_document_with_the_same_forms_answers_and_lock(
    page: Page, lab: Book, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Code folded away, one way to run it, answers kept, nothing of them in the notebook."""
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    if CAN_BE_LOCKED:
        monkeypatch.setattr(locked, "ROUNDS", ALL_ROUNDS)  # JupyterLab's kernels are no forks
        with lab.writing() as store:
            store.keeper.lock(PASSPHRASE)
    page.goto(lab.url)
    expect(page.locator(".jp-Notebook h1").first).to_contain_text(
        "Where things stand", timeout=READY
    )
    expect(page.locator(".jp-CodeCell .cm-content").locator("visible=true")).to_have_count(0)

    in_the_way = lab.data / ".opening.lock"
    in_the_way.unlink(missing_ok=True)
    in_the_way.mkdir()
    run_all(page, "00")
    why = page.locator(".rc-masthead", has_text="The file with your answers cannot be")
    expect(why).to_be_in_viewport(timeout=READY)
    in_the_way.rmdir()
    page.evaluate("window.dispatchEvent(new Event('focus'))")
    expect(why).to_have_count(0)
    if CAN_BE_LOCKED:
        expect(unlock_form(page)).to_be_visible(timeout=READY)
        unlock_after_a_wrong_one(page)
    expect(page.locator(".rc-masthead")).to_be_in_viewport(timeout=READY)
    seen(page, "start.name").locator("textarea").fill("A marker word")
    saved(page, "start.name")
    check_safety(page, crisis="Yes")
    number = page.get_by_role("link", name="findahelpline.com")
    expect(number).to_be_hidden()
    shown(page).get_by_role("link", name="Help", exact=True).first.click()
    expect(number).to_be_in_viewport()

    # Letters typed into a form are not commands of JupyterLab: *dd* or *x* removes no cell.
    note = seen(page, "inventory.good").locator("textarea")
    note.click()
    note.press_sequentially("dd x m y b 00 dd")
    saved(page, "inventory.good")
    expect(note).to_have_value("dd x m y b 00 dd")
    page.keyboard.press("ControlOrMeta+s")
    expect(page.locator(".jp-mod-current.jp-mod-dirty")).to_have_count(0)
    file = lab.data.with_name("notebooks") / "00-start-here.ipynb"
    assert "marker" not in file.read_text("utf-8")
    assert all(not cell.get("outputs") for cell in cells(file))
    assert len(cells(file)) == len(cells(notebooks_folder() / file.name))

    page.get_by_role("menuitem", name="Kernel", exact=True).click()
    page.locator("#jp-mainmenu-kernel").get_by_text("Restart Kernel…", exact=True).click()
    page.get_by_role("button", name="Confirm Kernel Restart").click()
    line = page.locator("form", has=note).locator(".rc-saved")
    page.wait_for_function(COMES_BACK_UNTIL, arg=LOST)
    note.fill("Typed to no kernel")
    expect(line).to_have_text(f"Not saved, kept in this browser. {LOST}")
    run_all(page, "00")
    expect(note).to_have_value("Typed to no kernel")
    saved(page, "inventory.good")

    cell = shown(page).locator(".jp-CodeCell", has=note)
    cell.locator(".jp-Placeholder").click()
    cell.locator(".cm-content").press("ControlOrMeta+a")
    page.keyboard.insert_text('page.form(reflection("inventory.good", "What else was good?"))')
    page.keyboard.press("Shift+Enter")
    expect(question(page, "inventory.good")).to_contain_text("What else was good?")
    expect(note).to_have_value("Typed to no kernel")

    page.locator(".jp-Cell").last.scroll_into_view_if_needed()
    page.get_by_role("link", name="Give them space").last.click()
    expect(page.locator(".jp-Notebook h1", has_text="Give them space")).to_be_visible(timeout=READY)
    if CAN_BE_LOCKED:
        it_has_asked_for_the_passphrase_once_and_keeps_nothing_of_it(page, lab)
    assert lab.value("start.name") == "A marker word"
    assert [*lab.data.parent.rglob("history.sqlite")] == []  # of what was run
    ours = (lab.server.origin, "data:", "blob:", lab.server.origin.replace("http", "ws"))
    assert [url for url in asked if not url.startswith(ours)] == []


def it_has_asked_for_the_passphrase_once_and_keeps_nothing_of_it(page: Page, lab: Book) -> None:
    """For all notebooks, and for a kernel that was started anew; nobody has its key but the page."""
    open_beside(page, "13")
    run_all(page, "13")
    seen(page, HELPED)
    field(page, HELPED).fill(MARK)
    saved(page, HELPED)
    save(page)
    key = page.evaluate("globalThis.reconnectVault")
    for secret in (MARK, "A marker word", PASSPHRASE, key):
        assert files_with(lab.data.parent, secret) == []
        assert secret not in page.evaluate(
            "JSON.stringify([{...localStorage}, {...sessionStorage}])"
        )
        assert secret not in str(page.context.cookies())
    keeper = f"{lab.server.origin}{lab.server.base}/reconnect/key"
    assert page.request.get(keeper, headers={"Reconnect-Visit": "yes"}).status == 404
    folded = shown(page).locator(".rc-words summary").first
    there = shown(page).locator(".jp-Cell").count()
    folded.press("d")
    folded.press("d")
    expect(shown(page).locator(".jp-Cell")).to_have_count(there)
    page.evaluate("window.marker = 'mine'")
    shown(page).get_by_role("link", name="plan for a hard night").first.click()
    plan = shown(page).locator("h2", has_text="A plan for a hard night")
    expect(plan).to_be_in_viewport(timeout=READY)
    assert page.evaluate("window.marker") == "mine"
    open_beside(page, "13")
    take_off(page)
    lock(page)
    is_locked_now(page)
    assert locked.is_locked(lab.data / ANSWERS_FILE)
    assert files_with(lab.data) == []
    take_off(page)
    assert lab.value(HELPED) == MARK


def take_off(page: Page) -> None:
    lock_tool(page).locator("[name=current]").fill(PASSPHRASE)
    lock_tool(page).get_by_role("button", name="Take the lock off").click()
    expect(lock_tool(page).locator(".rc-saved")).to_contain_text("The lock is off.")


def cells(path: Path) -> list[Any]:
    """The cells of a notebook's file."""
    found: list[Any] = json.loads(path.read_text("utf-8"))["cells"]
    return found
