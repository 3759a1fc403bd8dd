"""A form can be used as soon as it is there: nothing waits for the kernel, and nothing is lost by it."""

import json
import re
from contextlib import suppress
from pathlib import Path
from typing import Any

import psutil
import pytest
from folder import FolderBook
from locking import PASSPHRASE, lock_it, unlock_form
from pages import (
    BOTH,
    READY,
    Book,
    ComingKernel,
    HeldLine,
    chromium,
    field,
    has_come,
    is_at,
    is_ready,
    kill_kernels,
    press_link,
    question,
    saved,
    show_whole_pages,
    turn,
    waits_in_the_browser,
)
from playwright.sync_api import BrowserContext, Page, Playwright, Route, expect
from processes import eventually
from readers import is_checked
from traces import MARK

from reconnect_widgets import log, number, plan, reflection, scale, several
from reconnect_widgets.rules.holds import HOLDS
from reconnect_widgets.rules.safety_check import CHECK, CHECKED

START, SPACE, TIME, CONTACT = "00", "01", "02", "04"
NOTE, WEEKS, PULL, ASKED = "space.necessary", "space.weeks", "space.pull", "space.asked"
STORED = "() => JSON.stringify([Object.entries(localStorage), Object.entries(sessionStorage)])"


def answered_before(book: Book) -> None:
    """What was answered in an earlier visit, beside what is typed anew."""
    about: dict[str, Any] = {"page": SPACE, "visit": "earlier"}
    urges = log("urge.log", "Urges", number("strength", "How strong?", least=0, most=10))
    with book.writing() as store:
        store.save(number(WEEKS, "How many weeks?", least=1, most=52), 3, **about)
        store.save(reflection(NOTE, "What is necessary?"), "Stored before", **about)
        store.save(urges, {"strength": 2}, entry="earlier", **about)


@pytest.fixture
def reader(book: Book | FolderBook, page: Page, context: BrowserContext) -> Page:
    """A browser page that has been let in, where there is a door."""
    context.set_default_timeout(READY)
    if isinstance(book, Book):
        book.enter(page)
    return page


@pytest.fixture
def kernel(reader: Page) -> ComingKernel:
    """The kernel of the next page that the browser opens."""
    return ComingKernel(reader)


def keeps_what_is_typed_though_left_early(page: Page, book: Book, kernel: ComingKernel) -> None:
    page.goto(book.address(SPACE))
    field(page, NOTE).press_sequentially(MARK)
    press_link(page, TIME)
    has_come(page, TIME)
    kernel.come()
    is_at(page, TIME)

    turn(page, SPACE)

    expect(field(page, NOTE)).to_have_value(MARK)
    saved(page, NOTE)


# What is typed while it comes


@BOTH
def test_what_is_typed_before_and_while_and_after_it_comes_is_one_answer(
    reader: Page, book: Book, kernel: ComingKernel
) -> None:
    answered_before(book)
    reader.goto(book.address(SPACE))
    note = field(reader, NOTE)

    note.press_sequentially("before, ")
    kernel.begin()
    eventually(lambda: reader.evaluate("true") and kernel.has_spoken)
    note.press_sequentially("while, ")
    kernel.speak()
    is_ready(reader)
    expect(note).to_be_focused()
    reader.keyboard.type("after")

    expect(note).to_have_value("before, while, after")
    saved(reader, NOTE)
    assert book.value(NOTE) == "before, while, after"
    assert "Stored before" in [answer.value for answer in book.store.history(NOTE)]


