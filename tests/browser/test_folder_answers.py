"""Answers of a workbook without a server: this browser's or this tab's, and nobody else's."""

import json
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from folder import (
    ABOUT,
    LAY_DRAFT,
    TAKES_DISK_AWAY,
    WRITE,
    FolderBook,
    Site,
    another_build,
    no_python_comes,
    served,
    words_kept,
)
from locking import PASSPHRASE, is_locked_now, lock, unlock_form
from pages import (
    KNOWS_OF_ITS_KERNEL,
    READY,
    ComingKernel,
    HeldLine,
    barriers,
    chromium,
    field,
    form_of,
    go,
    has_come,
    is_at,
    is_ready,
    press_link,
    question,
    saved,
    show_whole_pages,
)
from playwright.sync_api import (
    BrowserContext,
    Locator,
    Page,
    Playwright,
    Request,
    expect,
)
from processes import eventually, kill_processes_with
from traces import MARK

from reconnect_widgets import reflection

NOTE = "space.necessary"
OTHER = "needs.need"
ALL = "JSON.stringify([Object.entries(localStorage), Object.entries(sessionStorage)])"
ENDS = {
    "fails": "setTimeout(() => { throw new Error('It failed.'); }) && null",
    "is taken away": "setTimeout(() => close()) && null",
    "has no memory left": "JSON.stringify = () => { throw new RangeError('Out of memory.'); }; null",
}
"""What becomes of a worker; then each word to Python fails, or there is none."""
REFUSES = """for (const area of ["localStorage", "sessionStorage"])
  Object.defineProperty(window, area, { get() { throw new DOMException("no", "SecurityError"); } });"""
LONG = "words for which there is no room"
FILL = """() => {
  let size = 1 << 20;
  for (let n = 0; size; n++) {
    try { localStorage.setItem(`other:${n}`, "x".repeat(size)); } catch { size >>= 1; }
  }
}"""
EMPTY = """() => {
  for (const name of Object.keys(localStorage)) if (name.startsWith("other:")) localStorage.removeItem(name);
}"""
NOTED = """() => new Promise((done) => {
  const asked = indexedDB.open("reconnect");
  asked.onsuccess = () => {
    const all = asked.result.transaction("journal").objectStore("journal").getAll();
    all.onsuccess = () => { asked.result.close(); done(JSON.stringify(all.result)); };
  };
})"""
ENDS_IN_BETWEEN = """(bring) => {
  const set = Storage.prototype.setItem;
  let writes = 20;
  Storage.prototype.setItem = function (name, text) {
    while (name.startsWith("reconnect:kept:") && (writes -= 1) < 0); // until the page is closed
    set.call(this, name, text);
  };
  setTimeout(() => bring.click());
}"""
"""A page that is slow to write what is brought back."""
HALF_THERE = """() => Object.fromEntries(
  Object.entries(localStorage).filter(([name]) => /^reconnect:(kept:|half)/.test(name))
)"""
FORGET = """() => {
  for (const name of Object.keys(localStorage))
    if (name.startsWith("reconnect:kept:")) localStorage.removeItem(name);
}"""
HELD_DISK = """{
  let isHeld = true;
  let held = [];
  globalThis.letDisk = () => { const said = held; held = []; for (const one of said) one(); };
  for (const [type, name] of [[IDBOpenDBRequest, "onsuccess"], [IDBTransaction, "oncomplete"]]) {
    const { set } = Object.getOwnPropertyDescriptor(type.prototype, name)
      ?? Object.getOwnPropertyDescriptor(IDBRequest.prototype, name);
    Object.defineProperty(type.prototype, name, { set(hear) {
      set.call(this, (event) => (isHeld ? held.push(() => hear(event)) : hear(event)));
    } });
  }
  globalThis.freeDisk = () => { isHeld = false; letDisk(); };
  globalThis.hasDisk = () => held.length > 0;
}"""
"""The disk of a tab that is busy: it hears of what was read one step at a time."""
WRITES_LATE = """{
  localStorage.setItem("reconnect:journal", "1");
  localStorage.setItem("reconnect:draft:early:%s", JSON.stringify({ value: "typed", at: 1 }));
}"""
"""What a browser had written down of itself when it was killed."""
NOTES_WHAT_IS_SAID = """{
  const { set } = Object.getOwnPropertyDescriptor(IDBTransaction.prototype, "oncomplete");
  Object.defineProperty(IDBTransaction.prototype, "oncomplete", { set(hear) {
    set.call(this, (event) => {
      globalThis.saidBefore ??= document.querySelector("form:has(.rc-erase) .rc-saved").textContent;
      hear(event);
    });
  } });
}"""
"""What is said of erasing when the disk has done it."""
NOTES_TURNS = """{
  const { postMessage } = Worker.prototype;
  globalThis.turns = [];
  Worker.prototype.postMessage = function (said) {
    if (said.content?.data.type === "turn") globalThis.turns.push(JSON.stringify(said));
    return postMessage.call(this, said);
  };
  null;
}"""
EVIL = "<img src=x onerror=\"document.title='owned'\">"
TAMPER = """(evil) => {
  const name = Object.keys(localStorage)
    .find((one) => one.startsWith("reconnect:kept:") && !one.endsWith(":about"));
  const answer = { ...JSON.parse(localStorage.getItem(name)), value: evil };
  localStorage.setItem(name, JSON.stringify(answer));
  localStorage.setItem("reconnect:kept:bad0", "{broken");
  localStorage.setItem("reconnect:kept:bad1", JSON.stringify({ ...answer, value: { no: 1 } }));
}"""


