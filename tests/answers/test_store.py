"""The file with the answers: what it promises to keep."""

import multiprocessing
import sqlite3
import stat
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from time import tzset
from typing import Any

import pytest

from reconnect_widgets import log, number, scale, text
from reconnect_widgets.answers import migrations
from reconnect_widgets.answers.answer import Answer
from reconnect_widgets.answers.store import Store
from reconnect_widgets.exceptions import PlaceError, StoreError, StoreNewer
from reconnect_widgets.places import answers_path, data_folder
from reconnect_widgets.prompts import Prompt
from reconnect_widgets.rules.record import Record
from reconnect_widgets.rules.snapshot import Snapshot

NOTE = text("note.words", "What is on your mind?")
PULL = scale("space.pull", "How strong?", "Hardly", "Often", "Always")
URGES = log("urge.log", "Urges", number("strength", "How strong?"))
NOON = datetime(2026, 3, 18, 12).astimezone()


def save(store: Store, prompt: Prompt, value: Any, at: datetime = NOON, **more: Any) -> Answer:
    """Save on page 01 in one visit, at a fixed time."""
    return store.save(prompt, value, page="01", visit=more.pop("visit", "v"), at=at, **more)


def test_an_answer_is_there_for_the_next_page(tmp_path: Path) -> None:
    """What one store wrote, another one reads."""
    first = Store(tmp_path / "a.sqlite3")
    save(first, NOTE, "rain 🌧 ‮rtl\x00")
    second = Store(tmp_path / "a.sqlite3")

    assert second.latest("note.words").value == "rain 🌧 ‮rtl\x00"


def test_within_a_visit_an_answer_is_updated(store: Store) -> None:
    """Typing a sentence is one answer, not forty."""
    answer = save(store, NOTE, "I")
    answer = save(store, NOTE, "I wonder", NOON + timedelta(minutes=1), replaces=answer)

    assert [row.value for row in store.history("note.words")] == ["I wonder"]
    assert answer.answered_at == NOON


def test_on_a_later_day_an_answer_becomes_history(store: Store) -> None:
    """Self-assessments have a past."""
    first = save(store, PULL, 2)
    save(store, PULL, 1, NOON + timedelta(days=1), replaces=first)

    assert [row.value for row in store.history("space.pull")] == [2, 1]
    assert store.latest("space.pull").value == 1
    assert store.before("space.pull", (NOON + timedelta(days=1)).date()).value == 2


def test_two_tabs_the_later_change_wins_and_the_earlier_stays(store: Store) -> None:
    """Neither tab's words are lost."""
    mine = save(store, NOTE, "first tab")
    save(store, NOTE, "second tab", NOON + timedelta(seconds=5), visit="other")
    save(store, NOTE, "first again", NOON + timedelta(seconds=9), replaces=mine)

    assert store.latest("note.words").value == "first again"
    assert [row.value for row in store.history("note.words")] == [
        "first tab",
        "second tab",
        "first again",
    ]


def test_a_draft_that_waited_does_not_push_aside_a_later_answer(store: Store) -> None:
    """A draft from an old tab goes into the history at its own time."""
    save(store, NOTE, "later")
    save(store, NOTE, "an old draft", NOON - timedelta(hours=1), visit="old")

    assert store.latest("note.words").value == "later"
    assert store.history("note.words")[0].value == "an old draft"


def test_an_answer_keeps_the_question_as_it_was_asked(store: Store) -> None:
    """A reworded question does not change what was answered before."""
    save(store, PULL, 1)
    save(
        store,
        scale("space.pull", "New words", "None", "Some", "Much", "All"),
        1,
        NOON + timedelta(days=1),
    )

    old, new = store.history("space.pull")
    assert (old.words, old.options["1"]) == ("How strong?", "Often")
    assert (new.words, new.options["1"]) == ("New words", "Some")


def test_rows_of_a_log_are_kept_one_by_one(store: Store) -> None:
    """Rows added in two tabs are both there; a removed one is gone and stays in the history."""
    save(store, URGES, {"strength": 7}, entry="a")
    save(store, URGES, {"strength": 3}, entry="b", visit="other")
    save(store, URGES, {"strength": 6}, NOON + timedelta(days=1), entry="a")
    save(store, URGES, None, NOON + timedelta(days=1), entry="b")

    assert [(row.entry, row.value) for row in store.entries("urge.log")] == [("a", {"strength": 6})]
    assert len(store.history("urge.log")) == 4