@BOTH
def test_what_was_touched_stays_and_all_else_is_filled(
    reader: Page, book: Book, kernel: ComingKernel
) -> None:
    answered_before(book)
    reader.goto(book.address(SPACE))

    question(reader, ASKED).get_by_role("radio", name="Less contact").check()
    question(reader, PULL).get_by_role("radio").nth(2).check()
    kernel.come()
    is_ready(reader)

    expect(question(reader, ASKED).get_by_role("radio", name="Less contact")).to_be_checked()
    expect(question(reader, PULL).get_by_role("radio").nth(2)).to_be_checked()
    expect(field(reader, WEEKS)).to_have_value("3")
    expect(field(reader, NOTE)).to_have_value("Stored before")
    saved(reader, ASKED)
    saved(reader, PULL)
    assert book.value(ASKED) == "less"
    assert book.value(PULL) == 2
    assert len(book.store.history(NOTE)) == len(book.store.history(WEEKS)) == 1


def test_the_cursor_stays_where_it_is_when_the_page_is_filled(
    reader: Page, book: Book, kernel: ComingKernel
) -> None:
    answered_before(book)
    reader.goto(book.address(SPACE))
    note = field(reader, NOTE)
    note.press_sequentially("Beginning and end")
    for _ in " and end":
        reader.keyboard.press("ArrowLeft")

    kernel.come()
    is_ready(reader)
    reader.keyboard.type(", middle")

    expect(note).to_have_value("Beginning, middle and end")
    saved(reader, NOTE)


def test_a_row_that_was_begun_early_stands_among_those_of_before(
    reader: Page, book: Book, kernel: ComingKernel
) -> None:
    answered_before(book)
    reader.goto(book.address(SPACE))
    reader.get_by_role("button", name="Add an urge").click()
    strength = reader.locator(".rc-row [data-id=strength] input").last
    strength.press_sequentially("7")

    kernel.come()
    is_ready(reader)

    rows = reader.locator(".rc-log[data-id='urge.log'] .rc-row")
    expect(rows).to_have_count(2)
    expect(strength).to_be_focused()
    expect(strength).to_have_value("7")
    saved(reader, "urge.log")
    assert {row.value["strength"] for row in book.store.entries("urge.log")} == {2, 7}


@BOTH
def test_the_safety_check_can_be_answered_early_and_is_kept_nowhere(
    reader: Page, book: Book, kernel: ComingKernel
) -> None:
    reader.goto(book.address(START))
    for asked in CHECK:
        label = "Yes" if asked in ("safety.adult", "safety.fear") else "No"
        question(reader, asked).get_by_role("radio", name=label, exact=True).check()
    reader.get_by_role("button", name="See what follows").click()
    assert "safety." not in reader.evaluate(STORED)

    kernel.come()

    form = reader.locator("form", has=question(reader, "safety.fear"))
    expect(form.locator(".rc-saved")).to_have_text("Done. Your answers were not kept.")
    assert "fear" in book.value(HOLDS.id)
    assert book.store.latest("safety.fear") is None
    assert set(re.findall(r"safety\.\w+", reader.evaluate(STORED))) <= {HOLDS.id, CHECKED.id}


def answered_in_parts(book: Book) -> None:
    """Answers of several parts, given in an earlier visit."""
    about: dict[str, Any] = {"page": START, "visit": "earlier"}
    shared = several("start.shared", "What?", children="Children", work="Work", money="Money")
    book.store.save(shared, ["children", "money"], **about)
    book.store.save(plan("start.plan", "A plan"), {"if": "Night", "then": "water"}, **about)
    points = scale("importance", "How much?", "None", "Some", "Half", "Much", "Most")
    content = scale("satisfaction", "How content?", "None", "Some", "Half", "Much", "Full")
    areas = log("life.map", "Areas", points, content, rows={"health": "Health"})
    row = {"importance": 2, "satisfaction": 1}
    book.store.save(areas, row, entry="health", page=TIME, visit="earlier")


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


def test_a_part_that_is_touched_takes_nothing_of_the_others(
    reader: Page, book: Book, kernel: ComingKernel
) -> None:
    answered_in_parts(book)
    reader.goto(book.address(START))
    touch_a_part_of_each(reader)

    kernel.come()
    is_ready(reader)

    the_other_parts_are_there(reader, book)


