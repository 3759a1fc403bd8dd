"""The moment of the pull: there whatever happens, one row of the urge log, and nothing of it is lost."""

import re
from datetime import datetime, timedelta
from typing import Any

import pytest
from folder import FolderBook
from locking import PASSPHRASE, unlock_form
from pages import (
    FOLDER,
    READY,
    Book,
    ComingKernel,
    barriers,
    is_at,
    is_ready,
    question,
    turn,
)
from playwright.sync_api import BrowserContext, Locator, Page, expect
from processes import CAN_HALT, eventually, halted

from reconnect_widgets import log, plan, reflection, text
from reconnect_widgets.answers.store import Store
from reconnect_widgets.rules.holds import HOLDS
from reconnect_widgets.tools.pull import LETTERS, URGES
from reconnect_widgets.voila.shell import shell_parts
from reconnect_widgets.voila.strangers import EXIT_TO

PHONE = {"width": 390, "height": 844}
SPACE, TIME, READINESS, CONTACT = "01", "02", "03", "04"
STORED = "() => JSON.stringify([Object.entries(localStorage), Object.entries(sessionStorage)])"
TEN_MINUTES = 600_000
ORIGIN = "http://workbook.test/"
NO_STORAGE = """
for (const name of ["localStorage", "sessionStorage"]) {
  Object.defineProperty(window, name, { get() { throw new DOMException("no", "SecurityError"); } });
}"""


def dialog(page: Page) -> Locator:
    return page.get_by_role("dialog", name="The pull is strong")


def press(page: Page, name: str) -> None:
    dialog(page).get_by_role("button", name=name).click()


def begin(page: Page, strength: int = 8) -> None:
    """Open it, and say how strong the pull is."""
    page.get_by_role("button", name="The pull is strong").click()
    dialog(page).get_by_role("radio", name=re.compile(rf"^{strength}\b")).check()


def asks(page: Page) -> Locator:
    """What asks ten minutes later."""
    return page.locator("#rc-pull-asks")


def is_saved(page: Page) -> None:
    expect(page.locator("#pull .rc-saved")).to_have_attribute("data-state", "saved", timeout=READY)


def rows(book: Book | FolderBook, id: str = URGES) -> list[dict[str, Any]]:
    store = book.store
    found = [row.value for row in store.entries(id)]
    store.close()
    return found


@pytest.mark.parametrize("kind", [FOLDER])
def test_one_thing_at_a_time_and_ten_minutes_later_on_another_page(
    page: Page, context: BrowserContext, book: Book | FolderBook
) -> None:
    context.set_default_timeout(READY)
    page.set_viewport_size(PHONE)
    page.clock.install()
    book.enter(page)
    turn(page, SPACE)

    begin(page)
    assert barriers(page) == []
    dialog(page).get_by_label("What set it off?").fill("Our song")
    press(page, "Go on")
    expect(dialog(page).get_by_role("heading", name="What would help now?")).to_be_focused()
    expect(dialog(page)).to_contain_text("In 10 minutes you will be asked")
    press(page, "Write it here instead")
    dialog(page).get_by_role("textbox").fill("I miss you.")
    is_saved(page)
    press(page, "It can stay here")
    press(page, "Breathe slowly")
    press(page, "Begin")
    expect(dialog(page)).to_contain_text("Breathe in")
    expect(dialog(page).locator(".rc-breath i")).to_be_hidden()  # where motion is reduced
    page.clock.fast_forward(180_000)
    expect(dialog(page)).to_contain_text("Three minutes are over.")
    assert barriers(page) == []
    press(page, "Back")
    press(page, "Your plans and people")
    expect(dialog(page)).to_contain_text("Nothing is written here yet")
    press(page, "Close")
    [row] = rows(book)
    assert (row["strength"], row["trigger"], row["did"]) == (8, "Our song", "wrote")
    assert [letter["letter"] for letter in rows(book, LETTERS)] == ["I miss you."]
    shown = question(page, URGES).locator(".rc-row")
    expect(shown).to_have_count(1)
    expect(shown.locator("summary")).to_contain_text("Our song")

    turn(page, TIME)
    expect(asks(page)).to_be_hidden()
    page.clock.fast_forward(TEN_MINUTES)
    expect(asks(page)).to_contain_text("Ten minutes have passed. How strong is the pull now?")
    assert barriers(page) == []
    asks(page).get_by_role("button", name="Say how strong").click()
    expect(dialog(page)).to_contain_text("It was 8.")
    dialog(page).get_by_role("radio", name="5", exact=True).check()
    dialog(page).get_by_label("What did you do?").select_option("Called or texted someone else")
    assert barriers(page) == []
    press(page, "Done")
    expect(dialog(page)).to_contain_text("It was 8, and then 5.")
    is_saved(page)
    press(page, "Close")

    expect(asks(page)).to_be_hidden()
    eventually(lambda: rows(book) == [{**row, "did": "called", "after": 5}])


