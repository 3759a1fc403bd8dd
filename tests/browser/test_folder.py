"""The workbook as mere files: it asks nobody else, works with no network, and says what it lacks."""

import re
from collections.abc import Iterator
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from threading import Event
from typing import Any

import pytest
from folder import (
    ABOUT,
    BELOW,
    KEEPS_NO_FILES,
    PYTHON,
    TAKES_DISK_AWAY,
    FolderBook,
    InParts,
    Recorder,
    Site,
    another_build,
    build,
    keep,
    no_python_comes,
    served,
    whole_pyodide,
    words_kept,
)
from own_pages import few_notebooks
from pages import (
    ComingKernel,
    barriers,
    field,
    go,
    has_come,
    is_at,
    is_ready,
    is_same_document,
    press_link,
    question,
    saved,
    show_whole_pages,
)
from playwright.sync_api import Browser, BrowserContext, Page, expect
from processes import eventually
from traces import MARK

from reconnect_widgets import reflection
from reconnect_widgets.rules.safety_check import CHECK
from reconnect_widgets.stages import BY_NUMBER, STAGES
from reconnect_widgets.widgets.words import LEFT_OUT, NOT_LOADED

NAME, NOTE, HELPED = "start.name", "space.necessary", "journey.helped"
NUMBERS = [stage.number for stage in STAGES]
WATCH = """document.addEventListener("securitypolicyviolation", (event) =>
  console.error(`refused: ${event.effectiveDirective} ${event.blockedURI}`));"""
REFUSED = re.compile("Content Security Policy|refused: ")
BUILD = "document.documentElement.dataset.rcBuild"


@pytest.fixture
def kind() -> str:
    return "folder"


def say_what_is_refused(context: BrowserContext) -> list[str]:
    """Note what a page, its worker or its service worker is not allowed."""
    said: list[str] = []
    context.add_init_script(WATCH)
    context.on("console", lambda message: said.append(f"{message.type}: {message.text}"))
    return said


def write(page: Page, words: str = MARK, id: str = NOTE) -> None:
    field(page, id).fill(words)
    saved(page, id)


def is_kept_for_later(page: Page) -> None:
    """Wait until the browser has all it needs to open the workbook with no network."""
    page.evaluate("navigator.serviceWorker.ready.then(() => {})")


def in_example(site: Site, number: str) -> str:
    return f"{site.home}example/{BY_NUMBER[number].file.replace('.ipynb', '.html')}"


def open_example(page: Page, site: Site, number: str) -> None:
    page.goto(in_example(site, number))
    is_ready(page)


# Python's memory is kept for the next visit

MEMORY = """async (words) => {
  const name = (await caches.keys()).find((name) => name.startsWith("reconnect-memory:"));
  const [kept] = name ? await (await caches.open(name)).matchAll() : [];
  if (!kept) return null;
  const bytes = new Uint8Array(await kept.arrayBuffer());
  const text = new TextDecoder("latin1").decode(bytes);
  return { size: bytes.length, holds: words.filter((one) => text.includes(one)) };
}"""
DAMAGE = """async (isSummed) => {
  const name = (await caches.keys()).find((name) => name.startsWith("reconnect-memory:"));
  const cache = await caches.open(name);
  for (const request of await cache.keys()) {
    const kept = await cache.match(request);
    const { headers } = kept;
    const bytes = await kept.arrayBuffer();
    const left = isSummed ? new Uint8Array(8) : bytes.slice(0, bytes.byteLength / 2);
    const sum = String(new Uint8Array(await crypto.subtle.digest("SHA-256", left)));
    await cache.put(request, new Response(left, { headers: isSummed ? { sum } : headers }));
  }
}"""
"""Half of it is left, as where a power cut came in between; or what its sum says, which is no memory."""


def memory_kept(page: Page) -> dict[str, Any]:
    """Wait until Python's memory is kept; return its size, and which of the reader's words it holds."""
    found: list[dict[str, Any]] = []

    def is_kept() -> bool:
        kept = page.evaluate(MEMORY, [MARK, "sys.path"])
        found.extend([kept] if kept and kept["size"] > 1_000_000 else [])
        return bool(found)

    eventually(is_kept)
    return found[0]


