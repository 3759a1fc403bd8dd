"""The lock where a browser keeps the answers: sealed with the reader's passphrase, and shut by leaving."""

import json
import re

import pytest
from folder import ABOUT, LAY_DRAFT, PYTHON, FolderBook
from locking import PASSPHRASE, is_locked_now, lock, lock_it, lock_tool, unlock_form
from pages import (
    READY,
    HeldLine,
    barriers,
    field,
    go,
    is_at,
    is_ready,
    press_link,
    saved,
    waits_in_the_browser,
)
from playwright.sync_api import BrowserContext, Page, expect
from processes import eventually
from traces import MARK

from reconnect_widgets import reflection
from reconnect_widgets.stages import BY_NUMBER

NOTE = "space.necessary"
STORED = "() => JSON.stringify([Object.entries(localStorage), Object.entries(sessionStorage)])"
NO_ROOM_FOR_ANSWERS = """() => {
  const set = Storage.prototype.setItem;
  Storage.prototype.setItem = function (name, text) {
    if (name.startsWith("reconnect:kept:")) throw new DOMException("full", "QuotaExceededError");
    set.call(this, name, text);
  };
}"""

ENDS_AFTER = """(writes) => {
  const set = Storage.prototype.setItem;
  Storage.prototype.setItem = function (name, text) {
    if (name.startsWith("reconnect:kept:")) writes -= 1;
    if (writes < 0) throw new DOMException("full", "QuotaExceededError");
    set.call(this, name, text);
  };
}"""
"""As if the browser had ended after that many writes to the answers."""
HANDS_OVER = """(store) => {
  const lock = { drafts: "of a tab that has not heard of this one" };
  const heard = {};
  const model = { get: () => "", on: (name, hear) => { heard[name] = hear; }, off() {}, send() {} };
  reconnectWidgets.form.render({ model, el: document.createElement("div") });
  heard["msg:custom"]({ type: "keep", store, sealed: lock.drafts, put: {}, drop: [], lock, was: null });
}"""
ENDS_BEFORE_THE_LOCK_IS_TURNED = """{
  const { set } = Object.getOwnPropertyDescriptor(Worker.prototype, "onmessage");
  let hasEnded = false;
  Object.defineProperty(Worker.prototype, "onmessage", { set(hear) {
    set.call(this, (event) => {
      hasEnded ||= globalThis.ends && event.data.content?.data?.content?.type === "lock_turned";
      if (!hasEnded) hear(event);
    });
  } });
}"""
"""As if the browser had ended once it has the answers, and before it hears that the lock is turned."""
TAKEN_AWAY_WHEN_ASKED = """(type) => {
  const { postMessage } = Worker.prototype;
  Worker.prototype.postMessage = function (message) {
    if (message.content?.data.content?.type !== type) return postMessage.call(this, message);
    Worker.prototype.postMessage = postMessage;
    this.terminate();
  };
}"""
"""The browser takes the worker away, as a phone does that is short of memory, once it is asked for this."""
DEAF = "window.addEventListener('storage', (event) => event.stopImmediatePropagation())"
FILL = """() => {
  for (let size = 2 ** 22, name = 0; size >= 1; name += 1) {
    try { localStorage.setItem(`filler ${name}`, "x".repeat(size)); } catch { size /= 2; }
  }
}"""
EMPTY = """() => {
  for (const name of Object.keys(localStorage)) if (name.startsWith("filler ")) localStorage.removeItem(name);
}"""


@pytest.fixture
def kind() -> str:
    return "folder"


@pytest.fixture
def reader(page: Page, book: FolderBook, context: BrowserContext) -> Page:
    """Somebody who is about to come."""
    context.set_default_timeout(READY)
    return page


def write(page: Page, words: str) -> None:
    """Write a note on the page about space, and wait until it is saved."""
    field(page, NOTE).fill(words)
    saved(page, NOTE)


def stored(page: Page) -> str:
    return str(page.evaluate(STORED))


def unlock(page: Page, passphrase: str = PASSPHRASE) -> None:
    unlock_form(page).get_by_label("Passphrase").fill(passphrase)
    unlock_form(page).get_by_role("button", name="Unlock").click()


def press(page: Page, button: str, **passphrases: str) -> None:
    """Fill the fields of the lock by their names, and press a button."""
    form = lock_tool(page)
    for name, words in passphrases.items():
        form.locator(f"[name={name}]").fill(words)
    form.get_by_role("button", name=button).click()


def erase_everything(page: Page) -> None:
    page.get_by_role("button", name="Erase everything").click()
    page.get_by_role("button", name="Erase", exact=True).click()
    form = page.locator("form", has=page.locator(".rc-erase"))
    expect(form.locator(".rc-saved")).to_contain_text("Erased", timeout=READY)