def test_nor_does_it_when_the_page_was_left_meanwhile(
    reader: Page, book: Book, kernel: ComingKernel
) -> None:
    answered_in_parts(book)
    reader.goto(book.address(START))
    touch_a_part_of_each(reader)
    reader.goto("about:blank")
    kernel.come()

    book.open(reader, START)

    the_other_parts_are_there(reader, book)


def test_a_field_of_a_row_takes_nothing_of_the_row(
    reader: Page, book: Book, kernel: ComingKernel
) -> None:
    answered_in_parts(book)
    reader.goto(book.address(TIME))
    row = reader.locator(".rc-log[data-id='life.map'] .rc-row[data-entry=health]")
    row.locator("[data-id=importance] select").select_option("4")

    kernel.come()
    is_ready(reader)

    saved(reader, "life.map")
    eventually(lambda: book.store.latest("life.map", "health").value["importance"] == 4)
    assert book.store.latest("life.map", "health").value["satisfaction"] == 1
    expect(row.locator("[data-id=satisfaction] select")).to_have_value("1")


def test_what_is_typed_early_is_kept_where_all_was_erased_once(
    reader: Page, book: Book, kernel: ComingKernel
) -> None:
    answered_before(book)
    book.store.erase_everything()
    keeps_what_is_typed_though_left_early(reader, book, kernel)


def says_that_they_are_afraid(page: Page) -> None:
    """Go through the safety check."""
    for asked in CHECK:
        label = "Yes" if asked in ("safety.adult", "safety.fear") else "No"
        question(page, asked).get_by_role("radio", name=label, exact=True).check()
    page.get_by_role("button", name="See what follows").click()


def test_the_next_page_waits_for_a_safety_check_that_was_not_heard_yet(
    reader: Page, book: Book, kernel: ComingKernel
) -> None:
    reader.goto(book.address(START))
    says_that_they_are_afraid(reader)

    press_link(reader, SPACE)
    kernel.come()
    is_at(reader, SPACE)

    assert "fear" in book.value(HOLDS.id)


def test_nor_does_it_come_before_one_that_its_kernel_did_not_live_to_hear(
    reader: Page, book: Book
) -> None:
    book.open(reader, START)
    for kernel in book.server.kernels():
        with suppress(psutil.NoSuchProcess):  # one whose page was left may end by itself just then
            kernel.suspend()
    says_that_they_are_afraid(reader)

    press_link(reader, SPACE)
    kill_kernels(book)
    is_at(reader, SPACE)

    assert "fear" in book.value(HOLDS.id)


def test_a_draft_for_them_that_is_written_while_no_kernel_is_there_is_saved(
    reader: Page, book: Book
) -> None:
    is_checked(book.store)
    book.open(reader, CONTACT)
    kernel = ComingKernel(reader)
    kill_kernels(book)
    field(reader, "first.message").press_sequentially("Hi, I saw the lake today.")
    eventually(lambda: reader.evaluate("true") and kernel.is_asked_for)

    kernel.come()

    saved(reader, "first.message")
    expect(field(reader, "first.message")).to_be_focused()
    assert book.value("first.message") == "Hi, I saw the lake today."


# A kernel that does not come, or not to this page


@pytest.mark.parametrize("when", ["before it is joined", "before it has spoken"])
def test_a_kernel_that_dies_as_it_comes_is_replaced(reader: Page, book: Book, when: str) -> None:
    answered_before(book)
    kernel = ComingKernel(reader)

    def tell_of_a_dead_one(route: Route) -> None:
        told = route.fetch()
        kill_kernels(book)
        route.fulfill(response=told)

    if when == "before it is joined":
        kernel.begin()
        reader.route("**/reconnect/visit", tell_of_a_dead_one, times=1)
    reader.goto(book.address(SPACE))
    reader.evaluate("window.marker = 'mine'")
    field(reader, NOTE).press_sequentially(MARK)
    if when == "before it has spoken":
        kernel.begin()
        eventually(lambda: reader.evaluate("true") and kernel.has_spoken)
        kill_kernels(book)
    kernel.speak()

    is_ready(reader)
    expect(field(reader, WEEKS)).to_have_value("3")
    saved(reader, NOTE)
    assert book.value(NOTE) == MARK
    assert reader.evaluate("window.marker") == "mine"