def a_second_visit_takes_up_python_as_it_was_before_anything_was_said_to_it(
    page: Page, said: list[str]
) -> None:
    """Words were written on this first visit; where half is left of what is kept, Python begins anew."""
    assert memory_kept(page)["holds"] == ["sys.path"]

    page.reload()
    is_ready(page)
    expect(field(page, NOTE)).to_have_value(MARK)
    write(page, f"{MARK} again")
    assert [one for one in said if one.startswith("error")] == []

    page.evaluate(DAMAGE, False)
    page.reload()
    is_ready(page)
    expect(field(page, NOTE)).to_have_value(f"{MARK} again")
    assert [one for one in said if one.startswith("error")] == []
    memory_kept(page)


# What a host may say


def headers_for(site: Site) -> dict[str, str]:
    """The headers that the build names for its pages."""
    listed = (site.folder / BELOW / "_headers").read_text("utf-8").splitlines()
    return dict(one.strip().split(": ", 1) for one in listed if one.startswith(" "))


def no_other_site_frames_a_page(page: Page, other: Site, book: FolderBook) -> None:
    page.goto(f"{other.home}static/shell.css")
    page.set_content(f'<iframe src="{book.address("00")}"></iframe>')
    expect(page.frame_locator("iframe").locator("main")).to_have_count(0)
    page.wait_for_function("() => frames.length === 1")
    assert page.frames[1].url.startswith("chrome-error:")


# With no network, and nobody else is asked


NO_STORE = {"Cache-Control": "no-store"}
"""So that a browser keeps nothing but what the workbook itself keeps."""
OF_ALL = """(addresses) => Promise.all(addresses.map(async (address) => {
  const html = await (await fetch(address)).text();
  const words = (css) => page.querySelector(css).textContent.trim();
  const page = new DOMParser().parseFromString(html, "text/html");
  return [words("h1"), words("footer")];
}))"""
"""What the pages at some addresses are called, and what stands at their foot."""


def all_of_it_opens(page: Page, book: FolderBook) -> None:
    """What was written before is found, and a page that nobody has opened has its words.

    What is kept of Python is none, though it has its sum, so that begins anew.
    """
    book.open(page, "01")
    expect(field(page, NOTE)).to_have_value(f"{MARK} again")
    memory_kept(page)
    go(page, "13")
    write(page, MARK, HELPED)
    open_example(page, book.site, "13")
    expect(field(page, HELPED)).to_have_value(re.compile("Walking to the bridge"))
    go(page, "00")
    own, examples = (
        page.evaluate(OF_ALL, [address(number) for number in NUMBERS])
        for address in (book.address, partial(in_example, book.site))
    )
    titles = [stage.title for stage in STAGES]
    assert [title for title, _ in own] == [title for title, _ in examples] == titles
    assert {"Your answers stay in this browser." in foot for _, foot in own} == {True}


def test_after_the_first_visit_all_of_it_opens_without_a_network_and_nobody_else_is_asked(
    site: Site, browser: Browser
) -> None:
    """Also under the headers that the build names, where some policies are stricter."""
    headers = headers_for(site)
    policy = headers["Content-Security-Policy"]
    assert "frame-ancestors 'none'" in policy
    assert not re.search(r"'unsafe-eval'|\*|//", policy)
    with (
        Recorder() as elsewhere,
        served(site.folder, **headers, **NO_STORE) as own_site,
        show_whole_pages(browser.new_context(proxy=elsewhere.proxy)) as context,
    ):
        book, page = FolderBook(own_site, context), context.new_page()
        no_other_site_frames_a_page(page, site, book)

        said = say_what_is_refused(context)
        book.open(page, "01")
        write(page)
        is_kept_for_later(page)
        a_second_visit_takes_up_python_as_it_was_before_anything_was_said_to_it(page, said)
        assert len(page.workers) == 1
        page.evaluate(DAMAGE, True)
        own_site.stop()

        all_of_it_opens(page, book)
        assert barriers(page) == []
        assert [words for words in said if REFUSED.search(words)] == []
        assert elsewhere.asked == []

        page.goto("http://elsewhere.example/")
        assert "http://elsewhere.example/" in elsewhere.asked