@pytest.fixture
def kind() -> str:
    return "folder"


@pytest.fixture
def at_space(book: FolderBook, page: Page, context: BrowserContext) -> Page:
    """Somebody at the page on space, who has never been here."""
    context.set_default_timeout(READY)
    book.open(page, "01")
    return page


def line(page: Page) -> Locator:
    """The line under the note."""
    return page.locator("form.rc-form", has=question(page, NOTE)).locator(".rc-saved")


def write(page: Page, words: str = MARK) -> None:
    field(page, NOTE).fill(words)
    saved(page, NOTE)


def choose_tab(page: Page) -> None:
    go(page, "00")
    page.get_by_role("button", name="Keep my answers only in this tab").click()
    expect(page.locator("html")).to_have_attribute("data-rc-area", "tab")
    is_at(page, "00")


def exits(page: Page) -> None:
    page.locator(".rc-bar a.rc-exit").click()


def ask_to_erase(page: Page, what: str) -> Locator:
    """Ask for the note, its page, or everything to be erased; return the button that confirms it."""
    form = page.locator("form", has=page.locator(".rc-erase"))
    form.get_by_label("Which page?").select_option("01")
    if what == "this answer":
        form.get_by_role("button", name="Show its answers").click()
    form.get_by_role("button", name=f"Erase {what}").click()
    sure = page.locator("dialog.rc-sure").get_by_role("button", name="Erase")
    expect(sure).to_be_visible()
    return sure


def erase_everything(page: Page) -> None:
    form = page.locator("form", has=page.locator(".rc-erase"))
    ask_to_erase(page, "everything").click()
    expect(form.locator(".rc-saved")).to_have_text("Erased.", timeout=READY)


# Where they are


def day_in(zone: str) -> date:
    return datetime.now(ZoneInfo(zone)).date()


ZONES = "Pacific/Kiritimati", "Etc/GMT+12"
"""These two are 26 hours apart, so in one of them it is not the day of this computer."""
ELSEWHERE = next(one for one in ZONES if day_in(one) != datetime.now().astimezone().date())


