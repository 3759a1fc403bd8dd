"""The workbook as mere files at hosts that are not plain: nothing but the workbook is kept and shown."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from folder import (
    BELOW,
    PYTHON,
    Files,
    Host,
    Recorder,
    Site,
    another_build,
    keep,
    no_python_comes,
    served,
)
from pages import READY, barriers, go, has_come, is_ready, is_same_document, press_link, question
from playwright.sync_api import BrowserContext, Page, expect
from processes import eventually

from reconnect_widgets.lite.build import SERVICE
from reconnect_widgets.rules.safety_check import CHECK
from reconnect_widgets.stages import BY_NUMBER

NO_STORE = {"Cache-Control": "no-store"}
"""So that a browser keeps nothing but what the workbook itself keeps."""
START, SPACE, JOURNEY = (
    BY_NUMBER[number].file.replace(".ipynb", ".html") for number in ("00", "01", "13")
)


@pytest.fixture
def give() -> Iterator[Callable[..., Site]]:
    """Give a site from a host of the test's own."""
    opened = []

    def begin(folder: Path, host: Host | None = None) -> Site:
        giving = served(folder, host, **NO_STORE)
        opened.append(giving)
        return giving.__enter__()

    yield begin
    for giving in opened:
        giving.__exit__(None, None, None)


# Addresses


def leaves_out_html(path: str, file: Path) -> str | bytes | None:
    """As Cloudflare Pages and others do."""
    if path.endswith(".html"):
        return path.removesuffix(".html").removesuffix("index")
    page = file.with_name(f"{file.name}.html")
    return page.read_bytes() if page.is_file() else None


def test_a_host_that_leaves_out_html_gives_every_page_with_and_without_a_network(
    site: Site, page: Page, give: Callable[..., Site], monkeypatch: pytest.MonkeyPatch
) -> None:
    """It does not know what is newer than itself, either, as many do not."""
    for ending in (".mjs", ".wasm"):
        monkeypatch.setitem(Files.extensions_map, ending, "application/octet-stream")
    host = give(site.folder, leaves_out_html)
    page.goto(host.home)
    has_come(page, "00")
    page.evaluate("window.marker = 'mine'")
    go(page, "01")
    assert is_same_document(page)
    page.evaluate("navigator.serviceWorker.ready.then(() => {})")
    host.stop()

    for address in ("", START, SPACE.removesuffix(".html"), SPACE):
        page.goto(host.home + address)
        has_come(page, "01" if "space" in address else "00")
    is_ready(page)


def test_a_page_that_is_opened_from_a_disk_says_what_it_needs(site: Site, page: Page) -> None:
    page.goto((site.folder / BELOW / SPACE).as_uri())

    expect(page.locator("#rc-line.rc-shown")).to_contain_text("has to come from a web server")


def test_a_browser_that_runs_no_webassembly_is_told_so(site: Site, page: Page) -> None:
    """They can read all pages, and what follows from a safety check that nobody has heard stays closed."""
    page.add_init_script("delete globalThis.WebAssembly")
    page.route(PYTHON, lambda route: route.abort())
    page.clock.install()
    page.goto(site.home + START)
    line = page.locator("#rc-line.rc-shown")

    expect(line).to_contain_text("WebAssembly is switched off")
    for asked in CHECK:
        label = "Yes" if asked in ("safety.adult", "safety.fear") else "No"
        question(page, asked).get_by_role("radio", name=label, exact=True).check()
    page.get_by_role("button", name="See what follows").click()
    page.get_by_role("button", name="Keep my answers only in this tab").click()
    expect(page.locator("[data-rc-not-moved]").first).to_contain_text("load the page again")
    press_link(page, "01")

    def is_told() -> bool:
        page.clock.fast_forward(10_000)
        return "has not been done" in line.inner_text()

    eventually(is_told)
    line.get_by_role("button", name="Turn the page").click()
    has_come(page, "01")
    page.clock.run_for(2_000)
    expect(page.locator("main")).not_to_contain_text("Space does not mean vanishing")


def test_exit_also_leaves_a_site_that_shows_the_workbook_in_a_frame(
    site: Site, page: Page, give: Callable[..., Site]
) -> None:
    page.route("https://www.bbc.com/**", lambda route: route.fulfill(body="weather"))
    no_python_comes(page)
    page.goto(f"{give(site.folder).home}static/shell.css")
    page.set_content(f'<h1>A site</h1><iframe src="{site.home}{SPACE}"></iframe>')
    page.frame_locator("iframe").locator(".rc-bar a.rc-exit").click()

    expect(page).to_have_url(re.compile("bbc.com"))


