"""For everybody: no barrier that axe finds, at both widths, in both schemes, and by keyboard alone."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from pages import Book, barriers, field, go, is_at, kernel_of, question, saved
from playwright.sync_api import BrowserContext, Locator, Page, expect
from readers import is_checked

from reconnect_widgets.declarations import questions
from reconnect_widgets.example.making import make_example

PAGES = tuple(f"{number:02}" for number in range(14))
WIDE, NARROW = (1280, 900), (390, 844)
LEAST = 320
CRAMPED = (((LEAST, 256), 16), ((740, 360), 16), (NARROW, 32))
"""A screen at 400 percent, a phone held sideways, and one with letters twice as large."""

STOPS_IN_A_DATE = 12
"""More than a field for a day and an hour has places of its own to stop at."""

CONTROLS = """(within) => {
  const groups = new Set();
  const all = "a[href], button, input, select, textarea, summary";
  return [...document.querySelector(within).querySelectorAll(all)].filter((element) => {
    if (element.disabled || element.closest("[inert], fieldset:disabled, dialog:not([open])")) return false;
    if (!element.checkVisibility({ visibilityProperty: true, contentVisibilityAuto: true })) return false;
    if (element.type !== "radio") return true;
    const first = !groups.has(element.name);
    groups.add(element.name);
    return first;
  });
}"""
TRAPS = f"""async (within) => {{
  const tab = () => new KeyboardEvent("keydown", {{ key: "Tab", bubbles: true, cancelable: true }});
  const frame = () => new Promise(requestAnimationFrame);
  const found = [];
  for (const element of ({CONTROLS})(within)) {{
    element.focus({{ preventScroll: true }});
    const goes = element.dispatchEvent(tab());
    await null;
    const stays = document.activeElement === element;
    if (element.tabIndex < 0 || !goes || !stays) found.push(element.outerHTML);
  }}
  const last = document.activeElement;
  await frame();
  await frame();
  if (document.activeElement !== last) found.push(last.outerHTML);
  last.blur(); // the way past the header would lie over it
  return found;
}}"""
"""What Tab would pass over, what the focus does not stay on, and what keeps Tab from leading on. The rest
is a browser's own, and pressing the key itself takes more than all else that is done on a page."""
OPEN_SOME_OF_EACH_KIND = """() => {
  const opened = {};
  for (const details of document.querySelectorAll("main details")) {
    const kind = details.closest("[class]").className;
    opened[kind] = (opened[kind] ?? 0) + 1;
    details.open = opened[kind] <= 3;
  }
}"""
"""Axe looks at each element of a page for a millisecond or more, and page 13 holds every answer."""
WRITE_A_LONG_WORD = """() => {
  for (const area of document.querySelectorAll("main textarea")) area.value = "a".repeat(120);
}"""
"""Words without an end, such as addresses, that somebody brings along; they are not saved."""
STANDS_OUT = """(most) => {
  const root = document.documentElement;
  const isWhole = root.toggleAttribute("data-rc-whole", true);
  const parts = [...document.querySelectorAll(".rc-section:has(h2)")].slice(0, most);
  const isWide = (one) => one.checkVisibility() && one.getBoundingClientRect().right > innerWidth + 1;
  const all = document.body.getElementsByTagName("*");
  const wide = () =>
    root.scrollWidth > innerWidth ? [...all].filter(isWide).map((one) => one.outerHTML) : [];
  const found = wide();
  root.removeAttribute("data-rc-whole");
  const now = document.querySelector(".rc-current");
  for (const part of parts) {
    now.classList.remove("rc-current");
    part.classList.add("rc-current");
    found.push(...wide());
    part.classList.remove("rc-current");
  }
  now.classList.add("rc-current");
  root.toggleAttribute("data-rc-whole", isWhole);
  scrollTo(0, 0);
  const bar = document.querySelector(".rc-bar");
  const stays = getComputedStyle(bar).position === "sticky";
  if (stays && bar.offsetHeight > innerHeight / 10) found.push("the header");
  for (const one of bar.querySelectorAll("button, a:not(.rc-skip)")) {
    const box = one.getBoundingClientRect();
    const at = [box.left + 1, box.right - 1].map((x) => document.elementFromPoint(x, box.top + box.height / 2));
    if (!at.every((over) => one.contains(over))) found.push(one.textContent);
  }
  return found;
}"""
"""What is wider than the screen, in the whole page or in its first parts alone; a header that takes much
of it; and what of that cannot be pressed."""
NAMED_ALIKE = """() => {
  const names = new Map();
  const all = document.querySelectorAll("main :is(select, textarea, input:not([type=radio], [type=checkbox]))");
  for (const one of all) {
    const within = one.closest("fieldset:not(.rc-all), details, form");
    const name = [...one.labels].map(({ textContent }) => textContent.trim()).join(" ");
    names.set(within, [...(names.get(within) ?? []), name]);
  }
  return [...names.values()].flatMap((some) => some.filter((name, no) => some.indexOf(name) < no));
}"""
"""Fields that whoever hears one name after the other cannot tell apart within their group."""
LAST_LINE = """(area) => {
  const { bottom, left } = area.getBoundingClientRect();
  const { lineHeight, paddingBottom } = getComputedStyle(area);
  const up = 1 + parseFloat(paddingBottom) + parseFloat(lineHeight) / 2;
  return document.elementFromPoint(left + 20, bottom - up) === area;
}"""
"""Whether what was written last is seen, and nothing lies over it."""
NOTE_STOPS = """() => {
  window.stops = new Set();
  const note = ({ target }) => stops.add(target.type === "radio" ? target.name : target);
  document.addEventListener("focusin", note);
}"""


