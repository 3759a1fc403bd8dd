"""What comes to lie beside the file with the answers: logs of SQLite's, and copies of others."""

import os
import shutil
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from asking import Ask, asked_often

from reconnect_widgets import text
from reconnect_widgets.answers.database import UNFINISHED, tell
from reconnect_widgets.answers.locked import make_key, salt_of
from reconnect_widgets.answers.neighbors import has_journal, unknown_copies
from reconnect_widgets.answers.store import Store
from reconnect_widgets.exceptions import StoreError, StoreLocked

NOTE = text("note.words", "What is on your mind?")
LETTER = text("space.letter", "A letter that is not sent")
NOON = datetime(2026, 3, 18, 12, tzinfo=UTC)
PASSPHRASE = "four calm words here"
DAYS = [f"day {day}" for day in range(10)]


@pytest.fixture(params=["plain", "locked"])
def key(request: pytest.FixtureRequest, path: Path) -> bytes | None:
    """The key to a file of ten answers, as it was before one computer became two."""
    store = Store(path)
    say(store, *DAYS)
    if request.param == "locked":
        pytest.importorskip("sqlcipher3")
        store.keeper.lock(PASSPHRASE)
    store.close()
    return store.keeper.key


@pytest.fixture
def path(tmp_path: Path) -> Path:
    (tmp_path / "here").mkdir()
    return tmp_path / "here" / "answers.sqlite3"


def say(store: Store, *said: str) -> None:
    day = len([*store.every()])
    for count, words in enumerate(said, start=day):
        store.save(NOTE, words, page="01", visit="v", at=NOON + timedelta(days=count))


def words(path: Path, key: bytes | None) -> list[str]:
    with closing(Store(path, key)) as store:
        return [answer.value for answer in store.every()]


def names(path: Path) -> list[str]:
    return sorted(file.name for file in path.parent.iterdir())


LEAVE = """
import json, os, signal, sys
sys.path[:0] = ["tests/support", "tests/answers"]
from pathlib import Path
from test_neighbors import Store, say

def leave(path, key, kind):
    store = Store(Path(path), bytes.fromhex(key) or None)
    if kind == "wal":  # as an older version had it
        store.keeper.refresh = lambda: None
        store.keeper.db.execute("PRAGMA journal_mode = WAL")
        say(store, *(f"logged {count}" for count in range(3)))
    elif kind == "commit":  # many pages were changed, so that the journal reaches the disk
        store.keeper.db.execute("PRAGMA cache_size = 2")
        store.keeper.db.execute("BEGIN IMMEDIATE")
        store.keeper.db.execute(
            "INSERT INTO answers (question, value, wording, visit, day, answered_at, changed_at) SELECT "
            "'note.new', value, wording, visit, day, answered_at, changed_at FROM answers LIMIT 1"
        )
        for number in range(70):
            store.keeper.db.execute("UPDATE answers SET value = value WHERE id = ?", (number,))
    else:
        store.keeper.db.execute("PRAGMA cache_size = 1")  # so that it is in the file before it is whole
        store.keeper.db.execute("BEGIN IMMEDIATE")
        store.keeper.db.execute("UPDATE answers SET value = ?", ('"' + "x" * 9000 + '"',))
    os.kill(os.getpid(), signal.SIGKILL)

for line in sys.stdin:
    if child := os.fork():
        print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), flush=True)
        continue
    try:
        leave(*json.loads(line))
    finally:
        os._exit(1)
"""
leaver: list[Ask] = []


@pytest.fixture(scope="module", autouse=True)
def _leaver() -> Iterator[None]:
    with asked_often("-c", LEAVE) as ask:
        leaver[:] = [ask]
        yield


def leave_a_log(path: Path, key: bytes | None, kind: str) -> Path:
    """Write some answers, or begin to, and die: the log stays behind."""
    died = leaver[0](path, key.hex() if key else "", kind)
    log = path.with_name(f"{path.name}-{'wal' if kind == 'wal' else 'journal'}")
    assert (int(died), log.stat().st_size > 0) == (-signal.SIGKILL, True)
    return log


def other_computer(path: Path) -> Path:
    """The same folder as it came to another computer."""
    other = path.parents[1] / "there" / path.name
    shutil.copytree(path.parent, other.parent)
    return other


def both_computers_wrote(path: Path, key: bytes | None, kind: str) -> list[str]:
    """Lay the other computer's log beside a file that was written to here; return what is in the file."""
    log = leave_a_log(other_computer(path), key, kind)
    with closing(Store(path, key)) as store:
        say(store, *(f"here {count}" for count in range(30)))
    before = words(path, key)
    shutil.copy(log, path.parent)
    return before


