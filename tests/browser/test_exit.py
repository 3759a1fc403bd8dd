"""Exit this page: it leaves at once from every state of a page, and nothing of it comes after."""

import re
from collections.abc import Callable
from contextlib import suppress
from typing import Literal

import pytest
from folder import Site
from locking import lock, lock_behind, lock_it, unlock_form
from pages import READY, Book, HeldLine, barriers, field, go, is_at, lose_kernel, turn
from playwright.sync_api import BrowserContext, Error, Page, Route, WebSocketRoute, expect
from processes import CAN_HALT, eventually, halted

from reconnect_widgets.stages import BY_NUMBER

NEUTRAL = "https://www.bbc.com/weather"
SPACE, TIME, JOURNEY = "01", "02", "13"
NOTE, LIMIT = "space.necessary", "space.limit"
NO_SITE = re.compile("^chrome-error:")  # the browser's own page
SEEN = """() => {
  const look = () => {
    const words = document.documentElement?.innerText.trim();
    if (location.protocol === "http:" && words && words !== "Loading") console.debug(`seen: ${words}`);
    requestAnimationFrame(look);
  };
  requestAnimationFrame(look);
}"""
"""Says what stands on the screen of any page of the workbook, at every frame."""

TEMPT = """() => new Promise((done) => {
  const heard = new BroadcastChannel("reconnect-lock");
  heard.onmessage = () => requestAnimationFrame(() => requestAnimationFrame(done));
  new BroadcastChannel("reconnect-lock").postMessage("shut");
  document.dispatchEvent(new CustomEvent("reconnect:map", { detail: { name: "Garden" } }));
  for (const name of ["reconnect:prose", "reconnect:ready", "reconnect:behind", "visibilitychange"])
    document.dispatchEvent(new Event(name));
  for (const state of ["lost", "busy", "back"])
    document.dispatchEvent(new CustomEvent("reconnect:connection", { detail: { state } }));
  for (const name of ["focus", "online", "storage", "hashchange", "popstate"]) dispatchEvent(new Event(name));
})"""
"""All that a page hears of while it is open, one after the other."""


class Weather:
    """The neutral site, which never leaves this computer; it has nothing to show until ``come``."""

    def __init__(self, page: Page) -> None:
        self.is_there = False
        page.route(f"{NEUTRAL}*", self._answer)

    def _answer(self, route: Route) -> None:
        if self.is_there:
            route.fulfill(body="<title>Weather</title>", content_type="text/html")
        else:
            route.fulfill(status=204)


@pytest.fixture
def weather(page: Page, context: BrowserContext) -> Weather:
    context.set_default_timeout(READY)
    return Weather(page)


# The states of a page. Each is brought about, and returns what still happens once the reader is gone.

Later = Callable[[], object]
State = Callable[[Page, Book], Later]


def nothing() -> None:
    """Let nothing happen."""


def is_turned_to(page: Page, book: Book) -> Later:
    book.enter(page)
    turn(page, SPACE)
    return nothing


def is_locked(page: Page, book: Book) -> Later:
    pytest.importorskip("sqlcipher3")
    book.enter(page, SPACE)
    lock_behind(page, book)
    book.open(page, SPACE)
    assert page.evaluate("globalThis.reconnectVault")
    return nothing


def asks_for_the_passphrase(page: Page, book: Book) -> Later:
    is_locked(page, book)
    page.context.clear_cookies(name=re.compile("^reconnect-"))
    page.goto(book.address(SPACE))
    expect(unlock_form(page)).to_be_visible()
    return nothing


def is_only_coming(page: Page, book: Book) -> Later:
    page.goto(book.key_to(SPACE), wait_until="commit")
    page.locator("a.rc-exit").first.wait_for()
    return nothing


def has_no_kernel_yet(page: Page, book: Book) -> Later:
    page.route_web_socket("**/reconnect/visit*", lambda line: None)
    page.goto(book.key_to(SPACE))
    return nothing


