"""Encrypted copies where Python runs in the browser: the page makes and opens them by itself."""

from pathlib import Path

import pytest
import quick_age
from folder import FolderBook
from locking import is_marked
from pages import field, form_of, keep_copy, saved
from playwright.sync_api import Locator, Page, expect
from processes import eventually

from reconnect_widgets.copies.sealed import is_sealed, unseal

HELPED = "journey.helped"
SECRET = quick_age.COPY_ANSWER
PASSPHRASE = "plain wörds"
SENT = """() => {
  window.sent = [];
  const post = Worker.prototype.postMessage;
  Worker.prototype.postMessage = function (message) {
    if (!("way" in message)) window.sent.push(JSON.stringify(message)); // all but what encrypts
    post.call(this, message);
  };
}"""


@pytest.fixture
def kind() -> str:
    return "folder"


def to_be_encrypted(page: Page) -> Locator:
    """Fill the form of a copy with a passphrase, and return it."""
    form = form_of(page, ".rc-make")
    form.get_by_label("Encrypt it").check()
    form.get_by_label("Passphrase", exact=True).fill(PASSPHRASE)
    form.get_by_label("The same once more").fill(PASSPHRASE)
    return form


def make(page: Page, folder: Path) -> Path:
    """Keep an encrypted copy, and return its file."""
    return keep_copy(page, to_be_encrypted(page), "JSON, to bring back later", folder)


def look(page: Page, file: Path, passphrase: str) -> Locator:
    """Choose a copy and look what is in it."""
    form = form_of(page, ".rc-look")
    form.get_by_label("The file").set_input_files(file)
    form.get_by_label("Its passphrase").fill(passphrase)
    expect(form.get_by_text("If your browser offers to save it, say no")).to_be_visible()
    form.get_by_role("button", name="See what is in it").click()
    return form


def test_a_copy_that_the_page_encrypted_opens_elsewhere_and_here(
    page: Page, book: FolderBook, tmp_path: Path
) -> None:
    book.open(page, "13")
    field(page, HELPED).fill(SECRET)
    saved(page, HELPED)
    page.evaluate(SENT)

    copy = make(page, tmp_path)

    assert copy.name.endswith(".json.age")
    assert is_sealed(copy.read_bytes())
    assert SECRET.encode() in unseal(copy.read_bytes(), PASSPHRASE)
    expect(form_of(page, ".rc-make").get_by_label("Passphrase", exact=True)).to_have_value("")
    form = look(page, copy, "plain wo\u0308rds")
    expect(form.locator(".rc-found")).to_contain_text("All of them are here already")
    sent = "".join(page.evaluate("window.sent"))
    assert '"type":"make"' in sent
    assert PASSPHRASE not in sent


def test_what_is_in_an_encrypted_copy_is_brought_back_with_its_passphrase_alone(
    page: Page, book: FolderBook, tmp_path: Path
) -> None:
    copy = tmp_path / "elsewhere.age"
    copy.write_bytes(quick_age.COPY)
    book.open(page, "13")

    form = look(page, copy, "not this one")
    expect(form.locator(".rc-saved")).to_contain_text("does not open it")
    is_marked(form.get_by_label("Its passphrase"))
    look(page, copy, quick_age.COPY_PASSPHRASE)
    form.get_by_role("button", name="Bring these answers back").click()

    expect(form.locator(".rc-saved")).to_contain_text("1 answer brought back")
    expect(field(page, HELPED)).to_have_value(quick_age.COPY_ANSWER)
    assert book.value(HELPED) == quick_age.COPY_ANSWER


def test_where_the_network_falls_silent_it_is_said_and_the_copy_can_be_tried_again(
    page: Page, book: FolderBook, tmp_path: Path
) -> None:
    page.route("**/age.js*", lambda route: None)  # it neither comes nor fails
    page.clock.install()
    book.open(page, "13")
    form = to_be_encrypted(page)
    form.get_by_label("JSON, to bring back later").check()
    form.get_by_role("button", name="Keep a copy").click()
    expect(form.locator(".rc-saved")).to_have_text("Making the copy")

    def is_said() -> bool:
        page.clock.fast_forward(25_000)
        return "cannot be loaded just now" in form.locator(".rc-saved").inner_text()

    eventually(is_said)
    page.unroute("**/age.js*")

    assert is_sealed(make(page, tmp_path).read_bytes())