# A newer build


FIRST_WORDS = "Right after a breakup, most of"
SENTENCE = "This sentence is new."
SLOW = "comes-slowly.txt"


def with_a_sentence(html: str) -> str:
    return html.replace(FIRST_WORDS, f"{SENTENCE} {FIRST_WORDS}")


@pytest.fixture
def own_site(visited_site: Site) -> Iterator[Site]:
    """A web space whose files can change."""
    with served(visited_site.folder, **NO_STORE) as own:
        yield own


@pytest.fixture
def newer(visited_site: Site, tmp_path: Path) -> Path:
    """The workbook as it is after somebody has changed a notebook."""
    return another_build(tmp_path / "newer", visited_site.folder, with_a_sentence)


def test_a_newer_build_is_told_of_and_loaded_with_the_words_that_wait_after_the_safety_check(
    own_site: Site, newer: Path, page: Page, context: BrowserContext
) -> None:
    """What was said in that is heard before. Also where another tab has loaded it already, and while
    something of the older build is still on its way.
    """
    assert keep(page, own_site.home) == "activated"
    is_over = Event()
    own_site.change(newer, host=lambda path, _: b"" if SLOW in path and is_over.wait() else None)
    other, kernel = context.new_page(), ComingKernel(page)
    page.clock.install()
    page.clock.pause_at(datetime.now() + timedelta(hours=1))  # so that nothing else is told of
    for tab in (other, page):
        tab.goto(FolderBook(own_site, context).address("01"))
        expect(tab.locator("main")).to_contain_text(FIRST_WORDS)
        assert SENTENCE not in tab.inner_text("main")
        notice = tab.locator("#rc-line")
        expect(notice).to_contain_text("A newer version of the workbook is there.")
    page.clock.resume()
    it_waits_for_what_was_said_in_the_safety_check(page, kernel)
    before = words_kept(page)
    page.evaluate("Worker.prototype.postMessage = () => {}")
    field(page, NAME).press_sequentially(MARK)
    with page.expect_request(f"**/{SLOW}"):
        page.evaluate("(slow) => void fetch(slow)", SLOW)

    with page.expect_navigation():
        notice.get_by_role("button", name="Load it").click()

    is_ready(page)
    expect(field(page, NAME)).to_have_value(MARK)
    saved(page, NAME)
    assert [words for words in words_kept(page) if words not in before] == [MARK]
    older = other.evaluate(BUILD)
    with other.expect_navigation():
        other.get_by_role("button", name="Load it").click()
    assert older != page.evaluate(BUILD) == other.evaluate(BUILD)
    is_over.set()


def it_waits_for_what_was_said_in_the_safety_check(page: Page, kernel: ComingKernel) -> None:
    press_link(page, "00")
    has_come(page, "00")
    says_that_they_are_afraid(page)
    notice = page.locator("#rc-line")

    notice.get_by_role("button", name="Load it").click()

    expect(notice).to_contain_text("still on its way")
    kernel.come()
    expect(page.locator("main")).to_contain_text("Good times do not undo what was not safe")
    form = page.locator("form", has=question(page, "safety.fear"))
    expect(form.locator(".rc-saved")).to_have_text("Done. Your answers were not kept.")


def test_a_newer_build_over_an_open_page_loses_no_word(
    own_site: Site, newer: Path, page: Page, context: BrowserContext
) -> None:
    """Where the browser keeps no files, the next page is one of the newer build."""
    context.add_init_script(KEEPS_NO_FILES)
    book = FolderBook(own_site, context)
    book.open(page, "02")
    before = page.evaluate(BUILD)
    go(page, "03")
    go(page, "02")
    page.evaluate("Worker.prototype.postMessage = () => {}")
    field(page, "self.better").press_sequentially(MARK)
    own_site.change(newer)

    page.locator('.rc-map [data-rc-page="01"] a').evaluate("(link) => link.click()")

    is_at(page, "01")
    expect(page.locator("main")).to_contain_text(SENTENCE)
    assert page.evaluate(BUILD) != before
    go(page, "02")
    expect(field(page, "self.better")).to_have_value(MARK)
    saved(page, "self.better")