SHADE_AT_MOST = """() => {
  for (const cell of document.querySelectorAll(".rc-shades td:has(span)"))
    cell.style.setProperty("--rc-shade", "60%");
}"""
"""Gives each word of a table of shades the darkest one, which only some days have."""


def looks_as_it_should(
    page: Page, number: str, size: tuple[int, int], scheme: str, *rules: str
) -> None:
    """Axe finds nothing, and nothing is wider than the page."""
    width, height = size
    page.set_viewport_size({"width": width, "height": height})
    page.emulate_media(color_scheme=scheme)
    assert barriers(page, *rules) == [], (number, width, scheme)
    wide = page.evaluate("document.documentElement.scrollWidth")
    assert wide <= width, f"something is wider than page {number}"


def fits(page: Page, number: str) -> None:
    """Nothing is cut off where there is little room, or where letters are large."""
    browser = page.context.new_cdp_session(page)
    for (width, height), letters in CRAMPED:
        page.set_viewport_size({"width": width, "height": height})
        browser.send("Page.setFontSizes", {"fontSizes": {"standard": letters}})
        most = None if width == LEAST else 1  # what is in the other parts is in the whole page, too
        assert page.evaluate(STANDS_OUT, most) == [], (number, width, letters)
    browser.send("Page.setFontSizes", {"fontSizes": {"standard": 16}})


def test_with_every_question_answered_nothing_stands_in_anybodys_way(
    reader: Page, book: Book
) -> None:
    """All is reached by Tab, axe finds nothing on a light screen and on a dark phone, and all has room.

    Header, map and foot are those of every page.
    """
    make_example(book.file, datetime.now().astimezone())
    for number in PAGES:
        go(reader, number)
        if number == "00":
            reaches_every_control_by_tab(reader)
        assert reader.evaluate(TRAPS, "body" if number == "00" else ".rc-page") == []
        reader.evaluate(OPEN_SOME_OF_EACH_KIND)
        reader.evaluate(SHADE_AT_MOST)
        reader.evaluate(WRITE_A_LONG_WORD)
        assert reader.evaluate(NAMED_ALIKE) == []
        looks_as_it_should(reader, number, WIDE, "light")
        looks_as_it_should(reader, number, NARROW, "dark", "color-contrast")
        if number in ("04", "13"):
            has_more_contrast_for_whoever_asks(reader)
        fits(reader, number)