def is_being_filled(page: Page, book: Book) -> Later:
    held: list[tuple[WebSocketRoute, str | bytes]] = []

    def lay(line: WebSocketRoute) -> None:
        line.connect_to_server().on_message(lambda said: held.append((line, said)))

    def say_all() -> None:
        for line, said in held:
            with suppress(Error):  # the page has let go of it
                line.send(said)

    page.route_web_socket("**/reconnect/visit*", lay)
    page.goto(book.key_to(SPACE))
    eventually(lambda: page.evaluate("true") and held)
    return say_all


def is_given_another_kernel(page: Page, book: Book) -> Later:
    asked: list[WebSocketRoute] = []

    def lay(line: WebSocketRoute) -> None:
        asked.append(line)
        if is_first:
            line.connect_to_server()

    is_first = True
    page.route_web_socket("**/reconnect/visit*", lay)
    book.enter(page, SPACE)
    lose_kernel(page, book)
    is_first = False
    before = len(asked)
    page.locator("h1").click()
    eventually(lambda: page.evaluate("true") and len(asked) > before)

    def answer() -> None:
        with suppress(Error):  # nobody waits for it any more
            asked[-1].connect_to_server()

    return answer


def has_lost_its_line(page: Page, book: Book) -> Later:
    lines: list[WebSocketRoute] = []
    is_cut = False

    def lay(line: WebSocketRoute) -> None:
        lines.append(line)
        if is_cut:
            line.close()
        else:
            line.connect_to_server()

    page.route_web_socket("**/reconnect/visit*", lay)
    book.enter(page, SPACE)  # the page before may have laid one, too
    is_cut = True
    lines[-1].close()
    expect(page.locator("#rc-line")).to_contain_text("has lost touch")
    return nothing


def is_offline(page: Page, book: Book) -> Later:
    book.enter(page, SPACE)
    page.context.set_offline(True)
    return lambda: page.context.set_offline(False)


def has_help_open(page: Page, book: Book) -> Later:
    book.enter(page, SPACE)
    page.locator("a[href='#help']").first.click()
    expect(page.get_by_role("dialog", name="Help")).to_be_visible()
    return nothing


def brings_a_copy_back(page: Page, book: Book) -> Later:
    line = HeldLine(page)
    book.enter(page, JOURNEY)
    copy = {"name": "copy.json", "mimeType": "application/json", "buffer": b"{}" * 1000}
    page.locator("form:has(.rc-look) [type=file]").set_input_files(copy)
    line.hold()
    page.locator(".rc-look").click()
    expect(page.locator("form:has(.rc-look) .rc-saved")).to_have_text("Reading the file")
    return line.let_go


def turns_to_the_next(page: Page, book: Book) -> Later:
    asked: list[Route] = []
    page.route(f"**/{BY_NUMBER[TIME].file}", lambda route: asked.append(route))  # noqa: PLW0108
    book.enter(page, SPACE)
    page.locator(".rc-turn").get_by_role("link", name=BY_NUMBER[TIME].title).click()
    eventually(lambda: page.evaluate("true") and asked)

    def answer() -> None:
        with suppress(Error):
            asked[0].continue_()
        page.unroute(f"**/{BY_NUMBER[TIME].file}")

    return answer


def cannot_reach_the_next(page: Page, book: Book) -> Later:
    page.route(
        f"**/{BY_NUMBER[TIME].file}", lambda route: route.abort()
    )  # also where it comes ahead
    book.enter(page, SPACE)
    page.route("**/shell.css*", lambda route: route.abort())
    page.locator(".rc-turn").get_by_role("link", name=BY_NUMBER[TIME].title).click()
    expect(page.get_by_role("button", name="Try again")).to_be_visible()
    return nothing


def is_no_page(page: Page, book: Book) -> Later:
    book.enter(page)
    page.goto(f"{book.server.origin}/nowhere/at/all")
    return nothing


STATES = (
    is_turned_to, is_locked, asks_for_the_passphrase, is_only_coming, has_no_kernel_yet,
    is_being_filled, is_given_another_kernel, has_lost_its_line, is_offline, has_help_open,
    brings_a_copy_back, turns_to_the_next, cannot_reach_the_next, is_no_page,
)  # fmt: skip