def test_a_form_can_ask_for_the_newest_rows_alone(store: Store) -> None:
    """A log of many years does not slow its page down."""
    for row in range(30):
        save(store, URGES, {"strength": row}, NOON + timedelta(minutes=row), entry=f"r{row}")
    save(store, URGES, {"strength": 99}, NOON + timedelta(days=1), entry="r0")

    assert [row.entry for row in store.entries("urge.log", 3)] == ["r27", "r28", "r29"]
    assert len(store.entries("urge.log")) == 30


def test_what_came_back_from_a_copy_stands_where_its_time_is(store: Store, tmp_path: Path) -> None:
    """Restoring an older copy moves nothing that was written since to a later place."""
    older = Store(tmp_path / "older.sqlite3")
    for count, page in ((0, "05"), (1, "06")):
        at = NOON + timedelta(minutes=count)
        older.save(URGES, {"strength": count}, page="01", visit="v", entry=f"old{count}", at=at)
        older.save(NOTE, f"old {count}", page=page, visit="v", at=at)
    save(store, NOTE, "new", NOON + timedelta(days=3))
    save(store, URGES, {"strength": 9}, NOON + timedelta(days=3), entry="new")
    save(store, URGES, {"strength": 5}, NOON - timedelta(days=3), entry="first")

    store.add(older.every())

    newest = store.newest_before("another visit", date.min)
    assert (newest.question, newest.entry) == ("urge.log", "new")
    rows = ["first", "old0", "old1", "new"]
    assert [row.entry for row in store.entries("urge.log")] == rows
    assert [row.entry for row in store.entries("urge.log", 2)] == rows[2:]
    listed = [(answer.value, count) for answer, count in store.answered_on("01", limit=9)]
    assert listed[1] == ("new", 1)
    assert [value["strength"] for value, _ in (listed[0], *listed[2:])] == [9, 1, 0, 5]


def test_erasing_shows_the_latest_version_also_after_an_older_one_came_back(
    store: Store, tmp_path: Path
) -> None:
    """What the reader sees is what they answered last."""
    older = Store(tmp_path / "older.sqlite3")
    save(older, NOTE, "an old version")
    save(store, NOTE, "the latest", NOON + timedelta(days=3))

    store.add(older.every())

    ((note, versions),) = store.answered_on("01", limit=9)
    assert (note.value, versions) == ("the latest", 2)


def test_a_row_that_is_changed_later_keeps_its_place_in_the_log(store: Store) -> None:
    """The order is that in which rows were begun, also within one visit."""
    first = save(store, URGES, {"strength": 1}, entry="a")
    save(store, URGES, {"strength": 2}, NOON + timedelta(minutes=1), entry="b")
    at = NOON + timedelta(minutes=2)
    save(store, URGES, {"strength": 3}, at, entry="a", replaces=first)

    assert [row.entry for row in store.entries("urge.log")] == ["a", "b"]
    assert [row.entry for row in store.entries("urge.log", 1)] == ["b"]


@pytest.mark.parametrize(
    ("index", "read"),
    [
        ("answers_newest", lambda store: store.newest_before("another", date(2026, 1, 1))),
        ("COVERING INDEX answers_newest", lambda store: store.weeks_written([date(2026, 1, 5)])),
        ("COVERING INDEX answers_rows", lambda store: store.entries("urge.log", 3)),
        ("INDEX answers_said", lambda store: store.rows_saying_no(["urge.log"])),
    ],
)
def test_times_are_looked_up_and_not_sorted(
    store: Store, index: str, read: Callable[..., Any]
) -> None:
    """A million answers cost no more than a hundred."""
    asked = []
    save(store, URGES, {"strength": 1}, entry="a")
    store.keeper.db.set_trace_callback(asked.append)
    read(store)
    store.keeper.db.set_trace_callback(None)

    plan = " ".join(str(row) for row in store.keeper.db.execute(f"EXPLAIN QUERY PLAN {asked[-1]}"))

    assert index in plan
    assert "SCAN answers USING" in plan or "SCAN answers" not in plan
    assert "TEMP B-TREE" not in plan


def test_the_two_latest_days_are_laid_side_by_side(store: Store) -> None:
    """Each with its last answer, cleared ones left out."""
    for day, value in ((0, 0), (1, 1), (1, 2), (2, None), (3, 1)):
        save(store, PULL, value, NOON + timedelta(days=day, seconds=value or 0), visit=str(day))

    days = Record(store, NOON.date()).days("space.pull")

    assert [answer.value for answer in days] == [2, 1]


