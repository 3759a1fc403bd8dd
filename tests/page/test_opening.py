"""How a page comes by answers that the browser keeps, when the page before it had them already."""

import json
import sys
from typing import Any

import pytest

from reconnect_widgets.answers import from_browser
from reconnect_widgets.answers.browser_lock import LENT
from reconnect_widgets.exceptions import StoreLocked
from reconnect_widgets.page.opening import Opening
from reconnect_widgets.prompts import reflection

WORDS = reflection("space.words", "What do you miss?")


class Browser:
    """Keeps what it is handed, and sends all of it with each hello."""

    def __init__(self) -> None:
        self.kept: dict[str, Any] = {"id": "a1", "erased": [], "answers": {}}

    def hello(self) -> Any:
        kept = self.kept | {"answers": dict(self.kept["answers"])}
        return {"type": "hello", "visit": "v", "area": "browser", "kept": kept}

    def keep(self, opening: Opening) -> None:
        assert opening.memory
        told = opening.memory.handed_over()
        assert told
        self.kept["answers"] |= told["put"]
        for name in told["drop"]:
            del self.kept["answers"][name]
        opening.memory.was_kept(told["no"])


@pytest.fixture
def browser(monkeypatch: pytest.MonkeyPatch) -> Browser:
    monkeypatch.setenv("RECONNECT_PLACE", "browser")
    monkeypatch.setattr(Opening, "_left", None)
    return Browser()


def opened(browser: Browser) -> Opening:
    opening = Opening()
    opening.greet(browser.hello())
    return opening


def write_elsewhere(browser: Browser, words: str) -> None:
    """Write in another tab, which has a process of its own."""
    left, Opening._left = Opening._left, None
    other = opened(browser)
    say(other, words)
    browser.keep(other)
    Opening._left = left


def say(opening: Opening, words: str) -> None:
    opening.store.save(WORDS, words, page="01", visit="v")


def words(opening: Opening) -> list[str]:
    return [answer.value for answer in opening.store.every()]


@pytest.fixture
def read(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The answers of a browser that were read."""
    texts: list[str] = []
    really = from_browser._read
    monkeypatch.setattr(from_browser, "_read", lambda text: texts.append(text) or really(text))
    return texts


def test_the_next_page_reads_only_what_it_does_not_know(browser: Browser, read: list[str]) -> None:
    write_elsewhere(browser, "one")
    first = opened(browser)
    say(first, "two")
    browser.keep(first)
    first.leave()

    second = opened(browser)

    assert words(second) == ["one", "two"]
    assert [json.loads(text)["value"] for text in read] == ["one"]


def test_what_another_tab_changed_or_dropped_meanwhile_is_as_the_browser_has_it(
    browser: Browser,
) -> None:
    first = opened(browser)
    say(first, "one")
    browser.keep(first)
    first.leave()
    write_elsewhere(browser, "two")
    second = opened(browser)
    second.leave()
    browser.kept["answers"] = {
        name: text for name, text in browser.kept["answers"].items() if '"two"' in text
    }

    third = opened(browser)

    assert words(third) == ["two"]
    assert third.memory
    assert third.memory.handed_over() is None


class Plain:
    """Stands in for a page's cryptography; keeps nothing secret."""

    def stretch(self, passphrase: str, salt: str, work: int) -> str:
        return passphrase

    def seal(self, key: str, name: str, words: str) -> str:
        return f"{key}/{name}/{words}".encode().hex()

    def unseal(self, key: str, name: str, sealed: str) -> str:
        start, words = f"{key}/{name}/", bytes.fromhex(sealed).decode()
        return words.removeprefix(start) if words.startswith(start) else ""


@pytest.fixture
def lent(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, LENT, Plain())  # type: ignore[arg-type]


def test_what_was_on_its_way_when_another_tab_took_the_lock_off_is_handed_over(
    browser: Browser, lent: None
) -> None:
    first = opened(browser)
    assert first.memory
    key = first.memory.lock("four calm words").hex()
    told = first.memory.handed_over()
    assert told
    browser.kept["lock"] = told["lock"]
    first.memory.was_kept(told["no"])
    say(first, "one")
    assert first.memory.handed_over()  # sealed, which the browser refuses
    del browser.kept["lock"]
    first.leave()
    second = Opening()
    second.greet(browser.hello() | {"key": key})
    second.leave()

    third = Opening()
    third.greet(browser.hello() | {"key": key})  # the page remembers it

    assert words(third) == ["one"]
    browser.keep(third)
    assert '"one"' in "".join(browser.kept["answers"].values())


def test_what_another_tab_erased_is_gone_though_this_one_wrote_it(browser: Browser) -> None:
    first = opened(browser)
    say(first, "one")
    browser.keep(first)
    first.leave()
    browser.kept["answers"] = {}

    second = opened(browser)

    assert words(second) == []
    assert second.memory
    assert second.memory.handed_over() is None


@pytest.mark.parametrize("is_erased", [False, True])
def test_what_was_on_its_way_to_the_browser_is_later_than_what_that_said_meanwhile(
    browser: Browser, is_erased: bool
) -> None:
    first = opened(browser)
    one = first.store.save(WORDS, "one", page="01", visit="v")
    browser.keep(first)
    if is_erased:
        first.store.erase_answer(WORDS.id)
    else:
        first.store.save(WORDS, "one and two", page="01", visit="v", replaces=one)
    assert first.memory
    assert first.memory.handed_over()
    first.leave()

    second = opened(browser)

    later = [] if is_erased else ["one and two"]
    assert words(second) == later
    browser.keep(second)
    assert [json.loads(text)["value"] for text in browser.kept["answers"].values()] == later


def test_what_arrived_is_known_by_what_the_browser_has(browser: Browser) -> None:
    """Its own word for it was for a page that was left."""
    first = opened(browser)
    say(first, "one")
    assert first.memory
    told = first.memory.handed_over()
    assert told
    browser.kept["answers"] |= told["put"]
    first.leave()

    second = opened(browser)

    assert second.memory
    assert second.memory.handed_over() is None
    second.leave()
    browser.kept["answers"] = {}
    assert words(opened(browser)) == []


def test_what_cannot_be_read_is_counted_once(browser: Browser) -> None:
    browser.kept["answers"] = {"b0": "{broken", "c1": '{"sealed":'}
    opened(browser).leave()

    second = opened(browser)

    assert second.memory
    assert second.memory.unread == 2
    second.leave()
    del browser.kept["answers"]["b0"]
    third = opened(browser)
    assert third.memory
    assert third.memory.unread == 1


def test_what_the_browser_could_not_write_is_handed_to_the_next_page(browser: Browser) -> None:
    first = opened(browser)
    say(first, "one")
    assert first.memory
    assert first.memory.handed_over()
    first.leave()

    second = opened(browser)

    assert words(second) == ["one"]
    browser.keep(second)
    assert '"one"' in "".join(browser.kept["answers"].values())


def test_other_answers_begin_anew(browser: Browser) -> None:
    first = opened(browser)
    say(first, "one")
    first.leave()
    browser.kept["id"] = "b2"

    assert words(opened(browser)) == []


def test_what_was_locked_needs_the_key_on_the_next_page_too(browser: Browser, lent: None) -> None:
    first = opened(browser)
    say(first, "one")
    assert first.memory
    first.memory.lock("four calm words")
    told = first.memory.handed_over()
    assert told
    browser.kept |= {"lock": told["lock"], "answers": told["put"]}
    first.leave()

    second = opened(browser)

    with pytest.raises(StoreLocked):
        words(second)