def test_what_a_killed_page_of_an_older_version_had_saved_is_brought_home(
    path: Path, key: bytes | None
) -> None:
    leave_a_log(path, key, "wal")

    with closing(Store(path, key)) as store:
        assert names(path) == [".opening.lock", path.name]
        assert store.keeper.set_aside == ""

    assert words(path, key)[-1] == "logged 2"


def test_what_a_killed_page_had_half_written_is_taken_back(path: Path, key: bytes | None) -> None:
    before = words(path, key)
    leave_a_log(path, key, "journal")

    assert words(path, key) == before
    assert names(path) == [".opening.lock", path.name]


def test_a_log_that_lies_open_beside_a_locked_file_stays_until_it_was_told_of(path: Path) -> None:
    """It may be all that is left of what was written on the other computer."""
    pytest.importorskip("sqlcipher3")
    with closing(Store(path)) as store:
        say(store, *DAYS)
    other = other_computer(path)
    log = leave_a_log(other, None, "journal")
    with closing(Store(path)) as store:
        key = store.keeper.lock(PASSPHRASE)
    shutil.copy(log, path.parent)

    with closing(Store(path, key)) as store:
        assert (path.parent / store.keeper.set_aside).read_bytes() == log.read_bytes()
    with closing(Store(path, key)) as store:
        assert (path.parent / store.keeper.set_aside).read_bytes() == log.read_bytes()
        assert store.keeper.is_aside_open
        store.keeper.forget_set_aside()
        assert store.keeper.set_aside == ""
        assert names(path) == [".opening.lock", path.name]

    assert words(path, key) == DAYS
    assert names(path) == [".opening.lock", path.name]


def test_each_journal_that_was_set_aside_is_told_of_in_its_turn(
    path: Path, key: bytes | None
) -> None:
    other = other_computer(path)
    with closing(Store(path, key)) as store:
        say(store, *(f"here {count}" for count in range(30)))
    logs = []
    for _ in range(2):
        log = leave_a_log(other, key, "journal")
        logs.append(log.read_bytes())
        shutil.copy(log, path.parent)
        Store(path, key).close()

    aside: list[bytes] = []
    with closing(Store(path, key)) as store:
        while store.keeper.set_aside:
            aside.append((path.parent / store.keeper.set_aside).read_bytes())
            store.keeper.forget_set_aside()

    assert aside == logs
    assert logs[0] != logs[1]


def test_a_locked_log_that_was_set_aside_stays_beside_a_locked_file(path: Path) -> None:
    pytest.importorskip("sqlcipher3")
    with closing(Store(path)) as store:
        say(store, "before")
        key = store.keeper.lock(PASSPHRASE)
    other = other_computer(path)
    say(Store(other, key), *(f"there {count}" for count in range(10)))
    log = leave_a_log(other, key, "journal").read_bytes()
    with closing(Store(path, key)) as store:
        say(store, *(f"here {count}" for count in range(30)))
    path.with_name("answers.sqlite3-journal").write_bytes(log)

    with closing(Store(path, key)) as store:
        aside = path.parent / store.keeper.set_aside
        assert not store.keeper.is_aside_open
        store.keeper.forget_set_aside()
    Store(path, key).close()

    assert aside.read_bytes() == log


@pytest.mark.parametrize("kind", ["journal", "wal"])
def test_a_log_that_comes_while_a_page_is_open_makes_no_answer_vanish(
    path: Path, key: bytes | None, kind: str
) -> None:
    other = other_computer(path)
    log = leave_a_log(other, key, kind)
    store = Store(path, key)
    say(store, *(f"here {count}" for count in range(30)))
    before = [answer.value for answer in store.every()]
    shutil.copy(log, path.parent)

    store.keeper.refresh()
    say(store, "goes on")

    assert [answer.value for answer in store.every()] == [*before, "goes on"]
    assert store.keeper.set_aside.endswith(kind)
    store.close()


@pytest.mark.parametrize("kind", ["journal", "wal"])
def test_a_journal_of_another_computer_makes_no_answer_vanish_and_is_told_of(
    path: Path, key: bytes | None, kind: str
) -> None:
    """SQLite would read the second in place of the file, whatever that says of itself."""
    before = both_computers_wrote(path, key, kind)

    with closing(Store(path, key)) as store:
        assert store.keeper.set_aside.endswith(kind)

    assert words(path, key) == before