@pytest.mark.parametrize("zone", ["UTC", "Pacific/Auckland", "America/Los_Angeles"])
def test_weeks_in_which_something_was_written_are_told_from_others(
    store: Store, computer_in: Callable[[str], None], zone: str
) -> None:
    """Whatever was written, from the first minute of a reader's Monday to the last of their Sunday."""
    computer_in(zone)
    tzset()
    weeks = [date(2026, 3, 16) + timedelta(days=7 * week) for week in range(5)]
    written = [(1, 0), (3, 7)]  # weeks, and days after their Mondays
    for week, days in written:
        at = datetime.combine(weeks[week] + timedelta(days=days), time()).astimezone()
        save(store, PULL, 1, at - timedelta(minutes=1) if days else at, visit=str(week))
    given = Snapshot(store.every())

    for answers in (store, given):
        assert answers.weeks_written(weeks) == {weeks[1], weeks[3]}
        assert answers.weeks_written([]) == set()


def test_the_latest_answers_of_a_page_are_found_through_the_index(store: Store) -> None:
    """Reading a page does not read all answers ever given."""
    plan = " ".join(
        str(row)
        for row in store.keeper.db.execute(
            "EXPLAIN QUERY PLAN SELECT id FROM answers WHERE question = 'a' AND entry = '' "
            "ORDER BY changed_at DESC, id DESC LIMIT 1"
        )
    )

    assert "answers_latest" in plan
    assert "TEMP B-TREE" not in plan


def test_only_the_owner_can_read_the_folder_and_the_file(own_data_folder: Path) -> None:
    """Other users of the computer see nothing."""
    store = Store(answers_path())
    save(store, NOTE, "mine")

    assert stat.S_IMODE(own_data_folder.stat().st_mode) == 0o700
    for file in own_data_folder.iterdir():
        assert stat.S_IMODE(file.stat().st_mode) == 0o600, file.name


def test_a_folder_that_cannot_be_made_is_said_in_a_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A file where the folder should be is no reason for a traceback."""
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("RECONNECT_DATA", str(tmp_path / "file" / "folder"))

    with pytest.raises(PlaceError, match="cannot be used"):
        data_folder()


def test_a_damaged_file_is_set_aside_and_told_of(tmp_path: Path) -> None:
    """Nothing is overwritten, and the reader learns of it until it was read."""
    path = tmp_path / "answers.sqlite3"
    path.write_bytes(b"this was never a database" * 100)

    store = Store(path)
    save(store, NOTE, "new")

    aside = tmp_path / store.keeper.set_aside
    assert aside.read_bytes() == b"this was never a database" * 100
    assert "damaged" in aside.name
    store.keeper.forget_set_aside()
    assert Store(path).keeper.set_aside == ""


def test_a_file_with_a_damaged_page_is_set_aside(tmp_path: Path) -> None:
    """A hole in the middle of the file is found when it is opened."""
    path = tmp_path / "answers.sqlite3"
    store = Store(path)
    store.keeper.db.execute("PRAGMA synchronous = OFF")  # no power is cut here
    for number_ in range(300):
        save(store, NOTE, "x" * 500, NOON + timedelta(days=number_))
    store.keeper.db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    store.close()
    whole = bytearray(path.read_bytes())
    whole[8192:20480] = b"\xff" * 12288
    path.write_bytes(whole)

    assert Store(path).keeper.set_aside
    assert len(list(tmp_path.glob("answers-damaged-*.sqlite3"))) == 1


@pytest.mark.parametrize(
    "damage", [b'"\0ne"', b'"o\xcee"', b"oone!"], ids=["no letter", "half", "end"]
)
def test_a_file_in_which_words_are_none_any_more_is_set_aside_and_can_be_erased(
    tmp_path: Path, damage: bytes
) -> None:
    """SQLite finds nothing wrong with it, and with one such answer nothing could be erased."""
    path = tmp_path / "answers.sqlite3"
    with closing(Store(path)) as store:
        save(store, NOTE, "one")
    content = path.read_bytes().replace(b'"one"', damage)
    path.write_bytes(content)

    store = Store(path)

    assert (tmp_path / store.keeper.set_aside).read_bytes() == content
    store.erase_everything()
    assert not list(tmp_path.glob("answers-damaged-*"))


def test_a_newer_file_is_refused_and_not_touched(tmp_path: Path) -> None:
    """An older workbook leaves a newer file as it is."""
    path = tmp_path / "answers.sqlite3"
    Store(path).close()
    db = sqlite3.connect(path)
    db.execute("PRAGMA user_version = 99")
    db.close()
    before = path.read_bytes()

    with pytest.raises(StoreNewer, match="newer version"):
        Store(path)

    assert path.read_bytes() == before


def test_an_older_file_is_brought_up_to_date_with_a_backup_first(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The answers are the same after, and the file as it was lies beside it."""
    path = tmp_path / "answers.sqlite3"
    old = Store(path)
    save(old, NOTE, "before")
    old.close()
    steps = (*migrations.STEPS, lambda db: db.execute("ALTER TABLE answers ADD extra TEXT"))
    monkeypatch.setattr(migrations, "STEPS", steps)

    new = Store(path)

    assert new.latest("note.words").value == "before"
    (backup,) = tmp_path.glob("answers-before-step-*.sqlite3")
    assert stat.S_IMODE(backup.stat().st_mode) == 0o600
    kept = sqlite3.connect(backup)
    assert kept.execute("SELECT value FROM answers").fetchall() == [('"before"',)]
    assert new.keeper.db.execute("SELECT extra FROM answers").fetchall() == [(None,)]


