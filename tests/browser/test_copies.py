"""Copies on page 13: a reader takes answers along, and brings them back in another workbook."""

from pathlib import Path

import pytest
from locking import is_marked
from pages import READY, Book, barriers, field, form_of, keep_copy, question
from playwright.sync_api import Page, Request, expect

from reconnect_widgets.copies.sealed import is_sealed, unseal
from reconnect_widgets.prompts import reflection, scale

SECRET = "<b>words</b> of mine & yours \N{SEEDLING}"
PULL = scale("checkin.mood", "How was your mood?", "Very low", "Low", "So-so", "Good", "Very good")
HELPED = reflection("journey.helped", "What has helped, even a little?")


@pytest.fixture
def written(book: Book) -> Book:
    """A workbook with two answers."""
    store = book.store
    store.save(PULL, 2, page="13", visit="earlier")
    store.save(HELPED, SECRET, page="13", visit="earlier")
    store.close()
    return book


def test_copies_are_kept_and_come_back(page: Page, written: Book, tmp_path: Path) -> None:
    requests: list[Request] = []
    written.enter(page)
    written.open(page, "13")
    page.on("request", lambda request: requests.append(request))  # noqa: PLW0108
    export = form_of(page, ".rc-make")

    table = keep_copy(page, export, "A table", tmp_path)
    expect(export.get_by_role("button", name="Keep a copy")).to_be_focused()
    printed = keep_copy(page, export, "A page to read", tmp_path)
    export.get_by_label("Encrypt it").check()
    expect(export).to_contain_text("If your browser offers to save it, say no")
    export.get_by_label("Passphrase", exact=True).fill("plain words")
    export.get_by_label("The same once more").fill("other words")
    export.get_by_role("button", name="Keep a copy").click()
    expect(export.locator(".rc-saved")).to_contain_text("not the same")
    is_marked(export.get_by_label("The same once more"))
    for label in ("The same once more", "Passphrase"):
        export.get_by_label(label, exact=True).fill("cat")
    export.get_by_role("button", name="Keep a copy").click()
    expect(export.locator(".rc-saved")).to_contain_text("8 characters or more", timeout=READY)
    is_marked(export.get_by_label("Passphrase", exact=True))
    for label in ("The same once more", "Passphrase"):
        export.get_by_label(label, exact=True).fill("plain words")
    sealed = keep_copy(page, export, "JSON, to bring back later", tmp_path)

    assert printed.name.startswith("notes-20")
    assert table.suffix == ".csv"
    assert sealed.name.endswith(".json.age")
    assert SECRET in table.read_text("utf-8-sig")
    assert is_sealed(sealed.read_bytes())
    assert SECRET.encode() in unseal(sealed.read_bytes(), "plain words")
    expect(export.get_by_label("Passphrase", exact=True)).to_have_value("")
    assert "plain words" not in page.evaluate(
        "JSON.stringify([{...localStorage}, {...sessionStorage}])"
    )
    asked = [r.url for r in requests if not r.url.startswith("blob:")]
    assert [url for url in asked if not url.endswith(".ipynb")] == []  # the next page comes ahead

    written.server.begin_anew()
    written.open(page, "13")
    expect(field(page, HELPED.id)).to_have_value("")
    bring_back(page, sealed.rename(tmp_path / "renamed.json"))
    expect(field(page, HELPED.id)).to_have_value(SECRET, timeout=READY)
    expect(question(page, PULL.id).get_by_label("So-so")).to_be_checked()


def bring_back(page: Page, sealed: Path) -> None:
    """Bring an encrypted copy back, after a wrong file and a wrong passphrase."""
    form = form_of(page, ".rc-look")
    chooser = form.get_by_label("The file")
    look = form.get_by_role("button", name="See what is in it")
    chooser.set_input_files({"name": "a.json", "mimeType": "application/json", "buffer": b"{}"})
    look.click()
    expect(form.locator(".rc-saved")).to_contain_text("not made by this workbook", timeout=READY)
    chooser.set_input_files(sealed)
    form.get_by_label("Its passphrase").fill("wrong")
    look.click()
    expect(form.locator(".rc-saved")).to_contain_text("does not open it", timeout=READY)
    is_marked(form.get_by_label("Its passphrase"))
    form.get_by_label("Its passphrase").fill("plain words")
    expect(form.get_by_label("Its passphrase")).not_to_have_attribute("aria-invalid", "true")
    look.click()
    expect(form.locator(".rc-found")).to_contain_text("2 answers would be added", timeout=READY)
    assert barriers(page) == []
    form.get_by_role("button", name="Bring these answers back").click()
    expect(form.locator(".rc-saved")).to_contain_text("2 answers brought back", timeout=READY)
    expect(look).to_be_focused()
