"""JupyterHub with the settings in deploy/: readers land in the app, and never meet each other."""

from collections.abc import Iterator
from typing import Any

import pytest
from hub import Hub, serve_hub
from pages import READY, field, is_ready, is_same_document, saved, show_whole_pages, turn
from playwright.sync_api import Browser, Page, expect
from processes import eventually

pytestmark = pytest.mark.slow

NOTE = "space.necessary"
WORDS = {"anna": "Words of the first reader", "bert": "Words of the second reader"}


@pytest.fixture(scope="module")
def hub(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Hub]:
    """One hub for all tests here."""
    with serve_hub(tmp_path_factory.mktemp("hub")) as running:
        yield running


ASK_FOR_KEY = """(origin) => fetch(`${origin}/user/anna/reconnect/key`, {
  headers: { "Reconnect-Visit": "yes" },
}).then(({ status }) => status)"""
REFUSED = (302, 401, 403, 404)
"""A page is refused by the way to the log-in."""


def lands_and_writes(page: Page, hub: Hub, reader: str) -> None:
    """Log in, land on the start page, and save an answer on the next one."""
    page.set_default_timeout(READY)
    hub.log_in(page, reader)
    page.wait_for_url(hub.address(reader, "00"), timeout=90_000)
    is_ready(page)
    expect(page.locator(".rc-foot")).to_contain_text("Other readers cannot open them")
    page.evaluate("window.marker = 'mine'")
    turn(page, "01")
    assert is_same_document(page)
    expect(field(page, NOTE)).to_have_value("")
    field(page, NOTE).fill(WORDS[reader])
    saved(page, NOTE)


def kernels_of(page: Page, reader: str) -> Any:
    """The ids of the kernels that a reader's own page is told of."""
    return page.evaluate(
        """async (path) => {
            const key = document.cookie.match(/_xsrf=([^;]*)/)[1];
            const answer = await fetch(path, { headers: { "X-XSRFToken": key } });
            return (await answer.json()).map((kernel) => kernel.id);
        }""",
        f"/user/{reader}/api/kernels",
    )


def test_two_readers_at_once_have_nothing_of_each_other(hub: Hub, browser: Browser) -> None:
    """Neither server, kernel, file nor storage, even by one who knows the addresses."""
    anna, bert = (show_whole_pages(browser.new_context()).new_page() for _ in WORDS)
    lands_and_writes(anna, hub, "anna")
    lands_and_writes(bert, hub, "bert")
    assert "/user/" not in hub.said()  # the log says what went wrong, and not who was where
    kernel = kernels_of(anna, "anna")[0]
    anna.evaluate("localStorage.setItem('kept', 'hers')")
    for path in (
        "/voila/render/01-give-space.ipynb",
        "/api/contents",
        "/api/kernels",
        f"/api/kernels/{kernel}",
        f"/api/kernels/{kernel}/channels",
        "/files/.local/share/reconnect/answers.sqlite3",
    ):
        status, words = hub.ask(bert, "GET", "anna", path)
        assert status in REFUSED, path
        assert WORDS["anna"] not in words
    assert hub.ask(bert, "DELETE", "anna", f"/api/kernels/{kernel}")[0] in REFUSED
    bert.goto(hub.address("anna", "01"))
    expect(bert.locator("body")).not_to_contain_text(WORDS["anna"])
    assert hub.ask(anna, "GET", "anna", "/voila/render/01-give-space.ipynb")[0] == 200
    bert.goto(hub.address("bert", "01"))
    assert bert.evaluate("localStorage.getItem('kept')") is None
    assert kernel in kernels_of(anna, "anna")
    assert anna.evaluate(ASK_FOR_KEY, hub.host("anna")) == 204  # there, and no answer is locked
    for reader, words in WORDS.items():
        assert [answer.value for answer in hub.store(reader).history(NOTE)] == [words]
        assert hub.file(reader).stat().st_mode & 0o077 == 0
    assert (hub.folder / "hub.sqlite").stat().st_mode & 0o077 == 0
    anna.context.close()
    bert.context.close()


def test_one_browser_after_the_other_shows_nothing_of_the_one_before(
    hub: Hub, browser: Browser
) -> None:
    """Anna logs out, and Bert logs in at the same computer."""
    page = show_whole_pages(browser.new_context()).new_page()
    page.set_default_timeout(READY)
    hub.log_in(page, "anna")
    page.wait_for_url(hub.address("anna", "00"), timeout=90_000)
    is_ready(page)
    page.evaluate("localStorage.setItem('kept', 'hers')")
    page.goto(f"http://hub.localhost:{hub.port}/hub/logout")
    hub.log_in(page, "bert")
    page.wait_for_url(hub.address("bert", "00"), timeout=90_000)
    is_ready(page)

    assert page.evaluate("localStorage.getItem('kept')") is None
    page.goto(hub.address("bert", "01"))
    is_ready(page)
    expect(field(page, NOTE)).not_to_have_value(WORDS["anna"])
    page.goto(hub.address("anna", "01"))
    expect(page.locator("body")).not_to_contain_text(WORDS["anna"])
    page.context.close()


def test_who_is_not_on_the_list_stays_outside(hub: Hub, page: Page) -> None:
    """Even with the right password."""
    hub.log_in(page, "carl")

    expect(page.locator("body")).not_to_contain_text("Where things stand")
    assert not (hub.folder / "homes" / "carl").exists()


def test_a_server_that_nobody_uses_is_ended_and_a_page_that_is_open_begins_another(
    hub: Hub, browser: Browser
) -> None:
    """The answers stay where they are, and so does what was typed meanwhile."""
    page = show_whole_pages(browser.new_context()).new_page()
    page.set_default_timeout(READY)
    hub.log_in(page, "anna")
    page.wait_for_url(hub.address("anna", "00"), timeout=90_000)
    page.goto(hub.address("anna", "01"))
    is_ready(page)
    assert hub.runs("jupyterhub_idle_culler")  # with an hour, as deploy/ has it
    with hub.ends_idle_servers(after=1):
        eventually(lambda: not hub.runs("singleuser"), why=hub.said)
    assert {home.name for home in (hub.folder / "homes").iterdir()} == set(WORDS)
    assert hub.store("anna").latest(NOTE).value == WORDS["anna"]

    field(page, NOTE).fill("Typed meanwhile")
    line = page.locator("#rc-line")
    expect(line).to_contain_text("What you type is kept in this browser.")
    line.get_by_role("button", name="Try again").click()

    page.wait_for_url(f"http://hub.localhost:{hub.port}/**")
    page.wait_for_url(f"{hub.host('anna')}/**", timeout=90_000)
    is_ready(page)
    expect(field(page, NOTE)).to_have_value("Typed meanwhile")
    saved(page, NOTE)
    eventually(lambda: hub.store("anna").latest(NOTE).value == "Typed meanwhile")
    page.context.close()
