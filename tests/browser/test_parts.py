"""One thing at a time: of the parts of a page a reader sees one, or all of them by their own choice."""

import re

import pytest
from pages import (
    Book,
    ComingKernel,
    barriers,
    field,
    go,
    is_at,
    is_ready,
    question,
    saved,
    turn,
)
from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect
from readers import is_checked
from traces import MARK

from reconnect_widgets.example.addresses import ANEW
from reconnect_widgets.example.story import AGAIN
from reconnect_widgets.prompts import reflection
from reconnect_widgets.rules.holds import HOLDS
from reconnect_widgets.rules.safety_check import CHECKED
from reconnect_widgets.stages import STAGES

PHONE, WIDE = {"width": 390, "height": 844}, {"width": 1280, "height": 720}
SMALL = {"width": 320, "height": 256}
"""What is left of a screen of 1280 by 1024 at 400 percent."""

SCREENS = 3
AS_OLDER_BROWSERS = """(area) => {
  area.style.fieldSizing = "fixed";
  CSS.supports = () => false;
}"""
"""Which do not make a box as high as its words."""
SPACE = "01"
WHOLE = "reconnect:whole"

HEIGHTS = """() => [...document.querySelectorAll('main > .rc-core')].flatMap((section) => {
  const heading = section.querySelector('h2');
  if (!heading) return [];
  const shown = document.querySelector('.rc-current');
  shown.classList.remove('rc-current');
  section.classList.add('rc-current');
  const heights = ['1', '2'].map((half) => {
    const before = section.dataset.rcHalf;
    if (section.querySelector('.rc-half')) section.dataset.rcHalf = half;
    const height = section.getBoundingClientRect().height;
    if (before) section.dataset.rcHalf = before; else delete section.dataset.rcHalf;
    return height;
  });
  section.classList.remove('rc-current');
  shown.classList.add('rc-current');
  return [[heading.textContent, Math.max(...heights)]];
})"""
"""How high each part of the short way is, by its heading."""


@pytest.fixture
def shows_whole_pages() -> bool:
    return False


@pytest.fixture
def space(page: Page, book: Book) -> Page:
    """The page on space, for a reader of whom nothing is held."""
    book.enter(page, SPACE)
    return page


def parts(page: Page) -> Locator:
    """All parts whose heading is there."""
    return page.locator("main > .rc-section:has(h2)")


def shown(page: Page) -> list[str]:
    """The headings that are seen."""
    return [one.inner_text() for one in parts(page).locator("h2").all() if one.is_visible()]


def list_of_parts(page: Page) -> Locator:
    return page.get_by_role("navigation", name="Parts of this page")


def go_on(page: Page, heading: str) -> None:
    """Continue to the part with a heading."""
    page.get_by_role("link", name="Continue").click()
    is_in(page, heading)


def is_in(page: Page, heading: str) -> None:
    """Wait until a part is the only one that is seen, with the focus on its heading."""
    expect(page.locator("main h2:visible")).to_have_text([heading])
    expect(page.get_by_role("heading", name=heading, exact=True)).to_be_focused()


# The way


