"""Answers that a browser keeps: what comes from it is checked, and what changed goes back to it."""

import json
import sys
from base64 import b64decode, b64encode
from collections.abc import Iterator
from dataclasses import asdict
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from reconnect_widgets.answers.answer import as_fields
from reconnect_widgets.answers.browser_lock import LENT, KeptLock, is_sealed, lock_in
from reconnect_widgets.answers.from_browser import Kept, kept_in
from reconnect_widgets.answers.in_memory import InMemory
from reconnect_widgets.answers.store import Store
from reconnect_widgets.copies.json_copy import read_json, write_json
from reconnect_widgets.copies.restore import restore
from reconnect_widgets.days import now, today
from reconnect_widgets.exceptions import StoreErased, StoreError, StoreLocked
from reconnect_widgets.prompts import reflection, scale
from reconnect_widgets.rules.record import StoredRecord

PULL = scale("space.pull", "How strong?", "Hardly", "Often", "Always", better="low")
WORDS = reflection("space.words", "What do you miss?")
AT = datetime(2026, 3, 1, 12, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
AFTER = AT + MINUTE


class Browser:
    """Does with what it is handed what keeping.js does."""

    def __init__(self) -> None:
        self.id = "a1"
        self.erased: list[str] = []
        self.items: dict[str, str] = {}
        self.lock: KeptLock | None = None

    def message(self) -> dict[str, Any]:
        kept = {"id": self.id, "erased": self.erased, "answers": dict(self.items)}
        return {"kept": kept | ({"lock": asdict(self.lock)} if self.lock else {})}

    def told(self) -> Kept:
        """What a page tells its kernel of all that is kept now."""
        return kept_in(self.message())

    def open(self, key: bytes | None = None) -> Store:
        """Open a page: a kernel that knows nothing is filled."""
        return Store(InMemory(self.told(), key))

    def keep(self, store: Store) -> None:
        if told := store.keeper.handed_over():
            self.take(told)
            store.keeper.was_kept(told["no"])

    def take(self, told: dict[str, Any]) -> None:
        is_begun = told.get("anew") == self.id
        assert is_begun or told["store"] == self.id
        if "anew" in told and not is_begun:
            self.items, self.id, self.erased = {}, told["anew"], told["erased"]
        if "lock" in told and lock_in(told["lock"]) != self.lock:
            assert lock_in(told["was"]) == self.lock
            self.lock = lock_in(told["lock"])
        assert told["sealed"] == (self.lock.drafts if self.lock else "")
        for name in told["drop"]:
            self.items.pop(name, None)  # as a browser does
        self.items |= told["put"]


@pytest.fixture
def keeper() -> Browser:
    return Browser()


def save(store: Store, value: str, at: datetime | None = None, **how: Any) -> Any:
    return store.save(WORDS, value, page="01", visit="v", at=at, **how)


def test_what_was_saved_on_one_page_is_there_on_the_next(keeper: Browser) -> None:
    first = keeper.open()
    first.save(PULL, 2, page="01", visit="v", at=AT)
    save(first, "rain 🌧 <b>")
    keeper.keep(first)

    second = keeper.open()

    assert [*second.every()] == [*first.every()]
    assert second.keeper.handed_over() is None


def test_only_what_changed_is_handed_over(keeper: Browser) -> None:
    store = keeper.open()
    older = save(store, "one")
    keeper.keep(store)
    name = next(iter(keeper.items))

    store.save(WORDS, "two", page="01", visit="v", replaces=older)
    told = store.keeper.handed_over()

    assert told is not None
    assert list(told["put"]) == [name]
    assert json.loads(told["put"][name])["value"] == "two"
    assert store.keeper.handed_over() is None


def test_what_was_not_written_is_handed_over_once_more(keeper: Browser) -> None:
    store = keeper.open()
    save(store, "one")
    assert store.keeper.handed_over()
    assert store.keeper.handed_over() is None

    store.keeper.take(keeper.told())
    keeper.keep(store)

    assert [json.loads(text)["value"] for text in keeper.items.values()] == ["one"]
    store.keeper.take(keeper.told())
    assert store.keeper.handed_over() is None  # the browser has said that it has it


def test_what_could_not_be_written_is_not_handed_over(keeper: Browser) -> None:
    other, store = Browser().open(), keeper.open()
    answer = save(other, "marker")

    def cut_short() -> Iterator[Any]:
        yield answer
        raise OSError

    with pytest.raises(StoreError):
        store.add(cut_short())
    keeper.keep(store)

    assert [*store.every()] == []
    assert keeper.items == {}


def test_after_an_erasure_of_which_the_browser_did_not_say_that_it_is_written_nothing_is_lost(
    keeper: Browser,
) -> None:
    store = keeper.open()
    save(store, "marker")
    keeper.keep(store)
    store.erase_everything()
    told = store.keeper.handed_over()
    assert told
    keeper.take(told)
    save(store, "anew")
    store.keeper.handed_over()

    store.keeper.take(keeper.told())
    keeper.keep(store)

    assert [json.loads(text)["value"] for text in keeper.items.values()] == ["anew"]
    assert (keeper.id, keeper.erased) == (store.id, ["a1"])


def test_what_is_on_its_way_stays_so_when_another_tab_has_news(keeper: Browser) -> None:
    here, there = keeper.open(), keeper.open()
    save(here, "mine")
    assert here.keeper.handed_over()
    there.save(PULL, 2, page="01", visit="w")
    keeper.keep(there)

    here.keeper.take(Kept("a1", answers=keeper.told().answers))
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
    assert [answer.value for answer in keeper.open().every()] == ["anew"]


def test_what_another_tab_wrote_and_erased_arrives(keeper: Browser) -> None:
    here, there = keeper.open(), keeper.open()
    save(there, "from there")
    there.save(PULL, 2, page="01", visit="w")
    keeper.keep(there)
    (first, second) = keeper.items.items()

    here.keeper.take(Kept("a1", answers=keeper.told().answers))
    here.keeper.take(Kept("a1", gone=(first[0],)))

    assert [answer.value for answer in here.every()] == [json.loads(second[1])["value"]]
    assert here.keeper.handed_over() is None  # the browser knows all of it


def test_a_page_that_knows_other_answers_writes_nothing_more(keeper: Browser) -> None:
    store = keeper.open()
    store.keeper.take(Kept("b2", erased=("a1",)))

    with pytest.raises(StoreErased):
        save(store, "of before")

    store.accept()
    save(store, "of now")
    assert store.keeper.handed_over()["store"] == "b2"  # type: ignore[index]


def test_answers_come_from_ones_own_computer_and_go_back(
    keeper: Browser, store: Store, tmp_path: Path
) -> None:
    """What was restored is handed over."""
    own, mine, back = store, keeper.open(), Store(tmp_path / "back.sqlite3")
    save(own, "brought")

    for whence, to in ((own, mine), (mine, back)):
        copy = read_json(write_json(whence.every(), whence.id, now()).encode())
        assert restore(copy.answers, StoredRecord(to, today())) == 1
        keeper.keep(mine)

    given = [as_fields(answer) for answer in own.every()]
    assert [as_fields(answer) for answer in keeper.open().every()] == given
    assert [as_fields(answer) for answer in back.every()] == given
    back.close()


GOOD = {
    "question": "space.words", "entry": "", "page": "01", "kind": "reflection", "words": "What?",
    "options": {}, "value": "fine", "visit": "v", "day": "2026-03-01",
    "answered_at": "2026-03-01T12:00:00.000+00:00", "changed_at": "2026-03-01T12:00:00.000+00:00",
}  # fmt: skip


@pytest.mark.parametrize(
    "bad",
    [
        "", "{", "null", "[]", '"words"', "{}", "[" * 100_000,
        json.dumps({**GOOD, "value": 3}), json.dumps({**GOOD, "page": "99"}),
        json.dumps({**GOOD, "question": "'; DROP TABLE answers"}), json.dumps({**GOOD, "more": 1}),
        json.dumps({**GOOD, "changed_at": "2999-01-01T00:00:00.000+00:00"}),
    ],
)  # fmt: skip
def test_what_cannot_have_been_kept_is_let_be_and_counted(keeper: Browser, bad: Any) -> None:
    keeper.items = {"b0": bad, "c1": json.dumps(GOOD)}

    store = keeper.open()

    assert [answer.value for answer in store.every()] == ["fine"]
    assert store.keeper.unread == 1


def test_what_was_answered_while_the_clock_was_wrong_is_read(keeper: Browser) -> None:
    ahead = (datetime.now(UTC) + timedelta(days=400)).isoformat(timespec="milliseconds")
    keeper.items = {"b0": json.dumps({**GOOD, "changed_at": ahead}), "c1": json.dumps(GOOD)}

    store = keeper.open()

    assert [answer.value for answer in store.every()] == ["fine", "fine"]
    assert store.keeper.unread == 0
    assert save(store, "now").value == store.latest("space.words").value == "now"  # type: ignore[union-attr]


@pytest.mark.parametrize(
    "message",
    [
        {}, {"kept": None}, {"kept": []}, {"kept": {"id": 5}}, {"kept": {"id": "../x"}},
        {"kept": {"id": "", "answers": {}}},
    ],
)  # fmt: skip
def test_a_browser_that_names_no_answers_is_asked_for_a_moment(message: dict[str, Any]) -> None:
    with pytest.raises(StoreError, match="Please wait"):
        kept_in(message)


def test_names_and_lists_of_other_kinds_are_ignored(keeper: Browser) -> None:
    sent = {"id": "a1", "erased": [1, "b2", {}], "answers": {"../": "x"}, "gone": "all"}

    kept = kept_in({"kept": sent})

    assert kept == Kept("a1", erased=("b2",), unread={"../": "x"}, texts={"../": "x"})


@pytest.fixture
def lent(monkeypatch: pytest.MonkeyPatch) -> None:
    """What a page lends for the lock."""
    monkeypatch.setitem(sys.modules, LENT, Quick())  # type: ignore[arg-type]


class Quick:
    """Stands in for a page's cryptography; keeps nothing secret from anybody who looks."""

    def stretch(self, passphrase: str, salt: str, work: int) -> str:
        return sha256(f"{passphrase} {salt} {work}".encode()).hexdigest()

    def seal(self, key: str, name: str, words: str) -> str:
        return b64encode(f"{key} {name} {words}".encode()).decode()

    def unseal(self, key: str, name: str, sealed: str) -> str:
        try:
            opened = b64decode(sealed).decode()
        except ValueError:
            return ""
        start = f"{key} {name} "
        return opened.removeprefix(start) if opened.startswith(start) else ""


PASSPHRASE = "four calm words"


@pytest.fixture
def locked(keeper: Browser, lent: None) -> Store:
    """A locked store with one answer, of which the browser has all."""
    store = keeper.open()
    save(store, "marker")
    keeper.keep(store)
    store.keeper.lock(PASSPHRASE)
    keeper.keep(store)
    return store


def values(store: Store) -> list[Any]:
    return [answer.value for answer in store.every()]


def test_what_is_locked_lies_nowhere_open(keeper: Browser, locked: Store) -> None:
    save(locked, "marker two")
    keeper.keep(locked)

    assert len(keeper.items) == 2
    assert "marker" not in json.dumps(keeper.message())
    assert all(map(is_sealed, keeper.items.values()))


def test_the_passphrase_opens_it_however_its_letters_are_composed(
    keeper: Browser, lent: None
) -> None:
    store = keeper.open()
    save(store, "marker")
    store.keeper.lock("w\u00f6rds of mine")
    keeper.keep(store)

    assert keeper.lock
    assert keeper.lock.key_of("wo\u0308rds of mine") == store.keeper.key
    assert keeper.lock.key_of("words of mine") is None
    opened = keeper.open(store.keeper.key)
    assert values(opened) == ["marker"]
    assert opened.seals == store.seals
    assert len(store.seals) > 1  # the lock's own
    assert opened.keeper.handed_over() is None


@pytest.mark.parametrize("key", [None, b"x" * 32])
def test_without_its_key_nothing_is_opened_and_nothing_changed(
    keeper: Browser, locked: Store, key: bytes | None
) -> None:
    before = dict(keeper.items)

    with pytest.raises(StoreLocked):
        keeper.open(key)

    assert keeper.items == before


def test_another_passphrase_changes_no_answer(keeper: Browser, locked: Store) -> None:
    before, key = dict(keeper.items), locked.keeper.key

    locked.keeper.lock("other calm words")
    keeper.keep(locked)

    assert keeper.items == before
    assert locked.keeper.is_passphrase("other calm words")
    assert not locked.keeper.is_passphrase(PASSPHRASE)
    assert keeper.lock
    assert keeper.lock.key_of("other calm words") == key
    assert values(keeper.open(key)) == ["marker"]


LATER = json.dumps({**GOOD, "changed_at": "2999-01-01T00:00:00.000+00:00"})
"""Cannot be read."""


def test_what_cannot_be_read_is_locked_with_all_else_and_opened_with_it(
    keeper: Browser, lent: None
) -> None:
    keeper.items = {"b0": LATER}
    store = keeper.open()
    save(store, "marker")
    store.keeper.lock(PASSPHRASE)
    keeper.keep(store)
    assert all(map(is_sealed, keeper.items.values()))

    opened = keeper.open(store.keeper.key)
    assert opened.keeper.unread == 1
    opened.keeper.unlock()
    keeper.keep(opened)

    assert keeper.items["b0"] == LATER
    assert not any(map(is_sealed, keeper.items.values()))


def test_what_cannot_be_read_and_came_open_into_a_locked_workbook_is_sealed(
    keeper: Browser, locked: Store
) -> None:
    keeper.items["b0"] = LATER
    store = keeper.open(locked.keeper.key)

    keeper.keep(store)

    assert all(map(is_sealed, keeper.items.values()))
    assert store.keeper.handed_over() is None


def test_what_cannot_be_read_goes_with_everything_that_is_erased(
    keeper: Browser, lent: None
) -> None:
    keeper.items = {"b0": LATER}
    store = keeper.open()
    store.erase_everything()
    keeper.keep(store)

    store.keeper.lock(PASSPHRASE)
    keeper.keep(store)

    assert keeper.items == {}


def test_the_lock_is_taken_off(keeper: Browser, locked: Store) -> None:
    locked.keeper.unlock()
    keeper.keep(locked)

    assert keeper.lock is None
    assert locked.keeper.key is None
    assert values(keeper.open()) == ["marker"]


def test_what_was_sealed_while_another_tab_took_the_lock_off_is_there_after_the_next_lock(
    keeper: Browser, locked: Store
) -> None:
    there = keeper.open(locked.keeper.key)
    save(locked, "marker two")
    keeper.keep(locked)
    there.keeper.unlock()
    keeper.keep(there)

    locked.keeper.take(keeper.told())
    keeper.keep(locked)
    assert locked.keeper.unread == 0
    assert values(keeper.open()) == ["marker", "marker two"]
    locked.keeper.lock(PASSPHRASE)
    keeper.keep(locked)

    assert values(keeper.open(locked.keeper.key)) == ["marker", "marker two"]


def test_a_lock_that_was_not_written_is_handed_over_once_more(keeper: Browser, lent: None) -> None:
    store = keeper.open()
    save(store, "marker")
    keeper.keep(store)
    store.keeper.lock(PASSPHRASE)
    assert store.keeper.handed_over()
    store.keeper.take(keeper.told())
    assert store.keeper.key

    keeper.keep(store)

    assert keeper.lock
    assert "marker" not in str(keeper.items)


def test_a_lock_that_another_tab_took_off_stays_off_while_an_answer_is_on_its_way(
    keeper: Browser, lent: None
) -> None:
    here = keeper.open()
    here.keeper.lock(PASSPHRASE)
    turned = here.keeper.handed_over()
    assert turned
    keeper.take(turned)
    save(here, "marker")
    assert here.keeper.handed_over()  # there is no room for it
    here.keeper.was_kept(turned["no"])
    there = keeper.open(here.keeper.key)
    there.keeper.unlock()
    keeper.keep(there)

    here.keeper.take(keeper.told())
    keeper.keep(here)

    assert here.keeper.key is keeper.lock is None
    assert values(keeper.open()) == ["marker"]


def test_a_lock_says_in_place_of_which_it_stands(keeper: Browser, lent: None) -> None:
    """So that the one of a tab that was quicker stays, which alone opens what that has sealed."""
    here, there = keeper.open(), keeper.open()
    there.keeper.lock(PASSPHRASE)
    keeper.keep(there)

    here.keeper.lock("other calm words")

    told = here.keeper.handed_over()
    assert told
    assert told["was"] is None
    there.keeper.lock("other calm words")
    assert there.keeper.handed_over()["was"] == asdict(keeper.lock)  # type: ignore[index,union-attr]


def test_what_lies_open_in_a_locked_workbook_is_read_and_sealed(
    keeper: Browser, locked: Store
) -> None:
    """As after a lock that was cut short, or with the words of a tab that had not heard of it."""
    keeper.items["b0"] = json.dumps(GOOD)

    store = keeper.open(locked.keeper.key)
    keeper.keep(store)

    assert set(values(store)) == {"marker", "fine"}
    assert is_sealed(keeper.items["b0"])


def test_a_tab_that_hears_of_a_lock_needs_its_key(keeper: Browser, lent: None) -> None:
    here, there = keeper.open(), keeper.open()
    there.keeper.lock(PASSPHRASE)
    keeper.keep(there)

    with pytest.raises(StoreLocked):
        here.keeper.take(keeper.told())


def test_a_tab_that_hears_of_an_unlocking_hands_over_what_it_has(
    keeper: Browser, locked: Store
) -> None:
    """What it sealed last may have been written after the key was gone."""
    other = keeper.open(locked.keeper.key)
    save(other, "last")
    sealed = other.keeper.handed_over()
    assert sealed
    locked.keeper.unlock()
    keeper.keep(locked)
    keeper.items |= sealed["put"]

    other.keeper.take(keeper.told())
    keeper.keep(other)

    assert set(values(keeper.open())) == {"marker", "last"}


def test_words_saved_while_another_tab_takes_the_lock_off_are_not_those_of_before(
    keeper: Browser, locked: Store
) -> None:
    here = keeper.open(locked.keeper.key)
    before = save(here, "two")
    keeper.keep(here)
    locked.keeper.take(keeper.told())
    locked.keeper.unlock()
    keeper.keep(locked)
    news = keeper.told()
    save(here, "three", replaces=before)
    assert here.keeper.handed_over()  # which the browser refuses: it is sealed

    here.keeper.take(news)
    keeper.keep(here)

    assert values(here)[-1] == values(keeper.open())[-1] == "three"


def test_of_two_changes_to_an_answer_the_later_stays_everywhere(keeper: Browser) -> None:
    here = keeper.open()
    one = save(here, "one", AT)
    keeper.keep(here)
    there = keeper.open()
    save(here, "two", AFTER, replaces=one)
    told = here.keeper.handed_over()
    assert told
    save(there, "three", AFTER + MINUTE, replaces=there.latest(WORDS.id))
    keeper.keep(there)
    news = keeper.told()
    keeper.take(told)

    here.keeper.take(news)
    keeper.keep(here)

    assert values(here) == values(keeper.open()) == ["three"]


@pytest.mark.parametrize("erased_here", [True, False])
def test_what_one_tab_erases_while_another_writes_it_down_stays_erased(
    keeper: Browser, erased_here: bool
) -> None:
    here = keeper.open()
    one = save(here, "marker", AT)
    keeper.keep(here)
    there = keeper.open()
    (name,) = keeper.items
    if erased_here:
        here.erase_answer(WORDS.id)
        news = keeper.told()
    else:
        save(here, "marker two", AFTER, replaces=one)
        told = here.keeper.handed_over()
        assert told
        there.erase_answer(WORDS.id)
        keeper.keep(there)
        news = Kept("a1", gone=(name,))
        keeper.take(told)

    here.keeper.take(news)
    keeper.keep(here)

    assert [*here.every()] == []
    assert keeper.items == {}


def test_what_another_tab_wrote_later_stays_when_this_one_turns_the_lock(
    keeper: Browser, lent: None
) -> None:
    here, there = keeper.open(), keeper.open()
    save(here, "one", AT)
    keeper.keep(here)
    there.keeper.take(keeper.told())
    save(there, "two", AFTER, replaces=there.latest(WORDS.id))
    keeper.keep(there)
    news = keeper.told()
    here.keeper.lock(PASSPHRASE)
    told = here.keeper.handed_over()
    assert told
    keeper.take(told)  # "one", sealed, over "two"

    here.keeper.take(news)
    keeper.keep(here)

    assert values(here) == values(keeper.open(here.keeper.key)) == ["two"]


def test_what_the_key_does_not_open_is_let_be_and_counted(keeper: Browser, locked: Store) -> None:
    name, text = next(iter(keeper.items.items()))
    keeper.items |= {
        "b0": text,
        "c1": '{"sealed":',
        "d2": '{"sealed":7}',
    }  # of another place, and no seals

    store = keeper.open(locked.keeper.key)
    keeper.keep(store)

    assert values(store) == ["marker"]
    assert store.keeper.unread == 3
    assert keeper.items == {name: text, "b0": text, "c1": '{"sealed":', "d2": '{"sealed":7}'}


@pytest.mark.parametrize("lock", [{}, 5, {"salt": "no", "work": 99, "wrapped": [], "drafts": 3}])
def test_a_damaged_lock_is_a_lock(keeper: Browser, lent: None, lock: Any) -> None:
    kept = kept_in({"kept": {"id": "a1", "lock": lock}})

    assert kept.lock
    assert kept.lock.key_of(PASSPHRASE) is None
    with pytest.raises(StoreLocked):
        Store(InMemory(kept, b"x" * 32))


def test_erasing_everything_leaves_the_lock(keeper: Browser, locked: Store) -> None:
    locked.erase_everything()
    keeper.keep(locked)
    save(locked, "marker anew")
    keeper.keep(locked)

    assert keeper.lock
    assert "marker" not in str(keeper.items)
    assert values(keeper.open(locked.keeper.key)) == ["marker anew"]