@pytest.mark.browser_context_args(timezone_id=ELSEWHERE)
def test_an_answer_is_in_this_browser_no_request_has_it_and_what_others_wrote_there_are_words(
    at_space: Page, book: FolderBook, context: BrowserContext
) -> None:
    """Its day is the reader's."""
    asked: list[Request] = []
    context.on("request", lambda request: asked.append(request))  # noqa: PLW0108
    before = day_in(ELSEWHERE)

    write(at_space)

    answer = book.store.latest(NOTE)
    assert answer
    assert before <= answer.day <= day_in(ELSEWHERE)
    expect(line(at_space)).to_contain_text("Saved in this browser at")
    assert words_kept(at_space) == [MARK]
    go(at_space, "02")
    go(at_space, "01")
    expect(field(at_space, NOTE)).to_have_value(MARK)

    at_space.evaluate(TAMPER, EVIL)
    at_space.reload()
    is_ready(at_space)
    expect(field(at_space, NOTE)).to_have_value(EVIL)
    expect(at_space.locator("main")).to_contain_text("could not be read: 2 in all")
    go(at_space, "13")
    assert "owned" not in at_space.title()
    assert asked
    assert {(one.method, one.post_data) for one in asked} == {("GET", None)}
    assert [one.url for one in asked if MARK in one.url] == []


def test_closing_the_tab_during_a_turn_a_way_back_that_is_lost_and_an_exit_before_a_slow_kernel(
    page: Page, book: FolderBook, context: BrowserContext
) -> None:
    again = context.new_page()
    kernel = ComingKernel(again)
    words_of_a_tab_that_was_closed_during_a_turn_are_there(page, again, book, kernel)
    an_answer_whose_way_back_was_lost_is_kept_all_the_same(again, kernel)
    an_exit_ends_the_answers_of_a_tab_and_what_a_slow_kernel_hands_over_after_it(again, kernel)


def words_of_a_tab_that_was_closed_during_a_turn_are_there(
    page: Page, again: Page, book: FolderBook, kernel: ComingKernel
) -> None:
    line = HeldLine(page)
    book.open(page, "01")
    line.hold()
    field(page, NOTE).fill(MARK)
    press_link(page, "02")
    has_come(page, "02")
    page.close()

    again.goto(book.address("01"))
    kernel.come()
    is_ready(again)
    expect(field(again, NOTE)).to_have_value(MARK)
    saved(again, NOTE)
    assert words_kept(again) == [MARK]


def an_answer_whose_way_back_was_lost_is_kept_all_the_same(
    page: Page, kernel: ComingKernel
) -> None:
    kernel.begin()  # it is not heard from now on
    field(page, NOTE).fill(f"{MARK} two")
    kernel.lose("saved")
    assert words_kept(page) == [MARK]

    kernel.speak()
    page.workers[0].evaluate(ENDS["fails"])

    saved(page, NOTE)
    assert sorted(words_kept(page)) == [MARK, f"{MARK} two"]


def an_exit_ends_the_answers_of_a_tab_and_what_a_slow_kernel_hands_over_after_it(
    page: Page, kernel: ComingKernel
) -> None:
    page.route("https://www.bbc.com/**", lambda route: route.fulfill(status=204))
    choose_tab(page)
    go(page, "01")
    kernel.begin()  # it is not heard from now on
    field(page, NOTE).fill(f"{MARK} three")
    eventually(lambda: kernel.has_spoken)
    assert sorted(words_kept(page, "sessionStorage")) == [MARK, f"{MARK} two"]

    exits(page)
    expect(page).to_have_title("New tab")
    kernel.speak()

    page.evaluate("new Promise((done) => setTimeout(done))")
    assert MARK not in page.evaluate(ALL)


def test_python_is_told_once_what_did_not_change_and_a_new_worker_all_answers(
    at_space: Page,
) -> None:
    python_is_told_once_what_did_not_change(at_space)
    a_disk_that_was_taken_away_is_asked_for_again(at_space)
    before = len(words_kept(at_space))
    for how, ends in ENDS.items():
        at_space.evaluate(KNOWS_OF_ITS_KERNEL)
        at_space.workers[0].evaluate(ends)
        write(at_space, f"{MARK}, which {how}")
        at_space.wait_for_function("() => window.isAdrift")

    assert len(words_kept(at_space)) == before + len(ENDS)
    expect(at_space.locator("#rc-line.rc-shown")).to_have_count(0)