def test_a_file_of_before_the_first_release_gets_what_it_has_not(tmp_path: Path) -> None:
    path = tmp_path / "answers.sqlite3"
    old = Store(path)
    save(old, NOTE, "before")
    shape = old.keeper.db.execute("SELECT sql FROM sqlite_master ORDER BY name").fetchall()
    old.keeper.db.execute("DROP INDEX answers_said")
    old.keeper.db.execute("PRAGMA user_version = 2")
    name = old.id
    old.close()

    new = Store(path)

    assert new.keeper.db.execute("SELECT sql FROM sqlite_master ORDER BY name").fetchall() == shape
    assert (new.id, new.latest("note.words").value) == (name, "before")


def test_a_step_that_fails_leaves_the_file_as_it_was(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A half-done step is rolled back whole."""
    path = tmp_path / "answers.sqlite3"
    old = Store(path)
    save(old, NOTE, "before")
    old.close()

    def half(db: sqlite3.Connection) -> None:
        db.execute("DROP TABLE answers")
        raise sqlite3.OperationalError("no")

    real = migrations.STEPS
    monkeypatch.setattr(migrations, "STEPS", (*real, half))
    with pytest.raises(StoreError):
        Store(path)

    monkeypatch.setattr(migrations, "STEPS", real)
    assert Store(path).latest("note.words").value == "before"


def _write_many(path: Path, name: str) -> None:
    store = Store(path)
    for count in range(100):
        store.save(NOTE, f"{name} {count}", page="01", visit=name)


def test_two_processes_writing_at_once_lose_nothing(tmp_path: Path) -> None:
    """Two pages are two kernels."""
    path = tmp_path / "answers.sqlite3"
    context = multiprocessing.get_context("spawn")
    writers = [context.Process(target=_write_many, args=(path, name)) for name in "ab"]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()

    assert [writer.exitcode for writer in writers] == [0, 0]
    assert len(Store(path).history("note.words")) == 200


def test_what_a_page_that_was_left_writes_late_does_not_undo_what_its_visit_typed_after(
    store: Store,
) -> None:
    """The next page's kernel may be the quicker one: then the first letters come after the sentence."""
    now = datetime.now(UTC)
    about = {"page": "01", "visit": "v"}
    first = store.save(NOTE, "What I", at=now - timedelta(seconds=1.2), **about)
    store.save(NOTE, "What I typed.", at=now - timedelta(seconds=0.9), **about)

    about["visit"] = "another tab"
    late = store.save(NOTE, "What I ty", at=now - timedelta(seconds=1), replaces=first, **about)
    assert store.latest(NOTE.id).value == "What I typed."
    store.save(NOTE, "What I typ", at=now - timedelta(seconds=0.95), replaces=late, **about)
    assert store.latest(NOTE.id).value == "What I typed."

    store.save(NOTE, "What I typed. And more", at=now, **about)
    assert store.latest(NOTE.id).value == "What I typed. And more"


def test_what_is_given_now_is_the_latest_though_the_clock_was_set_back(store: Store) -> None:
    """Also within one visit, and from whatever visit the other came."""
    now = datetime.now(UTC)
    for ahead, visit in ((3, "v"), (3600, "other")):
        store.save(NOTE, "ahead", page="01", visit=visit, at=now + timedelta(seconds=ahead))
        store.save(NOTE, f"now {visit}", page="01", visit="v", at=now)

        assert store.latest(NOTE.id).value == f"now {visit}"