@BOTH
def test_a_page_that_was_left_before_its_kernel_came_keeps_what_was_typed(
    reader: Page, book: Book, kernel: ComingKernel
) -> None:
    keeps_what_is_typed_though_left_early(reader, book, kernel)
    assert book.value(NOTE) == MARK


def test_so_does_the_first_page_that_a_browser_ever_opens(page: Page, book: Book) -> None:
    """It has not heard yet that the answers are not locked."""
    kernel = ComingKernel(page)
    page.goto(book.url)
    field(page, "start.name").press_sequentially("Robin")
    press_link(page, SPACE)
    has_come(page, SPACE)
    kernel.come()
    is_at(page, SPACE)

    turn(page, START)

    expect(field(page, "start.name")).to_have_value("Robin")
    saved(page, "start.name")
    assert book.value("start.name") == "Robin"


@BOTH
@pytest.mark.parametrize("way", ["another address", "loaded again", "closed"])
def test_what_was_typed_is_there_when_the_page_is_opened_again(
    reader: Page, book: Book, kernel: ComingKernel, context: BrowserContext, way: str
) -> None:
    reader.goto(book.address(SPACE))
    field(reader, NOTE).press_sequentially(MARK)
    waits_in_the_browser(reader, NOTE)
    again, words = reader, MARK
    if way == "another address":
        reader.goto("about:blank")
        kernel.come()
        reader.goto(book.address(SPACE))
    elif way == "loaded again":
        reader.reload()
        words = goes_on_writing(reader, MARK)
        kernel.begin()
        kernel.speak()
        reader.reload()
    else:
        reader.close()
        again = context.new_page()
        again.goto(book.address(SPACE))

    is_ready(again)
    expect(field(again, NOTE)).to_have_value(words)
    saved(again, NOTE)
    assert book.value(NOTE) == words


def goes_on_writing(page: Page, words: str) -> str:
    """Write after words that are shown already; whoever did not see them would write over them."""
    expect(field(page, NOTE)).to_have_value(words)
    field(page, NOTE).press_sequentially(" and more")
    return f"{words} and more"


@BOTH
def test_so_it_is_when_the_page_had_a_kernel_before(reader: Page, book: Book) -> None:
    line = HeldLine(reader)
    book.open(reader, SPACE)
    line.hold()
    field(reader, NOTE).press_sequentially(MARK)
    waits_in_the_browser(reader, NOTE)
    kernel = ComingKernel(reader)
    reader.reload()
    words = goes_on_writing(reader, MARK)

    kernel.come()

    is_ready(reader)
    expect(field(reader, NOTE)).to_have_value(words)
    saved(reader, NOTE)
    assert book.value(NOTE) == words


def test_so_it_is_after_the_browser_was_closed(
    book: Book, playwright: Playwright, tmp_path: Path
) -> None:
    def opened() -> BrowserContext:
        profile = tmp_path / "profile"
        return show_whole_pages(
            playwright.chromium.launch_persistent_context(profile, **chromium())
        )

    first = opened()
    book.enter(page := first.pages[0])
    ComingKernel(page)
    page.goto(book.address(SPACE))
    field(page, NOTE).press_sequentially(MARK)
    waits_in_the_browser(page, NOTE)
    first.close()

    second = opened()
    book.enter(page := second.pages[0])
    book.open(page, SPACE)
    expect(field(page, NOTE)).to_have_value(MARK)
    saved(page, NOTE)
    second.close()

    assert book.value(NOTE) == MARK