def python_is_told_once_what_did_not_change(at_space: Page) -> None:
    write(at_space)
    at_space.evaluate(NOTES_TURNS)

    go(at_space, "02")
    go(at_space, "03")
    go(at_space, "01")

    expect(field(at_space, NOTE)).to_have_value(MARK)
    assert [MARK in said for said in at_space.evaluate("turns")] == [True, False, False]
    write(at_space, MARK.upper())
    go(at_space, "02")
    go(at_space, "01")
    expect(field(at_space, NOTE)).to_have_value(MARK.upper())


def a_disk_that_was_taken_away_is_asked_for_again(at_space: Page) -> None:
    """As a phone does with a page that it puts to sleep."""
    at_space.evaluate(TAKES_DISK_AWAY)

    write(at_space, f"{MARK} on the disk")

    assert f"{MARK} on the disk" in at_space.evaluate(NOTED)


def test_what_was_asked_of_a_worker_that_ends_is_not_said_to_go_on(
    at_space: Page, tmp_path: Path
) -> None:
    page, file = at_space, tmp_path / "copy.json"
    write(page)
    take_copy(page, file)
    erase_everything(page)
    make = page.locator(".rc-make")
    bring = look_into(page, file)
    page.get_by_role("button", name="Erase everything").click()
    sure = page.locator("dialog.rc-sure").get_by_role("button", name="Erase")
    expect(sure).to_be_visible()
    page.evaluate("Worker.prototype.postMessage = () => {}")
    sure.click()
    said = page.locator("form", has=page.locator(".rc-erase")).locator(".rc-saved")
    expect(said).to_have_text("Erasing")
    make.click()
    expect(make).to_be_disabled()
    bring.click()
    brought = form_of(page, ".rc-look").locator(".rc-saved")
    expect(brought).to_contain_text("Please stay on this page")
    expect(bring).to_be_disabled()

    page.workers[0].evaluate(ENDS["fails"])

    for line in (said, brought):
        expect(line).to_contain_text("It is not known whether this was done.")
    for button in (make, bring):
        expect(button).to_be_enabled()


def test_what_is_erased_is_gone_with_words_that_waited_also_where_the_page_is_left_at_once(
    at_space: Page, book: FolderBook
) -> None:
    """By an exit, and by loading it again; an answer of a locked workbook is sealed."""
    words_that_waited_go_with_it_also_where_the_next_page_is_turned_to_at_once(at_space, book)
    at_space.route("https://www.bbc.com/**", lambda route: route.fulfill(body="weather"))
    by_exit, anew = "document.querySelector('a.rc-exit').click()", "location.reload()"
    for what, leave in (("everything", by_exit), ("this page", anew), ("this answer", by_exit)):
        is_locked = what == "this answer"
        write(at_space)
        go(at_space, "02")
        field(at_space, OTHER).fill("another")
        saved(at_space, OTHER)
        go(at_space, "13")
        if is_locked:
            lock(at_space)
            is_locked_now(at_space)
        it_is_erased_though_the_page_is_left(at_space, book, what, leave)
        at_space.goto(book.address("02"))
        if is_locked:
            unlock_form(at_space).get_by_label("Passphrase").fill(PASSPHRASE)
            unlock_form(at_space).get_by_role("button", name="Unlock").click()
        is_ready(at_space)
        expect(field(at_space, OTHER)).to_have_value("" if what == "everything" else "another")
        go(at_space, "01")
        expect(field(at_space, NOTE)).to_have_value("")
        assert MARK not in at_space.evaluate(ALL), what


