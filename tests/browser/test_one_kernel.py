"""One visit has one kernel: whichever way its pages come, and however the line to it breaks."""

import json
import signal
from contextlib import suppress
from pathlib import Path

import psutil
import pytest
from locking import PASSPHRASE, unlock_form
from pages import (
    KNOWS_OF_ITS_KERNEL,
    READY,
    Book,
    field,
    has_come,
    is_at,
    is_ready,
    is_same_document,
    kernel_of,
    press_link,
    question,
    saved,
    turn,
)
from playwright.sync_api import (
    BrowserContext,
    Locator,
    Page,
    Request,
    Route,
    WebSocketRoute,
    expect,
)
from processes import eventually, serve_workbook, start
from traces import MARK

from reconnect_widgets.stages import BY_NUMBER

START, SPACE, TIME, READINESS, JOURNEY = "00", "01", "02", "03", "13"
NOTE = "space.necessary"
TRIES = 3
NOTES_WAITS = """{
  const { fetch, setTimeout } = globalThis;
  globalThis.waits = [];
  globalThis.asked = 0;
  globalThis.setTimeout = (act, time, ...rest) => {
    waits.push(time);
    return setTimeout(act, [250, 500, 1000].includes(time) ? 0 : time, ...rest);
  };
  globalThis.fetch = (what, ...rest) => {
    asked += String(what).endsWith("/reconnect/drafts");
    return fetch(what, ...rest);
  };
}"""
"""Lets a page note what it waits, and spares it the waits between tries."""


@pytest.fixture
def before(book: Book) -> set[psutil.Process]:
    """The kernels of pages that were left just before, which end by themselves."""
    return book.server.kernels()


@pytest.fixture
def reader(before: set[psutil.Process], reader: Page) -> Page:
    """The start page of a visit that begins with this test."""
    return reader


@pytest.fixture
def kernel(reader: Page) -> str:
    """The kernel of the visit that begins with this test."""
    return kernel_of(reader)


# Whichever way a page comes


def test_all_pages_of_a_visit_have_one_kernel_whichever_way_they_come(
    reader: Page, book: Book, before: set[psutil.Process], kernel: str
) -> None:
    for number in (SPACE, TIME, READINESS):
        turn(reader, number)
    for number in (TIME, SPACE):
        reader.go_back()
        is_at(reader, number)
    reader.go_forward()
    is_at(reader, TIME)
    reader.evaluate("document.querySelector('.rc-map [data-rc-page=\"01\"] a').click()")
    is_at(reader, SPACE)
    reader.evaluate(
        """() => { const link = document.querySelector(".rc-turn a"); link.href += "#holds"; link.click(); }"""
    )
    is_at(reader, START)
    field(reader, "start.name").fill("Robin")
    saved(reader, "start.name")

    assert kernel_of(reader) == kernel
    assert len(book.server.kernels() - before) == 1


def test_a_page_that_is_loaded_again_has_the_same_unless_that_says_nothing(
    reader: Page, book: Book, before: set[psutil.Process], kernel: str
) -> None:
    a_page_that_is_loaded_again_and_the_example_have_the_same(reader, book, before, kernel)
    one_that_says_nothing_is_not_given_to_its_page_again(reader, kernel)


def a_page_that_is_loaded_again_and_the_example_have_the_same(
    reader: Page, book: Book, before: set[psutil.Process], kernel: str
) -> None:
    [process] = book.server.kernels() - before
    reader.reload()
    is_at(reader, START)
    reader.goto(f"{book.server.origin}/voila/render/example/{BY_NUMBER[JOURNEY].file}")
    is_at(reader, JOURNEY)
    expect(reader.locator("main")).to_contain_text("urges logged")
    reader.get_by_role("link", name="Back to your own").click()
    is_at(reader, START)
    expect(reader.locator(".rc-example")).to_have_count(0)

    assert kernel_of(reader) == kernel
    assert book.server.kernels() - before == {process}


