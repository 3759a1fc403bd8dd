"""Answers that a browser keeps: what comes from it is checked, and what changed goes back to it."""

import json
from datetime import UTC, datetime
from typing import Any

import pytest

from reconnect_widgets.browser_store import MOST_MEMORY, BrowserStore
from reconnect_widgets.exceptions import StoreErased, StoreError, StoreFull
from reconnect_widgets.kept import Kept, kept_in
from reconnect_widgets.prompts import reflection, scale

PULL = scale("space.pull", "How strong?", "Hardly", "Often", "Always", better="low")
WORDS = reflection("space.words", "What do you miss?")
AT = datetime(2026, 3, 1, 12, tzinfo=UTC)


class Browser:
    """Does with what it is handed what keeping.js does."""

    def __init__(self) -> None:
        self.id = "a1"
        self.erased: list[str] = []
        self.items: dict[str, str] = {}

    def message(self) -> dict[str, Any]:
        return {"kept": {"id": self.id, "erased": self.erased, "answers": dict(self.items)}}

    def open(self) -> BrowserStore:
        """Open a page: a kernel that knows nothing is filled."""
        kept = kept_in(self.message())
        assert kept
        return BrowserStore(kept)

    def keep(self, store: BrowserStore) -> None:
        if told := store.handed_over():
            self.take(told)
            store.was_kept(told["no"])

    def take(self, told: dict[str, Any]) -> None:
        is_begun = told.get("anew") == self.id
        assert is_begun or told["store"] == self.id
        if "anew" in told and not is_begun:
            self.items, self.id, self.erased = {}, told["anew"], told["erased"]
        for name in told["drop"]:
            del self.items[name]
        self.items |= told["put"]


@pytest.fixture
def keeper() -> Browser:
    return Browser()


def save(store: BrowserStore, value: str, at: datetime | None = None) -> Any:
    return store.save(WORDS, value, page="01", visit="v", at=at)


def test_what_was_saved_on_one_page_is_there_on_the_next(keeper: Browser) -> None:
    first = keeper.open()
    first.save(PULL, 2, page="01", visit="v", at=AT)
    save(first, "rain 🌧 <b>")
    keeper.keep(first)

    second = keeper.open()

    assert second.history() == first.history()
    assert second.handed_over() is None


def test_only_what_changed_is_handed_over(keeper: Browser) -> None:
    store = keeper.open()
    older = save(store, "one")
    keeper.keep(store)
    name = next(iter(keeper.items))

    store.save(WORDS, "two", page="01", visit="v", replaces=older)
    told = store.handed_over()

    assert told is not None
    assert list(told["put"]) == [name]
    assert json.loads(told["put"][name])["value"] == "two"
    assert store.handed_over() is None


def test_what_was_lost_on_the_way_is_handed_over_again(keeper: Browser) -> None:
    store = keeper.open()
    save(store, "one")
    lost = store.handed_over()
    assert lost
    assert store.handed_over() is None

    store.hand_over_again()
    keeper.keep(store)

    assert [json.loads(text)["value"] for text in keeper.items.values()] == ["one"]
    store.hand_over_again()
    assert store.handed_over() is None  # the browser has said that it has it


@pytest.mark.parametrize("arrived", [False, True])
def test_an_erasure_that_was_lost_on_the_way_is_handed_over_again(
    keeper: Browser, arrived: bool
) -> None:
    store = keeper.open()
    save(store, "marker")
    keeper.keep(store)
    store.erase_everything()
    told = store.handed_over()
    assert told
    if arrived:
        keeper.take(told)  # and the browser's word for it is lost
    save(store, "anew")
    store.handed_over()

    store.hand_over_again()
    keeper.keep(store)

    assert [json.loads(text)["value"] for text in keeper.items.values()] == ["anew"]
    assert (keeper.id, keeper.erased) == (store.id, ["a1"])


def test_what_is_on_its_way_stays_so_when_another_tab_has_news(keeper: Browser) -> None:
    here, there = keeper.open(), keeper.open()
    save(here, "mine")
    assert here.handed_over()  # and it is lost
    there.save(PULL, 2, page="01", visit="w")
    keeper.keep(there)

    here.take(Kept("a1", answers=kept_in(keeper.message()).answers))  # type: ignore[union-attr]
    here.hand_over_again()
    keeper.keep(here)

    assert {json.loads(text)["value"] for text in keeper.items.values()} == {"mine", 2}


