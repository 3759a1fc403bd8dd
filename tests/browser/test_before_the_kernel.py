"""A form can be used as soon as it is there: nothing waits for the kernel, and nothing is lost by it."""

import json
import re
from contextlib import suppress
from typing import Any

import psutil
import pytest
from locking import PASSPHRASE, lock_behind, lock_it, unlock_form
from pages import (
    Book,
    ComingKernel,
    HeldLine,
    field,
    has_come,
    is_at,
    is_ready,
    is_same_document,
    kill_kernels,
    press_link,
    question,
    saved,
    turn,
    waits_in_the_browser,
)
from playwright.sync_api import BrowserContext, Page, Route, WebSocketRoute, expect
from processes import eventually
from readers import is_checked
from traces import MARK

from reconnect_widgets import log, number, plan, reflection, scale, several
from reconnect_widgets.rules.holds import HOLDS
from reconnect_widgets.rules.safety_check import CHECK, CHECKED
from reconnect_widgets.stages import BY_NUMBER

START, SPACE, TIME, CONTACT = "00", "01", "02", "04"
NOTE, WEEKS, PULL, MUTED = "space.necessary", "space.weeks", "space.pull", "space.muted"
WANT = "space.want"
STORED = "() => JSON.stringify([Object.entries(localStorage), Object.entries(sessionStorage)])"


def answered_before(book: Book) -> None:
    """What was answered in an earlier visit, beside what is typed anew."""
    about: dict[str, Any] = {"page": SPACE, "visit": "earlier"}
    urges = log("urge.log", "Urges", number("strength", "How strong?", least=0, most=10))
    with book.writing() as store:
        store.save(number(WEEKS, "How many weeks?", least=1, most=52), 3, **about)
        store.save(reflection(NOTE, "What is necessary?"), "Stored before", **about)
        store.save(reflection(WANT, "What do you want?"), "Stored before, too", **about)
        store.save(urges, {"strength": 2}, entry="earlier", **about)


@pytest.fixture
def kernel(page: Page) -> ComingKernel:
    """The kernel of the first page that the browser opens."""
    return ComingKernel(page)


def says_that_they_are_afraid(page: Page, because: str = "safety.fear") -> None:
    """Go through the safety check, with a yes to this question, too."""
    for asked in CHECK:
        label = "Yes" if asked in ("safety.adult", because) else "No"
        question(page, asked).get_by_role("radio", name=label, exact=True).check()
    page.get_by_role("button", name="See what follows").click()


# What is typed while it comes


def test_what_is_typed_before_and_while_and_after_it_comes_is_one_answer_and_all_else_is_filled(
    page: Page, book: Book, kernel: ComingKernel
) -> None:
    """The cursor stays where it is."""
    answered_before(book)
    page.goto(book.key_to(SPACE))
    note = field(page, NOTE)

    question(page, MUTED).get_by_role("checkbox", name="Alerts about them are off").check()
    question(page, PULL).get_by_role("radio").nth(2).check()
    note.press_sequentially("before, end")
    for _ in "end":
        page.keyboard.press("ArrowLeft")
    kernel.begin()
    eventually(lambda: page.evaluate("true") and kernel.has_spoken)
    note.press_sequentially("while, ")
    kernel.speak()
    is_ready(page)
    expect(note).to_be_focused()
    page.keyboard.type("after, ")

    expect(note).to_have_value("before, while, after, end")
    expect(question(page, MUTED).get_by_label("Alerts about them are off")).to_be_checked()
    expect(question(page, PULL).get_by_role("radio").nth(2)).to_be_checked()
    expect(field(page, WEEKS)).to_have_value("3")
    expect(field(page, WANT)).to_have_value("Stored before, too")
    for asked, value in ((NOTE, "before, while, after, end"), (MUTED, ["alerts"]), (PULL, 2)):
        saved(page, asked)
        assert book.value(asked) == value
    assert "Stored before" in [answer.value for answer in book.store.history(NOTE)]
    assert len(book.store.history(WANT)) == len(book.store.history(WEEKS)) == 1