def one_that_says_nothing_is_not_given_to_its_page_again(reader: Page, kernel: str) -> None:
    slow = "new CustomEvent('reconnect:connection', { detail: { state: 'slow' } })"
    reader.evaluate(f"document.dispatchEvent({slow})")  # said after twenty seconds without a word

    reader.reload()
    is_at(reader, START)

    assert kernel_of(reader) != kernel


def test_two_tabs_have_two_and_so_has_a_tab_that_was_duplicated(
    reader: Page, book: Book, before: set[psutil.Process], kernel: str, context: BrowserContext
) -> None:
    book.open(second := context.new_page(), SPACE)
    with context.expect_page() as opening:
        reader.evaluate("open(location.href)")  # its storage is a copy of this tab's
    is_ready(copy := opening.value)

    assert len({kernel, kernel_of(second), kernel_of(copy)}) == 3
    assert len(book.server.kernels() - before) == 3
    for tab, asked in ((reader, "start.name"), (second, NOTE), (copy, "start.story")):
        field(tab, asked).fill(MARK)
        saved(tab, asked)
    assert kernel_of(reader) == kernel


# Just before the last word


def test_words_typed_before_several_quick_turns_are_saved(marked: Page, book: Book) -> None:
    turn(marked, SPACE)
    field(marked, NOTE).press_sequentially(MARK)
    for number in (TIME, READINESS, "06"):
        marked.evaluate(
            "(n) => document.querySelector(`.rc-map [data-rc-page='${n}'] a`).click()", number
        )
        expect(marked.locator("h1")).to_have_text(BY_NUMBER[number].title)

    is_at(marked, "06")
    eventually(lambda: book.value(NOTE) == MARK)
    assert is_same_document(marked)


def test_words_typed_before_two_clicks_are_saved(marked: Page, book: Book) -> None:
    turn(marked, SPACE)
    field(marked, NOTE).press_sequentially(MARK)

    marked.locator(".rc-turn").get_by_role("link", name=BY_NUMBER[TIME].title).dblclick()

    is_at(marked, TIME)
    assert book.value(NOTE) == MARK
    assert is_same_document(marked)


# A line that breaks


def lines_of(page: Page, said: list[str] | None = None) -> list[WebSocketRoute]:
    """Note each line that a page lays, and in ``said`` all that it says on them."""
    lines: list[WebSocketRoute] = []

    def lay(line: WebSocketRoute) -> None:
        lines.append(line)
        kernel = line.connect_to_server()

        def say(words: str | bytes) -> None:
            kernel.send(words)
            if said is not None:
                said.append(str(words))

        line.on_message(say)

    page.route_web_socket("**/reconnect/visit*", lay)
    return lines


def failed_tries(page: Page) -> list[str]:
    """Note each time that a page asks for what comes before its kernel and nobody answers."""
    failed: list[str] = []

    def note(request: Request) -> None:
        if request.url.endswith("/reconnect/drafts"):
            failed.append(request.url)

    page.on("requestfailed", note)
    return failed


def test_a_line_that_breaks_is_laid_again_also_after_several_tries_offline(
    page: Page, book: Book
) -> None:
    said: list[str] = []
    lines = lines_of(page, said)
    book.enter(page)
    page.evaluate("window.marker = 'mine'")
    turn(page, SPACE)
    said.clear()
    a_line_that_breaks_is_laid_again(page, book, lines)
    turns = [words for words in said if '"turn"' in words]
    assert len(turns) == 2
    assert all('"again":true' in words for words in turns)  # which is no sign of a reader
    offline_for_several_tries_all_is_saved_once_there_is_a_way(page, book, lines)


def a_line_that_breaks_is_laid_again(page: Page, book: Book, lines: list[WebSocketRoute]) -> None:
    for words in ("one", "two"):
        lines[-1].close()  # for the page alone; the server may know it a little later
        field(page, NOTE).fill(words)
        saved(page, NOTE)
        assert book.value(NOTE) == words

    assert len(lines) == 3
    assert is_same_document(page)