def said(page: Page, words: str) -> None:
    expect(lock_tool(page).locator(".rc-saved")).to_contain_text(words, timeout=READY)


def test_what_is_locked_opens_with_the_passphrase_alone_until_that_is_changed_or_the_lock_taken_off(
    reader: Page, book: FolderBook
) -> None:
    it_opens_with_the_passphrase_alone(reader, book)
    the_passphrase_is_changed(reader, book)
    all_is_erased_and_the_lock_taken_off(reader, book)


def it_opens_with_the_passphrase_alone(reader: Page, book: FolderBook) -> None:
    kernel = HeldLine(reader)
    book.open(reader, "01")
    write(reader, MARK)
    assert MARK in stored(reader)

    lock_it(reader, book)

    assert MARK not in stored(reader)
    assert PASSPHRASE not in stored(reader)
    go(reader, "01")  # the visit goes on
    expect(field(reader, NOTE)).to_have_value(MARK)
    write(reader, f"{MARK} two")
    assert MARK not in stored(reader)
    before = book.items()
    reader.evaluate(HANDS_OVER, json.loads(before[ABOUT])["id"])
    assert book.items() == before
    key = reader.evaluate("globalThis.reconnectVault")
    assert re.fullmatch("[0-9a-f]{64}", key)
    assert key not in reader.content() + stored(reader)

    reader.reload()
    expect(unlock_form(reader)).to_be_visible(timeout=READY)
    expect(field(reader, NOTE)).to_be_disabled()
    assert barriers(reader) == []
    unlock(reader, "wrong one here")
    expect(unlock_form(reader)).to_contain_text("That passphrase does not open", timeout=READY)
    kernel.hold()
    unlock(reader)
    expect(unlock_form(reader)).to_contain_text("This takes a moment")
    reader.workers[0].evaluate("setTimeout(close) && null")  # it has not heard the passphrase
    kernel.let_go()
    expect(unlock_form(reader)).not_to_contain_text("This takes a moment")
    kernel.hold()
    unlock(reader)
    press_link(reader, "02")
    expect(reader.locator("html")).to_have_attribute("data-rc-turning", "yes")
    kernel.let_go()
    is_at(reader, "02")  # once it has the key
    expect(unlock_form(reader)).to_have_count(0)
    assert reader.evaluate("globalThis.reconnectVault") == key
    go(reader, "01")
    expect(field(reader, NOTE)).to_have_value(f"{MARK} two", timeout=READY)
    write(reader, f"{MARK} three")
    assert MARK not in stored(reader)


def the_passphrase_is_changed(reader: Page, book: FolderBook) -> None:
    """Also where the browser has just forgotten all that it kept, and takes Python away when it is typed."""
    reader.evaluate("localStorage.clear()")  # as a browser does that is told to
    write(reader, MARK)
    assert MARK not in stored(reader)
    go(reader, "13")
    answers = {name: text for name, text in book.items().items() if "kept:" in name}

    press(reader, "Take the lock off", current="not this one")
    said(reader, "That is not the passphrase")
    press(
        reader,
        "Change the passphrase",
        current=PASSPHRASE,
        passphrase="another one",
        again="another one",
    )
    said(reader, "The passphrase is changed.")
    changed = {name for name, text in answers.items() if book.items()[name] != text}
    assert changed == {"reconnect:kept:about"}
    reader.reload()
    unlock(reader)
    expect(unlock_form(reader)).to_contain_text("That passphrase does not open", timeout=READY)
    reader.evaluate(TAKEN_AWAY_WHEN_ASKED, "unlock")
    unlock(reader, "another one")
    expect(unlock_form(reader)).to_contain_text("Please press Unlock once more", timeout=READY)
    unlock_form(reader).get_by_role("button", name="Unlock").click()
    is_ready(reader)
    go(reader, "01")
    expect(field(reader, NOTE)).to_have_value(MARK)


def all_is_erased_and_the_lock_taken_off(reader: Page, book: FolderBook) -> None:
    go(reader, "13")
    erase_everything(reader)
    assert [name for name in book.items() if "kept:" in name] == ["reconnect:kept:about"]
    reader.reload()
    unlock(reader, "another one")
    is_ready(reader)
    expect(unlock_form(reader)).to_have_count(0)
    go(reader, "01")
    write(reader, MARK)
    assert MARK not in stored(reader)
    go(reader, "13")
    press(reader, "Take the lock off", current="another one")
    said(reader, "The lock is off.")

    assert MARK in stored(reader)
    go(reader, "01")
    expect(field(reader, NOTE)).to_have_value(MARK)
    assert book.value(NOTE) == MARK
    go(reader, "13")
    where_nothing_can_be_written_nothing_changes(reader, book, was_locked=False)