def test_before_a_kernel_a_closed_tab_and_the_next_day_it_is_one_row(
    page: Page, book: Book, context: BrowserContext
) -> None:
    kernel = ComingKernel(page)
    page.goto(book.key_to(TIME))
    begin(page, 9)
    press(page, "Go on")
    press(page, "Your plans and people")
    expect(dialog(page)).to_contain_text("come as soon as the workbook has opened your answers")
    expect(dialog(page).locator(".rc-saved")).to_contain_text("kept in this browser")
    assert not kernel.has_spoken
    page.close()
    assert rows(book) == []

    other = context.new_page()
    other.clock.install(time=datetime.now().astimezone() + timedelta(hours=20))
    book.open(other, SPACE)
    expect(asks(other)).to_contain_text("The pull was strong earlier.")
    expect(question(other, URGES).locator(".rc-row")).to_have_count(1)
    eventually(lambda: [row["strength"] for row in rows(book)] == [9])
    eventually(lambda: URGES not in other.evaluate(STORED))
    turn(other, TIME)
    expect(asks(other)).to_be_visible()
    asks(other).get_by_role("button", name="Let it go").click()
    expect(asks(other)).to_be_hidden()

    book.open(other, READINESS)
    expect(asks(other)).to_be_hidden()
    assert len(rows(book)) == 1


def test_what_is_said_again_before_a_kernel_is_there_goes_into_the_same_row(
    reader: Page, book: Book, context: BrowserContext
) -> None:
    begin(reader, 8)
    is_saved(reader)
    reader.close()
    other = context.new_page()
    kernel = ComingKernel(other)
    other.goto(book.address(TIME))

    begin(other, 6)
    dialog(other).get_by_label("What set it off?").fill("A photo")
    kernel.come()
    is_at(other, TIME)
    is_saved(other)

    [row] = rows(book)
    assert (row["strength"], row["trigger"]) == (8, "A photo")
    assert URGES not in other.evaluate(STORED)


def test_two_tabs_and_a_lost_line_make_no_second_row(
    page: Page, book: Book, context: BrowserContext
) -> None:
    book.enter(page, SPACE)
    other = context.new_page()
    kernel = ComingKernel(other)
    other.goto(book.address(TIME))
    begin(other, 6)
    press(other, "Close")
    assert URGES in other.evaluate(STORED)

    page.reload()  # finds what waits, and saves it
    is_ready(page)
    eventually(lambda: len(rows(book)) == 1)
    kernel.come()
    is_at(other, TIME)
    context.set_offline(True)
    other.get_by_role("button", name="The pull is strong").click()
    press(other, "Write it here instead")
    dialog(other).get_by_role("textbox").fill("Still here.")
    context.set_offline(False)
    is_saved(other)

    assert [row["strength"] for row in rows(book)] == [6]
    assert len(rows(book, LETTERS)) == 1
    page.evaluate("window.dispatchEvent(new Event('focus'))")
    expect(question(page, URGES).locator(".rc-row")).to_have_count(1)


def test_a_locked_workbook_shows_and_keeps_nothing_until_it_is_unlocked(
    page: Page, book: Book
) -> None:
    with book.writing() as store:
        store.save(reflection("dignity.words", "Words"), "Take care.", page="09", visit="v")
        store.keeper.lock(PASSPHRASE)
    page.goto(book.key_to(TIME))
    expect(unlock_form(page)).to_be_visible()

    begin(page)
    press(page, "Go on")
    press(page, "Your plans and people")
    expect(dialog(page)).to_contain_text("Your answers are locked.")
    expect(dialog(page).locator(".rc-saved")).to_have_text("Not saved. Keep this page open.")
    assert URGES not in page.evaluate(STORED)
    press(page, "Close")
    unlock_form(page).get_by_label("Passphrase").fill(PASSPHRASE)
    unlock_form(page).get_by_label("Passphrase").press("Enter")
    is_ready(page)

    is_saved(page)
    page.get_by_role("button", name="The pull is strong").click()
    press(page, "Your plans and people")
    expect(dialog(page)).to_contain_text("Take care.")
    assert "Take care." not in page.evaluate(STORED)
    eventually(lambda: URGES not in page.evaluate(STORED))


