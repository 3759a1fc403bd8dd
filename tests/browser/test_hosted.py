"""On Binder and behind JupyterHub, pages are what they are at home, and say where the answers are."""

from collections.abc import Iterator
from shutil import copytree
from urllib.parse import urlsplit

import pytest
from hosted import Hosted, serve_hosted
from nbformat.v4 import new_code_cell, new_notebook, new_output
from pages import (
    KNOWS_OF_ITS_KERNEL,
    READY,
    barriers,
    field,
    is_ready,
    kernel_of,
    question,
    saved,
    turn,
)
from playwright.sync_api import BrowserContext, Page, expect
from processes import eventually

from reconnect_widgets.places import notebooks_folder

NOTE = "space.necessary"
WORDS = "What I typed while the page was asleep."


@pytest.fixture(scope="module")
def binder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Hosted]:
    """A server as on Binder, for all tests here; what is saved there is not saved in the checkout."""
    folder = tmp_path_factory.mktemp("binder")
    copytree(notebooks_folder(), folder / "copy" / "notebooks")
    with serve_hosted("binder", folder, f"--ServerApp.root_dir={folder / 'copy'}") as hosted:
        yield hosted


@pytest.fixture
def visitor(page: Page, context: BrowserContext) -> Page:
    """A browser page; what it asks for and complains of is kept."""
    context.set_default_timeout(READY)
    page.asked, page.complaints = [], []
    page.on("request", lambda request: page.asked.append(request.url))
    page.on(
        "console", lambda said: said.type in ("error", "warning") and page.complaints.append(said)
    )
    return page


@pytest.fixture
def reader(binder: Hosted, visitor: Page) -> Page:
    """One that has been let in, at the start page."""
    binder.enter(visitor)
    is_ready(visitor)
    return visitor


def test_a_reader_walks_through_pages_and_nobody_else_is_asked(
    binder: Hosted, visitor: Page
) -> None:
    """Answer, next page in place, and back: under the path of this server alone."""
    binder.enter(visitor, "01")
    is_ready(visitor)
    heads = visitor.request.get(binder.address("01")).headers
    field(visitor, NOTE).fill("saved on the way")
    saved(visitor, NOTE)
    turn(visitor, "02")
    visitor.reload()
    is_ready(visitor)
    visitor.go_back()
    expect(field(visitor, NOTE)).to_have_value("saved on the way")

    assert binder.store.latest(NOTE).value == "saved on the way"
    assert "default-src 'self'" in heads["content-security-policy"]
    assert heads["referrer-policy"] == "no-referrer"
    ours = {"data": "", "blob": "", "http": f"{binder.origin}{binder.base}"}
    strangers = [url for url in visitor.asked if not url.startswith(ours[urlsplit(url).scheme])]
    assert strangers == []
    assert [(said.text, said.location["url"]) for said in visitor.complaints] == []


def test_binder_says_at_once_that_nothing_stays_and_offers_a_copy(reader: Page) -> None:
    """In the first notice, under *Your privacy*, and at the foot of the page."""
    notice = reader.locator(".rc-masthead .rc-notice").first

    expect(notice).to_contain_text("Nothing stays here")
    expect(notice.get_by_role("link")).to_have_attribute(
        "href", "13-your-journey.ipynb#Keep-a-copy"
    )
    expect(reader.locator(".rc-foot")).to_contain_text("erased when this session ends")
    expect(reader.locator("#main")).to_contain_text("A session usually ends")
    expect(reader.locator("#main")).not_to_contain_text("saved in a file on this computer")
    assert barriers(reader) == []


def test_nothing_is_left_in_storage_that_other_pages_of_the_origin_read(
    binder: Hosted, visitor: Page
) -> None:
    """A draft that could not be saved waits in the tab; neither it nor a height is anywhere else."""
    binder.enter(visitor, "01")
    is_ready(visitor)
    visitor.context.set_offline(True)
    field(visitor, NOTE).fill(WORDS)
    expect(visitor.locator("form", has=question(visitor, NOTE)).locator(".rc-saved")).to_have_text(
        "Not saved, kept in this tab."
    )
    waits = visitor.evaluate("JSON.stringify(sessionStorage)")
    assert NOTE in waits
    assert WORDS not in waits
    visitor.context.set_offline(False)
    saved(visitor, NOTE)
    visitor.reload()

    assert visitor.evaluate("localStorage.length") == 0
    assert WORDS not in visitor.evaluate("JSON.stringify(sessionStorage)")


