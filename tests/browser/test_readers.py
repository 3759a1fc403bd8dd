"""Readers in hard situations walk through all fourteen pages: what is there for them, and what is not."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from html import unescape

import nbformat
import pytest
from pages import FOLDER, READY, Book, check_safety, go, question, turn
from playwright.sync_api import Page, expect
from readers import LIST, cells, opened

from reconnect_widgets.answers.store import Store
from reconnect_widgets.declarations import form_plans, questions
from reconnect_widgets.page.session import Session
from reconnect_widgets.places import answers_path, notebooks_folder
from reconnect_widgets.prompts import Choice, Prompt
from reconnect_widgets.rules.holds import HOLDS
from reconnect_widgets.rules.safety_check import CHECK
from reconnect_widgets.stages import BY_NUMBER, STAGES, Stage

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
    "What I would do differently",
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
AWAITS_AN_ANSWER = ("What would be the best answer?", "and does talking go wrong?")
"""What asks as if an answer were still to come, or as if they were trying again."""

TAG = re.compile(r"</?[a-z][^>]*>")


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
        held="your safety comes first; there is, or may be, an order about contact",
        seen={
            "00": (
                "You got away.",
                "Something here was not safe",
                "An order may be about the children",
            ),
            "01": (
                "Space is for your safety here",
                "keep it in writing",
                "Keep to every word of the order",
            ),
            "02": ("this page does not ask you for mistakes",),
            "03": ("going back is another.",),
            "08": ("after you got away",),
            "09": ("that part is not shown to you",),
            "12": ("Please no sessions together",),
        },
        unseen=(
            *TAKES_THEIR_SIDE,
            "You said that they asked for no contact",
            "Building something with them again",
        ),
    ),
    "somebody who followed their ex": Situation(
        check={"harm": "Yes"},
        cause="quarrel",
        held="their safety comes first",
        seen={"00": ("It takes courage to say so",), "02": ("The table of mistakes is the place",)},
        unseen=("Your safety comes before this relationship", *AWAITS_AN_ANSWER),
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
        unseen=(
            "your limit is zero",
            "You said that they asked for no contact",
            *AWAITS_AN_ANSWER,
        ),
    ),
    "somebody of 58 with grown-up children": Situation(
        shared=("grown", "friends"),
        together="life",
        cause="drifted",
        has_tools=True,
        seen={
            "01": ("Your children are grown up",),
            "04": ("This page helps you write it",),
            "08": AWAITS_AN_ANSWER[:1],
            "11": ("Five and five",),
            "12": ("After many years together", *AWAITS_AN_ANSWER[1:]),
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
            "05": ("The tools for contact open once the safety check has an answer",),
            "11": ("That part is held for now",),
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


@pytest.mark.parametrize("kind", [FOLDER])
def test_somebody_who_fled_finds_what_is_for_them_on_all_pages_and_nothing_else(
    page: Page, book: Book
) -> None:
    one = READERS["somebody who fled"]
    with book.writing() as store:
        says_to(store, one)
    book.enter(page)
    check_safety(page, **one.check)
    for stage in STAGES:
        if stage.number != "00":
            turn(page, stage.number)
        has_what_is_theirs(page, one, stage.number)


@pytest.mark.parametrize("name", READERS)
def test_so_say_all_pages_to_each_of_them(name: str) -> None:
    """What they send to a browser, and what of the prose it leaves."""
    one = READERS[name]
    store = Store(answers_path())
    says_to(store, one)
    store.close()
    for stage in STAGES:
        session = gone_through(stage, one)
        holds_what_is_theirs(session, one)
        session.store.close()


def gone_through(stage: Stage, one: Situation) -> Session:
    """Open a page, and answer the check, or what is asked again."""
    session = opened(stage)
    for form in session.parts.forms:
        if set(form.prompts) == set(CHECK) or (form.plan.again and one.has_tools and form.html):
            answers = {asked: key_of(prompt, one) for asked, prompt in form.prompts.items()}
            session.heard(form, {"type": "check", "answers": answers})
    return session


def key_of(prompt: Prompt, one: Situation) -> str:
    """What a reader answers to a question of the check: calmly, unless their situation says otherwise."""
    assert isinstance(prompt, Choice)
    label = one.check.get(prompt.id.removeprefix("safety."))
    calm = "yes" if prompt.id == "safety.adult" else "no"
    return next((key for key, words in prompt.answers.items() if words == label), calm)


def prose_for(session: Session) -> list[str]:
    """The prose that a page leaves for its reader."""
    readers = session.masthead.map["readers"]
    hidden = {f"unless-{one}" for one in readers} | {"lab-only"}
    hidden |= {f"if-{one}" for one in ("shut", "fear") if one not in readers}
    return [
        cell.source
        for cell in cells(session.parts.stage)
        if cell.cell_type == "markdown" and not hidden & {*cell.metadata.get("tags", ())}
    ]


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
    """Somebody whose pages are held, and who finds no tool for contact."""
    words = " ".join((page.locator("main").text_content() or "").split())  # folded words, too
    for phrase in one.seen.get(number, ()):
        assert phrase in words, (number, phrase)
    for phrase in (*one.unseen, *COACHES):
        assert phrase.lower() not in words.lower(), (number, phrase)
    assert [tool for tool in TOOLS.get(number, ()) if question(page, tool).count()] == [], number
    tools = page.locator(".rc-builder, .rc-pair, .rc-copy-place, .rc-deck")
    assert tools.count() == (number == "06")
    if number in TOOLS:
        first = page.locator(".rc-masthead .rc-notice").first
        expect(first).to_contain_text(f"This page is held for now: {one.held}.", ignore_case=True)
        expect(page.locator(".rc-q[data-kind=reflection]").first).to_be_visible()


def tools_on(session: Session) -> list[str]:
    """The tools for contact that a page has for its reader."""
    drawn = " ".join(form.html for form in session.parts.forms)
    asked = TOOLS.get(session.parts.stage.number, ())
    return [tool for tool in asked if f'data-id="{tool}"' in drawn]


def text_of(html: str) -> str:
    return " ".join(unescape(TAG.sub("", html)).split())


def holds_what_is_theirs(session: Session, one: Situation) -> None:
    number, parts = session.parts.stage.number, session.parts
    first = session.masthead.html
    forms = [html for form in parts.forms for html in (form.html, form.after)]
    sent = [*prose_for(session), first, *forms, *(words.html for words in parts.words)]
    words = text_of(" ".join(sent))
    for phrase in one.seen.get(number, ()):
        assert phrase in words, (number, phrase)
    for phrase in (*one.unseen, *(() if one.has_tools else COACHES)):
        assert phrase.lower() not in words.lower(), (number, phrase)
    there = tools_on(session)
    assert there == (TOOLS.get(number, []) if one.has_tools else []), number
    if one.held and number in TOOLS:
        assert f"this page is held for now: {one.held}.".lower() in text_of(first).lower()
        assert 'data-kind="reflection"' in " ".join(forms)


def test_in_a_crisis_at_night_the_number_is_there_before_anything_else_is_answered(
    reader: Page, book: Book
) -> None:
    reader.set_viewport_size({"width": 390, "height": 844})
    reader.emulate_media(color_scheme="dark")
    crisis = question(reader, "safety.crisis")
    for said in ("I am not sure", "Yes"):
        crisis.get_by_role("radio", name="No", exact=True).check()
        expect(reader.locator(".rc-urgent.rc-at-once").first).to_be_hidden()
        crisis.get_by_role("radio", name=said, exact=True).check()
        expect(reader.get_by_text("Call or text somebody now.").first).to_be_in_viewport()
    lines = reader.locator(".rc-urgent.rc-at-once").first
    lines.get_by_role("combobox").select_option(label="United Kingdom")
    number = lines.get_by_role("link", name="Call 116 123")
    expect(number).to_be_in_viewport()
    expect(number).to_have_attribute("href", "tel:116123")
    assert [*book.store.every()] == []

    check_safety(reader, crisis="Yes")
    for number in ("01", "02"):
        turn(reader, number)
        first = reader.locator(".rc-masthead .rc-notice").first
        expect(first).to_contain_text("Are you safe right now?", timeout=READY)
        expect(first.get_by_role("link", name="Call 116 123")).to_be_in_viewport()
    expect(reader.get_by_role("navigation", name="All pages")).not_to_contain_text("held")


def test_in_a_crisis_every_page_begins_with_it() -> None:
    store = Store(answers_path())
    store.save(HOLDS, ["crisis"], page="00", visit="before")
    store.close()
    for stage in STAGES[1:]:
        session = opened(stage)
        first = text_of(session.masthead.html.split("rc-notice")[1])
        assert "Are you safe right now?" in first, stage.number
        assert "rc-own-lines" in session.masthead.html, stage.number
        session.store.close()


def test_a_no_that_was_answered_on_other_pages_holds_at_once(reader: Page, book: Book) -> None:
    check_safety(reader)
    go(reader, "03")
    question(reader, "ready.signs_no").get_by_label("They asked for space").check()
    expect(reader.get_by_text("Some pages are held: they asked for space.")).to_be_visible()
    question(reader, "ready.signs_no").get_by_label("They asked for space").uncheck()
    expect(reader.get_by_text("Some pages are held")).to_have_count(0)

    a_no_among_the_signs_is_met_and_then_nothing_is_weighed(reader)
    go(reader, "01")
    question(reader, "space.asked").get_by_label("No contact at all").check()
    expect(reader.get_by_text("Some pages are held: they asked for no contact.")).to_be_visible()


def a_no_among_the_signs_is_met_and_then_nothing_is_weighed(reader: Page) -> None:
    """What is known of the other person, and what would be best, is not asked after their answer."""
    a_no = question(reader, "ready.signs_no").get_by_label("They said no to trying again")
    hard = reader.locator(".rc-hard-moment")
    a_no.check()
    expect(hard).to_contain_text("That hurts.")
    a_no.uncheck()
    expect(hard).to_have_count(0)
    a_no.check()
    reader.get_by_role("button", name="I have written what I wanted").click()

    expect(reader.locator("[data-rc-focus]")).to_be_focused()
    slip = reader.get_by_role("button", name="That was a slip, remove it")
    expect(slip).to_be_visible()
    for asked in ("know", "signs_no", "signs_open", "best_them", "work"):
        expect(question(reader, f"ready.{asked}")).to_have_count(0)
    expect(reader.get_by_role("heading", name="What you miss")).to_be_visible()
    expect(question(reader, "ready.reasons")).to_be_visible()

    slip.click()
    expect(question(reader, "ready.know")).to_be_visible()
    expect(reader.locator("form", has=question(reader, "ready.signs_no"))).to_be_focused()
    expect(a_no).not_to_be_checked()


def test_the_three_questions_alone_open_nothing_in_a_fresh_workbook() -> None:
    for number in TOOLS:
        session = opened(BY_NUMBER[number])
        sent = [*(form.html for form in session.parts.forms), session.masthead.html]
        assert "safety.fear_now" not in " ".join(sent), number
        assert re.search(r"<a [^>]*>[^<]*safety check", " ".join(sent)), number
        assert tools_on(session) == [], number
        session.store.close()