def test_erasing_an_answer_drops_all_versions_of_it_from_the_browser(keeper: Browser) -> None:
    store = keeper.open()
    save(store, "marker one", AT)
    save(store, "marker two")
    store.save(PULL, 1, page="01", visit="v")
    keeper.keep(store)

    store.erase_answer(WORDS.id)
    keeper.keep(store)

    assert len(keeper.items) == 1
    assert "marker" not in "".join(keeper.items.values())


def test_erasing_everything_leaves_nothing_and_gives_the_answers_another_id(
    keeper: Browser,
) -> None:
    store = keeper.open()
    save(store, "marker")
    keeper.keep(store)

    store.erase_everything()
    keeper.keep(store)

    assert keeper.items == {}
    assert (keeper.id, keeper.erased) == (store.id, ["a1"])
    save(store, "anew")
    keeper.keep(store)
    assert [answer.value for answer in keeper.open().history()] == ["anew"]


def test_what_another_tab_wrote_and_erased_arrives(keeper: Browser) -> None:
    here, there = keeper.open(), keeper.open()
    save(there, "from there")
    there.save(PULL, 2, page="01", visit="w")
    keeper.keep(there)
    (first, second) = keeper.items.items()

    here.take(Kept("a1", answers=kept_in(keeper.message()).answers))  # type: ignore[union-attr]
    here.take(Kept("a1", gone=(first[0],)))

    assert [answer.value for answer in here.history()] == [json.loads(second[1])["value"]]
    assert here.handed_over() is None  # the browser knows all of it


def test_a_page_that_knows_other_answers_writes_nothing_more(keeper: Browser) -> None:
    store = keeper.open()
    store.take(Kept("b2", erased=("a1",)))

    with pytest.raises(StoreErased):
        save(store, "of before")

    store.accept()
    save(store, "of now")
    assert store.handed_over()["store"] == "b2"  # type: ignore[index]


def test_what_was_restored_is_handed_over(keeper: Browser) -> None:
    mine, other = keeper.open(), Browser().open()
    save(other, "brought")

    mine.add(other.history())
    keeper.keep(mine)

    assert [answer.value for answer in keeper.open().history()] == ["brought"]


GOOD = {
    "question": "space.words", "entry": "", "page": "01", "kind": "reflection", "words": "What?",
    "options": {}, "value": "fine", "visit": "v", "day": "2026-03-01",
    "answered_at": "2026-03-01T12:00:00.000+00:00", "changed_at": "2026-03-01T12:00:00.000+00:00",
}  # fmt: skip


@pytest.mark.parametrize(
    "bad",
    [
        "", "{", "null", "[]", '"words"', "{}", "[" * 100_000, 7, None,
        json.dumps({**GOOD, "value": 3}), json.dumps({**GOOD, "page": "99"}),
        json.dumps({**GOOD, "question": "'; DROP TABLE answers"}), json.dumps({**GOOD, "more": 1}),
        json.dumps({**GOOD, "changed_at": "2999-01-01T00:00:00.000+00:00"}),
    ],
)  # fmt: skip
def test_what_cannot_have_been_kept_is_let_be_and_counted(keeper: Browser, bad: Any) -> None:
    keeper.items = {"b0": bad, "c1": json.dumps(GOOD)}

    store = keeper.open()

    assert [answer.value for answer in store.history()] == ["fine"]
    assert store.unread == 1


@pytest.mark.parametrize(
    "message",
    [
        {}, {"kept": None}, {"kept": []}, {"kept": {"id": 5}}, {"kept": {"id": "../x"}},
        {"kept": {"id": "", "answers": {}}},
    ],
)  # fmt: skip
def test_a_browser_that_names_no_answers_brings_none(message: dict[str, Any]) -> None:
    assert kept_in(message) is None


def test_names_and_lists_of_other_kinds_are_ignored(keeper: Browser) -> None:
    sent = {"id": "a1", "erased": [1, "b2", {}], "answers": {"../": "x"}, "gone": "all"}

    kept = kept_in({"kept": sent})

    assert kept == Kept("a1", erased=("b2",), unread=1)


def test_there_is_no_lock_and_no_older_copy(keeper: Browser) -> None:
    store = keeper.open()

    assert store.older_copies() == []
    for turn in (lambda: store.lock("a passphrase"), store.unlock):
        with pytest.raises(StoreError):
            turn()


def test_a_browser_cannot_fill_the_memory(keeper: Browser) -> None:
    store = keeper.open()

    def fill() -> None:
        for number in range(400):
            save(store, f"{number} " + "x" * 100_000, AT.replace(minute=number % 60))

    with pytest.raises(StoreFull):
        fill()

    (pages,) = store._db.execute("PRAGMA page_count").fetchone()
    assert pages * 4096 <= MOST_MEMORY
    assert store.history()  # what was saved before is still there