# While Python comes

COMES_IN_PARTS = """{
  const { fetch } = self;
  self.fetch = async (address) => {
    const answer = await fetch(address);
    if (!answer.url.includes("python.files")) return answer;
    const whole = new Uint8Array(await answer.arrayBuffer());
    let came = 0;
    const start = (way) => {
      new BroadcastChannel("part").onmessage = ({ data: parts }) => {
        const until = parts * 2 ** 18;
        if (until > came) way.enqueue(whole.slice(came, (came = until)));
      };
    };
    return new Response(new ReadableStream({ start }));
  };
  self.PerformanceObserver = class { observe() {} disconnect() {} }; // no other file is a sign
}
"""
NOTES_SIGNS = """{
  globalThis.signs = 0;
  globalThis.isSlow = false;
  const part = new BroadcastChannel("part");
  globalThis.askFor = (parts) => part.postMessage(parts) ?? signs;
  document.addEventListener("reconnect:progress", () => { signs += 1; });
  document.addEventListener("reconnect:connection", ({ detail }) => { isSlow ||= detail.state === "slow"; });
}"""

TELLS_PARTS = """{
  globalThis.partsHeard = 0;
  const { prototype } = XMLHttpRequest;
  const { open } = prototype;
  prototype.open = function (...way) {
    this.began = Date.now();
    this.addEventListener("progress", () => { partsHeard += 1; });
    open.apply(this, way);
  };
  const set = function (longest) { // by the clock of the test
    clearTimeout(this.over);
    const giveUp = () => this.readyState === XMLHttpRequest.DONE || this.ontimeout();
    this.over = setTimeout(giveUp, this.began + longest - Date.now());
  };
  Object.defineProperty(prototype, "timeout", { set });
}"""
PRESS_ON_MAP = """(no) => document.querySelector(`.rc-map [data-rc-page="${no}"] a`).click()"""


def a_page_is_waited_for_as_long_as_it_comes(page: Page, slow: Site) -> None:
    """Python is on its way, too, and would have to come anew with another document."""
    halves = InParts(next((slow.folder / BELOW).glob("05-*.html")).read_bytes())
    slow.change(slow.folder, host=lambda path, _: halves if "/05-" in path else None)
    page.evaluate(PRESS_ON_MAP, "05")
    for _ in range(2):
        page.clock.fast_forward(8_000)
        before = page.evaluate("partsHeard")
        halves.let_through()
        eventually(lambda before=before: page.evaluate("partsHeard") > before)
    halves.let_through()  # its end
    has_come(page, "05")
    assert page.evaluate("isSlow")  # it is the same document

    silent = [InParts(b"It does not come.")]
    slow.change(
        slow.folder, host=lambda path, _: silent.pop() if silent and "/06-" in path else None
    )
    with page.expect_navigation():
        page.evaluate(PRESS_ON_MAP, "06")
        eventually(lambda: not silent)
        page.clock.fast_forward(11_000)
    has_come(page, "06")


NOTES_WHO_READS = """globalThis.isToldWhoReads = false;
document.addEventListener("reconnect:map", () => { isToldWhoReads = true; });"""


def test_a_slow_line_is_told_from_one_that_gives_nothing(
    site: Site, page: Page, tmp_path: Path
) -> None:
    page.add_init_script(NOTES_SIGNS + TELLS_PARTS + KEEPS_NO_FILES)
    page.clock.install()
    with served(
        another_build(tmp_path / "slow", site.folder, python_worker=COMES_IN_PARTS)
    ) as slow:
        page.goto(FolderBook(slow, page.context).address("01"))
        for parts in range(1, 5):
            eventually(lambda parts=parts: page.evaluate("askFor", parts) == parts)
            page.clock.fast_forward(45_000)
        assert not page.evaluate("isSlow")

        page.clock.fast_forward(30_000)
        assert page.evaluate("isSlow")

        a_page_is_waited_for_as_long_as_it_comes(page, slow)


