"""Readers in hard situations walk through all fourteen pages: what is there for them, and what is not."""

from collections.abc import Mapping
from dataclasses import dataclass, field

import nbformat
import pytest
from pages import FOLDER, READY, SERVER, Book, answer_again, check_safety, is_ready, question, turn
from playwright.sync_api import Page, expect
from readers import LIST

from reconnect_widgets.answers.store import Store
from reconnect_widgets.declarations import form_plans, questions
from reconnect_widgets.places import notebooks_folder
from reconnect_widgets.rules.safety_check import CHECK
from reconnect_widgets.stages import STAGES

TAKES_THEIR_SIDE = (
    "mixed signals are hard on the one who was left",
    "a person you chose to leave",
    "The one who was left should not have to guess",
    "What was your part?",
    "fair friend of both of you",
    "Your part is only what you did yourself",
    "It may help you understand what the first ending was like for them",
    "They may need to hear why you went",
    "what might it say",
    "What you would do differently",
    "Would it be good for them?",
    "theirs to give",
    "Begging comes from pain",
    "For two people who both want to work on it",
    "has not made the relationship toxic",
    "Mediation.",
)
COACHES = (
    "This page helps you write it",
    "I will be in town on Saturday",
    "Five and five",
    "A soft start",
    "A good first message is short",
    "Choose daylight",
    "Give them time to believe it",
    "a ladder from small talk to trust",
    "You build your words from six parts",
)


def contact_tools() -> Mapping[str, list[str]]:
    """The questions that are tools for contact, by page."""
    found: dict[str, list[str]] = {}
    for stage in STAGES:
        plans = form_plans(nbformat.read(notebooks_folder() / stage.file, 4)).values()
        ids = [prompt.id for plan in plans if plan.contact for prompt in plan.prompts]
        if ids:
            found[stage.number] = ids
    return found


TOOLS = contact_tools()