# A locked workbook


@pytest.fixture
def locked(reader: Page, book: Book) -> Page:
    """A browser page of a locked workbook, at the last page."""
    pytest.importorskip("sqlcipher3")
    lock_it(reader, book)
    return reader


def test_of_a_locked_workbook_nothing_waits_open(locked: Page, book: Book) -> None:
    kernel = ComingKernel(locked)
    locked.goto(book.address(SPACE))
    field(locked, NOTE).press_sequentially(MARK)
    assert MARK not in locked.evaluate(STORED)

    kernel.come()

    saved(locked, NOTE)
    assert MARK not in locked.evaluate(STORED)
    book.open(locked, SPACE)
    expect(field(locked, NOTE)).to_have_value(MARK)


def test_what_is_typed_before_it_asks_for_the_passphrase_is_saved_once_it_has_it(
    locked: Page, book: Book, context: BrowserContext
) -> None:
    context.clear_cookies(name=re.compile("^reconnect-"))  # the server knows no key for it then
    kernel = ComingKernel(locked)
    locked.goto(book.address(SPACE))
    field(locked, NOTE).press_sequentially(MARK)
    kernel.come()
    expect(unlock_form(locked)).to_be_visible()
    expect(field(locked, NOTE)).to_be_disabled()
    assert MARK not in locked.evaluate(STORED)

    unlock_form(locked).get_by_label("Passphrase").fill(PASSPHRASE)
    unlock_form(locked).get_by_role("button", name="Unlock").click()

    is_ready(locked)
    expect(field(locked, NOTE)).to_have_value(MARK)
    saved(locked, NOTE)
    assert MARK not in locked.evaluate(STORED)


def test_words_of_a_locked_workbook_go_along_to_the_next_page(locked: Page, book: Book) -> None:
    kernel = ComingKernel(locked)
    locked.goto(book.address(SPACE))
    field(locked, NOTE).press_sequentially(MARK)
    press_link(locked, TIME)
    has_come(locked, TIME)
    assert MARK not in locked.evaluate(STORED)
    kernel.come()
    is_at(locked, TIME)

    turn(locked, SPACE)

    expect(field(locked, NOTE)).to_have_value(MARK)
    saved(locked, NOTE)
    assert MARK not in locked.evaluate(STORED)


def test_what_waited_before_the_workbook_was_locked_is_saved_once_it_is_opened(
    reader: Page, book: Book, kernel: ComingKernel
) -> None:
    pytest.importorskip("sqlcipher3")
    reader.goto(book.address(SPACE))
    field(reader, NOTE).press_sequentially(MARK)
    waits_in_the_browser(reader, NOTE)
    reader.goto("about:blank")
    kernel.come()
    lock_it(reader, book)

    book.open(reader, SPACE)
    expect(field(reader, NOTE)).to_have_value(MARK)
    saved(reader, NOTE)


def test_so_it_is_when_the_tab_is_closed_before_it_is_opened(
    reader: Page, book: Book, kernel: ComingKernel
) -> None:
    """Locked from another browser. Nor is it the page's to remove what none of its keys opens."""
    pytest.importorskip("sqlcipher3")
    anothers = "reconnect:draft:early:note.other"
    reader.evaluate(
        "name => localStorage.setItem(name, JSON.stringify({ sealed: 'AAAA' }))", anothers
    )
    reader.goto(book.address(SPACE))
    field(reader, NOTE).press_sequentially(MARK)
    waits_in_the_browser(reader, NOTE)
    reader.goto("about:blank")
    kernel.come()
    with book.writing() as store:
        store.keeper.lock(PASSPHRASE)
    reader.goto(book.address(SPACE))
    expect(unlock_form(reader)).to_be_visible()

    reader.reload()
    assert MARK not in reader.evaluate(STORED)
    unlock_form(reader).get_by_label("Passphrase").fill(PASSPHRASE)
    unlock_form(reader).get_by_role("button", name="Unlock").click()

    expect(field(reader, NOTE)).to_have_value(MARK)
    saved(reader, NOTE)
    assert reader.evaluate("name => localStorage.getItem(name)", anothers)


