"""Erasing on page 13: what is gone is gone from the folder and from the browser, in every tab."""

from pages import READY, Book, field, is_ready, saved
from playwright.sync_api import BrowserContext, Locator, Page, expect
from traces import MARK, files_with

from reconnect_widgets import text

NOTE = "space.necessary"
STORED = """() => JSON.stringify([Object.entries(localStorage), Object.entries(sessionStorage)])"""

SEAL = """([seal, name]) => localStorage.setItem(
  name, JSON.stringify({ sealed: reconnectSeal.seal(seal, name, '{"value": "words", "at": 1}') }))"""


def form(page: Page) -> Locator:
    return page.locator("form", has=page.locator(".rc-erase"))


def lay_draft(page: Page, name: str, value: str) -> None:
    """Leave a draft in the browser, as a line that broke would."""
    page.evaluate(
        """([name, value]) =>
            localStorage.setItem(`reconnect:draft:${name}`, JSON.stringify({ value, at: 1 }))""",
        [name, value],
    )


def confirm(page: Page, question: str) -> None:
    """Read what is asked and answer it."""
    sure = page.locator("dialog.rc-sure")
    expect(sure.locator("strong")).to_have_text(question)
    expect(sure).to_contain_text("backups of this computer")
    sure.get_by_role("button", name="Erase").click()
    expect(form(page).locator(".rc-saved")).to_have_text("Erased.", timeout=READY)


def test_one_answer_is_found_among_many_and_erased_without_a_trace(page: Page, book: Book) -> None:
    """Twenty at a time, by keyboard; the others stay, and so does the focus."""
    for number in range(45):
        book.store.save(
            text(f"space.n{number}", f"Question {number}?"),
            f"{MARK} {number:02}",
            page="01",
            visit="v",
        )
    (book.data / "answers-damaged-2026.sqlite3").write_text(MARK)
    book.enter(page, "13")
    lay_draft(page, f"{book.store.id}:space.n20", f"{MARK} 20")
    lay_draft(page, f"{book.store.id}:{NOTE}", MARK)  # which was never saved
    lay_draft(page, f"{book.store.id}:urge.log#a1", MARK)
    erase = form(page)
    erase.get_by_label("Which page?").select_option("01")
    erase.get_by_role("button", name="Show its answers").press("Enter")
    expect(erase.locator(".rc-found > li")).to_have_count(20)
    erase.get_by_role("button", name="Show older ones").press("Enter")
    expect(erase.locator(".rc-found > li")).to_have_count(40)
    row = erase.locator(".rc-found > li", has_text="Question 20?")
    expect(row).to_contain_text(f"{MARK} 20")
    row.get_by_role("button").press("Enter")
    expect(page.locator("dialog.rc-sure")).to_be_visible()
    page.keyboard.press("Escape")
    expect(row.get_by_role("button")).to_be_focused()
    row.get_by_role("button").press("Enter")
    expect(page.locator(".rc-copies")).to_contain_text("answers-damaged-2026.sqlite3")
    confirm(page, "Erase this answer?")

    assert files_with(book.data, f"{MARK} 20") == []
    assert f"{MARK} 20" not in page.evaluate(STORED)
    assert len([*book.store.every()]) == 44
    erase.get_by_role("button", name="Erase this page").click()
    confirm(page, "Erase 44 answers of “Give them space”?")
    assert files_with(book.data) == []
    assert MARK not in page.evaluate(STORED)


def test_after_everything_was_erased_no_other_tab_writes_it_back(
    page: Page, book: Book, context: BrowserContext
) -> None:
    """Not what it showed, not what it had not saved yet, and not what a draft still holds."""
    book.enter(page, "01")
    field(page, NOTE).fill(MARK)
    saved(page, NOTE)
    other = context.new_page()
    book.open(other, "13")
    lay_draft(page, f"{book.store.id}:space.other", MARK)
    lay_draft(page, f"0123:{NOTE}", MARK)  # of answers that are not there any more
    form(other).get_by_role("button", name="Erase everything").click()
    confirm(other, "Erase everything, 1 answer in all?")

    field(page, NOTE).press_sequentially(" and more")

    expect(field(page, NOTE)).to_have_value("", timeout=READY)
    line = page.locator("form", has=field(page, NOTE)).locator(".rc-saved")
    expect(line).to_have_text("Your answers were erased. This page shows what is there now.")
    assert [*book.store.every()] == []
    assert files_with(book.data) == []
    assert MARK not in page.evaluate(STORED)
    field(page, NOTE).fill("new words")
    saved(page, NOTE)
    page.reload()
    is_ready(page)
    expect(field(page, NOTE)).to_have_value("new words")


def test_what_waits_for_another_workbook_at_this_address_is_not_erased_with_everything(
    page: Page, book: Book
) -> None:
    """Of this one it goes, also where it waits for answers that are not there any more."""
    book.enter(page, "13")
    own, anothers = (book.data / "key").read_bytes()[-32:].hex(), "11" * 32
    mine, theirs = (f"reconnect:draft:{store}:{NOTE}" for store in ("0123", "4567"))
    for name, seal in ((mine, own), (theirs, anothers)):
        page.evaluate(SEAL, [seal, name])
    form(page).get_by_role("button", name="Erase everything").click()
    confirm(page, "Erase everything, 0 answers in all?")

    left = page.evaluate("Object.keys(localStorage)")
    assert theirs in left
    assert mine not in left
