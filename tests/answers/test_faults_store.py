"""The machine dies at any step, the disk is full, the folder is read-only, the clock goes back."""

import errno
import multiprocessing
import os
import shutil
import sqlite3
import subprocess
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest

pytest.importorskip("sqlcipher3")

import dying
from asking import Ask, asked_often
from dying import NOTE, opened
from traces import MARK, files_with

from reconnect_widgets.answers import database, neighbors
from reconnect_widgets.answers import in_file as answers_file
from reconnect_widgets.answers.locked import is_locked
from reconnect_widgets.answers.store import Store
from reconnect_widgets.exceptions import StoreError, StoreFull

NOON = datetime(2026, 3, 18, 12, tzinfo=UTC)


@pytest.fixture(autouse=True)
def quick_keys(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(answers_file, "make_key", dying.quick_key)


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Path]:
    """A folder in memory where there is one: who is killed need not wait for a disk."""
    memory = Path("/dev/shm")
    with TemporaryDirectory(dir=memory if os.access(memory, os.W_OK) else tmp_path) as folder:
        yield Path(folder)


def words(store: Store) -> list[str]:
    return [answer.value for answer in store.history(NOTE.id)]


@pytest.fixture(scope="module")
def dies() -> Iterator[Ask]:
    with asked_often(Path(dying.__file__)) as ask:
        yield ask


def deaths(dies: Ask, act: str, folder: Path, out: Path) -> Iterator[Path]:
    """What is left of a folder after a death at each step of an act, and after the whole of it.

    What a step left as the one before it is given once.
    """
    steps = int(dies(act, folder, out))
    assert steps > 10
    before: object = None
    for step in range(1, steps + 1):
        left = out / str(step)
        found = sorted((str(one.relative_to(left)), one.read_bytes()) for one in left.rglob("*"))
        if found != before:
            yield left
        before = found


def folder_with_answers(folder: Path, *, locked: bool) -> list[str]:
    """Make a folder with a past: answers, and an older copy that is not locked."""
    folder.mkdir()
    store = Store(folder / "answers.sqlite3")
    if locked:
        store.keeper.lock(dying.FIRST)
    for day in range(5):
        said = f"{MARK} {day}"
        store.save(NOTE, said, page="01", visit="v", at=NOON + timedelta(days=day))
    before = words(store)
    store.close()
    if not locked:
        (folder / "answers-before-step-2-2026-01-01-000000.sqlite3").write_text(MARK)
    return before


@pytest.mark.parametrize("locked", [False, True], ids=["plain", "locked"])
def test_a_death_while_saving_loses_nothing_that_was_acknowledged(
    place: Path, dies: Ask, locked: bool
) -> None:
    before = folder_with_answers(place / "folder", locked=locked)

    for left in deaths(dies, "save", place / "folder", place / "out"):
        said = left / "acknowledged"
        acknowledged = said.read_text().split("\n")[:-1] if said.exists() else []
        found = words(opened(left / "answers.sqlite3"))
        assert found[:5] == before
        assert found[5 : 5 + len(acknowledged)] == acknowledged
        assert len(found) <= 5 + len(acknowledged) + 1


@pytest.mark.parametrize(
    ("act", "locked"),
    [("lock", False), ("relock", True), ("unlock", True), ("migrate", False), ("migrate", True)],
)
def test_a_death_while_the_file_is_changed_keeps_every_answer(
    place: Path, dies: Ask, monkeypatch: pytest.MonkeyPatch, act: str, locked: bool
) -> None:
    before = folder_with_answers(place / "folder", locked=locked)
    steps = answers_file.migrate.__globals__["STEPS"]
    if act == "migrate":
        monkeypatch.setitem(answers_file.migrate.__globals__, "STEPS", (*steps, _add_extra))

    for left in deaths(dies, act, place / "folder", place / "out"):
        path = left / "answers.sqlite3"
        store = opened(path)
        assert words(store) == before
        assert store.keeper.set_aside == ""
        if is_locked(path):
            assert files_with(left) == []
        store.save(NOTE, "goes on", page="01", visit="v", at=NOON + timedelta(days=50))
        store.close()
        assert words(opened(path)) == [*before, "goes on"]
        assert not list(left.glob("*-new")) + list(left.glob("*-old"))


def _add_extra(db: Any) -> None:
    db.execute("CREATE TABLE IF NOT EXISTS extra (words TEXT)")