def test_a_row_that_was_begun_early_stands_among_those_of_before(
    page: Page, book: Book, kernel: ComingKernel
) -> None:
    answered_before(book)
    page.goto(book.key_to(SPACE))
    page.get_by_role("button", name="Add an urge").click()
    strength = page.locator(".rc-row [data-id=strength] input").last
    strength.press_sequentially("7")

    kernel.come()
    is_ready(page)

    rows = page.locator(".rc-log[data-id='urge.log'] .rc-row")
    expect(rows).to_have_count(2)
    expect(strength).to_be_focused()
    expect(strength).to_have_value("7")
    saved(page, "urge.log")
    assert {row.value["strength"] for row in book.store.entries("urge.log")} == {2, 7}


def answered_in_parts(book: Book) -> None:
    """Answers of several parts, given in an earlier visit."""
    about: dict[str, Any] = {"page": START, "visit": "earlier"}
    points = scale("importance", "How much?", "None", "Some", "Half", "Much", "Most")
    content = scale("satisfaction", "How content?", "None", "Some", "Half", "Much", "Full")
    areas = log("life.map", "Areas", points, content, rows={"health": "Health"})
    row = {"importance": 2, "satisfaction": 1}
    shared = several("start.shared", "What?", children="Children", work="Work", money="Money")
    with book.writing() as store:
        store.save(shared, ["children", "money"], **about)
        store.save(plan("start.plan", "A plan"), {"if": "Night", "then": "water"}, **about)
        store.save(areas, row, entry="health", page=TIME, visit="earlier")


def touch_a_part_of_each(page: Page) -> None:
    question(page, "start.shared").locator("input[value=work]").check()
    question(page, "start.plan").locator("textarea, input").nth(1).fill("read")


def the_other_parts_are_there(page: Page, book: Book) -> None:
    shared = question(page, "start.shared")
    for value in ("children", "work", "money"):
        expect(shared.locator(f"input[value={value}]")).to_be_checked()
    expect(question(page, "start.plan").locator("textarea, input").first).to_have_value("Night")
    saved(page, "start.shared")
    saved(page, "start.plan")
    assert set(book.value("start.shared")) == {"children", "money", "work"}
    assert book.value("start.plan") == {"if": "Night", "then": "read"}


def test_the_safety_check_can_be_answered_early_and_a_part_that_is_touched_takes_nothing_of_others(
    page: Page, book: Book, kernel: ComingKernel
) -> None:
    """Nothing that was said in the check is kept anywhere."""
    answered_in_parts(book)
    page.goto(book.key_to(START))
    touch_a_part_of_each(page)
    says_that_they_are_afraid(page)
    assert "safety." not in page.evaluate(STORED)

    kernel.come()

    form = page.locator("form", has=question(page, "safety.fear"))
    expect(form.locator(".rc-saved")).to_have_text("Done. Your answers were not kept.")
    assert "fear" in book.value(HOLDS.id)
    assert book.store.latest("safety.fear") is None
    assert set(re.findall(r"safety\.\w+", page.evaluate(STORED))) <= {HOLDS.id, CHECKED.id}
    the_other_parts_are_there(page, book)


def test_so_it_is_when_the_page_was_left_meanwhile(
    page: Page, book: Book, kernel: ComingKernel
) -> None:
    """On the first page that a browser ever opens: it has not heard yet that nothing is locked."""
    answered_in_parts(book)
    page.goto(book.key_to(START))
    field(page, "start.name").press_sequentially("Robin")
    touch_a_part_of_each(page)
    press_link(page, SPACE)
    has_come(page, SPACE)
    kernel.come()
    is_at(page, SPACE)

    turn(page, START)

    expect(field(page, "start.name")).to_have_value("Robin")
    saved(page, "start.name")
    assert book.value("start.name") == "Robin"
    the_other_parts_are_there(page, book)


def test_the_next_page_comes_before_no_safety_check(
    page: Page, book: Book, kernel: ComingKernel
) -> None:
    it_waits_for_one_that_was_not_heard_yet(page, book, kernel)
    turn(page, START)
    nor_does_it_come_before_one_that_its_kernel_did_not_live_to_hear(page, book)