# The two ways out

Leave = Callable[[Page], None]


def button(page: Page) -> None:
    page.locator("a.rc-exit:visible").last.click()


def keys(page: Page) -> None:
    for _ in range(3):
        page.keyboard.press("Shift")


def watch(page: Page) -> list[str]:
    """Note all that stands on the screen from now on, and on that of every page that is opened."""
    seen: list[str] = []
    page.on("console", lambda said: said.text.startswith("seen") and seen.append(said.text))
    page.evaluate(SEEN)
    page.add_init_script(f"({SEEN})()")
    return seen


def is_gone(page: Page) -> None:
    """Nothing of the page is seen, and nothing says what it was."""
    expect(page.locator("body")).to_be_hidden()
    expect(page).to_have_title("New tab")
    assert page.evaluate("document.documentElement.innerText.trim()") == "Loading"
    assert page.evaluate("document.elementFromPoint(9, 9).className") == "rc-cover"


def is_at_the_weather(page: Page) -> None:
    page.wait_for_url(NEUTRAL)
    expect(page).to_have_title("Weather")


def test_whoever_finds_the_pages_closed_can_exit_too(
    page: Page, book: Book, weather: Weather
) -> None:
    weather.is_there = True
    book.enter(page, SPACE)
    page.context.clear_cookies()
    page.locator('.rc-map [data-rc-page="05"] a').click()
    closed = page.get_by_role("heading", name="These pages are private")
    expect(closed).to_be_visible()
    assert barriers(page) == []

    page.get_by_role("link", name="Exit this page").click()

    is_at_the_weather(page)
    page.go_back()
    expect(closed).to_be_visible()


@pytest.mark.parametrize("state", STATES, ids=lambda state: state.__name__)
def test_exit_leaves_nothing_comes_after_it_and_back_shows_nothing(
    page: Page, book: Book, weather: Weather, state: State
) -> None:
    page.goto(book.url, wait_until="commit")  # what Back leads to
    later = state(page, book)
    page.evaluate("window.marker = 'mine'")
    for _ in range(2):
        page.keyboard.press("Shift")
    assert page.evaluate("document.documentElement.dataset.rcShift") == "2"

    button(page)
    is_gone(page)
    seen = watch(page)
    page.evaluate(TEMPT)
    later()
    page.evaluate(TEMPT)
    is_gone(page)
    assert page.evaluate("window.marker") == "mine"
    assert page.evaluate("Object.keys(sessionStorage)") == ["left"]
    assert page.evaluate("globalThis.reconnectVault") is None

    weather.is_there = True
    page.reload()
    is_at_the_weather(page)
    page.context.set_offline(False)
    page.go_back(wait_until="commit")
    is_at_the_weather(page)
    assert seen == []


@pytest.mark.parametrize("state", [is_offline, turns_to_the_next])
def test_where_the_other_site_is_there_the_reader_is_there_at_once(
    page: Page, book: Book, weather: Weather, state: State
) -> None:
    page.goto(book.url, wait_until="commit")
    state(page, book)
    weather.is_there = True

    keys(page)
    is_at_the_weather(page)

    seen = watch(page)
    page.context.set_offline(False)
    page.go_back(wait_until="commit")
    is_at_the_weather(page)
    assert seen == []


@pytest.mark.parametrize(("state", "leave"), [(is_locked, keys), (is_offline, button)])
def test_where_the_other_site_cannot_be_reached_nothing_is_seen_either(
    reader: Page, book: Book, state: State, leave: Leave
) -> None:
    state(reader, book)
    reader.route(f"{NEUTRAL}*", lambda route: route.abort())

    leave(reader)
    expect(reader).to_have_url(NO_SITE)
    seen = watch(reader)
    reader.context.set_offline(False)
    with suppress(Error):  # the browser says that it led to nothing
        reader.go_back(wait_until="commit")
    expect(reader).to_have_url(NO_SITE)
    assert seen == []


