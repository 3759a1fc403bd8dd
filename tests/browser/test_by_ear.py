"""What somebody hears who reads the workbook with a screen reader, step by step, in `by_ear.txt`.

Names, roles and what is announced come from the page as it is; how it is spoken is each reader's own.
"""

import re
from calendar import month_abbr
from pathlib import Path

import pytest
from pages import (
    Book,
    check_safety,
    field,
    go,
    is_ready,
    question,
    saved,
    turn,
)
from playwright.sync_api import Locator, Page, expect

from reconnect_widgets.stages import BY_NUMBER

KNOWN = Path(__file__).with_name("by_ear.txt")
LISTEN = """{
  globalThis.heard = [];
  const live = "[aria-live=polite], [role=status], [role=alert]";
  const isThere = (one) => one.checkVisibility() && !one.closest("[aria-hidden=true]");
  const spoken = (one) => {
    const shown = [...one.querySelectorAll("[aria-hidden=true]")];
    return shown.reduce((words, { innerText }) => words.replace(innerText, ""), one.innerText);
  };
  new MutationObserver((changes) => {
    const changed = changes.map(({ target }) => (target.closest ? target : target.parentElement));
    const said = new Set(changed.map((one) => one?.closest(live)));
    for (const one of said) {
      const words = one && isThere(one) ? spoken(one).replace(/\\s+/g, " ").trim() : "";
      if (words && heard.at(-1) !== words) heard.push(words);
    }
  }).observe(document, { subtree: true, childList: true, characterData: true });
}"""
LOST = """document.dispatchEvent(
  new CustomEvent("reconnect:connection", { detail: { state: "lost" } }))"""
PASSING = (
    (re.compile(r"\b\d{1,2}:\d\d( [AP]M)?\b"), "TIME"),
    (re.compile(r":(\n *- /url: .*)+"), ""),
    (re.compile(rf"\b({'|'.join(month_abbr[1:])})[a-z]* \d{{1,2}}(, \d{{4}})?\b"), "DATE"),
)


class Ear:
    """Writes down what is heard."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.lines: list[str] = []

    def step(self, words: str, *parts: str | Locator) -> None:
        """A step: where the focus is, what was announced since the last one, and parts as they are read."""
        self.lines += ["", f"# {words}"]
        focused = self.page.locator(":focus")
        if focused.count():
            (name, *_) = focused.aria_snapshot().removeprefix("- ").splitlines()
            self.lines.append(f"focus: {name}")
        said = set(self.page.evaluate("heard.splice(0)"))  # page and kernel speak in no fixed order
        self.lines += [f"said: {words}" for words in sorted(said)]
        for part in parts:
            found = self.page.locator(part) if isinstance(part, str) else part
            self.lines += found.aria_snapshot().splitlines()

    @property
    def transcript(self) -> str:
        text = "\n".join(self.lines).strip() + "\n"
        for passing, instead in PASSING:
            text = passing.sub(instead, text)
        return text


@pytest.fixture
def ear(page: Page, book: Book) -> Ear:
    page.add_init_script(LISTEN)
    book.enter(page)
    return Ear(page)


def test_the_whole_way_by_ear(ear: Ear, book: Book) -> None:
    page = ear.page
    ear.step("The workbook is opened", ".rc-bar", ".rc-turn")

    turn(page, "01")
    ear.step("Next", ".rc-turn")

    page.locator(".rc-pull-link").click()
    ear.step("The pull is strong", "#pull")
    page.locator("#pull label:visible", has_text="7").click()
    expect(page.locator("#pull .rc-saved")).to_have_attribute("data-state", "saved")
    ear.step("How strong it is", "#pull fieldset:visible", "#pull .rc-pull-foot")
    page.get_by_role("button", name="Go on").click()
    ear.step("What would help", "#pull")
    page.keyboard.press("Escape")
    ear.step("Back at the page")

    question(page, "space.pull").get_by_role("radio").nth(1).check()
    saved(page, "space.pull")
    ear.step("A point of a scale is chosen", question(page, "space.pull"))

    page.locator('[data-id="urge.log"] .rc-add').click()
    saved(page, "urge.log")
    strength = page.locator('[data-id="urge.log"] [open] [data-kind=number] input').first
    strength.fill("12")
    strength.blur()
    expect(page.locator('[data-id="urge.log"] .rc-error:not(:empty)').first).to_be_visible()
    strength.focus()
    ear.step("A number is too high", page.locator('[data-id="urge.log"] [open] .rc-number').first)

    question(page, "done.p01").get_by_role("checkbox").check()
    saved(page, "done.p01")
    ear.step("The page is done", question(page, "done.p01"))

    go(page, "04")
    ear.step("A page before the safety check", "main .rc-notice:visible >> nth=0", ".rc-map")

    go(page, "00")
    check_safety(page)
    ear.step("The safety check is done", "#holds")

    go(page, "04")
    field(page, "first.message").fill("Please please take me back, I beg you")
    expect(page.locator(".rc-marks li").first).to_be_visible()
    saved(page, "first.message")
    ear.step("The desk marks a draft", ".rc-marks")

    go(page, "00")
    check_safety(page, no_contact="They asked for no contact")
    go(page, "04")
    ear.step(
        "What is answered holds the page",
        "main .rc-notice:visible >> nth=0",
        '.rc-map [data-rc-page="04"]',
    )

    page.evaluate(LOST)
    expect(page.locator("#rc-line")).to_contain_text("lost touch")
    ear.step("The line to the workbook breaks", "#rc-line")

    page.goto(f"{book.server.origin}/voila/render/example/{BY_NUMBER['01'].file}")
    is_ready(page)
    ear.step("A chart", ".rc-chart >> nth=0", ".rc-chart-key >> nth=0")

    go(page, "09")
    ear.step("A page whose tools hold answers, all of it shown")

    assert ear.transcript == KNOWN.read_text("utf-8")