@dataclass
class Situation:
    """What a reader says, and what they find."""

    check: Mapping[str, str] = field(default_factory=dict)
    who: str = "they"
    shared: tuple[str, ...] = ()
    together: str = "years"
    cause: str = "fighting"
    has_tools: bool = False
    held: str = ""
    """What stands first on the pages that lead to contact."""
    seen: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Words that are there, by page."""
    unseen: tuple[str, ...] = ()
    """Words that are on no page."""


READERS = {
    "somebody who fled": Situation(
        check={"fear": "Yes", "order": "I am not sure"},
        who="me",
        shared=("children",),
        cause="trust",
        held="your safety comes first and there is, or may be, an order about contact",
        seen={
            "00": (
                "You got away.",
                "Something here was not safe",
                "An order may be about the children",
            ),
            "01": ("Space means safety here", "keep it in writing", "Keep to the order"),
            "02": ("this page does not ask you for mistakes",),
            "08": ("after you got away",),
            "09": ("that part is not shown to you",),
            "12": ("Please no sessions together",),
        },
        unseen=(
            *TAKES_THEIR_SIDE,
            "You said that they asked for no contact",
        ),
    ),
    "somebody who followed their ex": Situation(
        check={"harm": "Yes"},
        cause="quarrel",
        held="their safety comes first",
        seen={"00": ("It takes courage to say so",), "02": ("The table of mistakes is the place",)},
        unseen=("Your safety comes before this relationship",),
    ),
    "a carer under one roof, who was told no": Situation(
        check={"no_contact": "They said no to getting back together"},
        shared=("care", "home"),
        cause="drifted",
        held="they said no to getting back together",
        seen={
            "00": (
                "You said that they said no. That hurts",
                "Only what the care and the home need goes on",
            ),
            "01": (
                "The care goes on, and so does the talk that it needs",
                "no contact at all is not possible.",
            ),
            "04": ("What the care or the home needs goes on",),
        },
        unseen=("your limit is zero", "You said that they asked for no contact"),
    ),
    "somebody of 58 with grown-up children": Situation(
        shared=("grown", "friends"),
        together="life",
        cause="drifted",
        has_tools=True,
        seen={
            "01": ("Your children are grown up",),
            "04": ("This page helps you write it",),
            "11": ("Five and five",),
            "12": ("After many years together",),
        },
        unseen=(
            "pickup",
            "not about them. Keep messages on",
            "Meet without the children",
            "Tell the children late",
        ),
    ),
    "somebody who says rather not say to everything": Situation(
        check=dict.fromkeys(
            (question.removeprefix("safety.") for question in CHECK), "Rather not say"
        ),
        seen={
            "00": ("You chose not to say. Only you know whether contact is safe.",),
            "03": ("You chose not to say. Only you know whether contact is safe.",),
            "04": ("You chose not to say. Only you know whether contact is safe.",),
            "05": ("The tools for contact stay away until the safety check has an answer",),
            "11": ("That part is shut for now",),
        },
        unseen=(
            "would be safe",
            "Nothing is held",
            "This page is held",
            "None of your answers holds a page",
        ),
    ),
    "somebody under 18": Situation(
        check={"adult": "No"},
        held="you are under 18",
        seen={"00": ("made for adults",), "12": ("A school counselor",)},
    ),
}


@pytest.mark.parametrize(
    ("kind", "name"),
    [(FOLDER if name == "somebody who fled" else SERVER, name) for name in READERS],
)
def test_each_finds_what_is_for_them_on_all_pages_and_nothing_else(
    reader: Page, book: Book, name: str
) -> None:
    one = READERS[name]
    says_how_it_was(book, one)
    reader.reload()
    is_ready(reader)
    check_safety(reader, **one.check)
    for stage in STAGES:
        if stage.number != "00":
            turn(reader, stage.number)
        if one.has_tools and question(reader, "safety.fear_now").count():
            answer_again(reader)
        has_what_is_theirs(reader, one, stage.number)


def says_how_it_was(book: Book, one: Situation) -> None:
    with book.writing() as store:
        says_to(store, one)


def says_to(store: Store, one: Situation) -> None:
    for name, value in (
        ("start.who", one.who),
        ("start.shared", list(one.shared) or None),
        ("start.together", one.together),
        ("start.contact", "none"),
        ("ready.main_reason", "love"),
    ):
        store.save(questions()[name][1], value, page="00", visit="before")
    store.save(LIST, {"cause": one.cause, "weight": 3}, page="00", visit="before", entry="r")


def has_what_is_theirs(page: Page, one: Situation, number: str) -> None:
    words = " ".join((page.locator("main").text_content() or "").split())  # folded words, too
    for phrase in one.seen.get(number, ()):
        assert phrase in words, (number, phrase)
    for phrase in (*one.unseen, *(() if one.has_tools else COACHES)):
        assert phrase.lower() not in words.lower(), (number, phrase)
    there = [tool for tool in TOOLS.get(number, ()) if question(page, tool).count()]
    if not one.has_tools:
        assert there == [], number
        assert page.locator(".rc-builder, .rc-pair, .rc-copy-place, .rc-deck").count() == (
            number == "06"
        )
    elif number in TOOLS:
        assert there == TOOLS[number]
    if one.held and number in TOOLS:
        first = page.locator(".rc-masthead .rc-notice").first
        expect(first).to_contain_text(f"This page is held for now: {one.held}.", ignore_case=True)
        expect(page.locator(".rc-q[data-kind=reflection]").first).to_be_visible()


def test_in_a_crisis_at_night_the_number_is_there_before_anything_else_is_answered(
    reader: Page, book: Book
) -> None:
    reader.set_viewport_size({"width": 390, "height": 844})
    reader.emulate_media(color_scheme="dark")
    crisis = question(reader, "safety.crisis")
    for said in ("I am not sure", "Yes"):
        crisis.get_by_role("radio", name="No", exact=True).check()
        expect(reader.locator(".rc-at-once").first).to_be_hidden()
        crisis.get_by_role("radio", name=said, exact=True).check()
        expect(reader.get_by_text("Call or text somebody now.").first).to_be_in_viewport()
    lines = reader.locator(".rc-at-once").first
    lines.get_by_role("combobox").select_option(label="United Kingdom")
    number = lines.get_by_role("link", name="Call 116 123")
    expect(number).to_be_in_viewport()
    expect(number).to_have_attribute("href", "tel:116123")
    assert book.store.history() == []

    check_safety(reader, crisis="Yes")
    for stage in STAGES[1:]:
        turn(reader, stage.number)
        first = reader.locator(".rc-masthead .rc-notice").first
        expect(first).to_contain_text("Are you safe right now?", timeout=READY)
        expect(first.get_by_role("link", name="Call 116 123")).to_be_in_viewport()
    expect(reader.get_by_role("navigation", name="All pages")).not_to_contain_text("held")


def test_a_no_that_was_answered_on_other_pages_holds_at_once(reader: Page, book: Book) -> None:
    check_safety(reader)
    book.open(reader, "03")
    question(reader, "ready.signs_no").get_by_label("They asked for space").check()
    expect(reader.get_by_text("Some pages are held: they asked for space.")).to_be_visible()
    question(reader, "ready.signs_no").get_by_label("They asked for space").uncheck()
    expect(reader.get_by_text("Some pages are held")).to_have_count(0)

    book.open(reader, "01")
    question(reader, "space.asked").get_by_label("No contact at all").check()
    expect(reader.get_by_text("Some pages are held: they asked for no contact.")).to_be_visible()


def test_the_three_questions_alone_open_nothing_in_a_fresh_workbook(
    reader: Page, book: Book
) -> None:
    for number, ids in TOOLS.items():
        book.open(reader, number)
        expect(question(reader, "safety.fear_now")).to_have_count(0)
        expect(reader.get_by_role("link", name="safety check").first).to_be_visible()
        assert not [tool for tool in ids if question(reader, tool).count()]
