"""What browser tests say of a locked workbook: switch the lock on, and be asked for the passphrase."""

from pages import READY, Book, go
from playwright.sync_api import Locator, Page, expect

PASSPHRASE = "four calm wörds here"


def lock_tool(page: Page) -> Locator:
    """The form of the last page that locks the answers."""
    return page.locator("form", has=page.locator(".rc-lock"))


def lock(page: Page) -> None:
    """Write a passphrase on the last page and switch the lock on."""
    form = lock_tool(page)
    form.scroll_into_view_if_needed(timeout=READY)
    for words in ("Nobody can recover a forgotten passphrase", "If your browser offers to save it"):
        expect(form).to_contain_text(words)
    form.get_by_label("A new passphrase").fill(PASSPHRASE)
    form.get_by_label("The new passphrase again").fill(PASSPHRASE)
    form.get_by_role("button", name="Lock my answers").click()


def lock_it(page: Page, book: Book) -> None:
    """Turn to the last page, or open it, and switch the lock on."""
    if page.url == "about:blank":
        book.open(page, "13")
    else:
        go(page, "13")
    lock(page)
    is_locked_now(page)


GIVE_KEY = """(key) => fetch(document.documentElement.dataset.rcBase + "reconnect/key", {
  method: "PUT", body: key, headers: { "Reconnect-Visit": "yes", ...reconnectDoor.headers() },
}).then(({ status }) => status)"""


def lock_behind(page: Page, book: Book) -> None:
    """Lock the answers without the last page, and give the key as that does; the page has not heard of it."""
    with book.writing() as store:
        key = store.keeper.lock(PASSPHRASE)
    assert page.evaluate(GIVE_KEY, key.hex()) == 204


def is_locked_now(page: Page) -> None:
    """Wait until the last page says that the lock is on."""
    expect(lock_tool(page).locator(".rc-saved")).to_contain_text("Locked.", timeout=READY)


def unlock_form(page: Page) -> Locator:
    """The form at the top of a page that asks for the passphrase."""
    return page.locator("form.rc-unlock")


def locked_page(page: Page, book: Book) -> Locator:
    """Lock the answers and open a page; return the form that asks for the passphrase."""
    with book.writing() as store:
        store.keeper.lock(PASSPHRASE)
    page.goto(book.key_to("01"))
    form = unlock_form(page)
    expect(form).to_be_visible()
    return form


def is_marked(field: Locator) -> None:
    """Wait until a field with a passphrase that does not do is told as wrong, to be typed anew."""
    expect(field).to_have_attribute("aria-invalid", "true")
    expect(field).to_be_focused()


def unlock_after_a_wrong_one(page: Page) -> None:
    """Type another passphrase at the top of the page, and then the one that opens the answers."""
    form = unlock_form(page)
    form.get_by_label("Passphrase").fill("not this one")
    form.get_by_label("Passphrase").press("Enter")
    expect(form).to_contain_text("does not open your answers", timeout=READY)
    form.get_by_label("Passphrase").fill(PASSPHRASE)
    form.get_by_role("button", name="Unlock").click()
    expect(form).to_have_count(0, timeout=READY)