WORKER_IS_WATCHED = """() => navigator.locks.query().then(({ pending }) =>
  pending.some(({ name }) => name.startsWith("reconnect:python:")))"""


def test_a_worker_taken_away_is_replaced_and_a_new_reader_reads_a_page_before_python_as_after_it(
    page: Page, book: FolderBook
) -> None:
    """Also where the browser takes the worker away while it starts, which is replaced; and so when they
    come again and have answered nothing."""
    no_python_comes(page)
    with page.expect_worker() as started:
        page.goto(book.address("05"))
    expect(page.locator("main")).to_contain_text("there is a short, private safety check")
    note = page.get_by_role("link", name="safety check")
    expect(note).to_be_visible()
    before = page.inner_text("main")
    page.locator('.rc-map [data-rc-page="01"] a').evaluate("(link) => link.click()")
    expect(page.locator("main")).to_contain_text("Space does not mean vanishing")
    expect(note).to_be_visible()

    eventually(lambda: page.evaluate(WORKER_IS_WATCHED))
    page.unroute(PYTHON)
    started.value.evaluate("setTimeout(() => close()) && null")
    is_ready(page)
    go(page, "05")

    words = [line for line in before.splitlines() if len(line) > len("Part 1 of 3.")]
    assert "That part is held for now" in before
    for line in words:
        assert line in page.inner_text("main")

    no_python_comes(page)
    page.reload()

    expect(note).to_be_visible()


def says_that_they_are_afraid(page: Page) -> None:
    for asked in CHECK:
        label = "Yes" if asked in ("safety.adult", "safety.fear") else "No"
        question(page, asked).get_by_role("radio", name=label, exact=True).check()
    page.get_by_role("button", name="See what follows").click()


def test_what_is_said_in_the_safety_check_is_heard_before_words_for_others_are_shown(
    page: Page, book: FolderBook
) -> None:
    show_whole_pages(page.context)
    kernel = ComingKernel(page)
    page.goto(book.address("00"))
    says_that_they_are_afraid(page)
    page.get_by_role("button", name="Keep my answers only in this tab").click()

    expect(page.locator("[data-rc-not-moved]").first).to_contain_text("still on its way")
    assert "a fair friend of both of you" not in page.inner_text("main")

    kernel.come()
    expect(page.locator("main")).to_contain_text("Good times do not undo what was not safe")
    assert "a fair friend of both of you" not in page.inner_text("main")


KEEP = """([name, text]) => {
  localStorage.clear();
  localStorage.setItem(name, text);
}"""


def test_of_whoever_has_answers_nothing_is_said_before_python_is_there(
    page: Page, book: FolderBook
) -> None:
    """An answer, a lock, damage, and what may come from the disk; whoever lost all is a new reader."""
    page.add_init_script(NOTES_WHO_READS)
    with book.writing() as store:
        store.save(reflection(NOTE, "What is necessary?"), MARK, page="01", visit="before")
    no_python_comes(page)
    page.goto(book.address("01"))
    is_told_who_reads_only_if(page, "an answer", False)
    page.unroute(PYTHON)
    book.open(page, "01")
    expect(page.locator("main")).to_contain_text("Space does not mean vanishing")

    no_python_comes(page)
    page.evaluate(TAKES_DISK_AWAY)
    for left in ('{"id": "a", "erased": [], "lock": {}}', "{"):
        page.evaluate(KEEP, [ABOUT, left])
        is_told_who_reads_only_if(page, left, False)
    page.evaluate(KEEP, ["another", "nothing of ours"])
    is_told_who_reads_only_if(page, "nothing", True)
    page.add_init_script("IDBFactory.prototype.open = () => ({})")
    is_told_who_reads_only_if(page, "what may come from the disk", False)