@pytest.mark.parametrize("locked", [False, True], ids=["plain", "locked"])
def test_a_death_while_erasing_leaves_all_or_no_trace(place: Path, dies: Ask, locked: bool) -> None:
    before = folder_with_answers(place / "folder", locked=locked)
    ends = set()

    for left in deaths(dies, "erase", place / "folder", place / "out"):
        store = opened(left / "answers.sqlite3")
        found = words(store)
        assert found in ([], before)
        if not found:
            assert files_with(left) == []
            assert store.keeper.older_copies() == []
        ends.add(len(found))

    assert ends == {0, len(before)}


def test_an_answer_that_is_given_after_the_clock_was_set_back_is_what_pages_show(
    store: Store,
) -> None:
    ahead = datetime.now(UTC) + timedelta(days=400)
    store.save(NOTE, "before", page="01", visit="v", at=ahead)

    given = store.save(NOTE, "after", page="01", visit="v")

    assert store.latest(NOTE.id).value == "after"
    assert words(store) == ["before", "after"]
    assert given.day == datetime.now().astimezone().date()


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of 600 kilobytes, where this process may mount one."""
    disk = tmp_path / "disk"
    disk.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=600k,mode=700", "tmpfs", str(disk)]
    if os.geteuid() or subprocess.run(mount, capture_output=True, check=False).returncode:
        pytest.skip("only root can mount a small disk")
    yield disk
    subprocess.run(["umount", "-l", str(disk)], check=True)


def test_a_full_disk_is_said_and_nothing_that_was_saved_is_lost(small_disk: Path) -> None:
    store = Store(small_disk / "answers.sqlite3")
    saved: list[str] = []

    def fill_the_disk() -> None:
        for count in range(1000):
            said = f"{count} " + "x" * 5000
            at = NOON + timedelta(days=count)
            store.save(NOTE, said, page="01", visit="v", at=at)
            saved.append(said)

    with pytest.raises(StoreFull, match="disk is full"):
        fill_the_disk()

    assert words(store) == saved
    with pytest.raises(StoreError):
        store.keeper.lock("a passphrase")
    with pytest.raises(StoreFull, match="nothing was changed"):
        store.erase_everything()
    assert not is_locked(store.keeper.path)
    assert words(store) == saved
    assert not list(small_disk.glob("*-new")) + list(small_disk.glob("*-old"))


def test_a_folder_that_became_read_only_is_said_and_what_is_in_it_stays(small_disk: Path) -> None:
    store = Store(small_disk / "answers.sqlite3")
    store.save(NOTE, "before", page="01", visit="v", at=NOON)
    store.close()
    subprocess.run(["mount", "-o", "remount,ro", str(small_disk)], check=True)

    with pytest.raises(StoreError, match="cannot be"):
        Store(small_disk / "answers.sqlite3").save(NOTE, "after", page="01", visit="v")

    subprocess.run(["mount", "-o", "remount,rw", str(small_disk)], check=True)
    assert words(Store(small_disk / "answers.sqlite3")) == ["before"]


@pytest.mark.skipif(not neighbors.HAS_LOCKS, reason="Windows has other locks")
@pytest.mark.parametrize("asked", ["flock", "lockf"])
def test_a_disk_on_which_no_file_can_be_locked_is_said_to_be_in_the_way(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, asked: str
) -> None:
    """Not another program, of which SQLite speaks then."""

    def refuse(*_: object) -> None:
        raise OSError(errno.ENOLCK, "No locks available")

    monkeypatch.setattr(f"fcntl.{asked}", refuse)

    with pytest.raises(StoreError, match="The disk with your answers cannot keep two pages apart"):
        Store(tmp_path / "answers.sqlite3")


def write_at_once(path: Path, name: str, count: int) -> None:
    store = Store(path)
    for number in range(count):
        at = NOON + timedelta(days=number)
        store.save(NOTE, f"{name} {number}", page="01", visit=name, at=at)


def test_two_processes_that_write_without_a_pause_lose_nothing(tmp_path: Path) -> None:
    path, count = tmp_path / "answers.sqlite3", 100
    context = multiprocessing.get_context("spawn")
    writers = [context.Process(target=write_at_once, args=(path, name, count)) for name in "ab"]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()

    assert [writer.exitcode for writer in writers] == [0, 0]
    assert len(Store(path).history(NOTE.id)) == 2 * count


READ: tuple[Callable[[Store], object], ...] = (
    lambda store: store.id,
    lambda store: store.latest(NOTE.id),
    lambda store: store.latest_of([NOTE.id]),
    lambda store: store.before(NOTE.id, date.max),
    lambda store: store.latest_of_kind(NOTE.kind),
    lambda store: store.history(NOTE.id),
    lambda store: list(store.every()),
    lambda store: store.answered_on("01", 1),
    lambda store: store.count_by_page(),
    lambda store: store.asked_on("01"),
    lambda store: store.pages_begun(),
    lambda store: store.tables(),
)


def test_a_file_that_another_program_holds_is_said_in_a_sentence_whatever_is_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(database, "WAIT_FOR_OTHERS", 0.01)
    store = Store(tmp_path / "answers.sqlite3")
    store.save(NOTE, "before", page="01", visit="v", at=NOON)
    with closing(sqlite3.connect(store.keeper.path, isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")

        for read in READ:
            with pytest.raises(StoreError, match="Another page or program was using"):
                read(store)

    assert all(read(store) is not None for read in READ)


@pytest.mark.parametrize("locked", [False, True], ids=["plain", "locked"])
def test_a_death_while_an_older_versions_file_is_opened_keeps_every_answer(
    place: Path, dies: Ask, locked: bool
) -> None:
    before = folder_with_answers(place / "folder", locked=locked)
    path = place / "folder" / "answers.sqlite3"
    store = opened(path)
    store.keeper.db.execute("PRAGMA journal_mode = WAL")
    store.keeper.db.execute("UPDATE answers SET visit = 'later'")
    store.keeper.db.execute("INSERT INTO about VALUES ('log', 'is there')")
    shutil.copytree(place / "folder", place / "left")
    store.close()

    for left in deaths(dies, "open", place / "left", place / "out"):
        store = opened(left / "answers.sqlite3")
        assert words(store) == before
        assert {answer.visit for answer in store.every()} == {"later"}
        assert store.keeper.set_aside == ""
        store.close()
        assert not list(left.glob("answers.sqlite3-*"))


@pytest.mark.parametrize("obstacle", ["a folder that refuses", "a lost disk"])
def test_a_passing_obstacle_closes_the_file_only_while_it_lasts(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, obstacle: str
) -> None:
    folder = tmp_path / "disk"
    folder.mkdir()
    store = Store(folder / "answers.sqlite3")
    store.save(NOTE, "before", page="01", visit="v", at=NOON)
    if obstacle == "a lost disk":
        folder.rename(tmp_path / "away")
    else:
        monkeypatch.setattr(answers_file, "has_journal", lambda _: True)
        monkeypatch.setattr(answers_file, "finish", _refuse)

    for _ in range(2):
        with pytest.raises(StoreError, match=r"not there|written to just now"):
            store.save(NOTE, "meanwhile", page="01", visit="v")
    if obstacle == "a lost disk":
        assert not folder.exists()
        (tmp_path / "away").rename(folder)
    monkeypatch.undo()
    store.save(NOTE, "after", page="01", visit="v")

    assert words(store) == ["before", "after"]


def test_a_link_to_a_disk_that_is_missing_begins_no_workbook(tmp_path: Path) -> None:
    path = tmp_path / "answers.sqlite3"
    path.symlink_to(tmp_path / "stick" / "answers.sqlite3")

    with pytest.raises(StoreError, match="Is a disk missing"):
        Store(path)

    assert not (tmp_path / "stick").exists()


def test_a_file_that_cannot_be_opened_after_a_lock_that_failed_is_opened_later(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = Store(tmp_path / "answers.sqlite3")
    store.save(NOTE, "before", page="01", visit="v", at=NOON)
    for step in ("put_in_place", "migrate"):
        monkeypatch.setattr(answers_file, step, _refuse)

    with pytest.raises(StoreError, match="written to just now"):
        store.keeper.lock("a passphrase")
    monkeypatch.undo()
    store.save(NOTE, "after", page="01", visit="v")

    assert words(store) == ["before", "after"]


def test_a_disk_that_fails_for_a_moment_makes_no_file_a_damaged_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """SQLite says of a page that could not be read that the file is broken."""
    path = tmp_path / "answers.sqlite3"
    Store(path).save(NOTE, "before", page="01", visit="v", at=NOON)
    really, failures = answers_file.require_sound, [database.Damaged]

    def fails_once(db: sqlite3.Connection, path: Path) -> None:
        if failures:
            raise failures.pop()
        really(db, path)

    monkeypatch.setattr(answers_file, "require_sound", fails_once)

    store = Store(path)

    assert not failures
    assert store.keeper.set_aside == ""
    assert words(store) == ["before"]


def _refuse(*_: object) -> None:
    raise PermissionError(errno.EACCES, "Permission denied")