def test_kernels_that_never_turn_to_the_page_are_not_asked_for_at_once_nor_again_for_what_is_none(
    page: Page, book: Book
) -> None:
    fails: list[WebSocketRoute] = []

    def lay(line: WebSocketRoute) -> None:
        kernel = line.connect_to_server()

        def say(message: str | bytes) -> None:
            if '"turn"' in str(message) and len(fails) < TRIES:
                fails.append(line)
                line.close()
            else:
                kernel.send(str(message).replace(f'"{BY_NUMBER[SPACE].file}"', '"nowhere.ipynb"'))

        line.on_message(say)

    page.route_web_socket("**/reconnect/visit*", lay)
    page.add_init_script(NOTES_WAITS)
    book.enter(page)

    assert len(fails) == TRIES
    waits = page.evaluate("waits.filter((time) => [250, 500, 1000].includes(time))")
    assert waits[:TRIES] == [250, 500, 1000]  # the page waits for other things once it is there
    page.evaluate("waits.length = 0")
    press_link(page, SPACE)
    expect(page.locator(".rc-trouble")).to_contain_text("Please load it again")
    assert 250 not in page.evaluate("waits")  # nor is the kernel asked again for what is no page


def test_a_page_that_nobody_looks_at_asks_ever_more_seldom_until_somebody_does(
    page: Page, book: Book
) -> None:
    """The server may have ended for good, as a hub's does. Other tabs make it no quicker either."""
    hides = "Object.defineProperty(document, 'hidden', { get: () => globalThis.isAway })"
    lines = lines_of(page)
    page.add_init_script(NOTES_WAITS.replace("1000]", "1000, 2000, 4000, 8000, 16000]") + hides)
    book.enter(page, SPACE)
    page.evaluate("isAway = true")
    page.route("**/reconnect/drafts", lambda route: route.abort())

    lines[-1].close()

    eventually(lambda: page.evaluate("waits.includes(32000)"))
    assert not page.evaluate("waits.includes(10000)")
    asked = page.evaluate("asked")
    another = "dispatchEvent(new StorageEvent('storage', { key: '%s' }))"
    assert page.evaluate(f"{another % 'a draft'}; new Promise((go) => go(asked))") == asked
    page.evaluate(another % "reconnect:door")  # there it was let in again
    eventually(lambda: page.evaluate("asked") == asked + 1)

    page.unroute("**/reconnect/drafts")
    page.evaluate("isAway = false; document.dispatchEvent(new Event('visibilitychange'))")
    field(page, NOTE).fill("Seen")
    saved(page, NOTE)


def test_what_was_asked_in_vain_while_the_answers_could_not_be_had_is_no_reason_to_wait_for_a_kernel(
    page: Page, book: Book
) -> None:
    page.add_init_script(NOTES_WAITS.replace("1000]", "1000, 2000, 4000]"))
    before = book.server.kernels()
    in_the_way = book.data / ".opening.lock"
    in_the_way.unlink(missing_ok=True)
    in_the_way.mkdir()
    page.goto(book.key_to(SPACE))
    expect(page.locator(".rc-trouble")).to_be_visible()
    field(page, NOTE).fill("Meanwhile")
    eventually(lambda: page.evaluate("waits.includes(8000)"))

    in_the_way.rmdir()
    page.evaluate("waits.length = 0")
    for kernel in book.server.kernels() - before:
        kernel.kill()

    saved(page, NOTE)
    assert not page.evaluate("waits.includes(8000)")