def it_is_erased_though_the_page_is_left(
    at_space: Page, book: FolderBook, what: str, leave: str
) -> None:
    at_space.evaluate(LAY_DRAFT, [json.loads(book.items()[ABOUT])["id"], NOTE, f"{MARK} waits"])
    sure = ask_to_erase(at_space, what)
    at_space.evaluate("Worker.prototype.postMessage = () => {}")

    sure.click()
    with at_space.expect_navigation():
        at_space.evaluate(f"setTimeout(() => {{ {leave} }})")


def words_that_waited_go_with_it_also_where_the_next_page_is_turned_to_at_once(
    at_space: Page, book: FolderBook
) -> None:
    write(at_space)
    go(at_space, "13")
    at_space.evaluate(LAY_DRAFT, [json.loads(book.items()[ABOUT])["id"], NOTE, f"{MARK} waits"])

    ask_to_erase(at_space, "this answer").click()
    go(at_space, "01")

    expect(field(at_space, NOTE)).to_have_value("")
    assert MARK not in at_space.evaluate(ALL)
    write(at_space, "after")
    assert words_kept(at_space) == ["after"]


# On the disk


class Killed:
    """A browser with a profile on the disk, which is killed: nothing of it can tidy up."""

    def __init__(self, playwright: Playwright, profile: Path) -> None:
        self._open = lambda: show_whole_pages(
            playwright.chromium.launch_persistent_context(profile, **chromium())
        )
        self._profile = profile
        self.context = self._open()

    @property
    def page(self) -> Page:
        return self.context.pages[0]

    def begin_again(self) -> None:
        """Kill it, and open it anew."""
        kill_processes_with(str(self._profile))
        (self._profile / "SingletonLock").unlink(missing_ok=True)
        self.context = self._open()


@pytest.fixture
def killed(playwright: Playwright, tmp_path: Path) -> Iterator[Killed]:
    browser = Killed(playwright, tmp_path / "profile")
    yield browser
    browser.context.close()


def test_what_was_typed_saved_or_erased_is_so_after_the_browser_was_killed(
    book: FolderBook, killed: Killed
) -> None:
    no_python_comes(killed.page)
    killed.page.goto(book.address("01"))
    field(killed.page, NOTE).fill("typed")
    killed.page.evaluate("reconnectJournal.written")

    killed.begin_again()

    book.open(killed.page, "01")
    expect(field(killed.page, NOTE)).to_have_value("typed")
    saved(killed.page, NOTE)
    write(killed.page)

    killed.begin_again()

    book.open(killed.page, "01")
    expect(field(killed.page, NOTE)).to_have_value(MARK)
    assert words_kept(killed.page) == [MARK]
    go(killed.page, "13")
    erase_everything(killed.page)
    assert MARK not in killed.page.evaluate(NOTED)

    killed.begin_again()

    no_python_comes(killed.page)
    killed.page.add_init_script(HELD_DISK)
    killed.page.add_init_script(WRITES_LATE % NOTE)
    killed.page.goto(book.address("01"))
    has_come(killed.page, "01")
    killed.page.evaluate("freeDisk()")
    killed.page.evaluate("reconnectJournal.laidBack")
    expect(field(killed.page, NOTE)).to_have_value("")
    assert words_kept(killed.page) == []
    assert MARK not in killed.page.evaluate(ALL)
    assert MARK not in killed.page.evaluate(NOTED)


def test_a_tab_that_opens_takes_no_word_from_one_in_which_somebody_writes_unless_all_is_erased(
    at_space: Page, context: BrowserContext, book: FolderBook
) -> None:
    write(at_space, "first")
    second = context.new_page()
    second.add_init_script(HELD_DISK)
    second.goto(book.address("02"))
    second.wait_for_function("() => hasDisk()")
    write(at_space, "second")
    at_space.evaluate("reconnectJournal.written")
    second.evaluate("letDisk()")  # if it reads what is there, it reads the second words
    write(at_space, "third")
    at_space.evaluate("reconnectJournal.written")
    second.wait_for_function("() => JSON.stringify(Object.entries(localStorage)).includes('third')")

    second.evaluate("letDisk()")

    assert words_kept(second) == ["third"]
    second.evaluate("freeDisk()")
    is_ready(second)
    expect(field(at_space, NOTE)).to_have_value("third")
    assert words_kept(at_space) == ["third"]

    go(second, "13")
    second.evaluate(NOTES_WHAT_IS_SAID)
    erase_everything(second)
    assert second.evaluate("saidBefore") == "Erasing"
    expect(field(at_space, NOTE)).to_have_value("")
    assert "third" not in at_space.evaluate(ALL)
    assert "third" not in at_space.evaluate(NOTED)
    write(at_space, "begun anew")
    assert words_kept(second) == ["begun anew"]


