"""A locked workbook: one passphrase a visit, nothing readable anywhere else, and leaving locks."""

import re

import pytest
from locking import (
    GIVE_KEY,
    PASSPHRASE,
    is_marked,
    lock,
    lock_behind,
    lock_it,
    lock_tool,
    locked_page,
    unlock_form,
)
from pages import READY, Book, barriers, field, is_ready, lose_kernel, saved, turn
from playwright.sync_api import Browser, BrowserContext, Page, expect
from processes import CAN_HALT
from traces import MARK, files_with

from reconnect_widgets.answers.locked import is_locked
from reconnect_widgets.views import notices

pytest.importorskip("sqlcipher3")

NOTE = "space.necessary"
PASSES = """async ([html, isEarly]) => {
  const el = document.createElement("div");
  document.querySelector("main").append(el);
  const state = { map: {}, html, lock: isEarly ? "" : "shut" };
  const heard = {};
  const sent = [];
  const model = {
    get: (name) => state[name],
    on: (event, does) => (heard[event] ??= []).push(does),
    off: () => {},
    send: (content) => sent.push(content),
  };
  const tell = (event, content) => heard[event]?.forEach((does) => does(content));
  reconnectWidgets.masthead.render({ model, el });
  const form = el.querySelector(".rc-unlock");
  const settled = () => new Promise((resolve) => setTimeout(resolve));
  const asked = async () => { while (form.hidden) await settled(); };
  if (!isEarly) await asked();
  form.querySelector("input").value = "not this one";
  form.requestSubmit();
  state.lock = "shut";
  tell(isEarly ? "change:lock" : "attached");
  tell("msg:custom", { type: "refused", sentence: "It does not open them." });
  await asked();
  return [sent.map(({ passphrase }) => passphrase).filter(Boolean), form.innerText, form.hidden];
}"""
"""What is said of a passphrase that was typed before the page heard that it is shut, or had this kernel."""
IS_SEEN_WHOLE = """(line) => {
  const { left, bottom } = line.getBoundingClientRect();
  return line.contains(document.elementFromPoint(left + 9, bottom - 9));
}"""
STORED = "() => JSON.stringify([Object.entries(localStorage), Object.entries(sessionStorage)])"


def test_a_passphrase_carries_through_the_visit_and_leaving_locks(
    page: Page, book: Book, context: BrowserContext, browser: Browser
) -> None:
    book.enter(page, "01")
    field(page, NOTE).fill(MARK)
    saved(page, NOTE)
    other = context.new_page()
    book.open(other, "01")
    lock_it(page, book)
    expect(lock_tool(page).locator(".rc-after")).to_be_focused()

    # Nothing of it can be read in the folder, and the tab that was open before goes on.
    assert is_locked(book.file)
    assert files_with(book.data) == []
    field(other, NOTE).fill(f"{MARK} two")
    other.evaluate("window.dispatchEvent(new Event('focus'))")
    saved(other, NOTE)

    # Next, a reload and a new tab ask for nothing.
    page.reload()
    is_ready(page)
    turn(page, "12")
    new = context.new_page()
    book.open(new, "01")
    expect(field(new, NOTE)).to_have_value(f"{MARK} two")
    expect(unlock_form(new)).to_have_count(0)
    new.close()

    # The key is nowhere but in memory.
    key = page.evaluate("globalThis.reconnectVault")
    assert re.fullmatch("[0-9a-f]{64}", key)
    for tab in (page, other):
        assert key not in tab.content() + tab.url + tab.evaluate(STORED)
        assert key not in tab.evaluate("document.cookie")
    assert key not in str(context.cookies())
    assert files_with(book.data, key) == files_with(book.data, PASSPHRASE) == []
    assert key not in book.server.said()

    # Leaving locks this tab, the others and the server.
    page.route("https://www.bbc.com/**", lambda route: route.fulfill(body="weather"))
    page.locator("[data-rc-exit]:not(.rc-skip)").first.click()
    expect(unlock_form(other)).to_be_visible(timeout=READY)
    expect(field(other, NOTE)).to_be_disabled()
    expect(field(other, NOTE)).to_have_value("")
    assert barriers(other) == []

    # A wrong passphrase is said; Help works; the right one opens the page, and the tabs that come back.
    new = context.new_page()
    new.goto(book.address("01"))
    expect(unlock_form(new)).to_be_visible(timeout=READY)
    unlock_form(other).get_by_label("Passphrase").fill("wrong one here")
    unlock_form(other).get_by_label("Passphrase").press("Enter")
    expect(unlock_form(other)).to_contain_text(
        "That passphrase does not open your answers", timeout=READY
    )
    other.locator("a[href='#help']").first.click()
    expect(other.locator("dialog#help")).to_be_visible()
    other.locator("[data-rc-close]").first.click()
    unlock_form(other).get_by_label("Passphrase").fill(PASSPHRASE)
    unlock_form(other).get_by_role("button", name="Unlock").click()
    is_ready(other)
    expect(field(other, NOTE)).to_have_value(f"{MARK} two")
    expect(unlock_form(other)).to_have_count(0)
    expect(other.locator(".rc-masthead")).to_be_focused()
    new.evaluate("window.dispatchEvent(new Event('focus'))")
    is_ready(new)
    expect(unlock_form(new)).to_have_count(0)
    assert not list(book.data.glob("*damaged*"))

    # Another browser that has the address is not let into the answers.
    stranger = browser.new_context().new_page()
    stranger.goto(book.url)
    expect(unlock_form(stranger)).to_be_visible(timeout=READY)
    stranger.context.close()