def offline_for_several_tries_all_is_saved_once_there_is_a_way(
    page: Page, book: Book, lines: list[WebSocketRoute]
) -> None:
    failed = failed_tries(page)
    page.context.set_offline(True)
    lines[-1].close()  # a browser may let it stand
    field(page, NOTE).fill("")
    field(page, NOTE).press_sequentially(MARK)
    eventually(lambda: page.evaluate("true") and len(failed) >= TRIES)
    question(page, "space.pull").get_by_role("radio").first.check()
    page.context.set_offline(False)

    saved(page, "space.pull")
    saved(page, NOTE)
    assert book.value(NOTE) == MARK
    assert is_same_document(page)


def test_while_it_cannot_be_told_what_is_asked_no_further_kernel_begins(
    page: Page, book: Book
) -> None:
    lines = lines_of(page)
    refused: list[Route] = []

    def refuse(route: Route) -> None:
        if len(refused) < TRIES:
            refused.append(route)
            route.fulfill(status=500)
        else:
            route.continue_()

    page.route("**/reconnect/drafts", refuse)
    book.enter(page)

    assert len(refused) == TRIES
    assert len(lines) == 2  # with the first question, before it is known, and with the last


def test_a_network_that_drops_what_is_asked_and_says_nothing_is_tried_again(
    page: Page, book: Book
) -> None:
    """What is said about drafts, the key, the line: each is dropped once."""
    book.enter(page)
    page.clock.install()
    dropped: dict[str, Route | WebSocketRoute] = {}

    def lay(line: WebSocketRoute) -> None:
        if dropped.setdefault("line", line) is not line:
            line.connect_to_server()

    def drop(route: Route) -> None:
        dropped[route.request.url.rpartition("/")[2]] = route

    page.route_web_socket("**/reconnect/visit*", lay)
    for asked in ("drafts", "key"):
        page.route(f"**/reconnect/{asked}", drop, times=1)
    page.evaluate(
        "document.cookie = `reconnect-open-${location.port}=yes`"
    )  # it looks for a key, too
    page.goto(book.address(SPACE))
    for times in (1, 2, 3):
        eventually(lambda: page.evaluate("1") and len(dropped) >= times)  # noqa: B023

        page.clock.fast_forward(61_000)

    is_ready(page)
    field(page, NOTE).fill("After it")
    saved(page, NOTE)
    assert book.value(NOTE) == "After it"


def test_whoever_comes_to_hold_the_address_hears_no_word(page: Page, book: Book) -> None:
    """Nor does another workbook under the same address, to which the words do not belong.

    It begins no kernel for them either.
    """
    lines = lines_of(page)
    asked: list[Route] = []
    book.enter(page, SPACE)

    def pretend(route: Route) -> None:
        asked.append(route)
        route.fulfill(body=json.dumps({"locked": False, "seal": "11" * 32, "of": "another"}))

    page.route("**/reconnect/drafts", pretend)
    lines[-1].close()
    field(page, NOTE).press_sequentially(MARK)
    eventually(lambda: page.evaluate("true") and len(asked) >= TRIES)
    assert len(lines) == 1
    assert MARK not in page.evaluate("() => JSON.stringify(Object.entries(localStorage))")

    page.unroute("**/reconnect/drafts")
    saved(page, NOTE)
    assert book.value(NOTE) == MARK


def test_a_server_that_comes_back_finds_all_that_was_typed_meanwhile(
    page: Page, tmp_path: Path
) -> None:
    data = tmp_path / "own"
    server = start(data=data)
    book = Book(server)
    book.enter(page, SPACE)
    page.evaluate("window.marker = 'mine'")
    book.open(closed := page.context.new_page(), SPACE)
    failed = failed_tries(page)
    server.stop(signal.SIGKILL)
    field(closed, "space.want").press_sequentially(MARK)
    form = closed.locator("form", has=question(closed, "space.want"))
    expect(form.locator(".rc-saved")).to_contain_text("Not saved")
    closed.close()
    field(page, NOTE).press_sequentially(MARK)
    eventually(lambda: page.evaluate("true") and len(failed) >= TRIES)
    expect(page.locator("#rc-line")).to_contain_text("has lost touch with the workbook")
    field(page, "space.weeks").fill("5")

    with serve_workbook(data=data, port=server.port):
        saved(page, "space.weeks")
        saved(page, NOTE)

        expect(page.locator("#rc-line")).to_be_hidden()
        assert is_same_document(page)
        assert book.value(NOTE) == MARK
        assert book.value("space.weeks") == 5
        turn(page, TIME)
        turn(page, SPACE)
        expect(field(page, "space.want")).to_have_value(MARK)  # the port is the same as before
        saved(page, "space.want")
        assert book.value("space.want") == MARK