def a_page_that_the_browser_had_kept_is_left_for_an_empty_one(reader: Page) -> None:
    """After an exit."""
    reader.evaluate("dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true }))")

    reader.wait_for_url("about:blank")


def test_exit_leaves_by_the_wheel_of_a_mouse_and_whoever_comes_back_is_let_in_and_can_leave_again(
    reader: Page, book: Book, weather: Weather
) -> None:
    reader.evaluate("sessionStorage.setItem('words', 'of mine')")
    press_exit(reader, "middle")
    is_gone(reader)
    weather.is_there = True
    reader.reload()
    is_at_the_weather(reader)
    somebody_who_comes_back_by_the_address_is_let_in(reader, book)

    weather.is_there = False
    exit_leaves_while_a_page_asks_something(reader)


def somebody_who_comes_back_by_the_address_is_let_in(reader: Page, book: Book) -> None:
    book.open(reader, SPACE)

    expect(reader.get_by_role("heading", level=1)).to_be_visible()
    assert reader.evaluate("sessionStorage.getItem('words')") is None
    reader.reload()
    is_at(reader, SPACE)


# What an exit leaves behind


def test_words_typed_just_before_are_on_the_disk(page: Page, book: Book, weather: Weather) -> None:
    of_others = book.server.kernels()  # of pages that were closed as their kernel came
    book.enter(page, SPACE)
    field(page, NOTE).press_sequentially("Typed it")

    keys(page)

    answer = eventually(lambda: book.store.latest(NOTE))
    assert answer
    eventually(lambda: book.store.latest(NOTE).value == "Typed it")
    eventually(lambda: book.server.kernels() <= of_others)


@CAN_HALT
def test_so_are_words_that_waited_for_a_busy_kernel_to_hear_those_before(
    page: Page, book: Book, weather: Weather
) -> None:
    book.enter(page, SPACE)
    with halted(book.server.kernels()):
        field(page, NOTE).press_sequentially("Typed")
        field(page, LIMIT).press_sequentially("3")

        keys(page)
        expect(page.locator(".rc-cover")).to_be_visible()

    answer = eventually(lambda: book.store.latest(LIMIT))
    assert answer
    assert answer.value == 3


def test_other_tabs_of_a_locked_workbook_shut_also_where_they_know_of_no_lock(
    reader: Page, book: Book, weather: Weather, context: BrowserContext
) -> None:
    pytest.importorskip("sqlcipher3")
    other = context.new_page()
    book.open(other, SPACE)
    lock_it(reader, book)
    # They do so at once: the server may be busy, and hear of the exit after them.
    reader.route("**/reconnect/key", lambda route: route.abort())

    keys(reader)

    expect(unlock_form(other)).to_be_visible()
    expect(field(other, NOTE)).to_be_disabled()


@pytest.mark.parametrize("where", ["on no page", "as it is locked"])
def test_after_an_exit_a_locked_workbook_asks_for_the_passphrase(
    page: Page, book: Book, weather: Weather, context: BrowserContext, where: str
) -> None:
    pytest.importorskip("sqlcipher3")
    book.enter(page, JOURNEY)
    asked: list[Route] = []
    if where == "on no page":
        lock_behind(page, book)
        is_no_page(page, book)
    else:  # and what opens it is only on its way to the server
        page.route("**/reconnect/key", lambda route: asked.append(route))  # noqa: PLW0108
        lock(page)
        eventually(lambda: page.evaluate("true") and asked)

    keys(page)
    is_gone(page)
    for route in asked:
        with suppress(Error):  # it was broken off
            route.continue_()

    other = context.new_page()
    other.goto(book.address(SPACE))
    expect(unlock_form(other)).to_be_visible()


# Shift three times


def test_tab_reaches_exit_early_shift_three_times_exits_and_a_kept_page_is_left_for_an_empty_one(
    reader: Page, weather: Weather
) -> None:
    exit_is_the_second_thing_that_tab_reaches(reader)
    shift_three_times_says_how_many_are_left(reader)
    a_page_that_the_browser_had_kept_is_left_for_an_empty_one(reader)