# What waits in the browser, where somebody else may come to hold the address of the workbook


def test_what_waits_is_sealed_before_the_kernel_comes_and_while_it_cannot_be_saved(
    reader: Page, book: Book, kernel: ComingKernel, context: BrowserContext
) -> None:
    reader.goto(book.address(SPACE))
    field(reader, NOTE).press_sequentially(MARK)
    waits_in_the_browser(reader, NOTE)
    assert MARK not in reader.evaluate(STORED)
    kernel.come()
    saved(reader, NOTE)

    context.set_offline(True)
    field(reader, NOTE).press_sequentially(" and more")
    waits_in_the_browser(reader, NOTE)
    assert MARK not in reader.evaluate(STORED)
    context.set_offline(False)
    saved(reader, NOTE)
    assert book.value(NOTE) == f"{MARK} and more"


def test_before_the_server_has_said_what_seals_it_nothing_is_laid(
    reader: Page, book: Book, kernel: ComingKernel
) -> None:
    asked: list[Route] = []
    reader.route("**/reconnect/drafts", lambda route: asked.append(route))  # noqa: PLW0108
    reader.goto(book.address(SPACE))
    field(reader, NOTE).press_sequentially(MARK)
    assert MARK not in reader.evaluate(STORED)

    eventually(lambda: reader.evaluate("true") and asked)
    asked[0].continue_()

    waits_in_the_browser(reader, NOTE)
    assert MARK not in reader.evaluate(STORED)


@pytest.mark.parametrize("whose", ["early", "own"])
def test_what_somebody_else_laid_open_in_the_browser_is_no_answer(
    reader: Page, book: Book, whose: str
) -> None:
    """Whoever once held the address could write there, and read under which names drafts wait."""
    answered_before(book)
    book.open(reader, SPACE)
    kernel = ComingKernel(reader)
    lay = """([store, id, early]) => {
        const named = Object.keys(localStorage).find((name) => name.startsWith("reconnect:whose:"));
        const place = early ? named.replace("reconnect:whose:", "") : store;
        const draft = { value: "Planted", at: Date.now() + 1e6, early };
        localStorage.setItem(`reconnect:draft:${place}:${id}`, JSON.stringify(draft));
    }"""
    reader.evaluate(lay, [book.store.id, NOTE, whose == "early"])

    reader.goto(book.address(SPACE))
    field(reader, WEEKS).fill("5")
    waits_in_the_browser(reader, WEEKS)
    expect(field(reader, NOTE)).to_have_value("")
    kernel.come()

    is_ready(reader)
    saved(reader, WEEKS)
    expect(field(reader, NOTE)).to_have_value("Stored before")
    assert book.value(NOTE) == "Stored before"


def test_what_waits_for_another_workbook_under_this_address_stays_there(
    reader: Page, book: Book, kernel: ComingKernel
) -> None:
    theirs = json.dumps({"locked": False, "seal": "11" * 32, "of": "another"})
    reader.route("**/reconnect/drafts", lambda route: route.fulfill(body=theirs))
    reader.goto(book.address(SPACE))
    field(reader, NOTE).press_sequentially("Theirs")
    waits_in_the_browser(reader, NOTE)
    before = reader.evaluate(STORED)
    reader.unroute("**/reconnect/drafts")
    reader.goto(book.address(SPACE))
    field(reader, NOTE).press_sequentially(MARK)
    reader.wait_for_function(f"(before) => ({STORED})() !== before", arg=before)
    kernel.come()

    saved(reader, NOTE)
    assert book.value(NOTE) == MARK
    assert "reconnect:draft:early-another:" in reader.evaluate(STORED)