def is_told_who_reads_only_if(page: Page, left: str, so: bool) -> None:
    """Load the page again, and see whether it is told what is for those who have no answers."""
    page.reload()
    page.wait_for_function("() => globalThis.reconnectJournal?.recovered.then(() => true)")
    expect(field(page, NOTE)).to_be_visible()
    if so:
        page.wait_for_function("() => isToldWhoReads")
    assert page.evaluate("isToldWhoReads") == so, left
    assert ("vanishing" in page.inner_text("main")) == so, left


def test_words_for_a_newcomer_go_once_another_tab_has_answers(page: Page, book: FolderBook) -> None:
    """By these they may be for others; which these are Python says, when it comes."""
    no_python_comes(page)
    page.goto(book.address("03"))
    words, room = page.locator("main"), page.locator(".rc-masthead").first
    expect(words).to_contain_text("Why you want them back")
    expect(room).to_be_visible()
    other = page.context.new_page()
    other.goto(f"{book.site.home}static/shell.css")

    other.evaluate(KEEP, ["reconnect:kept:a1", "{}"])

    expect(words).not_to_contain_text("Why you want them back")
    expect(room).to_be_hidden()
    page.locator('.rc-map [data-rc-page="01"] a').evaluate("(link) => link.click()")
    has_come(page, "01")
    assert "vanishing" not in words.inner_text()
    page.unroute(PYTHON)
    page.reload()
    is_at(page, "01")
    expect(words).to_contain_text("Space does not mean vanishing")


# Page 13


def test_with_a_whole_pyodide_it_shows_its_summary_and_asks_again_for_what_did_not_come(
    tmp_path_factory: pytest.TempPathFactory, tmp_path: Path, book: FolderBook, page: Page
) -> None:
    few = few_notebooks(tmp_path, "00", "12", "13")
    folder = tmp_path / "whole"
    build(folder / BELOW, "--notebooks", few, pyodide=whole_pyodide())
    with served(folder, lambda path, _: 404 if "/pandas-" in path else None) as whole:
        open_example(page, whole, "13")
        expect(page.locator("main")).to_contain_text(NOT_LOADED.striptags())

        whole.change(folder)
        go(page, "12")
        go(page, "13")

        expect(page.locator(".rc-chart svg").first).to_be_visible()
        for words in (NOT_LOADED, LEFT_OUT):
            expect(page.locator("main")).not_to_contain_text(words.striptags())


# The example


def test_without_pandas_page_13_says_so_and_the_example_has_its_own_answers_anew_each_time(
    page: Page, book: FolderBook
) -> None:
    reader = page
    book.open(reader, "13")
    expect(reader.locator("main").get_by_text(LEFT_OUT.striptags())).to_have_count(1)
    field(reader, HELPED).fill(MARK)
    saved(reader, HELPED)
    assert words_kept(reader) == [MARK]
    with reader.context.expect_page() as opened:
        reader.get_by_role("link", name="See the reader who lets go").click()
    example = opened.value
    is_ready(example)
    expect(example.locator(".rc-example")).to_contain_text("Nothing here is yours")
    expect(example.locator(".rc-map")).to_contain_text("5 held for now")
    go(example, "13")
    expect(field(example, HELPED)).to_have_value(re.compile("Walking to the bridge"))
    assert MARK not in example.content()

    field(example, HELPED).fill("Trying things out")
    saved(example, HELPED)
    example.evaluate("window.marker = 'mine'")
    go(example, "12")
    go(example, "13")
    assert is_same_document(example)
    expect(field(example, HELPED)).to_have_value("Trying things out")
    assert words_kept(reader) == [MARK]
    example.evaluate("Worker.prototype.postMessage = () => {}")
    field(example, HELPED).fill("Not saved")
    expect(example.locator("html")).to_have_attribute(
        "data-rc-drafts", "tab"
    )  # before Python is there
    assert [name for name in book.items() if "draft" in name] == []
    example.reload()
    is_ready(example)
    expect(example.locator(".rc-map")).to_contain_text("5 held for now")
    expect(field(example, HELPED)).to_have_value(re.compile("Walking to the bridge"))
    example.get_by_role("link", name="Back to your own").click()
    is_at(example, "00")
    go(example, "13")
    expect(field(example, HELPED)).to_have_value(MARK)