def test_continue_leads_along_the_short_way_and_nothing_is_lost(space: Page, book: Book) -> None:
    step = space.locator(".rc-step")
    expect(step).to_have_attribute("role", "status")
    expect(step).to_have_text(
        re.compile(r"^Part 1 of 7\. About \d+ minutes, or \d+ for all of it$")
    )
    assert shown(space) == ["In short"]
    expect(space.locator(".rc-turn")).to_be_hidden()

    go_on(space, "Your space plan")
    expect(step).to_have_text("Part 2 of 7")
    assert space.url.endswith("#Your-space-plan")
    go_on(space, "What has to go on, and what can wait")
    field(space, "space.call").fill(MARK)
    saved(space, "space.call")
    for heading in ("When the urge comes", "Where you are", "If … then …", "Before you move on"):
        go_on(space, heading)
    expect(space.get_by_role("link", name="Continue")).to_have_count(0)
    expect(space.locator(".rc-turn")).to_be_visible()
    expect(list_of_parts(space).get_by_role("link", name="Your space plan, begun")).to_have_count(0)
    expect(
        list_of_parts(space).get_by_role("link", name="What has to go on, and what can wait, begun")
    ).to_be_visible()
    expect(list_of_parts(space).get_by_role("link", name="In short, done")).to_be_visible()

    # Back of the page, Back of the browser, and loading the page again. Next stands before Back.
    on = space.get_by_role("link", name="Take time for yourself").last.bounding_box()
    back = space.get_by_role("link", name="Back", exact=True).bounding_box()
    assert on
    assert back
    assert on["y"] < back["y"]
    space.get_by_role("link", name="Back", exact=True).first.click()
    is_in(space, "If … then …")
    space.go_back()
    is_in(space, "Before you move on")
    space.go_back()
    space.go_back()
    is_in(space, "Where you are")
    space.reload()
    is_ready(space)
    assert shown(space) == ["Where you are"]
    expect(list_of_parts(space).get_by_role("link", name="In short, done")).to_be_visible()
    expect(field(space, "space.call")).to_have_value(MARK)  # in a part that is not shown
    assert book.value("space.call") == MARK


COUNT_DRAWINGS = """document.addEventListener("reconnect:prose", () => {
  const way = globalThis.reconnectWay;
  globalThis.drawn = 0; // of the list, for all that a kernel tells
  globalThis.reconnectWay = (...said) => { drawn += 1; way(...said); };
})"""
AFTER_A_FRAME = (
    "() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))"
)


def test_a_part_comes_within_a_frame_asks_no_kernel_and_of_what_one_tells_the_list_is_drawn_once(
    page: Page, book: Book
) -> None:
    kernel = ComingKernel(page)
    page.add_init_script(COUNT_DRAWINGS)
    page.goto(book.key_to(SPACE))
    has_come_in_parts(page)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))

    comes = page.evaluate(
        """() => {
          document.querySelector(".rc-go .rc-on").click();
          const seen = () => [...document.querySelectorAll("main h2")].filter((one) => one.offsetParent);
          const words = () => seen().map((one) => one.textContent);
          return new Promise((resolve) => requestAnimationFrame(() => resolve(words())));
        }"""
    )

    assert comes == ["Your space plan"]
    expect(field(page, "space.weeks")).to_be_enabled()
    assert asked == []
    assert not kernel.has_spoken
    expect(page.locator(".rc-current")).to_be_visible()
    before = page.evaluate("drawn")

    kernel.come()

    is_ready(page)
    page.evaluate(AFTER_A_FRAME)
    assert page.evaluate("drawn") - before == 1


def has_come_in_parts(page: Page) -> None:
    """Wait until the parts are there, whatever the kernel does."""
    expect(page.locator(".rc-go .rc-on")).to_be_visible()
    expect(page.locator("form.rc-form fieldset").first).to_be_enabled()


def test_the_rest_is_one_click_away_and_all_parts_are_there_on_paper_and_without_script(
    space: Page, browser: Browser, book: Book
) -> None:
    """The header leaves room on small screens, and what was read is forgotten with the answers."""
    the_header_leaves_room_and_exit_stays(space)
    what_was_read_is_forgotten_with_the_answers(space)
    the_rest_is_one_click_away_and_leads_back_to_the_way(space)
    on_paper_and_without_script_all_parts_are_there(space, browser, book)


def the_rest_is_one_click_away_and_leads_back_to_the_way(space: Page) -> None:
    space.locator(".rc-more-here").get_by_role("link", name="What research says").click()
    is_in(space, "What research says")
    expect(space.locator(".rc-step")).to_have_text("More on this")
    expect(space.locator(".rc-beads .rc-on")).to_have_count(1)  # the way up to here
    go_on(space, "Your space plan")

    list_of_parts(space).get_by_role("link", name="In your own words").click()
    is_in(space, "In your own words")
    expect(list_of_parts(space).locator("[aria-current=step]")).to_have_text("In your own words")
    go_on(space, "If … then …")


