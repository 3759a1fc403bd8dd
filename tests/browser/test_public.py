"""A public server that keeps nothing: the answers of each reader are their own browser's."""

import json
import re
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from pages import (
    READY,
    Book,
    HeldLine,
    barriers,
    field,
    has_come,
    is_at,
    is_ready,
    lose_kernel,
    press_link,
    question,
    saved,
)
from playwright.sync_api import (
    Browser,
    BrowserContext,
    Error,
    Locator,
    Page,
    WebSocketRoute,
    expect,
)
from processes import Served, eventually, serve_workbook
from traces import MARK, files_with

from reconnect_widgets.stages import STAGES

NOTE = "space.necessary"
KEPT = "Object.entries({}).filter(([name]) => name.startsWith('reconnect:kept:'))"
ALL = "JSON.stringify([Object.entries(localStorage), Object.entries(sessionStorage)])"


class Site(Book):
    """A public server as a reader meets it; there is no file with answers."""

    def enter(self, page: Page) -> None:
        """Open the start page; no key is needed."""
        self.open(page, "00")


@pytest.fixture(scope="module")
def public(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with serve_workbook(data=tmp_path_factory.mktemp("public") / "data", place="public") as served:
        yield served


@pytest.fixture
def site(public: Served) -> Site:
    return Site(public)


@pytest.fixture
def reader(site: Site, page: Page, context: BrowserContext) -> Page:
    """Somebody at the page on space, who has never been here."""
    context.set_default_timeout(READY)
    site.open(page, "01")
    return page


def kept(page: Page, storage: str = "localStorage") -> list[dict[str, Any]]:
    """The answers that a browser keeps."""
    items = page.evaluate(KEPT.format(storage))
    return [json.loads(text) for name, text in items if not name.endswith(":about")]


def words_kept(page: Page, storage: str = "localStorage") -> list[Any]:
    return [answer["value"] for answer in kept(page, storage)]


def write(page: Page, words: str = MARK) -> None:
    field(page, NOTE).fill(words)
    saved(page, NOTE)


def test_an_answer_is_in_this_browser_and_nowhere_on_the_server(
    reader: Page, site: Site, browser: Browser
) -> None:
    write(reader)

    form = reader.locator("form.rc-form", has=question(reader, NOTE))
    expect(form.locator(".rc-saved")).to_contain_text("Saved in this browser at")
    assert words_kept(reader) == [MARK]
    reader.reload()
    is_ready(reader)
    expect(field(reader, NOTE)).to_have_value(MARK)
    assert files_with(site.data.parent, MARK) == []
    assert MARK not in site.server.said()
    with browser.new_context() as other:
        stranger = other.new_page()
        site.open(stranger, "01")
        expect(field(stranger, NOTE)).to_have_value("")


def type_and_leave(reader: Page) -> None:
    field(reader, NOTE).press_sequentially("Typed and left", delay=0)
    reader.get_by_label("I am done with this page for now").check()
    press_link(reader, "02")
    has_come(reader, "02")


def test_what_is_answered_on_one_page_counts_on_the_next(reader: Page) -> None:
    type_and_leave(reader)
    is_at(reader, "02")

    expect(reader.get_by_role("link", name="Give them space, done")).to_be_attached()
    eventually(lambda: "Typed and left" in words_kept(reader))
    reader.go_back()
    is_ready(reader)
    expect(field(reader, NOTE)).to_have_value("Typed and left")


def test_what_a_slow_kernel_kept_after_its_page_was_left_reaches_the_next(
    page: Page, site: Site
) -> None:
    line = HeldLine(page)
    site.open(page, "01")
    line.hold()
    type_and_leave(page)
    assert words_kept(page) == []

    line.let_go()

    is_at(page, "02")
    expect(page.get_by_role("link", name="Give them space, done")).to_be_attached()
    assert "Typed and left" in words_kept(page)


def test_an_answer_whose_way_back_was_lost_is_kept_all_the_same(page: Page, site: Site) -> None:
    lines: list[tuple[WebSocketRoute, WebSocketRoute]] = []
    lost: list[bytes] = []
    is_broken = False

    def lay_line(line: WebSocketRoute) -> None:
        kernel = line.connect_to_server()
        lines.append((line, kernel))
        kernel.on_message(lambda said: lose(said) if is_broken else line.send(said))

    def lose(said: str | bytes) -> None:
        lost.append(said if isinstance(said, bytes) else said.encode())

    page.route_web_socket("**/channels*", lay_line)
    site.open(page, "01")
    is_broken = True
    field(page, NOTE).fill(MARK)
    eventually(lambda: page.evaluate("true") and any(b'"saved"' in said for said in lost))
    assert words_kept(page) == []

    is_broken = False
    for end in lines[-1]:
        end.close()

    saved(page, NOTE)
    assert words_kept(page) == [MARK]


def test_all_pages_work_and_nothing_is_asked_of_another_host(reader: Page, site: Site) -> None:
    hosts: set[str] = set()
    reader.on("request", lambda request: hosts.add(request.url.split("/")[2]))
    for stage in STAGES:
        site.open(reader, stage.number)
        expect(reader.locator("h1")).to_be_visible()
        expect(reader.locator("footer")).to_contain_text("this server keeps nothing")

    assert hosts == {f"127.0.0.1:{site.server.port}"}


def test_a_hold_follows_from_the_check_on_every_page(reader: Page, site: Site) -> None:
    site.open(reader, "00")
    for choice in reader.locator('.rc-q[data-id^="safety."]').all():
        choice.get_by_label("No", exact=True).check()
    question(reader, "safety.fear").get_by_label("Yes", exact=True).check()
    reader.locator("form.rc-form", has=question(reader, "safety.fear")).locator(".rc-send").click()
    expect(reader.locator("form.rc-form", has=question(reader, "safety.fear"))).to_contain_text(
        "Your answers were not kept"
    )
    site.open(reader, "04")

    expect(reader.locator("main")).to_contain_text("held")
    assert not [answer for answer in kept(reader) if answer["question"] == "safety.fear"]


def test_another_tab_of_the_browser_follows(
    reader: Page, site: Site, context: BrowserContext
) -> None:
    second = context.new_page()
    site.open(second, "01")
    write(reader)

    expect(field(second, NOTE)).to_have_value(MARK)
    field(second, NOTE).fill(f"{MARK} and more")
    saved(second, NOTE)
    expect(field(reader, NOTE)).to_have_value(f"{MARK} and more")


def test_erasing_everything_is_felt_in_every_tab(
    reader: Page, site: Site, context: BrowserContext
) -> None:
    write(reader)
    second = context.new_page()
    site.open(second, "13")
    erase = second.locator("form", has=second.locator(".rc-erase"))
    erase.get_by_role("button", name="Erase everything").click()
    second.locator("dialog.rc-sure").get_by_role("button", name="Erase").click()
    expect(erase.locator(".rc-saved")).to_have_text("Erased.")

    expect(field(reader, NOTE)).to_have_value("")
    assert MARK not in reader.evaluate(ALL)
    write(reader, "begun anew")
    assert words_kept(second) == ["begun anew"]


def test_a_kernel_that_ended_is_replaced_by_one_with_all_answers(reader: Page, site: Site) -> None:
    write(reader)
    lose_kernel(reader, site)

    field(reader, NOTE).fill(f"{MARK} typed while it slept")

    saved(reader, NOTE)
    expect(field(reader, NOTE)).to_have_value(f"{MARK} typed while it slept")
    expect(reader.locator("#rc-line")).to_be_hidden()
    assert sorted(words_kept(reader)) == [MARK, f"{MARK} typed while it slept"]


def leave_no_room(page: Page) -> None:
    """Fill the browser's storage with something else."""
    page.evaluate(
        """() => {
          let size = 1 << 20;
          for (let n = 0; size; n++) {
            try { localStorage.setItem(`other:${n}`, "x".repeat(size)); } catch { size >>= 1; }
          }
        }"""
    )


def make_room(page: Page) -> None:
    """Take away what :func:`leave_no_room` put there."""
    page.evaluate(
        "Object.keys(localStorage).filter((n) => n.startsWith('other:'))"
        ".forEach((n) => localStorage.removeItem(n))"
    )


def test_a_browser_without_room_says_so_and_saves_when_there_is_some(reader: Page) -> None:
    leave_no_room(reader)
    field(reader, NOTE).fill(MARK)
    form = reader.locator("form.rc-form", has=question(reader, NOTE))

    expect(form.locator(".rc-saved")).to_have_attribute("data-state", "unsaved")
    expect(form.locator(".rc-saved")).to_contain_text("Keep this page open")
    expect(reader.locator("#rc-line")).to_contain_text("Copy what you wrote")
    assert words_kept(reader) == []

    make_room(reader)
    field(reader, NOTE).fill(f"{MARK}!")
    saved(reader, NOTE)
    assert words_kept(reader) == [f"{MARK}!"]
    expect(reader.locator("#rc-line.rc-shown")).to_have_count(0)


def test_what_was_tampered_with_is_shown_as_words_or_let_be(reader: Page, site: Site) -> None:
    write(reader, "mine")
    evil = "<img src=x onerror=\"document.title='owned'\">"
    reader.evaluate(
        """(evil) => {
          const name = Object.keys(localStorage)
            .find((n) => n.startsWith("reconnect:kept:") && !n.endsWith(":about"));
          const answer = { ...JSON.parse(localStorage.getItem(name)), value: evil };
          localStorage.setItem(name, JSON.stringify(answer));
          localStorage.setItem("reconnect:kept:bad0", "{broken");
          localStorage.setItem("reconnect:kept:bad1", JSON.stringify({ ...answer, value: { no: 1 } }));
        }""",
        evil,
    )
    reader.reload()
    is_ready(reader)

    expect(field(reader, NOTE)).to_have_value(evil)
    expect(reader.locator("main")).to_contain_text("could not be read: 2 in all")
    site.open(reader, "13")
    assert "owned" not in reader.title()


def choose_tab(page: Page, site: Site) -> None:
    site.open(page, "00")
    page.get_by_role("button", name="Keep my answers only in this tab").click()
    expect(page.locator("html")).to_have_attribute("data-rc-area", "tab")
    is_ready(page)


def test_only_this_tab_moves_all_answers_and_exit_ends_them(
    reader: Page, site: Site, context: BrowserContext
) -> None:
    write(reader)
    choose_tab(reader, site)
    expect(reader.locator("footer")).to_contain_text("kept in this tab only")
    expect(reader.get_by_role("main")).to_contain_text("kept in this tab only")
    assert words_kept(reader) == []
    assert words_kept(reader, "sessionStorage") == [MARK]
    assert MARK not in reader.evaluate("JSON.stringify(Object.entries(localStorage))")

    site.open(reader, "01")
    expect(field(reader, NOTE)).to_have_value(MARK)
    write(reader, f"{MARK} more")
    form = reader.locator("form.rc-form", has=question(reader, NOTE))
    expect(form.locator(".rc-saved")).to_contain_text("Saved in this tab at")
    second = context.new_page()
    site.open(second, "01")
    expect(field(second, NOTE)).to_have_value("")

    reader.route("https://www.bbc.com/**", lambda route: route.fulfill(body="weather"))
    reader.locator(".rc-bar a.rc-exit").click()
    expect(reader).to_have_url(re.compile("bbc.com"))
    site.open(reader, "01")
    expect(field(reader, NOTE)).to_have_value("")
    assert MARK not in reader.evaluate(ALL)


def test_what_a_slow_kernel_hands_over_after_an_exit_is_kept_nowhere(
    page: Page, site: Site
) -> None:
    held: list[tuple[WebSocketRoute, str | bytes]] = []
    holds = False

    def lay_line(line: WebSocketRoute) -> None:
        kernel = line.connect_to_server()
        kernel.on_message(lambda said: held.append((line, said)) if holds else line.send(said))

    page.route_web_socket("**/channels*", lay_line)
    page.route("https://www.bbc.com/**", lambda route: route.fulfill(status=204))
    choose_tab(page, site)
    site.open(page, "01")
    holds = True
    field(page, NOTE).fill(MARK)
    eventually(
        lambda: page.evaluate("true") and any(b'"keep"' in bytes_of(said) for _, said in held)
    )

    page.locator(".rc-bar a.rc-exit").click()
    expect(page).to_have_title("New tab")
    for line, said in held:
        with suppress(Error):  # the page has let go of it
            line.send(said)

    page.evaluate("new Promise((done) => setTimeout(done))")
    assert MARK not in page.evaluate(ALL)


def bytes_of(said: str | bytes) -> bytes:
    return said if isinstance(said, bytes) else said.encode()


def test_the_tabs_answers_go_back_to_the_browser_but_never_over_others(
    reader: Page, site: Site, context: BrowserContext
) -> None:
    choose_tab(reader, site)
    site.open(reader, "01")
    write(reader)
    second = context.new_page()
    site.open(second, "01")
    write(second, "somebody else")

    site.open(reader, "00")
    back = reader.get_by_role("button", name="Keep my answers in this browser")
    back.click()
    expect(reader.get_by_role("main")).to_contain_text("already keeps other answers")
    assert words_kept(second) == ["somebody else"]

    second.evaluate("localStorage.clear()")
    second.close()
    back.click()
    expect(reader.locator("html")).to_have_attribute("data-rc-area", "browser")
    is_ready(reader)
    assert words_kept(reader) == [MARK]


def test_an_open_page_lets_go_of_answers_that_moved_to_another_tab(
    reader: Page, site: Site, context: BrowserContext
) -> None:
    write(reader)
    second = context.new_page()
    choose_tab(second, site)

    expect(field(reader, NOTE)).to_have_value("")
    assert MARK not in reader.evaluate("JSON.stringify(Object.entries(localStorage))")
    assert words_kept(second, "sessionStorage") == [MARK]


def test_answers_go_from_the_server_to_ones_own_computer_and_back(
    reader: Page, site: Site, tmp_path: Path, browser: Browser
) -> None:
    write(reader)
    copy = tmp_path / "copy.json"
    take_copy(site, reader, copy)
    assert MARK in copy.read_text("utf-8")

    with serve_workbook(data=tmp_path / "own") as own, browser.new_context() as context:
        book, page = Book(own), context.new_page()
        book.enter(page)
        bring_back(book, page, copy)
        assert book.store.latest(NOTE).value == MARK  # type: ignore[union-attr]
        take_copy(book, page, tmp_path / "again.json")

    with browser.new_context() as context:
        page = context.new_page()
        bring_back(site, page, tmp_path / "again.json")
        assert words_kept(page) == [MARK]
        site.open(page, "01")
        expect(field(page, NOTE)).to_have_value(MARK)


def test_a_copy_for_which_a_browser_has_no_room_is_not_brought_back_in_part(
    reader: Page, site: Site, tmp_path: Path
) -> None:
    write(reader)
    take_copy(site, reader, file := tmp_path / "copy.json")
    copy = json.loads(file.read_text("utf-8"))
    [answer] = (one for one in copy["answers"] if one["question"] == NOTE)
    copy["answers"] = [answer | {"value": f"{n} {'x' * 20_000}"} for n in range(40)]
    file.write_text(json.dumps(copy), "utf-8")
    reader.evaluate("localStorage.setItem('other:last', 'x'.repeat(100_000))")
    leave_no_room(reader)
    reader.evaluate("localStorage.removeItem('other:last')")
    form = look_at(site, reader, file)

    form.get_by_role("button", name="Bring these answers back").click()

    expect(form.locator(".rc-saved")).to_contain_text("nothing was brought back")
    assert words_kept(reader) == [MARK]
    make_room(reader)
    form.get_by_role("button", name="Bring these answers back").click()
    expect(form.locator(".rc-saved")).to_have_text("40 answers brought back.")
    assert len(words_kept(reader)) == 41


def take_copy(book: Book, page: Page, file: Path) -> None:
    book.open(page, "13")
    form = page.locator("form.rc-form", has=page.locator(".rc-make"))
    form.get_by_label("JSON, to bring back later").check()
    with page.expect_download(timeout=READY) as waiting:
        form.get_by_role("button", name="Keep a copy").click()
    waiting.value.save_as(file)


def look_at(book: Book, page: Page, file: Path) -> Locator:
    book.open(page, "13")
    form = page.locator("form.rc-form", has=page.locator(".rc-look"))
    form.locator("input[type=file]").set_input_files(file)
    form.get_by_role("button", name="Look what is in it").click()
    return form


def bring_back(book: Book, page: Page, file: Path) -> None:
    form = look_at(book, page, file)
    form.get_by_role("button", name="Bring these answers back").click()
    expect(form).to_contain_text("brought back")


def test_days_are_the_readers_wherever_the_server_is(site: Site, browser: Browser) -> None:
    """These two zones are 26 hours apart, so it is never the same day in both."""
    days = []
    for zone in ("Pacific/Kiritimati", "Etc/GMT+12"):
        with browser.new_context(timezone_id=zone) as context:
            page = context.new_page()
            site.open(page, "01")
            write(page)
            (answer,) = kept(page)
            days.append(answer["day"])

    assert days[0] > days[1]


def test_the_lock_is_not_offered_and_says_why(reader: Page, site: Site) -> None:
    site.open(reader, "13")
    lock = reader.locator("form.rc-form", has=reader.locator(".rc-lock"))

    expect(lock).to_contain_text("not in a file here")
    expect(lock.locator("button:visible, input:visible")).to_have_count(0)


@pytest.mark.parametrize("area", ["browser", "tab"])
def test_where_answers_are_is_said_without_barriers(reader: Page, site: Site, area: str) -> None:
    site.open(reader, "00")
    if area == "tab":
        choose_tab(reader, site)

    assert barriers(reader) == []
    assert reader.locator("[data-rc-in]:visible").count() >= 2


def test_without_storage_a_page_can_be_read_and_says_that_nothing_is_kept(
    site: Site, browser: Browser
) -> None:
    with browser.new_context() as context:
        context.add_init_script(
            "for (const area of ['localStorage', 'sessionStorage'])"
            " Object.defineProperty(window, area,"
            " { get() { throw new DOMException('refused', 'SecurityError'); } });"
        )
        page = context.new_page()
        site.open(page, "01")
        field(page, NOTE).fill(MARK)
        form = page.locator("form.rc-form", has=question(page, NOTE))

        expect(form.locator(".rc-saved")).to_have_attribute("data-state", "unsaved")
        expect(page.locator("#rc-line")).to_contain_text("Copy what you wrote")
