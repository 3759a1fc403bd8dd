"""A lock on the file with the answers: what it hides, what it keeps, and what it never does."""

import errno
import sqlite3
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from quick_lock import ALL_ROUNDS
from traces import MARK, files_with

from reconnect_widgets import text
from reconnect_widgets.answers import in_file, locked, migrations
from reconnect_widgets.answers.locked import is_locked, make_key, salt_of
from reconnect_widgets.answers.store import Store
from reconnect_widgets.exceptions import StoreFull, StoreLocked

cipher = pytest.importorskip("sqlcipher3.dbapi2")

NOTE = text("note.words", "What is on your mind?")
PASSPHRASE = "four calm wörds 🌧 here"
NOON = datetime(2026, 3, 18, 12, tzinfo=UTC)


def save(store: Store, words: str, day: int = 0) -> None:
    store.save(NOTE, words, page="01", visit="v", at=NOON + timedelta(days=day))


def words(store: Store) -> list[str]:
    return [answer.value for answer in store.history(NOTE.id)]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "answers.sqlite3"


@pytest.fixture
def as_for_readers(monkeypatch: pytest.MonkeyPatch) -> None:
    """Stretch passphrases as often as another tool does."""
    monkeypatch.setattr(locked, "ROUNDS", ALL_ROUNDS)


@pytest.mark.usefixtures("as_for_readers")
def test_a_locked_file_opens_with_the_passphrase_in_any_tool_for_such_files(path: Path) -> None:
    store = Store(path)
    save(store, MARK)
    store.keeper.lock(PASSPHRASE)
    store.close()

    other = cipher.connect(str(path))
    other.execute(f"PRAGMA key = '{PASSPHRASE}'")

    assert other.execute("SELECT value FROM answers").fetchall() == [(f'"{MARK}"',)]
    other.close()


def test_nothing_of_a_locked_workbook_can_be_read_in_the_folder(path: Path) -> None:
    path.with_name("answers-before-step-2-x.sqlite3").write_text(MARK)
    path.with_name("answers-damaged-x.sqlite3").write_text(MARK)
    store = Store(path)
    save(store, MARK)
    assert len(files_with(path.parent)) == 3

    store.keeper.lock(PASSPHRASE)
    save(store, f"{MARK} again", day=1)

    assert files_with(path.parent) == []
    assert sorted(file.name for file in path.parent.iterdir()) == [
        ".opening.lock",
        "answers.sqlite3",
    ]


def test_locking_changing_and_unlocking_keep_every_answer(path: Path) -> None:
    store = Store(path)
    for day in range(50):
        save(store, f"{MARK} {day}", day)
    before, name = [*store.every()], store.id

    first = store.keeper.lock(PASSPHRASE)
    second = store.keeper.lock("another passphrase")
    assert [*Store(path, second).every()] == before
    with pytest.raises(StoreLocked):
        Store(path, first)
    store.keeper.unlock()

    assert not is_locked(path)
    assert ([*Store(path).every()], Store(path).id) == (before, name)


def test_a_wrong_passphrase_is_said_and_sets_nothing_aside(path: Path) -> None:
    Store(path).keeper.lock(PASSPHRASE)
    before = path.read_bytes()

    for key in (None, make_key("not this one", salt_of(path))):
        with pytest.raises(StoreLocked):
            Store(path, key)

    assert path.read_bytes() == before
    assert list(path.parent.glob("*damaged*")) == []


def lock_many(path: Path) -> bytes:
    """Leave a locked file of many pages, and return its key."""
    store = Store(path)
    for day in range(30):
        save(store, "x" * 5_000, day)
    key = store.keeper.lock(PASSPHRASE)
    store.close()
    return key


def test_a_locked_file_that_is_damaged_is_set_aside_only_for_who_has_the_key(path: Path) -> None:
    key = lock_many(path)
    whole = bytearray(path.read_bytes())
    whole[8192:20480] = b"\xff" * 12288
    path.write_bytes(whole)

    with pytest.raises(StoreLocked):
        Store(path)
    assert path.read_bytes() == whole
    opened = Store(path, key)

    aside = path.parent / opened.keeper.set_aside
    assert "damaged" in aside.name
    assert aside.read_bytes()[:4096] == whole[:4096]
    assert opened.keeper.key == key
    assert len(opened.seals) > 1


def test_what_is_begun_in_place_of_a_damaged_locked_file_is_locked_too(path: Path) -> None:
    key = lock_many(path)
    with path.open("r+b") as file:
        file.seek(8192)
        file.write(b"\xff" * 64)

    store = Store(path, key)
    save(store, MARK, 1)

    assert store.keeper.set_aside
    assert not files_with(path.parent, MARK)
    store.close()
    with pytest.raises(StoreLocked):
        Store(path)
    assert words(Store(path, make_key(PASSPHRASE, salt_of(path)))) == [MARK]