def test_a_page_in_place_begins_with_its_first_part_and_back_leads_into_the_one_before(
    marked: Page, book: Book
) -> None:
    marked.goto(book.address(SPACE) + "#Before-you-move-on")
    is_ready(marked)
    marked.evaluate("window.marker = 'mine'")
    assert shown(marked) == ["Before you move on"]

    turn(marked, "02")
    expect(marked.locator("h1")).to_be_focused()
    assert shown(marked) == ["In short"]
    assert marked.evaluate("scrollY") == 0
    marked.get_by_role("link", name="Back to Give them space").click()
    is_at(marked, SPACE)
    assert shown(marked) == ["In short"]
    marked.go_back()
    is_at(marked, "02")
    marked.go_back()
    is_at(marked, SPACE)
    assert shown(marked) == ["Before you move on"]
    assert marked.evaluate("window.marker") == "mine"


# A check


def test_the_safety_check_comes_in_two_halves_and_asks_for_its_own_button(reader: Page) -> None:
    go_on(reader, "A private safety check")
    expect(question(reader, "safety.screen")).to_be_visible()
    expect(question(reader, "safety.adult")).to_be_hidden()
    reader.get_by_role("link", name="Continue").click()
    expect(reader.locator(".rc-step")).to_have_text(re.compile("second half"))
    expect(question(reader, "safety.screen")).to_be_hidden()
    expect(question(reader, "safety.adult")).to_be_visible()
    expect(reader.get_by_role("link", name="Go on without it")).to_be_visible()
    reader.reload()
    is_ready(reader)
    expect(question(reader, "safety.adult")).to_be_visible()

    reader.get_by_role("link", name="Back", exact=True).click()
    for asked in ("screen", "crisis", "fear", "control"):
        question(reader, f"safety.{asked}").get_by_role("radio", name="No", exact=True).check()
    reader.get_by_role("link", name="Continue").click()
    for asked in ("harm", "order", "no_contact"):
        question(reader, f"safety.{asked}").get_by_role("radio", name="No", exact=True).check()
    question(reader, "safety.adult").get_by_role("radio", name="Yes").check()
    reader.get_by_role("button", name="See what follows").click()

    expect(reader.get_by_role("link", name="A private safety check, done")).to_be_visible()
    go_on(reader, "Your situation")


def test_an_open_question_of_the_check_is_shown_and_whoever_may_be_watched_hears_how_to_stay_safe(
    reader: Page,
) -> None:
    go_on(reader, "A private safety check")
    expect(said_to_whoever_may_be_watched(reader)).to_be_hidden()
    for asked in ("screen", "crisis", "control"):
        question(reader, f"safety.{asked}").get_by_role("radio", name="No", exact=True).check()
    reader.get_by_role("link", name="Continue").click()
    for asked in ("harm", "order", "no_contact"):
        question(reader, f"safety.{asked}").get_by_role("radio", name="No", exact=True).check()
    reader.get_by_role("button", name="See what follows").click()

    fear = question(reader, "safety.fear")
    expect(fear).to_be_in_viewport()
    expect(fear.get_by_role("radio").first).to_be_focused()
    expect(fear).to_contain_text("This one is still open.")
    expect(question(reader, "safety.crisis")).not_to_contain_text("still open")
    fear.get_by_role("radio", name="Rather not say").check()
    expect(fear).not_to_contain_text("still open")
    reader.get_by_role("link", name="Continue").click()
    reader.get_by_role("button", name="See what follows").click()

    expect(question(reader, "safety.adult").get_by_role("radio").first).to_be_focused()
    expect(question(reader, "safety.adult")).to_contain_text("still open")

    reader.get_by_role("link", name="Back", exact=True).click()
    whoever_may_be_watched_hears_how_to_stay_safe_before_the_other_questions(reader)


def said_to_whoever_may_be_watched(page: Page) -> Locator:
    return page.locator(".rc-at-once").filter(has_text="could see this screen")