def test_tabs_that_were_open_lose_nothing_let_nothing_lie_open_and_are_shut_by_leaving(
    reader: Page, book: FolderBook, context: BrowserContext
) -> None:
    deaf = context.new_page()
    deaf.add_init_script(DEAF)
    those_that_hear_of_a_lock_and_those_that_do_not_lose_nothing(reader, deaf, book, context)
    one_that_another_was_quicker_than_says_so_and_loses_no_word(reader, deaf)


def those_that_hear_of_a_lock_and_those_that_do_not_lose_nothing(
    reader: Page, deaf: Page, book: FolderBook, context: BrowserContext
) -> None:
    other = context.new_page()
    for tab in (other, deaf):
        book.open(tab, "01")
    write(other, MARK)

    lock_it(reader, book)
    expect(unlock_form(other)).to_be_visible(timeout=READY)
    field(other, NOTE).fill(f"{MARK} two")
    expect(other.locator(".rc-saved", has_text="Keep this page open").first).to_be_visible(
        timeout=READY
    )
    field(deaf, NOTE).fill(f"{MARK} three")  # it has not heard of the lock
    line = deaf.locator(".rc-saved", has_text="Another tab has changed the lock").first
    expect(line).to_be_visible(timeout=READY)
    expect(deaf.locator("#rc-line")).to_be_hidden()
    assert MARK not in stored(other)
    press_link(other, "02")
    expect(other.locator("h1")).to_have_text(BY_NUMBER["02"].title)
    expect(unlock_form(other)).to_be_visible(timeout=READY)
    assert MARK not in stored(other)

    unlock(other)
    is_at(other, "02")
    go(other, "01")
    saved(other, NOTE)
    assert MARK not in stored(other)
    go(reader, "01")
    expect(field(reader, NOTE)).to_have_value(f"{MARK} two")
    deaf.evaluate("window.dispatchEvent(new Event('focus'))")
    unlock(deaf)
    saved(deaf, NOTE)
    assert MARK not in stored(deaf)
    expect(field(reader, NOTE)).to_have_value(f"{MARK} three")

    asked: list[str] = []
    context.on("request", lambda request: asked.append(request.url))
    reader.route("https://www.bbc.com/**", lambda route: route.fulfill(body="weather"))
    reader.locator("[data-rc-exit]:not(.rc-skip)").first.click()
    reader.wait_for_url("https://www.bbc.com/**")
    expect(unlock_form(other)).to_be_visible(timeout=READY)
    expect(field(other, NOTE)).to_have_value("")
    assert not [address for address in asked if "reconnect/" in address]

    unlock(other)
    reader.goto(book.address("13"))
    unlock(reader)
    press(reader, "Take the lock off", current=PASSPHRASE)
    said(reader, "The lock is off.")
    write(other, f"{MARK} four")
    expect(unlock_form(other)).to_have_count(0)
    assert book.value(NOTE) == f"{MARK} four"
    other.close()


def one_that_another_was_quicker_than_says_so_and_loses_no_word(reader: Page, deaf: Page) -> None:
    deaf.evaluate("window.dispatchEvent(new Event('focus'))")
    go(deaf, "13")
    lock(reader)
    is_locked_now(reader)

    press(deaf, "Lock my answers", passphrase="another one", again="another one")

    said(deaf, "did not keep that")
    deaf.evaluate("window.dispatchEvent(new Event('focus'))")
    unlock(deaf)
    expect(unlock_form(deaf)).to_have_count(0)  # whoever leaves before is asked again
    go(deaf, "01")
    press(reader, "Take the lock off", current=PASSPHRASE)
    said(reader, "The lock is off.")
    deaf.evaluate("Worker.prototype.postMessage = () => {}")
    field(deaf, NOTE).fill(f"{MARK} five")
    press(reader, "Lock my answers", passphrase="another one", again="another one")
    is_locked_now(reader)
    field(deaf, NOTE).fill(f"{MARK} six")  # what it has of the lock before opens nothing any more
    expect(deaf.locator(".rc-saved", has_text="Keep this page open").first).to_be_visible()
    deaf.close()
    go(reader, "01")
    expect(field(reader, NOTE)).to_have_value(f"{MARK} five")


