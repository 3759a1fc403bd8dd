"""Page 13 as a reader meets it: what comes first, where it leads, and that it fits."""

from datetime import UTC, datetime

from pages import (
    DOTS_AT_THE_EDGE,
    Book,
    ComingKernel,
    barriers,
    field,
    has_come,
    is_at,
    is_ready,
    question,
)
from playwright.sync_api import Page, expect

from reconnect_widgets.example.making import make_example

ADDED_UP = "Your answers are being added up."
MOST_WORDS = 1_300
"""Words that are seen of the summaries of twelve weeks, before anything is opened."""

PARTS = ("At a glance", "Day by day", "Then and now", "Urges and contact", "Readiness over time")


def test_a_wait_is_said_in_the_room_of_what_comes(book: Book, page: Page) -> None:
    """Then the surest comes first and leads to its figures, and a reader chooses how far to look back."""
    make_example(book.file, datetime.now(UTC))
    kernel = ComingKernel(page)
    page.goto(book.key_to("13"))
    has_come(page, "13")
    coming = page.get_by_role("status").filter(has_text=ADDED_UP)
    expect(coming).to_be_visible()
    room = page.locator(".rc-coming-first").bounding_box()
    assert room
    assert room["height"] > 200

    kernel.come()

    is_at(page, "13")
    expect(page.locator(".rc-sum > li").first).to_be_visible()
    expect(page.get_by_text(ADDED_UP)).to_have_count(0)
    expect(page.locator(".rc-coming")).to_have_count(0)

    the_surest_comes_first_and_leads_to_its_figures(page)
    it_has_no_barriers_in_light_dark_and_forced_colors(page)
    on_paper_its_last_dots_are_whole(page)
    a_reader_chooses_how_far_to_look_back(page)


def the_surest_comes_first_and_leads_to_its_figures(example: Page) -> None:
    sentences = example.locator(".rc-sum > li")
    expect(sentences).to_have_count(5)
    expect(sentences.first).to_contain_text("Since ")
    parts = [
        example.locator(".rc-section", has=example.get_by_role("heading", name=name))
        for name in PARTS
    ]
    words = sum(len(part.inner_text().split()) for part in parts)
    assert words < MOST_WORDS

    sentences.first.get_by_role("link").click()

    target = example.evaluate("location.hash.slice(1)")
    expect(example.locator(f'[id="{target}"]')).to_be_in_viewport()
    expect(example.locator(f'[id="{target}"]').get_by_role("img", name="How")).to_be_visible()


def a_reader_chooses_how_far_to_look_back(example: Page) -> None:
    rests_on = example.locator(".rc-sum small").first
    before = rests_on.inner_text()
    period = question(example, "journey.period")
    expect(period).to_have_accessible_description("Until you choose, all of it is shown.")

    period.get_by_label("4 weeks").check()

    expect(rests_on).not_to_have_text(before)
    expect(field(example, "checkin.mood")).to_be_attached()
    example.reload()
    is_at(example, "13")
    expect(period.get_by_label("4 weeks")).to_be_checked()
    expect(rests_on).not_to_have_text(before)


def it_has_no_barriers_in_light_dark_and_forced_colors(example: Page) -> None:
    for width in (390, 1280):
        example.set_viewport_size({"width": width, "height": 800})
        assert example.evaluate("document.documentElement.scrollWidth") <= width
        assert barriers(example) == []
    example.emulate_media(forced_colors="active")
    assert barriers(example, "color-contrast") == []
    example.emulate_media(color_scheme="dark", forced_colors="none")
    assert barriers(example, "color-contrast") == []
    example.emulate_media(color_scheme="light")


def on_paper_its_last_dots_are_whole(example: Page) -> None:
    """A sheet ends where they do."""
    example.emulate_media(media="print")
    rooms = example.evaluate(DOTS_AT_THE_EDGE)
    example.emulate_media(media="screen")

    assert len(rooms) > 5
    assert min(rooms) >= 0


def test_a_reader_chooses_which_example_to_see(page: Page, book: Book) -> None:
    book.enter(page, "13")
    with page.context.expect_page() as opened:
        page.get_by_role("link", name="See the reader who lets go").click()
    example = opened.value
    is_ready(example)

    expect(example.locator(".rc-map")).to_contain_text("5 held for now")
    example.reload()
    is_ready(example)
    expect(example.locator(".rc-map")).to_contain_text("5 held for now")
    expect(example.locator("main")).not_to_contain_text("who begins contact")