def whoever_may_be_watched_hears_how_to_stay_safe_before_the_other_questions(reader: Page) -> None:
    asked = question(reader, "safety.screen")
    said = said_to_whoever_may_be_watched(reader)
    expect(asked).to_be_visible()
    expect(said).to_be_hidden()

    asked.get_by_role("radio", name="I am not sure").check()
    expect(said).to_be_visible()
    asked.get_by_role("radio", name="No", exact=True).check()
    expect(said).to_be_hidden()
    asked.get_by_role("radio", name="Yes").check()
    said.get_by_role("link", name="where your answers are kept").click()

    expect(reader.get_by_role("heading", name="Your privacy")).to_be_visible()


# The whole page


def test_the_whole_page_is_always_there_and_remembered(space: Page, book: Book) -> None:
    go_on(space, "Your space plan")
    space.get_by_role("button", name="Show the whole page").click()

    expect(space.get_by_role("button", name="Show one part at a time")).to_be_focused()
    assert len(shown(space)) == parts(space).count()
    expect(space.get_by_role("heading", name="Your space plan")).to_be_in_viewport()
    expect(space.locator(".rc-step")).to_be_hidden()
    list_of_parts(space).get_by_role("link", name="Before you move on").click()
    expect(space.get_by_role("heading", name="Before you move on")).to_be_in_viewport()
    space.reload()
    is_ready(space)
    turn(space, "02")
    assert len(shown(space)) == parts(space).count()

    space.get_by_role("button", name="Show one part at a time").click()
    assert len(shown(space)) == 1
    assert space.evaluate(f"localStorage.getItem('{WHOLE}')") is None


def test_whoever_writes_in_a_tool_stays_in_its_part(page: Page, book: Book) -> None:
    with book.writing() as store:
        is_checked(store)
    book.enter(page, "10")
    list_of_parts(page).get_by_role("link", name="Your words, part by part").click()
    is_in(page, "Your words, part by part")

    page.get_by_label("Your whole text").click()

    assert shown(page) == ["Your words, part by part"]


def test_a_browser_that_refuses_storage_remembers_it_for_the_visit(
    context: BrowserContext, page: Page, book: Book
) -> None:
    context.add_init_script(
        "for (const name of ['localStorage', 'sessionStorage']) "
        "Object.defineProperty(window, name, { get() { throw new DOMException('no'); } });"
    )
    book.enter(page, SPACE)
    page.get_by_role("button", name="Show the whole page").click()

    assert len(shown(page)) > 1
    list_of_parts(page).get_by_role("button").click()
    assert len(shown(page)) == 1


def test_damaged_notes_of_small_things_or_a_cut_address_keep_no_part_from_the_reader(
    space: Page, book: Book
) -> None:
    go_on(space, "Your space plan")
    wrong: list[object] = []
    space.on("pageerror", lambda error: wrong.append(error))  # noqa: PLW0108  # Playwright takes no other
    for name in ("reconnect:seen", "rc-heights"):
        space.add_init_script(
            "for (const kept of [localStorage, sessionStorage]) for (const name of Object.keys(kept))"
            f" if (name.startsWith('{name}')) kept.setItem(name, '[');"
        )
    space.goto(f"{book.address(SPACE)}#Your-space-pla%E2")
    space.reload()
    is_ready(space)

    go_on(space, "Your space plan")
    assert wrong == []


def on_paper_and_without_script_all_parts_are_there(
    space: Page, browser: Browser, book: Book
) -> None:
    space.emulate_media(media="print")
    assert len(shown(space)) == parts(space).count()
    expect(list_of_parts(space)).to_have_count(0)

    plain = browser.new_context(java_script_enabled=False)
    plain.add_cookies(space.context.cookies())
    page = plain.new_page()
    page.goto(book.address(SPACE))
    assert "What research says" in shown(page)
    assert len(shown(page)) > 5
    plain.close()