def test_a_kernel_that_hangs_is_replaced(page: Page, book: Book) -> None:
    page.clock.install()
    book.enter(page, SPACE)
    hung = book.server.kernels()
    for kernel in hung:
        kernel.suspend()
    field(page, NOTE).press_sequentially(MARK)
    form = page.locator("form", has=question(page, NOTE))
    page.clock.fast_forward(10_000)
    expect(form.locator(".rc-saved")).to_have_text("Not saved, kept in this browser.")
    page.clock.fast_forward(60_000)

    saved(page, NOTE)
    assert book.value(NOTE) == MARK
    for kernel in hung:
        kernel.kill()  # its end, half a minute later, has a test of its own


def test_a_reader_who_waits_for_a_page_asks_for_another_and_stays_on_it(
    page: Page, book: Book
) -> None:
    page.clock.install()
    book.enter(page, SPACE)
    page.evaluate("window.marker = 'mine'")
    hung = book.server.kernels()
    for kernel in hung:
        kernel.suspend()
    press_link(page, TIME)
    has_come(page, TIME)
    page.clock.fast_forward(20_000)
    page.clock.fast_forward(2_000)

    page.locator("#rc-line.rc-shown").get_by_role("button", name="Try again").click()

    is_at(page, TIME)
    assert is_same_document(page)
    for kernel in hung:
        kernel.kill()


def press_in_vain(button: Locator, book: Book) -> None:
    """Press a button whose kernel hears of it and ends before it answers."""
    page = button.page
    page.evaluate(KNOWS_OF_ITS_KERNEL)
    kernels = book.server.kernels()
    for kernel in kernels:
        kernel.suspend()
    button.click()
    page.evaluate("() => new Promise((sent) => setTimeout(sent))")
    for kernel in kernels:
        with suppress(psutil.NoSuchProcess):  # that of a page that was left may just have ended
            kernel.kill()
    page.wait_for_function("() => window.isAdrift", timeout=READY)


def test_what_a_kernel_did_not_live_to_answer_can_be_asked_again(page: Page, book: Book) -> None:
    book.enter(page, JOURNEY)
    copy = {"name": "a.json", "mimeType": "application/json", "buffer": b"{}"}
    page.locator("form:has(.rc-look) [type=file]").set_input_files(copy)
    for button in (page.locator(".rc-make"), page.locator(".rc-look")):
        press_in_vain(button, book)

        expect(button).to_be_enabled()
        button.click()
        form = page.locator("form", has=button)
        page.wait_for_function("() => window.isBack", timeout=READY)
        expect(form.locator(".rc-saved")).not_to_contain_text("It is not known")


def test_so_can_a_passphrase(page: Page, book: Book) -> None:
    book.enter(page, SPACE)
    field(page, NOTE).fill(MARK)
    saved(page, NOTE)
    with book.writing() as store:
        store.keeper.lock(PASSPHRASE)
    page.goto(book.address(SPACE))
    form = unlock_form(page)
    unlock = form.get_by_role("button", name="Unlock")
    form.get_by_label("Passphrase").fill(PASSPHRASE)
    press_in_vain(unlock, book)

    expect(form).not_to_contain_text("This takes a moment")
    form.get_by_label("Passphrase").fill(PASSPHRASE)
    unlock.click()

    expect(field(page, NOTE)).to_have_value(MARK)