def test_a_journal_of_another_computer_takes_no_single_answer_and_is_told_of(
    path: Path, key: bytes | None
) -> None:
    """What was being saved there was on its way; here one page changed meanwhile."""
    with closing(Store(path, key)) as store:
        for number in range(60):
            asked = text(f"other.q{number}", "What else?")
            store.save(asked, "x" * 600, page="01", visit="v", at=NOON)
    other = other_computer(path)
    leave_a_log(other, key, "commit")
    with closing(Store(path, key)) as store:
        latest = None
        for length in range(1, 60, 7):
            latest = store.save(LETTER, "L" * length, page="01", visit="w", replaces=latest)
    log = other.with_name("answers.sqlite3-journal").read_bytes()
    shutil.copy(other.with_name("answers.sqlite3-journal"), path.parent)

    with closing(Store(path, key)) as store:
        found = store.latest(LETTER.id)
        assert found
        assert found.value == "L" * 57
        assert (path.parent / store.keeper.set_aside).read_bytes() == log


@pytest.mark.parametrize("is_erasing", [False, True])
@pytest.mark.parametrize("key", ["plain"], indirect=True)
def test_a_journal_of_another_workbook_does_not_make_it_this_one(
    path: Path, key: None, is_erasing: bool
) -> None:
    """It holds no answer, but what the other file tells of itself, such as its id."""
    other = path.parents[1] / "there" / path.name
    other.parent.mkdir()
    with closing(Store(path, key)) as store:
        own = store.id
    with closing(Store(other)) as there:
        say(there, *words(path, key))
        db = there.keeper.db
        db.execute("PRAGMA synchronous = OFF")  # so that a journal is whole at once
        tell(db, UNFINISHED, "yes" if is_erasing else "")
        db.execute("BEGIN IMMEDIATE")
        tell(db, "set_aside", "nothing")
        shutil.copy(other.with_name("answers.sqlite3-journal"), path.parent)
        db.execute("ROLLBACK")

    with closing(Store(path, key)) as store:
        assert store.id == own
        assert store.keeper.set_aside.endswith("-journal")


def test_noise_in_a_log_sets_no_answer_aside(path: Path, key: bytes | None) -> None:
    before = words(path, key)
    path.with_name(f"{path.name}-journal").write_bytes(os.urandom(9000))

    assert words(path, key) == before


def test_a_wrong_passphrase_touches_no_log(path: Path) -> None:
    pytest.importorskip("sqlcipher3")
    with closing(Store(path)) as store:
        say(store, *DAYS)
        key = store.keeper.lock(PASSPHRASE)
    leave_a_log(path, key, "journal")
    before = {name: (path.parent / name).read_bytes() for name in names(path)}

    for wrong in (None, make_key("not this one", salt_of(path))):
        with pytest.raises(StoreLocked):
            Store(path, wrong)

    assert {name: (path.parent / name).read_bytes() for name in before} == before
    assert words(path, key) == DAYS