def test_under_holds_it_is_there_and_in_a_crisis_the_number_stands_first(
    page: Page, book: Book
) -> None:
    """What is tried out in the example stays there."""
    people = log("no.people", "People", text("who", "Who"))
    with book.writing() as store:
        store.save(HOLDS, ["said_no", "crisis"], page="00", visit="v")
        store.save(people, {"who": "Ada"}, page="08", visit="v", entry="a")
        store.save(plan("space.plan", "Plan"), {"if": "night", "then": "tea"}, page="01", visit="v")
    book.enter(page, CONTACT)
    button = page.get_by_role("button", name="The pull is strong")

    button.press("Enter")
    first = dialog(page).locator(".rc-urgent")
    expect(first.locator("a[href^='tel:']").first).to_be_visible()
    assert first.bounding_box()["y"] < dialog(page).locator("h2:visible").bounding_box()["y"]  # type: ignore[index]
    assert barriers(page) == []
    press(page, "Go on")
    press(page, "Your plans and people")
    expect(dialog(page).locator("[data-pull-own]")).to_contain_text("then I will tea")
    expect(dialog(page).locator("[data-pull-own]")).to_contain_text("Ada")
    page.keyboard.press("Escape")
    expect(dialog(page)).to_have_count(0)
    expect(button).to_be_focused()
    assert rows(book) == []  # nothing was said, so nothing is noted

    page.goto(f"{book.server.origin}/voila/render/example/{book.address(TIME).rsplit('/', 1)[-1]}")
    is_ready(page)
    begin(page, 10)
    is_saved(page)
    example = Store(book.data / "example" / "answers.sqlite3")
    assert example.entries(URGES)[-1].value["strength"] == 10
    example.close()
    assert rows(book) == []


def write_a_letter_and_exit(reader: Page, book: Book) -> None:
    begin(reader, 7)
    press(reader, "Go on")
    press(reader, "Write it here instead")
    dialog(reader).get_by_role("textbox").press_sequentially("Almost sent.")
    dialog(reader).get_by_role("button", name="Exit this page").click()
    expect(reader).not_to_have_url(book.address("00"))


def test_exit_keeps_what_was_said_and_asks_nothing_afterwards(
    reader: Page, book: Book, context: BrowserContext
) -> None:
    context.route(f"{EXIT_TO}**", lambda route: route.fulfill(body="weather"))
    write_a_letter_and_exit(reader, book)
    eventually(lambda: [letter["letter"] for letter in rows(book, LETTERS)] == ["Almost sent."])

    page = context.new_page()
    page.clock.install(time=datetime.now().astimezone() + timedelta(minutes=11))
    book.open(page, SPACE)

    expect(question(page, URGES).locator(".rc-row")).to_have_count(1)
    expect(asks(page)).to_be_hidden()


@CAN_HALT
def test_so_it_does_with_words_that_waited_for_a_busy_kernel_to_hear_those_before(
    reader: Page, book: Book, context: BrowserContext
) -> None:
    context.route(f"{EXIT_TO}**", lambda route: route.fulfill(body="weather"))
    with halted(book.server.kernels()):
        write_a_letter_and_exit(reader, book)

    eventually(lambda: [letter["letter"] for letter in rows(book, LETTERS)] == ["Almost sent."])


def test_all_that_is_needed_first_is_within_reach_on_a_phone(page: Page) -> None:
    """Without any kernel, in a browser that refuses to keep anything."""
    wrong: list[str] = []
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.set_viewport_size(PHONE)
    shell = shell_parts()
    document = (
        "<!doctype html><html lang=en><meta charset=utf-8><title>Notes</title>"
        f"<style>{shell['style']}</style><script>{shell['script']}</script>"
        '<button data-pull="open">The pull is strong</button>'
        f"{shell['help']}<main id=main><h1>Notes</h1></main>"
    )
    page.add_init_script(NO_STORAGE)
    page.route(ORIGIN, lambda route: route.fulfill(body=document, content_type="text/html"))
    page.goto(ORIGIN)

    begin(page)
    small = [
        one.bounding_box()
        for one in dialog(page).locator(":is(button, a.rc-exit, .rc-tens label):visible").all()
    ]
    assert min(min(box["width"], box["height"]) for box in small if box) >= 44
    for name in ("Go on", "Write it here instead", "It can stay here"):
        expect(dialog(page).get_by_role("button", name=name)).to_be_in_viewport(ratio=1)
        press(page, name)
    press(page, "Write it here instead")
    dialog(page).get_by_role("textbox").fill("I miss")
    press(page, "Back")
    press(page, "Write it here instead")
    expect(dialog(page).get_by_role("textbox")).to_have_value("I miss")
    press(page, "It can stay here")
    box = dialog(page).bounding_box()
    assert box
    page.mouse.click(box["x"] + 5, box["y"] + box["height"] / 2)  # a thumb beside a button
    expect(dialog(page)).to_be_visible()
    press(page, "Breathe slowly")
    expect(dialog(page).get_by_role("button", name="Begin")).to_be_in_viewport(ratio=1)
    press(page, "Back")
    press(page, "What research says")
    expect(dialog(page)).to_contain_text("No studies found.")
    assert barriers(page) == []
    page.set_viewport_size({**PHONE, "width": 320})
    expect(dialog(page).get_by_role("button", name="Back")).to_be_in_viewport(ratio=1)
    assert wrong == []