def index_instead(path: str, file: Path) -> bytes | None:
    """As hosts do that are set up for one page which shows all others."""
    return None if file.exists() else index_of(file).read_bytes()


def index_of(file: Path) -> Path:
    return next(one for one in file.parents if one.name == BELOW) / "index.html"


def test_an_address_that_is_not_there_has_exit_help_and_the_way_back(
    site: Site, page: Page, give: Callable[..., Site]
) -> None:
    host = give(site.folder, lambda _, file: None if file.exists() else 404)
    page.goto(f"{host.home}14-extra.html")

    expect(page.locator("h1")).to_have_text("There is no such page here")
    assert barriers(page) == []
    page.get_by_role("link", name="Help", exact=True).click()
    expect(page.get_by_role("dialog", name="Help")).to_be_visible()
    page.keyboard.press("Escape")
    page.route("https://www.bbc.com/**", lambda route: route.fulfill(body="weather"))
    page.locator(".rc-bar a.rc-exit").click()
    expect(page).to_have_url(re.compile("bbc.com"))

    for address in ("14-extra.html", "deep/down/01-give-space.html"):
        page.goto(f"{host.home}{address}")
        start = page.get_by_role("link", name="Go to the start")
        expect(start).to_have_attribute("href", host.home + START)
        start.click()
        has_come(page, "00")

    host.change(site.folder, host=index_instead)
    for address in ("", "14-extra.html", "deep/down/01-give-space.html", "01-give-space/"):
        page.goto(host.home + address)
        expect(page).to_have_url(host.home + START)
        has_come(page, "00")


def test_a_host_that_says_another_encoding_gives_the_same_words(
    site: Site, page: Page, monkeypatch: pytest.MonkeyPatch
) -> None:
    for ending, kind in ((".html", "text/html"), (".js", "text/javascript")):
        monkeypatch.setitem(Files.extensions_map, ending, f"{kind}; charset=iso-8859-1")
    no_python_comes(page)
    page.goto(site.home + START)

    page.get_by_role("button", name="See what follows").click()
    expect(page.locator("main")).to_contain_text("“Rather not say” is an answer too.")
    page.get_by_role("link", name="Help", exact=True).click()
    expect(page.locator("#help")).to_contain_text("Numéro national de prévention")