def it_waits_for_one_that_was_not_heard_yet(page: Page, book: Book, kernel: ComingKernel) -> None:
    page.clock.install()
    page.goto(book.key_to(START))
    says_that_they_are_afraid(page)
    form = page.locator("form", has=question(page, "safety.fear"))
    expect(form.locator(".rc-saved")).to_have_text("This takes a moment")
    with page.expect_response(f"**/{BY_NUMBER[SPACE].file}*") as came:
        press_link(page, SPACE)
    came.value.finished()

    def is_told() -> bool:
        page.clock.fast_forward(10_000)
        return "is still on its way" in page.locator("#rc-line").inner_text()

    eventually(is_told)
    press_link(page, SPACE)
    kernel.come()
    is_at(page, SPACE)

    assert "fear" in book.value(HOLDS.id)


def nor_does_it_come_before_one_that_its_kernel_did_not_live_to_hear(
    page: Page, book: Book
) -> None:
    for kernel in book.server.kernels():
        with suppress(psutil.NoSuchProcess):  # one whose page was left may end by itself just then
            kernel.suspend()
    says_that_they_are_afraid(page, because="safety.harm")

    press_link(page, SPACE)
    kill_kernels(book)
    is_at(page, SPACE)

    assert book.value(HOLDS.id) == ["harm"]


def test_a_field_of_a_row_takes_nothing_of_the_row(
    page: Page, book: Book, kernel: ComingKernel
) -> None:
    answered_in_parts(book)
    page.goto(book.key_to(TIME))
    row = page.locator(".rc-log[data-id='life.map'] .rc-row[data-entry=health]")
    row.locator("[data-id=importance] select").select_option("4")

    kernel.come()
    is_ready(page)

    saved(page, "life.map")
    eventually(lambda: book.store.latest("life.map", "health").value["importance"] == 4)
    assert book.store.latest("life.map", "health").value["satisfaction"] == 1
    expect(row.locator("[data-id=satisfaction] select")).to_have_value("1")


def test_what_is_typed_early_is_kept_where_all_was_erased_once(page: Page, book: Book) -> None:
    """In a browser that has been there before."""
    book.enter(page)
    answered_before(book)
    book.store.erase_everything()
    kernel = ComingKernel(page)
    page.goto(book.address(SPACE))
    field(page, NOTE).press_sequentially(MARK)
    press_link(page, TIME)
    has_come(page, TIME)
    kernel.come()
    is_at(page, TIME)

    turn(page, SPACE)

    expect(field(page, NOTE)).to_have_value(MARK)
    saved(page, NOTE)


def test_a_draft_for_them_that_is_written_while_no_kernel_is_there_is_saved(
    page: Page, book: Book
) -> None:
    is_checked(book.store)
    book.enter(page, CONTACT)
    kernel = ComingKernel(page)
    kill_kernels(book)
    field(page, "first.message").press_sequentially("Hi, the lake.")
    eventually(lambda: page.evaluate("true") and kernel.is_asked_for)

    kernel.come()

    saved(page, "first.message")
    expect(field(page, "first.message")).to_be_focused()
    assert book.value("first.message") == "Hi, the lake."


# A kernel that does not come, or not to this page


@pytest.mark.parametrize("when", ["before it is heard", "before it has spoken"])
def test_a_kernel_that_dies_as_it_comes_is_replaced(page: Page, book: Book, when: str) -> None:
    answered_before(book)
    kernel = ComingKernel(page)

    def lay(line: WebSocketRoute) -> None:
        server = line.connect_to_server()
        if not lines:
            server.on_message(lambda said: tell_of_a_dead_one(line, said))
        lines.append(line)

    def tell_of_a_dead_one(line: WebSocketRoute, said: str | bytes) -> None:
        kill_kernels(book)
        line.send(said)

    lines: list[WebSocketRoute] = []
    if when == "before it is heard":
        kernel.begin()
        page.route_web_socket("**/reconnect/visit*", lay)
    page.goto(book.key_to(SPACE))
    page.evaluate("window.marker = 'mine'")
    field(page, NOTE).press_sequentially(MARK)
    if when == "before it has spoken":
        kernel.begin()
        eventually(lambda: page.evaluate("true") and kernel.has_spoken)
        kill_kernels(book)
    kernel.speak()

    is_ready(page)
    expect(field(page, WEEKS)).to_have_value("3")
    saved(page, NOTE)
    assert book.value(NOTE) == MARK
    assert page.evaluate("window.marker") == "mine"