def test_a_disk_that_never_answers_keeps_nobody_from_writing(page: Page, book: FolderBook) -> None:
    with book.writing() as store:
        store.save(reflection(NOTE, "What is necessary?"), "before", page="01", visit="before")
    page.add_init_script("IDBFactory.prototype.open = () => ({})")
    book.open(page, "01")
    expect(field(page, NOTE)).to_have_value("before")

    write(page)

    assert sorted(words_kept(page)) == ["before", MARK]


# Room


def test_a_browser_without_room_says_so_saves_when_there_is_some_and_takes_no_part_of_a_copy(
    at_space: Page, tmp_path: Path
) -> None:
    it_says_so_and_saves_when_there_is_some(at_space)
    a_copy_for_which_there_is_none_is_not_brought_back_in_part(at_space, tmp_path)
    a_copy_is_encrypted_beside_the_page_and_exit_ends_it(at_space)


def it_says_so_and_saves_when_there_is_some(at_space: Page) -> None:
    write(at_space, "before")
    at_space.evaluate(FILL)
    field(at_space, NOTE).fill(LONG)

    expect(line(at_space)).to_have_attribute("data-state", "unsaved")
    expect(line(at_space)).to_contain_text("Keep this page open")
    expect(at_space.locator("#rc-line")).to_contain_text("Copy what you wrote")
    assert words_kept(at_space) == ["before"]

    go(at_space, "00")
    at_space.get_by_role("button", name="Keep my answers only in this tab").click()
    expect(at_space.locator("[data-rc-not-moved]").first).to_contain_text("would be lost")
    go(at_space, "02")
    expect(at_space.locator("#rc-line")).to_contain_text("Copy what you wrote")
    at_space.evaluate(KNOWS_OF_ITS_KERNEL)
    at_space.workers[0].evaluate(ENDS["fails"])
    at_space.wait_for_function("() => window.isAdrift")
    go(at_space, "01")
    expect(field(at_space, NOTE)).to_have_value(LONG)
    expect(line(at_space)).not_to_contain_text("Saved")
    expect(at_space.locator("#rc-line")).to_contain_text("Copy what you wrote")

    at_space.evaluate(EMPTY)
    at_space.evaluate("dispatchEvent(new Event('focus'))")
    expect(at_space.locator("#rc-line.rc-shown")).to_have_count(0)
    assert words_kept(at_space) == [LONG]
    field(at_space, NOTE).fill(f"{LONG}!")
    saved(at_space, NOTE)
    assert f"{LONG}!" in words_kept(at_space)
    expect(at_space.locator("#rc-line.rc-shown")).to_have_count(0)


def test_where_storage_is_refused_a_page_can_be_read_and_says_that_nothing_is_kept(
    book: FolderBook, page: Page, context: BrowserContext
) -> None:
    context.add_init_script(REFUSES)
    page.goto(f"{book.address('01')}#{NOTE}")  # which shows that part, and remembers no whole page
    is_ready(page)
    field(page, NOTE).fill(MARK)

    expect(line(page)).to_have_attribute("data-state", "unsaved")
    expect(page.locator("#rc-line")).to_contain_text("Copy what you wrote")
    go(page, "02")
    go(page, "01")
    expect(field(page, NOTE)).to_have_value(MARK)
    expect(line(page)).not_to_contain_text("Saved")
    expect(page.locator("#rc-line")).to_contain_text("Copy what you wrote")

    page.route("**/03-*", lambda route: route.fulfill(status=500))
    page.locator('.rc-map [data-rc-page="01"] a').evaluate("(link) => link.click()")
    page.locator('.rc-map [data-rc-page="03"] a').evaluate("(link) => link.click()")
    expect(page.locator("#rc-line")).to_contain_text("This page stays")
    expect(field(page, NOTE)).to_have_value(MARK)