def test_drafts_of_locked_answers_wait_sealed_or_in_memory_alone_also_where_the_network_falls_silent(
    reader: Page, book: FolderBook
) -> None:
    lock_it(reader, book)
    go(reader, "01")
    reader.evaluate(NO_ROOM_FOR_ANSWERS)

    field(reader, NOTE).press_sequentially(MARK)
    waits_in_the_browser(reader, NOTE)

    assert MARK not in stored(reader)
    reader.reload()
    unlock(reader)
    saved(reader, NOTE)
    expect(field(reader, NOTE)).to_have_value(MARK)
    assert MARK not in stored(reader)
    waits_in_the_browser(reader, NOTE, so=False)

    reader.route(PYTHON, lambda route: None)  # it neither comes nor fails
    reader.clock.install()
    reader.goto(book.address("01"))
    field(reader, NOTE).fill(f"{MARK} two")
    expect(reader.locator(".rc-saved", has_text="Keep this page open").first).to_be_visible()
    assert MARK not in stored(reader)
    python_is_asked_for_again_and_words_in_memory_stay(reader)


def python_is_asked_for_again_and_words_in_memory_stay(reader: Page) -> None:
    line = reader.locator("#rc-line.rc-shown")

    def has_waited() -> bool:
        reader.clock.fast_forward(25_000)
        return "longer than usual" in "".join(line.all_inner_texts())

    again = line.get_by_role("button", name="Try again")
    eventually(has_waited)
    again.click()
    expect(line).to_contain_text("Trying again.")
    expect(again).to_have_count(0)

    eventually(has_waited)
    reader.unroute(PYTHON)
    again.click()
    expect(line).to_have_count(0)

    unlock(reader)
    saved(reader, NOTE)
    expect(field(reader, NOTE)).to_have_value(f"{MARK} two")


def test_a_lock_that_is_cut_short_or_has_no_room_loses_nothing(
    reader: Page, book: FolderBook
) -> None:
    """It is written first, and taken off last: before or after all of the answers."""
    book.open(reader, "01")
    write(reader, MARK)
    go(reader, "13")
    expect(lock_tool(reader)).to_contain_text("not locked", timeout=READY)
    reader.evaluate(FILL)
    before = book.items()
    press(reader, "Lock my answers", passphrase=PASSPHRASE, again=PASSPHRASE)
    said(reader, "Nothing was changed")
    assert book.items() == before
    reader.evaluate(EMPTY)

    for was_locked, words in ((False, MARK), (True, f"{MARK} two")):
        expect(lock_tool(reader)).to_contain_text("Nobody can recover a forgotten passphrase")
        turn_the_lock(reader, 1, was_locked=was_locked)
        assert '"lock":' in book.items()[ABOUT]
        reader.goto(book.address("01"))
        unlock(reader)
        expect(field(reader, NOTE)).to_have_value(words)
        write(reader, f"{MARK} two")
        assert MARK not in stored(reader)
        go(reader, "13")
    where_nothing_can_be_written_nothing_changes(reader, book, was_locked=True)


def where_nothing_can_be_written_nothing_changes(
    reader: Page, book: FolderBook, *, was_locked: bool
) -> None:
    before = book.items()
    turn_the_lock(reader, 0, was_locked=was_locked)
    assert book.items() == before


def turn_the_lock(reader: Page, writes: int, *, was_locked: bool) -> None:
    """Take the lock off, or lock the answers, where the browser ends after that many writes."""
    reader.evaluate(ENDS_AFTER, writes)
    if was_locked:
        press(reader, "Take the lock off", current=PASSPHRASE)
    else:
        press(reader, "Lock my answers", passphrase=PASSPHRASE, again=PASSPHRASE)
    said(reader, "did not keep that")


def test_words_that_wait_are_sealed_and_opened_with_the_answers(
    reader: Page, book: FolderBook
) -> None:
    """Also where the browser ends in between."""
    with book.writing() as store:
        store.save(reflection(NOTE, "What is necessary?"), "an answer", page="01", visit="before")
    reader.add_init_script(ENDS_BEFORE_THE_LOCK_IS_TURNED)
    book.open(reader, "13")
    reader.evaluate(LAY_DRAFT, [json.loads(book.items()[ABOUT])["id"], NOTE, MARK])

    turn_the_lock_and_end(reader, book, "Lock my answers", passphrase=PASSPHRASE, again=PASSPHRASE)

    assert MARK not in stored(reader)
    reader.reload()
    unlock(reader)
    turn_the_lock_and_end(reader, book, "Take the lock off", current=PASSPHRASE)
    book.open(reader, "01")
    expect(field(reader, NOTE)).to_have_value(MARK)


def turn_the_lock_and_end(reader: Page, book: FolderBook, button: str, **passphrases: str) -> None:
    expect(lock_tool(reader)).to_contain_text("forgotten passphrase")
    about = book.items()[ABOUT]
    reader.evaluate("globalThis.ends = true")
    press(reader, button, **passphrases)
    eventually(lambda: book.items()[ABOUT] != about)