def test_a_page_that_is_writing_is_left_alone_by_one_that_opens(path: Path) -> None:
    with closing(Store(path)) as store:
        say(store, "before")
    program = (
        "import sqlite3, sys\n"
        "db = sqlite3.connect(sys.argv[1], isolation_level=None)\n"
        "db.execute('BEGIN IMMEDIATE'); db.execute('DELETE FROM answers')\n"
        "print('begun', flush=True); sys.stdin.readline(); db.execute('COMMIT')\n"
    )
    writer = subprocess.Popen(
        [sys.executable, "-c", program, str(path)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert writer.stdout
    writer.stdout.readline()

    assert words(path, None) == ["before"]
    assert path.with_name("answers.sqlite3-journal").exists()
    writer.communicate("go on\n")

    assert writer.returncode == 0
    assert words(path, None) == []


def test_a_copy_of_the_one_file_has_every_answer_while_pages_are_open(
    path: Path, key: bytes | None
) -> None:
    first, second = Store(path, key), Store(path, key)
    say(first, "from one page")
    say(second, "from another")

    shutil.copy(path, path.parents[1] / "backup.sqlite3")

    assert words(path.parents[1] / "backup.sqlite3", key)[-2:] == ["from one page", "from another"]
    first.close()
    second.close()


COPIES = (
    "answers (Anna's conflicted copy 2026-11-28).sqlite3",
    "answers (1).sqlite3",
    "answers 2.sqlite3",
    "answers-LAPTOP.sqlite3",
    "answers.sqlite3.bak",
    "answers.sqlite3~",
    "answers.sync-conflict-20261128-120000-ABCDEFG.sqlite3",
    ".answers.sqlite3.icloud",
    "Copy of answers.sqlite3",
)


def test_every_copy_of_a_program_that_syncs_is_named_and_none_of_ours(path: Path) -> None:
    with closing(Store(path)) as store:
        say(store, "mine")
    for name in (*COPIES, "answers-before-step-2-x.sqlite3", "answers.sqlite3-new", "key"):
        (path.parent / name).touch()

    assert {found.name for found in unknown_copies(path)} == {*COPIES}
    assert set(Store(path).keeper.unknown_copies()) == {*COPIES}


def test_a_link_to_the_file_stays_one_and_what_it_leads_to_is_locked(
    path: Path, tmp_path: Path
) -> None:
    pytest.importorskip("sqlcipher3")
    target = tmp_path / "elsewhere" / "mine.sqlite3"
    target.parent.mkdir()
    path.symlink_to(target)
    store = Store(path)
    say(store, "mine")

    key = store.keeper.lock(PASSPHRASE)

    assert path.readlink() == target
    assert words(target, key) == words(path, key) == ["mine"]
    with pytest.raises(StoreLocked):
        Store(target)
    assert names(target) == [".opening.lock", "mine.sqlite3"]


@pytest.mark.parametrize("folder", ["here", "elsewhere"])
def test_copies_beside_a_link_and_beside_the_file_are_named_and_the_link_is_none(
    path: Path, tmp_path: Path, folder: str
) -> None:
    target = tmp_path / folder / "my[1].sqlite3"
    target.parent.mkdir(exist_ok=True)
    path.symlink_to(target)
    with closing(Store(path)) as store:
        say(store, "mine")
    for copy in (path.with_name("answers (1).sqlite3"), target.with_name("my[1] 2.sqlite3")):
        copy.touch()
    (tmp_path / "way").symlink_to(path.parent)
    old = target.with_name("my[1]-before-step-3-2026-01-01-000000.sqlite3")
    old.touch()

    for way in (path, tmp_path / "way" / path.name):
        with closing(Store(way)) as store:
            assert [Path(name).name for name in store.keeper.unknown_copies()] == (
                ["answers (1).sqlite3", "my[1] 2.sqlite3"]
                if folder == "here"
                else ["my[1] 2.sqlite3", "answers (1).sqlite3"]
            )
            assert store.keeper.older_copies() == [old.name]


def test_a_link_that_leads_to_itself_is_said(path: Path) -> None:
    path.symlink_to(path)

    with pytest.raises(StoreError):
        Store(path)


def test_a_journal_without_its_file_is_no_log_to_bring_home(path: Path) -> None:
    path.with_name("answers.sqlite3-journal").write_bytes(os.urandom(600))

    assert not has_journal(path)


def test_the_file_is_there_at_every_moment_while_it_is_locked(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An older version would take what is there under no name of its own for what is left over."""
    pytest.importorskip("sqlcipher3")
    store = Store(path)
    say(store, "mine")
    there: list[bool] = []
    replace = Path.replace

    def look_first(file: Path, target: Path) -> Path:
        there.append(path.exists())
        return replace(file, target)

    monkeypatch.setattr(Path, "replace", look_first)
    store.keeper.lock(PASSPHRASE)

    assert there == [True]
    assert names(path) == [".opening.lock", path.name]


@pytest.mark.parametrize("came", [b"", b"SQLite format 3\0" + bytes(40)], ids=["empty", "begun"])
def test_what_comes_in_the_middle_of_an_exchange_does_not_cost_the_file(
    path: Path, key: bytes | None, came: bytes
) -> None:
    """A program that syncs begins files it will fill later; a disk without second names lets it."""
    before = words(path, key)
    path.rename(path.with_name("answers.sqlite3-old"))
    path.write_bytes(came)

    assert words(path, key) == before
    aside = [file.read_bytes() for file in path.parent.glob("*-damaged-*")]
    assert aside == ([came] if came and not key else [])  # nothing lies open beside a locked file
    assert not path.with_name("answers.sqlite3-old").exists()


def test_a_second_name_of_the_file_keeps_what_it_had_when_the_file_is_locked(
    path: Path, tmp_path: Path
) -> None:
    """A backup can be made of hard links; it is not ours to overwrite."""
    pytest.importorskip("sqlcipher3")
    store = Store(path)
    say(store, "mine")
    (tmp_path / "backup.sqlite3").hardlink_to(path)

    store.keeper.lock(PASSPHRASE)

    assert words(tmp_path / "backup.sqlite3", None) == ["mine"]


def test_a_disk_without_second_names_and_rights_can_hold_the_workbook_and_lock_it(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Such as a USB stick."""
    pytest.importorskip("sqlcipher3")

    def refuse(*_: object, **__: object) -> None:
        raise PermissionError(1, "Operation not permitted")

    for name in ("link", "chmod", "fchmod"):
        monkeypatch.setattr(os, name, refuse)
    store = Store(path)
    say(store, "mine")

    key = store.keeper.lock(PASSPHRASE)
    again = store.keeper.lock("another passphrase")
    assert key != again
    assert words(path, again) == ["mine"]
    store.keeper.unlock()

    assert words(path, None) == ["mine"]
    assert sqlite3.connect(path).execute("PRAGMA journal_mode").fetchone() == ("delete",)
