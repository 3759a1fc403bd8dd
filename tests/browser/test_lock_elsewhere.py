"""The lock in JupyterLab and on somebody else's Jupyter server, where each page asks for itself."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from hosted import Hosted, serve_hosted
from locking import PASSPHRASE, is_locked_now, lock, unlock_form
from pages import READY, Book, field, is_ready, saved
from playwright.sync_api import Locator, Page, expect
from processes import serve_workbook
from traces import MARK, files_with

from reconnect_widgets.answers.locked import is_locked
from reconnect_widgets.places import ANSWERS_FILE, notebooks_folder
from reconnect_widgets.stages import BY_NUMBER

pytest.importorskip("sqlcipher3")

NOTE = "space.necessary"
HELPED = "journey.helped"


def unlock(page: Page) -> None:
    """Type the passphrase at the top of the page, after a wrong one."""
    form = unlock_form(page)
    form.get_by_label("Passphrase").fill("not this one")
    form.get_by_label("Passphrase").press("Enter")
    expect(form).to_contain_text("does not open your answers", timeout=READY)
    form.get_by_label("Passphrase").fill(PASSPHRASE)
    form.get_by_role("button", name="Unlock").click()
    expect(form).to_have_count(0, timeout=READY)


# JupyterLab


@pytest.fixture(scope="module")
def lab(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Book]:
    data = tmp_path_factory.mktemp("lab") / "data"
    copy = data.with_name("notebooks")
    copy.mkdir()
    for path in notebooks_folder().glob("*.ipynb"):
        (copy / path.name).write_bytes(path.read_bytes())
    with serve_workbook("lab", "--notebooks", copy, data=data) as served:
        yield Book(served)


def open_notebook(page: Page, lab: Book, number: str) -> None:
    """Open a notebook in JupyterLab with the key, and run all of it."""
    file = BY_NUMBER[number].file
    page.goto(f"{lab.server.origin}/lab/tree/{file}?reset&token={lab.server.token}")
    expect(page.locator(".jp-Notebook h1").first).to_be_visible(timeout=READY)
    # Cells that are run before there is a kernel are passed over.
    expect(page.locator(".jp-Notebook-ExecutionIndicator[data-status=idle]")).to_be_attached(
        timeout=READY
    )
    page.get_by_role("menuitem", name="Run", exact=True).click()
    page.get_by_text("Run All Cells", exact=True).click()


def cell_with(page: Page, found: Locator) -> Locator:
    found.first.scroll_into_view_if_needed(timeout=READY)
    return found.first


def test_in_jupyterlab_a_notebook_asks_once_and_keeps_nothing_of_it(page: Page, lab: Book) -> None:
    open_notebook(page, lab, "13")
    page.locator(".jp-Notebook").first.wait_for()
    cell_with(page, page.locator(f'.rc-q[data-id="{HELPED}"]'))
    field(page, HELPED).fill(MARK)
    saved(page, HELPED)
    lock(page)
    is_locked_now(page)

    assert is_locked(lab.data / ANSWERS_FILE)
    assert files_with(lab.data) == []
    open_notebook(page, lab, "13")
    expect(unlock_form(page)).to_be_visible(timeout=READY)
    unlock(page)
    cell_with(page, page.locator(f'.rc-q[data-id="{HELPED}"]'))
    expect(field(page, HELPED)).to_have_value(MARK, timeout=READY)
    field(page, HELPED).fill(f"{MARK} again")
    saved(page, HELPED)
    page.get_by_role("button", name="Save and create checkpoint").first.click()
    expect(page.locator(".jp-mod-dirty")).to_have_count(0)

    key = page.evaluate("globalThis.reconnectVault")
    folder = lab.data.parent
    for secret in (MARK, PASSPHRASE, key):
        assert files_with(folder, secret) == []
        assert secret not in page.evaluate(
            "JSON.stringify([{...localStorage}, {...sessionStorage}])"
        )


# Somebody else's server


@pytest.fixture(params=["tab", "browser"], ids=["shared origin", "own origin"])
def hub(
    request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Hosted]:
    """A server as on a hub, where other people's pages share the origin, or do not."""
    monkeypatch.setenv("RECONNECT_DRAFTS", request.param)
    with serve_hosted("hub", tmp_path) as hosted:
        yield hosted


def test_on_a_hub_the_key_stays_in_the_page_where_others_share_its_origin(
    page: Page, hub: Hosted, request: pytest.FixtureRequest
) -> None:
    """Next carries it in any case; a reload asks anew, unless the origin is the reader's own."""
    shared = "shared" in request.node.name
    complaints: list[str] = []
    page.on(
        "console", lambda said: said.type in ("error", "warning") and complaints.append(said.text)
    )
    hub.enter(page, "01")
    is_ready(page)
    field(page, NOTE).fill(MARK)
    saved(page, NOTE)
    hub.enter(page, "13")
    is_ready(page)
    lock(page)
    is_locked_now(page)

    page.locator("a[href$='00-start-here.ipynb']:visible").first.click()
    expect(page.locator("h1")).to_have_text(BY_NUMBER["00"].title, timeout=READY)
    is_ready(page)
    expect(unlock_form(page)).to_have_count(0)
    hub.enter(page, "01")
    if shared:
        expect(unlock_form(page)).to_be_visible(timeout=READY)
        unlock(page)
    is_ready(page)
    expect(field(page, NOTE)).to_have_value(MARK)

    answer = page.request.get(
        f"{hub.origin}{hub.base}reconnect/key", headers={"Reconnect-Visit": "yes"}
    )
    assert (answer.status == 404) == shared
    assert files_with(hub.data) == []
    log = hub.log.read_text("utf-8")
    for secret in (PASSPHRASE, page.evaluate("globalThis.reconnectVault")):
        assert secret not in log
        assert files_with(hub.data.parent, secret) == []
    assert complaints == []