def test_the_example_is_there_too_and_apart(binder: Hosted, visitor: Page) -> None:
    """In the same folder of the same server, and marked."""
    binder.enter(visitor, "13")
    is_ready(visitor)
    with visitor.context.expect_page() as opened:
        visitor.get_by_role("link", name="See the reader who goes toward trying again").click()
    example = opened.value
    is_ready(example)

    expect(example.locator(".rc-example")).to_contain_text("Nothing here is yours")
    assert example.url == binder.address("13").replace("/notebooks/", "/notebooks/example/")
    expect(example.locator("main")).to_contain_text("urges logged")
    expect(example.locator(".rc-masthead")).not_to_contain_text("Nothing stays here")
    example.get_by_role("link", name="Back to your own").click()
    expect(example).to_have_url(binder.address("00"), timeout=READY)
    is_ready(example)
    assert binder.store.latest("journey.start") is None


def test_a_kernel_that_was_ended_is_replaced_once_somebody_writes(
    binder: Hosted, visitor: Page
) -> None:
    """With every word. While nothing answers, the page stays as it is, and says so."""
    binder.enter(visitor, "01")
    is_ready(visitor)
    visitor.evaluate(KNOWS_OF_ITS_KERNEL)
    binder.ask(f"kernels/{kernel_of(visitor)}", "DELETE")
    visitor.wait_for_function("() => window.isAdrift")
    line = visitor.locator("#rc-line")
    expect(line).to_be_hidden()
    visitor.context.set_offline(True)
    field(visitor, NOTE).fill(WORDS)
    expect(line).to_contain_text("has lost touch with the workbook.")
    expect(line).to_contain_text("What you type is kept in this tab.")
    waits = visitor.evaluate("JSON.stringify(sessionStorage)")
    assert NOTE in waits
    assert WORDS not in waits
    visitor.context.set_offline(False)

    saved(visitor, NOTE)
    expect(field(visitor, NOTE)).to_have_value(WORDS)
    expect(line).to_be_hidden()
    assert binder.store.latest(NOTE).value == WORDS


def test_a_kernel_ends_with_its_page_and_one_in_jupyterlab_does_not(
    binder: Hosted, reader: Page
) -> None:
    """Whoever closes the lid for a minute finds a notebook as it was."""
    own = binder.ask("kernels", "POST")["id"]
    of_page = kernel_of(reader)
    assert of_page in binder.kernels()
    socket = f"{binder.base}api/kernels/{own}/channels"
    reader.evaluate(
        """(path) => new Promise((done) => {
            const socket = new WebSocket(location.origin.replace("http", "ws") + path);
            socket.onopen = () => { socket.onclose = done; socket.close(); };
        })""",
        socket,
    )
    reader.goto("about:blank")

    eventually(lambda: of_page not in binder.kernels())
    assert own in binder.kernels()
    binder.ask(f"kernels/{own}", "DELETE")
    log = binder.log.read_text("utf-8")
    assert own not in log
    assert binder.token not in log


@pytest.mark.parametrize(
    ("source", "kept"), [("from reconnect_widgets import answers\nanswers", False), ("1 + 1", True)]
)
def test_answers_are_in_no_notebook_that_is_saved_and_others_are_saved_whole(
    binder: Hosted, source: str, kept: bool
) -> None:
    """As JupyterLab saves one, with what its cells show and the state of widgets."""
    shows = new_code_cell(source, outputs=[new_output("stream", text=WORDS)])
    notebook = new_notebook(cells=[shows], metadata={"widgets": {"state": WORDS}})

    binder.ask("contents/saved.ipynb", "PUT", {"type": "notebook", "content": notebook})

    saved_as = binder.ask("contents/saved.ipynb?format=text&type=file")["content"]
    assert (WORDS in saved_as) is kept