def test_drafts_wait_sealed_and_the_lock_can_be_changed_and_taken_off(
    page: Page, book: Book, context: BrowserContext
) -> None:
    """It is *Locked* once other tabs can open it: one that looks for the key just then would ask."""
    book.enter(page, "13")
    held = []
    page.route("**/reconnect/key", lambda route: held.append(route), times=1)  # noqa: PLW0108
    line = lock_tool(page).locator(".rc-saved")
    with page.expect_request("**/reconnect/key"):
        lock(page)
    expect(line).to_have_text("This takes a moment")
    [told] = held
    told.continue_()
    expect(line).to_contain_text("Locked.")

    book.open(page, "01")
    context.set_offline(True)
    field(page, NOTE).press_sequentially(MARK)
    page.wait_for_function("() => JSON.stringify(Object.entries(localStorage)).includes('sealed')")
    assert MARK not in page.evaluate(STORED)
    context.set_offline(False)
    saved(page, NOTE)
    page.wait_for_function("() => !JSON.stringify(Object.entries(localStorage)).includes('sealed')")
    page.reload()
    is_ready(page)
    expect(field(page, NOTE)).to_have_value(MARK)

    book.open(page, "13")
    form = lock_tool(page)
    form.get_by_label("The passphrase that you have now").fill("not this one")
    form.get_by_role("button", name="Take the lock off").click()
    expect(form.locator(".rc-saved")).to_contain_text("That is not the passphrase", timeout=READY)
    is_marked(form.get_by_label("The passphrase that you have now"))
    for label, words in (
        ("The passphrase that you have now", PASSPHRASE),
        ("A new passphrase", "another passphrase"),
        ("The new passphrase again", "another passphrase"),
    ):
        form.get_by_label(label).fill(words)
    form.get_by_role("button", name="Change the passphrase").click()
    expect(form.locator(".rc-saved")).to_have_text("The passphrase is changed.", timeout=READY)
    page.reload()
    is_ready(page)
    form.get_by_label("The passphrase that you have now").fill("another passphrase")
    form.get_by_role("button", name="Take the lock off").click()
    expect(form.locator(".rc-saved")).to_contain_text("The lock is off.", timeout=READY)

    assert not is_locked(book.file)
    book.open(page, "01")
    expect(field(page, NOTE)).to_have_value(MARK)
    assert book.store.latest(NOTE).value == MARK


def test_a_page_that_knows_two_keys_asks_where_neither_opens_the_answers(
    page: Page, book: Book
) -> None:
    """As where an older copy was put back that has another passphrase."""
    book.enter(page, "01")
    lock_behind(page, book)
    page.evaluate("window.dispatchEvent(new Event('focus'))")
    page.wait_for_function("() => globalThis.reconnectVault", timeout=READY)
    assert page.evaluate(GIVE_KEY, "11" * 32) == 204
    book.file.unlink()
    with book.writing() as store:
        store.keeper.lock("another passphrase")
    page.evaluate("window.dispatchEvent(new Event('focus'))")

    expect(unlock_form(page)).to_be_visible(timeout=READY)


@pytest.mark.parametrize("is_early", [True, False])
def test_whoever_is_quicker_than_the_page_is_told_that_the_passphrase_is_wrong(
    reader: Page, is_early: bool
) -> None:
    asked, words, is_hidden = reader.evaluate(PASSES, [str(notices.unlock_form()), is_early])

    assert asked == ["not this one"]
    assert "It does not open them." in words
    assert not is_hidden


@pytest.mark.parametrize("shows_whole_pages", [False])
def test_on_a_phone_a_wrong_passphrase_is_told_and_one_that_is_being_typed_stays_where_another_kernel_comes(
    page: Page, book: Book
) -> None:
    """As after a night: the first letter asks for it."""
    page.set_viewport_size({"width": 390, "height": 680})
    form = locked_page(page, book)
    form.get_by_label("Passphrase").fill("not this one")
    form.get_by_label("Passphrase").press("Enter")
    expect(form).to_contain_text("does not open your answers", timeout=READY)
    assert form.locator(".rc-saved").evaluate(IS_SEEN_WHOLE)
    is_marked(form.get_by_label("Passphrase"))
    form.get_by_label("Passphrase").clear()
    lose_kernel(page, book)

    form.get_by_label("Passphrase").press_sequentially(PASSPHRASE[:4])
    page.wait_for_function("() => window.isBack", timeout=READY)
    expect(form.get_by_label("Passphrase")).to_be_focused()
    page.keyboard.type(PASSPHRASE[4:])
    page.keyboard.press("Enter")

    expect(form).to_have_count(0, timeout=READY)

    page.goto(f"{book.address('13')}#Lock")
    is_ready(page)
    change = lock_tool(page).get_by_role("button", name="Change the passphrase")
    change.evaluate("(button) => button.scrollIntoView({ block: 'end' })")
    change.click()
    expect(lock_tool(page)).to_contain_text("That is not the passphrase that you have now")
    assert lock_tool(page).locator(".rc-saved").evaluate(IS_SEEN_WHOLE)


@CAN_HALT
def test_a_kernel_that_dies_while_it_looks_at_a_passphrase_is_told_and_another_looks(
    page: Page, book: Book
) -> None:
    form = locked_page(page, book)
    form.get_by_label("Passphrase").fill(PASSPHRASE)
    for kernel in book.server.kernels():
        kernel.suspend()
    page.keyboard.press("Enter")
    expect(form).to_contain_text("This takes a moment")
    lose_kernel(page, book)

    expect(form).to_contain_text("Please press Unlock once more", timeout=READY)
    assert barriers(page) == []
    form.get_by_role("button", name="Unlock").click()
    expect(form).to_have_count(0, timeout=READY)