# Only this tab


def test_only_this_tab_moves_all_answers_and_never_back_over_others(
    at_space: Page, book: FolderBook, context: BrowserContext
) -> None:
    write(at_space)
    second = context.new_page()
    book.open(second, "01")
    expect(field(second, NOTE)).to_have_value(MARK)
    choose_tab(at_space)
    expect(field(second, NOTE)).to_have_value("")
    expect(at_space.locator("footer")).to_contain_text("stay in this tab only")
    expect(at_space.get_by_role("main")).to_contain_text("in this tab only")
    assert barriers(at_space) == []
    assert words_kept(at_space) == []
    assert words_kept(at_space, "sessionStorage") == [MARK]
    assert MARK not in at_space.evaluate("JSON.stringify(Object.entries(localStorage))")
    assert MARK not in at_space.evaluate(NOTED)

    go(at_space, "01")
    expect(field(at_space, NOTE)).to_have_value(MARK)
    write(at_space, f"{MARK} more")
    expect(line(at_space)).to_contain_text("Saved in this tab at")
    assert MARK not in second.evaluate(ALL)
    with context.expect_page() as opened:
        at_space.locator('.rc-map [data-rc-page="02"] a').click(modifiers=["ControlOrMeta"])
    expect(opened.value.locator("html")).to_have_attribute("data-rc-area", "tab")
    opened.value.close()

    write(second, "somebody else")
    go(at_space, "00")
    back = at_space.get_by_role("button", name="Keep my answers in this browser")
    back.click()
    expect(at_space.get_by_role("main")).to_contain_text("already keeps other answers")
    assert words_kept(second) == ["somebody else"]
    second.evaluate(FORGET)
    second.close()
    back.click()
    expect(at_space.locator("html")).to_have_attribute("data-rc-area", "browser")
    has_come(at_space, "00")
    assert sorted(words_kept(at_space)) == [MARK, f"{MARK} more"]

    choose_tab(at_space)
    it_ends_in_a_tab_that_was_duplicated(at_space)


def it_ends_in_a_tab_that_was_duplicated(page: Page) -> None:
    page.context.route("https://www.bbc.com/**", lambda route: route.fulfill(body="weather"))
    go(page, "13")
    for end in (erase_everything, exits):
        with page.expect_popup() as opened:
            page.evaluate("open(location.href) && null")  # has what this tab has, as a duplicate
        is_at(opened.value, "13")

        end(page)

        opened.value.wait_for_url("https://www.bbc.com/**")


# A newer build


def test_a_newer_build_waits_for_words_that_a_locked_workbook_cannot_keep_yet(
    visited_site: Site, page: Page, tmp_path: Path
) -> None:
    newer = another_build(tmp_path / "newer", visited_site.folder)
    with served(visited_site.folder, **{"Cache-Control": "no-store"}) as own:
        book = FolderBook(own, page.context)
        book.open(page, "13")
        lock(page)
        is_locked_now(page)
        page.evaluate("navigator.serviceWorker.ready.then(() => {})")
        own.change(newer)
        kernel = ComingKernel(page)
        page.goto(book.address("01"))
        field(page, NOTE).fill(MARK)
        kernel.come()
        expect(unlock_form(page)).to_be_visible()
        notice = page.locator("#rc-line")
        load = notice.get_by_role("button", name="Load it")
        load.click()
        expect(notice).to_contain_text("Unlock your answers first")

        unlock_form(page).get_by_label("Passphrase").fill(PASSPHRASE)
        unlock_form(page).get_by_role("button", name="Unlock").click()
        saved(page, NOTE)
        with page.expect_navigation():
            load.click()