def test_what_was_typed_is_there_when_the_page_is_opened_again(
    page: Page, book: Book, kernel: ComingKernel, context: BrowserContext
) -> None:
    """Left for another address, loaded again, and closed with its browser, before its kernel came."""
    page.goto(book.key_to(SPACE))
    field(page, NOTE).press_sequentially(MARK)
    waits_in_the_browser(page, NOTE)
    page.goto("about:blank")
    page.goto(book.address(SPACE))
    words = goes_on_writing(page, MARK)
    page.reload()
    words = goes_on_writing(page, words)
    page.close()
    context.clear_cookies()  # which ends with the browser
    again = context.new_page()
    again.goto(book.key_to(SPACE))

    is_ready(again)
    expect(field(again, NOTE)).to_have_value(words)
    saved(again, NOTE)
    assert book.value(NOTE) == words


def goes_on_writing(page: Page, words: str) -> str:
    """Write after words that are shown already; whoever did not see them would write over them."""
    expect(field(page, NOTE)).to_have_value(words)
    field(page, NOTE).press_sequentially(" and more")
    return f"{words} and more"


def test_what_was_typed_last_in_a_tab_that_is_gone_is_not_written_over_by_another(
    page: Page, book: Book, kernel: ComingKernel
) -> None:
    gone = page.context.new_page()
    ComingKernel(gone)
    for tab, words in ((page, "first"), (gone, MARK)):
        tab.goto(book.key_to(SPACE))
        field(tab, NOTE).fill(words)
        waits_in_the_browser(tab, NOTE)
        tab.wait_for_function("() => !globalThis.reconnectHeld?.size")
    gone.close()

    kernel.come()
    saved(page, NOTE)
    page.reload()

    expect(field(page, NOTE)).to_have_value(MARK)
    saved(page, NOTE)
    assert book.value(NOTE) == MARK


def test_what_another_tab_saved_later_stays(page: Page, book: Book, kernel: ComingKernel) -> None:
    page.goto(book.key_to(SPACE))
    field(page, NOTE).fill("first")
    other = page.context.new_page()
    book.open(other, SPACE)
    field(other, NOTE).fill(MARK)
    saved(other, NOTE)

    kernel.come()
    is_ready(page)
    saved(page, NOTE)

    expect(field(page, NOTE)).to_have_value(MARK)
    assert book.value(NOTE) == MARK


def test_so_it_is_when_the_page_had_a_kernel_before(page: Page, book: Book) -> None:
    line = HeldLine(page)
    book.enter(page, SPACE)
    line.hold()
    field(page, NOTE).press_sequentially(MARK)
    waits_in_the_browser(page, NOTE)
    kernel = ComingKernel(page)
    page.reload()
    words = goes_on_writing(page, MARK)

    kernel.come()

    is_ready(page)
    expect(field(page, NOTE)).to_have_value(words)
    saved(page, NOTE)
    assert book.value(NOTE) == words


# A locked workbook