def test_a_page_whose_script_the_browser_refuses_or_does_not_get_says_so(
    page: Page, site: Site, give: Callable[..., Site], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(Files.extensions_map, ".js", "text/plain")
    host = give(site.folder)
    host.change(site.folder, {"X-Content-Type-Options": "nosniff"})
    page.goto(host.home + START)

    expect(page.get_by_text("or did not come")).to_be_visible()


# What is kept


def half_of(path: str, file: Path) -> bytes | None:
    content = file.read_bytes() if path.endswith("/python.files") else b""
    return content[: len(content) // 2] or None


def start_page_instead(path: str, file: Path) -> bytes | None:
    """As hosts do that are set up for one page that shows all others."""
    return file.parent.with_name(START).read_bytes() if path.endswith("/age.js") else None


def test_nothing_but_all_of_a_build_is_kept(
    site: Site, page: Page, give: Callable[..., Site]
) -> None:
    host = give(site.folder, start_page_instead)
    assert keep(page, host.home) == "redundant"
    host.change(site.folder, NO_STORE, half_of)
    assert keep(page, host.home) == "redundant"

    host.change(site.folder, NO_STORE)

    assert keep(page, host.home) == "activated"
    host.stop()
    page.goto(host.home + SPACE)
    has_come(page, "01")


def test_two_workbooks_at_one_address_leave_each_other_alone(
    site: Site, page: Page, give: Callable[..., Site], tmp_path: Path
) -> None:
    root = another_build(tmp_path / "root", site.folder)
    (root / BELOW).rename(root / "mine")
    (root / BELOW).symlink_to(site.folder / BELOW)
    host = give(root)
    for home in (host.home, f"{host.origin}/mine/"):
        assert keep(page, home) == "activated"
    host.stop()

    for home in (host.home, f"{host.origin}/mine/"):
        page.goto(home + SPACE)
        has_come(page, "01")


CANNOT_BE_READ = b"""{
  const { open } = CacheStorage.prototype;
  CacheStorage.prototype.open = function (name) {
    if (registration.active) throw new DOMException("Unexpected internal error.", "UnknownError");
    return open.call(this, name);
  };
}
"""


def is_damaged_later(path: str, file: Path) -> bytes | None:
    return CANNOT_BE_READ + file.read_bytes() if path.endswith(SERVICE) else None


def test_what_a_browser_kept_and_cannot_read_any_more_comes_from_the_host(
    site: Site, page: Page, give: Callable[..., Site]
) -> None:
    host = give(site.folder, is_damaged_later)
    assert keep(page, host.home) == "activated"

    page.goto(host.home + SPACE)

    has_come(page, "01")
    assert page.evaluate("navigator.serviceWorker.controller !== null")


DAMAGE = """async () => {
  const name = (await caches.keys()).find((one) => one.startsWith("reconnect-build:"));
  const cache = await caches.open(name);
  const archives = (await cache.keys()).filter(({ url }) => url.includes("/python.files"));
  for (const one of archives) await cache.put(one, new Response("x".repeat(1000)));
  return archives.length;
}"""


def test_what_is_kept_and_was_damaged_comes_anew(
    visited_site: Site, page: Page, give: Callable[..., Site]
) -> None:
    host = give(visited_site.folder)
    assert keep(page, host.home) == "activated"
    assert page.evaluate(DAMAGE) == 1

    page.goto(host.home + SPACE)

    is_ready(page)


def test_a_build_that_does_not_come_to_life_is_replaced_by_a_newer_one(
    visited_site: Site, page: Page, give: Callable[..., Site], tmp_path: Path
) -> None:
    broken = another_build(
        tmp_path / "broken", visited_site.folder, python_worker="throw Error('broken');"
    )
    host = give(broken)
    page.goto(host.home + JOURNEY)
    page.wait_for_function("() => navigator.serviceWorker.controller", timeout=READY)
    host.change(visited_site.folder, NO_STORE)
    page.reload()
    page.locator("[data-erase=find]").click()

    notice = page.locator("#rc-line")
    expect(notice).to_contain_text("A newer version of the workbook is there.", timeout=READY)
    notice.get_by_role("button", name="Load it").click()

    is_ready(page)


def half_of_its_program(path: str, file: Path) -> bytes | None:
    content = file.read_bytes() if path.endswith(".wasm") else b""
    return content[: len(content) // 2] or None


def test_python_that_does_not_come_whole_is_told_of_and_asked_for_again(
    visited_site: Site, page: Page, give: Callable[..., Site]
) -> None:
    """As where the files are exchanged just then, or the line breaks."""
    asked: list[str] = []

    def no_program(path: str, _: Path) -> int | None:
        asked.extend([path] if path.endswith(".wasm") else [])
        return 404 if path.endswith(".wasm") else None

    said = page.locator("#rc-line.rc-shown")
    host = give(visited_site.folder, no_program)
    page.goto(host.home + SPACE)
    expect(said).to_contain_text("cannot be loaded", timeout=READY)
    eventually(lambda: page.evaluate("true") and len(asked) > 1)

    host.change(visited_site.folder, NO_STORE, half_of_its_program)
    page.goto(host.home + SPACE)
    expect(said).to_contain_text("cannot be loaded", timeout=READY)
    host.change(visited_site.folder, NO_STORE)

    is_ready(page)


# What is asked


def test_the_next_page_is_there_before_python_is_asked_for(
    site: Site, page: Page, give: Callable[..., Site]
) -> None:
    host = give(site.folder)
    with page.expect_worker():
        page.goto(host.home + SPACE)
    host.stop()

    press_link(page, "02")

    has_come(page, "02")


def test_python_asks_no_other_host_whatever_headers_there_are(
    site: Site, page: Page, context: BrowserContext, give: Callable[..., Site], tmp_path: Path
) -> None:
    with Recorder() as elsewhere:
        other = elsewhere.proxy["server"]
        asks = f"""fetch("{other}/worker", {{ mode: "no-cors" }})
          .then(() => "given", () => "refused").then((what) => console.log(`It was ${{what}}.`));\n"""
        host = give(another_build(tmp_path / "asks", site.folder, python_worker=asks))
        with page.expect_console_message(lambda said: said.text.startswith("It was ")) as heard:
            page.goto(host.home + SPACE)

        assert heard.value.text == "It was refused."
        page.goto(f"{other}/reader")
        assert "/reader" in elsewhere.asked
        assert "/worker" not in elsewhere.asked