def has_more_contrast_for_whoever_asks(page: Page) -> None:
    """All words have what WCAG asks of the highest level: 7 to 1."""
    for scheme in ("light", "dark"):
        page.emulate_media(contrast="more", color_scheme=scheme)
        assert barriers(page, "color-contrast-enhanced") == [], scheme
    page.emulate_media(contrast="no-preference")


def reaches_every_control_by_tab(page: Page) -> None:
    """Each link, button and field once, a group of radio buttons as one; and no trap on the way."""
    page.evaluate("document.body.tabIndex = -1; document.body.focus({ preventScroll: true })")
    wanted = page.evaluate(f"({CONTROLS})('body').length")
    page.evaluate(NOTE_STOPS)

    reached, before = 0, -1
    while before < reached < wanted:
        for _ in range(STOPS_IN_A_DATE):
            page.keyboard.press("Tab")
        before, reached = reached, page.evaluate("stops.size")

    assert reached >= wanted


def test_a_new_reader_meets_no_barrier_and_nothing_is_asked_of_any_other_host(
    reader: Page, book: Book, context: BrowserContext
) -> None:
    """Help open, a hold in force, nothing answered: on a dark screen, and on a light phone.

    All fourteen pages come from one kernel.
    """
    asked = []
    kernel = kernel_of(reader)
    context.on("request", lambda request: asked.append(request.url))
    for number in PAGES:
        go(reader, number)
        looks_as_it_should(reader, number, WIDE, "dark", "color-contrast")
        looks_as_it_should(reader, number, NARROW, "light")
    field(reader, "journey.helped").fill("marker")
    saved(reader, "journey.helped")
    assert kernel_of(reader) == kernel
    reader.get_by_role("link", name="Help", exact=True).first.click()
    assert barriers(reader) == []

    ours = (book.server.origin, "data:", f"blob:{book.server.origin}")
    assert [url for url in asked if not url.startswith(ours)] == []
    assert len(asked) > len(PAGES)
    assert not any("marker" in url or "token=" in url for url in asked)


def tab_to(page: Page, target: Locator) -> None:
    """Press Tab until an element has the focus, as a reader without a mouse does."""
    for _ in range(400):
        page.keyboard.press("Tab")
        if target.evaluate("(element) => element === document.activeElement"):
            return
    raise AssertionError(f"Tab never reaches {target}")


def test_the_whole_way_by_keyboard_alone(reader: Page, book: Book) -> None:
    """Tab, arrows, space and Enter: the safety check, a cause, an urge, a scale, on to the next page."""
    contact, long_ago = questions()["start.contact"][1], datetime.now(UTC) - timedelta(days=60)
    with book.writing() as store:
        store.save(contact, "often", page="00", visit="earlier", at=long_ago)
    reader.mouse.move(0, 0)
    for id_ in ("screen", "crisis", "fear", "control", "harm", "order", "no_contact", "adult"):
        first = question(reader, f"safety.{id_}").locator("input").first
        tab_to(reader, first)
        reader.keyboard.press("Space")
        for _ in range(0 if id_ in ("no_contact", "adult") else 2):
            reader.keyboard.press("ArrowDown")
    tab_to(reader, reader.get_by_role("button", name="See what follows"))
    reader.keyboard.press("Enter")
    expect(reader.locator("#holds")).to_contain_text("None of your answers holds a page")

    tab_to(reader, reader.get_by_role("button", name="Add a cause"))
    reader.keyboard.press("Enter")
    expect(reader.locator(".rc-row select").first).to_be_focused()
    reader.keyboard.type("A sudden")
    expect(reader.locator(".rc-row select").first).to_have_value("quarrel")
    saved(reader, "cause.list")
    still = reader.get_by_role("button", name="It is still so")
    tab_to(reader, still.first)
    reader.keyboard.press("Enter")
    expect(still).to_have_count(0)
    expect(reader.locator(".rc-words:focus")).to_have_count(1)  # not at the top of the page

    tab_to(reader, reader.locator(".rc-turn a").last)
    reader.keyboard.press("Enter")
    is_at(reader, "01")
    tab_to(reader, question(reader, "space.pull").locator("input").first)
    reader.keyboard.press("Space")
    reader.keyboard.press("ArrowRight")
    saved(reader, "space.pull")
    assert book.store.latest("space.pull").value == 1

    tab_to(reader, question(reader, "done.p01").locator("input"))
    reader.keyboard.press("Space")
    saved(reader, "done.p01")