def test_of_a_locked_workbook_nothing_waits_open_and_its_words_go_along_to_the_next_page(
    page: Page, book: Book, context: BrowserContext
) -> None:
    """Those, too, that are typed before it asks for the passphrase."""
    pytest.importorskip("sqlcipher3")
    book.enter(page)
    lock_behind(page, book)
    kernel = ComingKernel(page)
    page.goto(book.address(SPACE))
    field(page, NOTE).press_sequentially(MARK)
    press_link(page, TIME)
    has_come(page, TIME)
    field(page, "needs.need").press_sequentially(MARK)
    assert MARK not in page.evaluate(STORED)
    kernel.come()
    is_at(page, TIME)
    saved(page, "needs.need")
    assert MARK not in page.evaluate(STORED)
    turn(page, SPACE)
    expect(field(page, NOTE)).to_have_value(MARK)
    saved(page, NOTE)

    context.clear_cookies(name=re.compile("^reconnect-"))  # the server knows no key for it then
    kernel = ComingKernel(page)
    page.goto(book.address(SPACE))
    field(page, WANT).press_sequentially(MARK)
    kernel.come()
    expect(unlock_form(page)).to_be_visible()
    expect(field(page, WANT)).to_be_disabled()
    assert MARK not in page.evaluate(STORED)
    unlock(page)

    is_ready(page)
    for asked in (NOTE, WANT):
        expect(field(page, asked)).to_have_value(MARK)
        saved(page, asked)
    assert MARK not in page.evaluate(STORED)


def test_so_they_do_to_a_page_whose_notebook_was_changed_after_it_had_come(
    page: Page, book: Book, context: BrowserContext
) -> None:
    """Which is loaded again where nothing would be lost by that."""
    pytest.importorskip("sqlcipher3")
    book.enter(page)
    lock_behind(page, book)
    context.clear_cookies(name=re.compile("^reconnect-"))
    page.route(f"**/{BY_NUMBER[TIME].file}", as_of_another_version)
    kernel = ComingKernel(page)
    page.goto(book.address(SPACE))
    page.evaluate("window.marker = 'mine'")
    field(page, NOTE).press_sequentially(MARK)
    kernel.come()
    expect(unlock_form(page)).to_be_visible()

    press_link(page, TIME)
    expect(page.locator("h1")).to_have_text(BY_NUMBER[TIME].title)
    unlock(page)
    is_at(page, TIME)
    assert is_same_document(page)
    turn(page, SPACE)
    expect(field(page, NOTE)).to_have_value(MARK)
    saved(page, NOTE)

    press_link(page, TIME)
    page.wait_for_function("() => window.marker !== 'mine'")
    is_at(page, TIME)


def as_of_another_version(route: Route) -> None:
    """Answer as before the notebook was changed, unless the browser loads the page."""
    if route.request.resource_type != "xhr":
        route.continue_()
        return
    answer = route.fetch()
    words = re.sub('data-rc-version="[^"]*"', 'data-rc-version="before"', answer.text())
    route.fulfill(response=answer, body=words)


def unlock(page: Page) -> None:
    unlock_form(page).get_by_label("Passphrase").fill(PASSPHRASE)
    unlock_form(page).get_by_role("button", name="Unlock").click()


def test_what_waited_before_the_workbook_was_locked_is_saved_once_it_is_opened(
    page: Page, book: Book, kernel: ComingKernel
) -> None:
    pytest.importorskip("sqlcipher3")
    page.goto(book.key_to(SPACE))
    field(page, NOTE).press_sequentially(MARK)
    waits_in_the_browser(page, NOTE)
    page.goto("about:blank")
    kernel.come()
    lock_it(page, book)

    book.open(page, SPACE)
    expect(field(page, NOTE)).to_have_value(MARK)
    saved(page, NOTE)


def test_so_it_is_when_the_tab_is_closed_before_it_is_opened(
    page: Page, book: Book, kernel: ComingKernel
) -> None:
    """Locked from another browser. Nor is it the page's to remove what none of its keys opens."""
    pytest.importorskip("sqlcipher3")
    anothers = "reconnect:draft:early:note.other"
    page.goto(book.key_to(SPACE))
    page.evaluate(
        "name => localStorage.setItem(name, JSON.stringify({ sealed: 'AAAA' }))", anothers
    )
    field(page, NOTE).press_sequentially(MARK)
    waits_in_the_browser(page, NOTE)
    page.goto("about:blank")
    kernel.come()
    with book.writing() as store:
        store.keeper.lock(PASSPHRASE)
    page.goto(book.address(SPACE))
    expect(unlock_form(page)).to_be_visible()

    page.reload()
    assert MARK not in page.evaluate(STORED)
    unlock(page)

    expect(field(page, NOTE)).to_have_value(MARK)
    saved(page, NOTE)
    assert page.evaluate("name => localStorage.getItem(name)", anothers)