def what_was_read_is_forgotten_with_the_answers(space: Page) -> None:
    go_on(space, "Your space plan")
    expect(list_of_parts(space).get_by_role("link", name="In short, done")).to_be_visible()
    space.evaluate("document.dispatchEvent(new CustomEvent('reconnect:country', { detail: '' }))")
    go_on(space, "What has to go on, and what can wait")

    expect(list_of_parts(space).get_by_role("link", name="In short", exact=True)).to_be_visible()
    list_of_parts(space).get_by_role("link", name="In short", exact=True).click()


# Links into a part


def test_links_lead_into_the_part_that_asks(reader: Page, book: Book) -> None:
    with book.writing() as store:
        store.save(reflection("space.want", "?"), MARK, page=SPACE, visit="before")
    reader.reload()
    is_ready(reader)
    reader.locator(".rc-reading").get_by_role("link", name="Give them space").first.click()
    is_at(reader, SPACE)
    expect(field(reader, "space.want")).to_be_visible()
    assert shown(reader) == ["In your own words"]

    list_of_parts(reader).get_by_role("link", name="Before you move on").click()
    reader.get_by_text("What is still open").click()
    reader.get_by_role("link", name="How many weeks will it last?").click()
    expect(field(reader, "space.weeks")).to_be_focused()
    assert shown(reader) == ["Your space plan"]

    reader.get_by_role("link", name="Check in for today").click()
    is_at(reader, "13")
    expect(question(reader, "checkin.mood")).to_be_visible()


def test_a_part_that_is_not_for_this_reader_is_not_named(page: Page, book: Book) -> None:
    with book.writing() as store:
        store.save(HOLDS, ["fear"], page="00", visit="before")
        store.save(CHECKED, "all", page="00", visit="before")
    book.enter(page, "04")

    named = list_of_parts(page).inner_text()
    assert "message desk" not in named
    assert "Letters" in named or "letters" in named
    step = page.locator(".rc-step")
    expect(step).to_have_text(
        re.compile(r"^Part 1 of 4\. About [23] minutes, or \d for all of it$")
    )
    page.goto(book.address("04") + "#The-message-desk")
    is_ready(page)
    assert shown(page) == ["In short"]


def test_whoever_notes_a_no_reads_what_is_held_where_they_are(page: Page, book: Book) -> None:
    with book.writing() as store:
        is_checked(store)
    book.enter(page, "03")
    page.goto(book.address("03") + "#Signs")
    is_ready(page)
    question(page, "ready.signs_no").get_by_label("They blocked me").check()
    page.get_by_role("button", name="I have written what I wanted").click()

    expect(page.locator("#holds")).to_be_visible()
    assert shown(page) == ["What is held now"]


# For everybody


SAYS = "(link) => getComputedStyle(link, '::before').content"


def test_the_way_to_a_page_that_is_held_says_so(page: Page, book: Book) -> None:
    with book.writing() as store:
        store.save(HOLDS, ["fear"], page="00", visit="v")
        store.save(CHECKED, "all", page="00", visit="v")

    for number, says in (("02", '"Next" / "Next: "'), ("03", '"Next, held for now" / ')):
        book.enter(page, number)
        page.wait_for_selector(".rc-map .rc-held", state="attached")
        on = page.locator(".rc-turn a:last-child")
        assert on.evaluate(SAYS).startswith(says)
    page.set_viewport_size(PHONE)
    words, checkin = page.locator(".rc-map-words"), page.locator(".rc-checkin")
    expect(words).to_have_text("5 pages are held for now.")
    assert middle_of(words) == middle_of(checkin)  # on one line, also once pages are held


def middle_of(one: Locator) -> int:
    """Where the middle of an element stands, from the top."""
    box = one.bounding_box()
    assert box
    return round(box["y"] + box["height"] / 2)