def test_saving_is_announced_politely_and_on_paper_the_page_is_as_good_as_on_the_screen(
    page: Page, book: Book
) -> None:
    """A live region says it; the focus stays where it is. No header, no buttons are printed."""
    make_example(book.file, datetime.now().astimezone())
    book.enter(page, "01")
    weeks = field(page, "space.weeks")
    line = page.locator("form", has=question(page, "space.weeks")).locator(".rc-saved")
    before = line.text_content()
    weeks.fill("9")
    expect(line).not_to_have_text(before)
    saved(page, "space.weeks")

    expect(line).to_have_attribute("aria-live", "polite")
    expect(line).to_contain_text("Saved on this computer at")
    expect(weeks).to_be_focused()
    expect(weeks).to_have_accessible_description(re.compile("^weeks No study says"))
    last = question(page, "space.pull").locator(".rc-last").inner_text()
    expect(question(page, "space.pull")).to_have_accessible_description(last)
    assert last

    page.emulate_media(media="print")
    expect(page.locator("h1")).to_be_visible()
    expect(question(page, "space.pull")).to_be_visible()
    expect(page.locator("[data-reconnect-header]")).to_be_hidden()
    expect(page.get_by_role("button", name="Add an urge")).to_be_hidden()


def test_where_the_system_chooses_the_colors_nothing_is_told_by_color_alone(
    page: Page, book: Book
) -> None:
    """Marks, what is chosen and where the focus is differ to the eye, and so do a page and a step done."""
    with book.writing() as store:
        is_checked(store)
    book.enter(page, "04")
    page.emulate_media(forced_colors="active")
    draft = field(page, "first.message")
    draft.fill("Please please take me back, I beg you")
    expect(page.locator(".rc-paper mark").first).to_be_attached()
    points = question(page, "first.way").locator("label")

    marked = draft.screenshot()
    page.add_style_tag(content=".rc-paper { display: none }")
    assert draft.screenshot() != marked
    free = points.first.screenshot()
    points.first.locator("input").focus()
    page.keyboard.press("Space")
    focused = points.first.screenshot()
    draft.focus()
    chosen = points.first.screenshot()
    assert len({free, focused, chosen}) == 3


@pytest.mark.parametrize("shows_whole_pages", [False])
def test_what_is_written_above_an_on_screen_keyboard_stays_in_sight(page: Page, book: Book) -> None:
    """Also where the way on lies over the foot of the screen."""
    page.set_viewport_size({"width": NARROW[0], "height": NARROW[1]})
    book.enter(page, "01")
    page.locator(".rc-parts a", has_text="What has to go on").evaluate("(link) => link.click()")
    area = field(page, "space.necessary")
    area.click()
    for height in (640, 400):
        page.set_viewport_size({"width": NARROW[0], "height": height})
        for _ in range(12):
            page.keyboard.press("Enter")
            page.keyboard.insert_text("So much")

        page.wait_for_function(LAST_LINE, arg=area.element_handle())
