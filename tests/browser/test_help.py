"""Help: it opens whatever the browser is, the reader's own country comes first, nothing is made up."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from pages import barriers, field, go, saved
from playwright.sync_api import Browser, Locator, Page, expect

from reconnect_widgets.help.helplines import LACKING, by_country, country_names, load_helplines
from reconnect_widgets.voila.shell import shell_parts

ORIGIN = "http://workbook.test/"
PHONE = {"width": 390, "height": 844}
KINDS = {
    "crisis": "suicide",
    "fear": "abuse",
    "harm": "own behavior",
    "young": "youth",
}
LINES = by_country(load_helplines())
NO_STORAGE = """
for (const name of ["localStorage", "sessionStorage"]) {
  Object.defineProperty(window, name, { get() { throw new DOMException("no", "SecurityError"); } });
}"""
NO_LOCALE = """
Object.defineProperty(navigator, "language", { get: () => "C" });
Object.defineProperty(navigator, "languages", { get: () => ["C"] });"""
NO_INTL = "Object.defineProperty(window, 'Intl', { get() { throw new Error('no'); } });"


STEPS_BACK = 40
IS_SEEN = """() => {
  const { activeElement: at, body } = document;
  const { left, top, width, height } = at.getBoundingClientRect();
  return at === body || at.contains(document.elementFromPoint(left + width / 2, top + height / 2));
}"""
"""Whether nothing lies over the middle of what has the focus, if anything has it."""


def document_of(body: str) -> str:
    """A page with what stands around every notebook, and no kernel."""
    shell = shell_parts()
    return (
        "<!doctype html><html lang=en><meta charset=utf-8><title>Notes</title>"
        "<meta name=viewport content='width=device-width'>"
        f"<style>{shell['style']}</style><script>{shell['script']}</script>"
        f"<a href='#help'>Help</a>{shell['help']}<main id=main><h1>Notes</h1>{body}</main>"
    )


OWN = "".join(f'<rc-own-lines for="{kind}"><p>Fallback</p></rc-own-lines>' for kind in KINDS)


@pytest.fixture
def opened(browser: Browser) -> Iterator[Callable[..., Page]]:
    """Open such a page in a browser of its own, with a language and a time zone."""
    contexts = []

    def open_page(
        zone: str = "UTC",
        language: str = "en-US",
        script: str = "",
        body: str = OWN,
        **options: Any,
    ) -> Page:
        options = {"viewport": PHONE, **options}
        context = browser.new_context(locale=language, timezone_id=zone, **options)
        contexts.append(context)
        context.add_init_script(script)
        page = context.new_page()
        page.route(
            f"{ORIGIN}**",
            lambda route: route.fulfill(
                body=document_of(body), content_type="text/html; charset=utf-8"
            ),
        )
        page.goto(ORIGIN)
        return page

    yield open_page
    for context in contexts:
        context.close()


def dialog(page: Page) -> Locator:
    return page.get_by_role("dialog", name="Help")


def open_help(page: Page) -> Locator:
    page.get_by_role("link", name="Help", exact=True).click()
    expect(dialog(page)).to_be_visible()
    return dialog(page)


def own_lines(page: Page, kind: str) -> Locator:
    return page.locator(f"rc-own-lines[for={kind}]")


def choose(page: Page, name: str) -> None:
    dialog(page).get_by_label("Your country").select_option(label=name)


# It opens


@pytest.mark.parametrize("script", [NO_LOCALE, NO_STORAGE, NO_INTL, NO_LOCALE + NO_STORAGE])
def test_help_opens_whatever_the_browser_refuses(opened: Callable[..., Page], script: str) -> None:
    page = opened(script=script)
    wrong: list[str] = []
    page.on("pageerror", lambda error: wrong.append(str(error)))

    open_help(page)
    choose(page, "Ireland")

    expect(dialog(page).locator("[data-rc-own]")).to_contain_text("Women's Aid")
    expect(own_lines(page, "fear")).to_contain_text("Women's Aid")
    expect(page.locator("#rc-help-title")).to_be_attached()
    assert wrong == []


def test_the_heading_has_the_focus_and_the_country_is_reached_by_keyboard(
    opened: Callable[..., Page],
) -> None:
    page = opened()

    open_help(page)
    expect(page.get_by_role("heading", name="Help", exact=True)).to_be_focused()
    for _ in range(12):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.id") == "rc-country":
            break

    expect(dialog(page).get_by_label("Your country")).to_be_focused()
    page.keyboard.type("Ire")
    page.keyboard.press("Tab")
    expect(dialog(page).locator("[data-rc-own]")).to_contain_text("Women's Aid")

    page.set_viewport_size({"width": 320, "height": 400})
    dialog(page).locator("summary").last.focus()
    for _ in range(STEPS_BACK):
        page.keyboard.press("Shift+Tab")
        assert page.evaluate(IS_SEEN), page.evaluate("document.activeElement.outerHTML")


# The reader's own country


def test_the_numbers_to_call_are_on_the_first_screen_of_a_phone(
    opened: Callable[..., Page],
) -> None:
    """Each is large enough for a thumb."""
    page = opened("Europe/London")
    for link in own_lines(page, "crisis").locator("a").all():
        height = link.bounding_box()
        assert height is not None
        assert height["height"] >= 44
    help_ = open_help(page)
    calls = help_.locator("[data-rc-own] a[href^='tel:']")
    crisis = own_lines(page, "crisis").locator("a")

    for _, name in country_names(load_helplines()):
        choose(page, name)

        box = calls.first.bounding_box()
        assert box is not None, name
        assert box["y"] + box["height"] <= PHONE["height"], name
        expect(crisis.first).to_have_attribute("href", str(calls.first.get_attribute("href")))


@pytest.mark.parametrize(
    ("zone", "language", "name"),
    [
        ("Europe/London", "en-US", "United Kingdom"),
        ("America/Toronto", "en-US", "Canada"),
        ("Europe/Vienna", "de-DE", "Austria"),
        ("America/Chicago", "es-MX", "United States"),
        ("UTC", "en-NZ", "New Zealand"),
    ],
)
def test_a_guess_says_that_it_is_one(
    opened: Callable[..., Page], zone: str, language: str, name: str
) -> None:
    page = opened(zone, language)

    help_ = open_help(page)

    expect(help_.locator("select option:checked")).to_have_text(name)
    expect(help_.get_by_text("We guessed this from your browser.")).to_be_visible()
    expect(own_lines(page, "crisis")).to_contain_text("Not your country?")


@pytest.mark.parametrize(("zone", "language"), [("UTC", "en-US"), ("Asia/Tokyo", "en-US")])
def test_an_american_browser_alone_is_no_country(
    opened: Callable[..., Page], zone: str, language: str
) -> None:
    page = opened(zone, language)

    help_ = open_help(page)

    expect(help_.locator("select option:checked")).to_have_text("Please choose")
    expect(help_.get_by_text("We guessed this")).to_be_hidden()
    expect(help_.get_by_text("911")).not_to_have_count(0)
    expect(own_lines(page, "crisis")).to_contain_text("112 works in the European Union")
    expect(own_lines(page, "crisis")).to_contain_text("findahelpline.com")


def test_a_choice_is_remembered_and_sent_nowhere(opened: Callable[..., Page]) -> None:
    page = opened("Europe/London")
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    open_help(page)

    choose(page, "Brazil")

    expect(dialog(page).get_by_text("We guessed this")).to_be_hidden()
    assert [url for url in asked if not url.endswith(".ipynb")] == []  # the next page comes ahead
    page.reload()
    expect(own_lines(page, "crisis")).to_contain_text("CVV")
    expect(own_lines(page, "crisis").get_by_label("Your country")).to_have_value("BR")
    open_help(page)
    expect(dialog(page).locator("select option:checked")).to_have_text("Brazil")
    expect(dialog(page).locator("details", has_text="Brazil")).to_be_hidden()


def test_the_country_is_chosen_in_any_place_for_all(opened: Callable[..., Page]) -> None:
    page = opened("Europe/London")
    page.evaluate(
        "document.addEventListener('change', () => { window.heard = true }, { once: true })"
    )

    choice = own_lines(page, "fear").get_by_label("Not your country?")
    choice.focus()
    choice.select_option(label="New Zealand")

    expect(own_lines(page, "harm")).to_contain_text("Are You OK")
    expect(own_lines(page, "fear").get_by_label("Your country")).to_be_focused()
    assert page.evaluate("window.heard") is None  # a form around it has nothing to save
    open_help(page)
    expect(dialog(page).locator("[data-rc-own]")).to_contain_text("Need to talk?")


def test_a_reader_who_chooses_one_tab_takes_the_country_there(
    opened: Callable[..., Page], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("RECONNECT_PLACE", "browser")
    button = (
        "<p data-rc-in><button data-rc-keep-in=tab>This tab</button><i data-rc-not-moved></i></p>"
    )
    page = opened(body=OWN + button)
    kept = "[localStorage, sessionStorage].map((one) => one.getItem('reconnect:country'))"
    open_help(page)
    choose(page, "Mexico")
    page.keyboard.press("Escape")
    assert page.evaluate(kept) == ["MX", None]

    with page.expect_navigation():
        page.get_by_role("button", name="This tab").click()
    expect(own_lines(page, "crisis")).to_contain_text("Línea de la Vida")
    assert page.evaluate(kept) == [None, "MX"]
    own_lines(page, "fear").get_by_label("Your country").select_option(label="Brazil")
    assert page.evaluate(kept) == [None, "BR"]


def test_exit_leaves_the_country_alone(opened: Callable[..., Page]) -> None:
    page = opened()
    page.route("https://www.bbc.com/**", lambda route: route.fulfill(body="Weather"))
    help_ = open_help(page)
    choose(page, "Mexico")

    help_.get_by_role("button", name="Exit this page").click()
    page.wait_for_url("https://www.bbc.com/**")
    page.goto(ORIGIN)

    expect(own_lines(page, "crisis")).to_contain_text("Línea de la Vida")


def test_another_country_is_told_what_there_is(opened: Callable[..., Page]) -> None:
    page = opened("Europe/London")
    help_ = open_help(page)

    choose(page, "Another country")

    expect(help_.locator("[data-rc-own]")).to_contain_text("We know of no line in your country.")
    expect(help_.get_by_text("112 works in the European Union")).to_be_visible()
    for kind in KINDS:
        expect(own_lines(page, kind)).to_contain_text("findahelpline.com")


# Lines where a page needs them


def test_lines_are_there_or_it_is_said_that_they_are_not(opened: Callable[..., Page]) -> None:
    page = opened()
    open_help(page)
    for lines in LINES.values():
        dialog(page).get_by_label("Your country").select_option(lines[0].code.split()[0])

        for kind, whom in KINDS.items():
            there = [line for line in lines if whom in line.audiences]
            for line in there:
                expect(own_lines(page, kind)).to_contain_text(line.service)
            said = own_lines(page, kind).get_by_text(f"for people who {LACKING[whom]}")
            expect(said).to_have_count(0 if there else 1)
            expect(own_lines(page, kind)).not_to_contain_text("Fallback")


def test_lines_that_a_widget_brings_fill_themselves(opened: Callable[..., Page]) -> None:
    page = opened("Europe/London", body="<div id=place></div>")

    page.evaluate(
        'place.innerHTML = \'<rc-own-lines for="harm"><p>Fallback</p></rc-own-lines>'
        '<rc-own-lines for="nobody"><p>Still here</p></rc-own-lines>\''
    )

    expect(own_lines(page, "harm").get_by_role("link").first).to_have_attribute(
        "href", "tel:08088024040"
    )
    expect(page.get_by_text("Fallback")).to_have_count(0)
    expect(page.get_by_text("Still here")).to_be_visible()


# For everybody


def test_a_press_at_its_edge_does_not_close_it_and_one_beside_it_does(
    opened: Callable[..., Page],
) -> None:
    page = opened(viewport={"width": 1000, "height": 800})
    box = open_help(page).bounding_box()
    assert box

    page.mouse.move(box["x"] + 60, 200)
    page.mouse.down()  # choosing words, and letting go beside it
    page.mouse.move(5, 200)
    page.mouse.up()
    page.mouse.click(box["x"] + 5, 300)
    expect(dialog(page)).to_be_visible()
    page.mouse.click(5, 300)
    expect(dialog(page)).to_be_hidden()


def test_axe_finds_nothing_in_help(opened: Callable[..., Page]) -> None:
    page = opened(color_scheme="light")
    assert barriers(page) == []
    open_help(page)
    for name in ("United Kingdom", "Mexico", "Austria", "Another country"):
        choose(page, name)
        assert barriers(page) == [], name
    page.set_viewport_size({"width": 1280, "height": 844})
    assert barriers(page) == []
    page.emulate_media(color_scheme="dark")
    for name in ("Austria", "United Kingdom"):
        choose(page, name)
        assert barriers(page, "color-contrast") == [], name
    page.set_viewport_size(PHONE)
    assert barriers(page, "color-contrast") == []


def test_without_script_all_countries_are_there_and_nothing_to_choose(
    opened: Callable[..., Page],
) -> None:
    page = opened(java_script_enabled=False)

    page.get_by_role("link", name="Help", exact=True).click()

    expect(page.get_by_label("Your country")).to_be_hidden()
    expect(page.locator("details.rc-country")).to_have_count(len(LINES))
    expect(page.get_by_text("112 works in the European Union")).to_be_visible()
    expect(page.get_by_text("Fallback").first).to_be_attached()


# Erasing


def test_erasing_everything_forgets_the_country_and_how_pages_are_shown(
    reader: Page,
) -> None:
    open_help(reader)
    choose(reader, "Brazil")
    reader.keyboard.press("Escape")
    go(reader, "13")
    assert reader.evaluate("localStorage.getItem('reconnect:country')") == "BR"
    reader.get_by_role("button", name="Show one part at a time").click()
    reader.get_by_role("button", name="Show the whole page").click()
    assert reader.evaluate("'reconnect:whole' in localStorage")

    field(reader, "journey.helped").fill("A walk")
    saved(reader, "journey.helped")
    reader.get_by_role("button", name="Erase everything").click()
    reader.locator("dialog.rc-sure").get_by_role("button", name="Erase").click()

    expect(reader.get_by_text("Erased.", exact=True)).to_be_visible()
    assert reader.evaluate("localStorage.getItem('reconnect:country')") is None
    assert not reader.evaluate("'reconnect:whole' in localStorage")
    open_help(reader)
    expect(dialog(reader).get_by_label("Your country")).not_to_have_value("BR")