def shift_three_times_says_how_many_are_left(reader: Page) -> None:
    reader.keyboard.down("Shift")
    reader.evaluate("document.activeElement.blur()")  # as when a page is filled just then
    reader.keyboard.up("Shift")
    expect(reader.locator("#rc-exit-status")).to_contain_text("2 more times")
    reader.keyboard.press("Shift")
    expect(reader.locator(".rc-bar .rc-dots")).to_be_visible()
    reader.keyboard.press("Shift")

    is_gone(reader)


def test_capitals_and_slow_presses_do_not_exit(page: Page, book: Book) -> None:
    page.clock.install()
    book.enter(page)
    page.evaluate("globalThis.wheels = 0; addEventListener('wheel', () => wheels++)")
    for number in range(1, 5):
        page.keyboard.press("Shift+A")
        page.keyboard.down("Shift")
        page.mouse.wheel(30, 0)
        page.wait_for_function("number => wheels === number", arg=number)
        page.keyboard.up("Shift")
    assert page.evaluate("document.documentElement.dataset.rcShift") is None

    page.keyboard.press("Shift")
    page.keyboard.press("Shift")
    page.clock.run_for(5_100)
    expect(page.locator("#rc-exit-status")).to_contain_text("expired")
    page.keyboard.press("Shift")

    assert page.title() != "New tab"


def exit_is_the_second_thing_that_tab_reaches(reader: Page) -> None:
    reader.keyboard.press("Tab")
    reader.keyboard.press("Tab")

    assert reader.evaluate("document.activeElement.dataset.rcExit") == ""


def press_exit(page: Page, kind: Literal["left", "middle"] = "left") -> None:
    """Press where *Exit this page* stands, whatever lies over it."""
    box = page.locator(".rc-bar a.rc-exit").bounding_box()
    assert box
    page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2, button=kind)


def exit_leaves_while_a_page_asks_something(page: Page) -> None:
    go(page, JOURNEY)
    page.get_by_role("button", name="Erase everything").click()
    asks = page.locator("dialog.rc-sure")
    expect(asks.get_by_role("button", name="Keep it")).to_be_focused()

    wide = page.viewport_size
    page.set_viewport_size({"width": 320, "height": 568})  # where it lies over the bar of the page
    expect(asks.get_by_role("button", name="Exit this page")).to_be_in_viewport()
    page.set_viewport_size(wide)
    press_exit(page)

    is_gone(page)


def test_back_shows_nothing_where_a_browser_refuses_storage(
    page: Page, book: Book, context: BrowserContext
) -> None:
    context.add_init_script(
        """for (const name of ["localStorage", "sessionStorage"]) Object.defineProperty(
        window, name, { get() { throw new DOMException("refused", "SecurityError"); } })"""
    )
    weather = Weather(page)
    book.enter(
        page
    )  # and all else in the same document: what lets it in is kept in its memory alone
    go(page, SPACE)
    weather.is_there = True

    button(page)
    is_at_the_weather(page)
    seen = watch(page)
    page.go_back(wait_until="commit")
    is_at_the_weather(page)
    assert seen == []
    book.enter(page)


def test_no_python_is_loaded_for_whoever_has_left_before_it_was_asked_for(
    page: Page, weather: Weather, site: Site
) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    coming: list[Route] = []
    next_page = f"**/{BY_NUMBER[TIME].file.replace('.ipynb', '.html')}"
    page.route(next_page, lambda one: coming.append(one))  # noqa: PLW0108
    page.goto(site.home + BY_NUMBER[SPACE].file.replace(".ipynb", ".html"))
    eventually(lambda: page.evaluate("1") and coming)

    page.get_by_role("button", name="Exit this page").click()
    with page.expect_event("requestfinished"):
        coming[0].continue_()
    page.evaluate("new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")

    assert not [one for one in asked if "python_worker" in one]