# Copies


def a_copy_is_encrypted_beside_the_page_and_exit_ends_it(page: Page) -> None:
    page.route("https://www.bbc.com/**", lambda route: route.fulfill(status=204))
    with page.expect_worker() as opened:
        page.evaluate("void reconnectAge('encrypt', new Uint8Array(9), 'a long passphrase')")

    with opened.value.expect_event("close"):
        exits(page)


def take_copy(page: Page, file: Path) -> None:
    go(page, "13")
    form = form_of(page, ".rc-make")
    form.get_by_label("JSON, to bring back later").check()
    with page.expect_download(timeout=READY) as waiting:
        form.get_by_role("button", name="Keep a copy").click()
    waiting.value.save_as(file)


def look_into(page: Page, file: Path) -> Locator:
    """Look what is in a copy; return the button that brings it back."""
    form = form_of(page, ".rc-look")
    form.locator("input[type=file]").set_input_files(file)
    form.get_by_role("button", name="See what is in it").click()
    bring = form.get_by_role("button", name="Bring these answers back")
    expect(bring).to_be_visible()
    return bring


def bring_back(page: Page, file: Path) -> Locator:
    """Look what is in a copy and press the button; the form says what became of it."""
    look_into(page, file).click()
    return form_of(page, ".rc-look").locator(".rc-saved")


def a_page_that_ends_before_all_of_it_is_written_leaves_nothing_of_it(
    at_space: Page, file: Path
) -> None:
    """Neither in a tab that is open nor, where there is none, in the next one."""
    before, address = sorted(words_kept(at_space)), at_space.url
    for is_open in (True, False):
        ending = at_space.context.new_page()
        ending.goto(address)
        bring = look_into(ending, file)
        if not is_open:
            at_space.goto(address.replace(address.rpartition("/")[2], "static/shell.css"))
        bring.evaluate(ENDS_IN_BETWEEN)
        eventually(lambda: len(words_kept(at_space)) > len(before))

        ending.close()

        if not is_open:
            it_goes_again_where_there_are_no_locks(at_space, address, before)
            at_space.goto(address)
            look_into(at_space, file)
        eventually(lambda: sorted(words_kept(at_space)) == before)


def it_goes_again_where_there_are_no_locks(other: Page, address: str, before: list[str]) -> None:
    """As where the workbook comes over plain HTTP. Then the half is there again, for the next page."""
    half = other.evaluate(HALF_THERE)
    page = other.context.new_page()
    page.add_init_script("Object.defineProperty(navigator, 'locks', { value: undefined })")
    no_python_comes(page)
    page.goto(address)
    eventually(lambda: sorted(words_kept(page)) == before)
    page.close()
    other.evaluate(WRITE, [half, []])


def a_copy_for_which_there_is_none_is_not_brought_back_in_part(
    at_space: Page, tmp_path: Path
) -> None:
    before = words_kept(at_space)
    take_copy(at_space, file := tmp_path / "copy.json")
    copy = json.loads(file.read_text("utf-8"))
    answer = next(one for one in copy["answers"] if one["question"] == NOTE)
    copy["answers"] = [answer | {"value": f"{n} {'x' * 20_000}"} for n in range(40)]
    file.write_text(json.dumps(copy), "utf-8")
    at_space.evaluate("localStorage.setItem('other:last', 'x'.repeat(100_000))")
    at_space.evaluate(FILL)
    at_space.evaluate("localStorage.removeItem('other:last')")

    said = bring_back(at_space, file)

    expect(said).to_contain_text("nothing was brought back")
    assert sorted(words_kept(at_space)) == sorted(before)
    at_space.evaluate(EMPTY)
    a_page_that_ends_before_all_of_it_is_written_leaves_nothing_of_it(at_space, file)
    at_space.get_by_role("button", name="Bring these answers back").click()
    expect(said).to_have_text("40 answers brought back.")
    assert len(words_kept(at_space)) == len(before) + 40