# What waits in the browser, where somebody else may come to hold the address of the workbook


def test_what_waits_is_sealed_before_the_kernel_comes_and_while_it_cannot_be_saved(
    page: Page, book: Book, kernel: ComingKernel, context: BrowserContext
) -> None:
    """Before the server has said what seals it nothing is laid."""
    asked: list[Route] = []
    page.route("**/reconnect/drafts", lambda route: asked.append(route))  # noqa: PLW0108
    page.goto(book.key_to(SPACE))
    field(page, NOTE).press_sequentially(MARK)
    assert MARK not in page.evaluate(STORED)
    eventually(lambda: page.evaluate("true") and asked)

    asked[0].continue_()

    waits_in_the_browser(page, NOTE)
    assert MARK not in page.evaluate(STORED)
    kernel.come()
    saved(page, NOTE)

    context.set_offline(True)
    field(page, NOTE).press_sequentially(" and more")
    waits_in_the_browser(page, NOTE)
    assert MARK not in page.evaluate(STORED)
    context.set_offline(False)
    saved(page, NOTE)
    assert book.value(NOTE) == f"{MARK} and more"


def test_what_somebody_else_laid_open_in_the_browser_is_no_answer(page: Page, book: Book) -> None:
    """Whoever once held the address could write there, and read under which names drafts wait."""
    answered_before(book)
    book.enter(page, SPACE)
    kernel = ComingKernel(page)
    lay = """([store, id]) => {
        const named = Object.keys(localStorage).find((name) => name.startsWith("reconnect:whose:"));
        for (const place of [named.replace("reconnect:whose:", ""), store]) {
            const draft = { value: `Planted in ${place}`, at: Date.now() + 1e6, early: place !== store };
            localStorage.setItem(`reconnect:draft:${place}:${id}`, JSON.stringify(draft));
        }
    }"""
    page.evaluate(lay, [book.store.id, NOTE])

    page.goto(book.address(SPACE))
    field(page, WEEKS).fill("5")
    waits_in_the_browser(page, WEEKS)
    expect(field(page, NOTE)).to_have_value("")
    kernel.come()

    is_ready(page)
    saved(page, WEEKS)
    expect(field(page, NOTE)).to_have_value("Stored before")
    assert book.value(NOTE) == "Stored before"


def test_nor_is_what_somebody_else_laid_under_another_name(
    page: Page, book: Book, kernel: ComingKernel
) -> None:
    page.goto(book.key_to(SPACE))
    field(page, NOTE).press_sequentially(MARK)
    waits_in_the_browser(page, NOTE)
    lay = """([id, another]) => {
        const name = Object.keys(localStorage).find((name) => name.endsWith(`:${id}`));
        localStorage.setItem(name.replace(id, another), localStorage.getItem(name));
    }"""
    page.evaluate(lay, [NOTE, WANT])
    kernel.come()

    saved(page, NOTE)
    expect(field(page, WANT)).to_have_value("")
    assert book.value(WANT) is None


def test_what_waits_for_another_workbook_under_this_address_stays_there(
    page: Page, book: Book, kernel: ComingKernel
) -> None:
    theirs = json.dumps({"locked": False, "seal": "11" * 32, "of": "another"})
    page.route("**/reconnect/drafts", lambda route: route.fulfill(body=theirs))
    page.goto(book.key_to(SPACE))
    field(page, NOTE).press_sequentially("Theirs")
    waits_in_the_browser(page, NOTE)
    before = page.evaluate(STORED)
    page.unroute("**/reconnect/drafts")
    page.goto(book.address(SPACE))
    field(page, NOTE).press_sequentially(MARK)
    page.wait_for_function(f"(before) => ({STORED})() !== before", arg=before)
    kernel.come()

    saved(page, NOTE)
    assert book.value(NOTE) == MARK
    assert "reconnect:draft:early-another:" in page.evaluate(STORED)