@pytest.mark.parametrize("days", [1, 30])
def test_noise_over_the_beginning_does_not_make_a_file_a_locked_one(path: Path, days: int) -> None:
    """Asked for a passphrase that never was, nobody could ever open it."""
    store = Store(path)
    for day in range(days):
        save(store, f"{day} " + "rain " * 1_000, day)
    store.close()
    whole = bytearray(path.read_bytes())
    whole[:4096] = Random(5).randbytes(4096)
    path.write_bytes(whole)

    opened = Store(path)

    assert words(opened) == []
    assert (path.parent / opened.keeper.set_aside).read_bytes() == whole
    opened.keeper.forget_set_aside()
    opened.keeper.lock(PASSPHRASE)
    assert is_locked(path)


def test_where_locking_fails_it_is_still_told_what_was_set_aside(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path.write_text("no file of answers")
    store = Store(path)
    aside = store.keeper.set_aside
    with monkeypatch.context() as full:
        full.setattr(in_file, "put_in_place", no_room)
        with pytest.raises(StoreFull):
            store.keeper.lock(PASSPHRASE)

    assert store.keeper.set_aside == aside != ""
    store.keeper.lock(PASSPHRASE)
    assert store.keeper.set_aside == ""


def no_room(*_: object) -> None:
    raise OSError(errno.ENOSPC, "no room")


def test_another_page_follows_when_the_file_is_locked_and_unlocked(path: Path) -> None:
    here, there = Store(path), Store(path)
    save(here, "before")
    key = here.keeper.lock(PASSPHRASE)

    with pytest.raises(StoreLocked):
        save(there, "no key yet", day=1)
    again = Store(path, key)
    save(again, "locked", day=2)
    here.keeper.unlock()
    save(again, "open again", day=3)

    assert words(Store(path)) == ["before", "locked", "open again"]


def test_a_page_that_held_the_old_file_takes_nothing_with_it_when_it_lets_go(path: Path) -> None:
    here, there = Store(path), Store(path)
    save(there, "before")
    key = here.keeper.lock(PASSPHRASE)
    save(here, "after", day=1)
    there.close()

    assert words(here) == ["before", "after"]
    assert words(Store(path, key)) == ["before", "after"]


@pytest.mark.usefixtures("as_for_readers")
def test_an_older_locked_file_is_brought_up_to_date_and_its_copy_is_locked_too(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    old = Store(path)
    save(old, MARK)
    key = old.keeper.lock(PASSPHRASE)
    old.close()

    def add_extra(db: sqlite3.Connection) -> None:
        db.execute("ALTER TABLE answers ADD extra TEXT")

    monkeypatch.setattr(migrations, "STEPS", (*migrations.STEPS, add_extra))

    assert words(Store(path, key)) == [MARK]
    (backup,) = path.parent.glob("answers-before-step-*.sqlite3")
    assert is_locked(backup)
    assert files_with(path.parent) == []
    kept = cipher.connect(str(backup))
    kept.execute(f"PRAGMA key = '{PASSPHRASE}'")
    assert kept.execute("SELECT value FROM answers").fetchall() == [(f'"{MARK}"',)]
    kept.close()


def test_whoever_has_no_lock_does_not_load_what_it_takes(path: Path) -> None:
    ask = (
        "import sys; from pathlib import Path; from reconnect_widgets.answers.store import Store\n"
        "Store(Path(sys.argv[1])); sys.exit('sqlcipher3' in sys.modules)"
    )

    subprocess.run([sys.executable, "-c", ask, str(path)], check=True)


def test_without_the_library_a_locked_file_says_what_is_missing(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    key = Store(path).keeper.lock(PASSPHRASE)
    for name in ("sqlcipher3", "sqlcipher3.dbapi2"):
        monkeypatch.setitem(sys.modules, name, None)

    with pytest.raises(StoreLocked, match="install the package sqlcipher3"):
        Store(path, key)


@settings(max_examples=15)
@given(said=st.lists(st.text(max_size=30), max_size=6), passphrase=st.text(min_size=1, max_size=20))
def test_any_words_and_any_passphrase_come_through_the_lock(
    said: list[str], passphrase: str, tmp_path_factory: pytest.TempPathFactory
) -> None:
    path = tmp_path_factory.mktemp("lock") / "answers.sqlite3"
    store = Store(path)
    for day, one in enumerate(said):
        store.save(NOTE, one, page="01", visit="v", at=NOON + timedelta(days=day))

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(locked, "ROUNDS", 1)  # with all of them it takes three times as long
        key = store.keeper.lock(passphrase)

        assert make_key(passphrase, salt_of(path)) == key
    assert words(Store(path, key)) == said