def test_parts_have_no_barriers_and_can_be_walked_by_keyboard(space: Page) -> None:
    assert barriers(space) == []
    for _ in range(60):
        space.keyboard.press("Tab")
        if space.evaluate("document.activeElement.textContent") == "Continue":
            break
    space.keyboard.press("Enter")
    is_in(space, "Your space plan")
    space.set_viewport_size(PHONE)
    assert barriers(space) == []
    space.get_by_role("button", name="All parts").focus()
    space.keyboard.press("Enter")
    expect(space.get_by_role("button", name="All parts")).to_have_attribute("aria-expanded", "true")
    assert barriers(space) == []
    space.keyboard.press("Tab")
    space.keyboard.press("Enter")
    is_in(space, "In short")
    expect(list_of_parts(space).get_by_role("link").first).to_be_hidden()


def the_header_leaves_room_and_exit_stays(space: Page) -> None:
    space.set_viewport_size(PHONE)
    assert space.locator(".rc-bar").bounding_box()["height"] <= PHONE["height"] / 10
    space.set_viewport_size({**PHONE, "height": 640})
    space.emulate_media(forced_colors="active")
    foot = space.locator(".rc-go")
    seen = set()
    for at in (0, 60, 120):  # whatever stands under it
        space.evaluate("(at) => scrollTo(0, at)", at)
        seen.add(foot.screenshot())
    assert len(seen) == 1
    space.emulate_media(forced_colors="none")

    space.set_viewport_size(SMALL)
    assert space.evaluate("document.documentElement.scrollWidth") <= SMALL["width"]
    space.evaluate("scrollTo(0, 400)")
    expect(space.locator(".rc-help-link")).not_to_be_in_viewport()
    expect(space.locator(".rc-bar a.rc-exit")).to_be_in_viewport()
    space.set_viewport_size(WIDE)


def test_on_a_phone_all_words_of_a_short_answer_are_seen(reader: Page) -> None:
    """A plan for a hard night is read when nobody scrolls in a box, also after the phone was turned."""
    reader.set_viewport_size(PHONE)
    list_of_parts(reader).get_by_role("button", name="All parts").click()
    list_of_parts(reader).get_by_role("link", name="A plan for a hard night").click()
    words = field(reader, "safety_plan.signs")
    words.fill(f"{MARK} and then the second glass, and the song that will not stop")
    words.press("End")
    words.press("Enter")

    assert words.input_value().endswith("stop")
    seen = "(one) => [one.scrollWidth <= one.clientWidth, one.scrollHeight <= one.clientHeight]"
    assert words.evaluate(seen) == [True, True]

    words.evaluate(AS_OLDER_BROWSERS)
    reader.set_viewport_size(WIDE)
    words.press("Space")
    reader.set_viewport_size(PHONE)
    reader.wait_for_function(f"(one) => ({seen})(one).every(Boolean)", arg=words.element_handle())


def test_on_a_phone_no_part_of_the_short_way_is_longer_than_three_screens(
    reader: Page, book: Book
) -> None:
    """For the example reader, who has answered everything, on every page."""
    reader.set_viewport_size(PHONE)
    longest = SCREENS * PHONE["height"]
    too_long = {}
    begun_anew = f"?{ANEW}={AGAIN}"  # other tests may have been there
    start = book.address(STAGES[0].number).replace("/render/", "/render/example/")
    reader.goto(start + begun_anew)
    is_ready(reader)
    for stage in STAGES:
        if stage != STAGES[0]:
            go(reader, stage.number)
        found = reader.evaluate(HEIGHTS)
        assert len(found) > 3
        too_long |= {f"{stage.number} {name}": high for name, high in found if high > longest}

    assert too_long == {}


def test_on_a_phone_words_in_a_table_have_the_width_of_their_card(reader: Page, book: Book) -> None:
    reader.set_viewport_size(PHONE)
    reader.goto(book.address("05").replace("/render/", "/render/example/") + "#slow.ladder")
    is_ready(reader)

    widths = """(row) => [...row.querySelectorAll('select, textarea')].map(
      (field) => Math.round(10 * field.offsetWidth / row.clientWidth))"""

    assert question(reader, "slow.ladder").locator(".rc-row").first.evaluate(widths) == [9, 9]
