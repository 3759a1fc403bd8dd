"""Copies from the command line: whole or not at all, and never a word without being asked."""

import json
import os
import shutil
import signal
import subprocess
import sys
from contextlib import closing
from functools import partial
from pathlib import Path

import psutil
import pytest
from processes import environment, eventually, reconnect
from quick_age import use_quick_age

from reconnect_widgets.answers import passphrases
from reconnect_widgets.answers.locked import PAGE, make_key
from reconnect_widgets.answers.store import Store
from reconnect_widgets.copies.json_copy import write_json
from reconnect_widgets.copies.sealed import is_sealed
from reconnect_widgets.places import ANSWERS_FILE, answers_path
from reconnect_widgets.prompts import reflection, text

NAME = text("space.name", "A few words")


@pytest.fixture
def data(own_data_folder: Path) -> Path:
    """A data folder in which one question was answered."""
    store = Store(answers_path())
    store.save(NAME, "mine", page="01", visit="v")
    store.close()
    return own_data_folder


def value_in(folder: Path, key: bytes | None = None) -> object:
    store = Store(folder / ANSWERS_FILE, key)
    latest = store.latest(NAME.id)
    store.close()
    return latest and latest.value


def type_passphrases(monkeypatch: pytest.MonkeyPatch, *typed: str) -> None:
    waiting = iter(typed)
    monkeypatch.setattr(passphrases, "getpass", lambda _: next(waiting))


def run(*arguments: str | Path) -> int:
    from reconnect_widgets.cli import main

    return main([str(argument) for argument in arguments])


def test_a_copy_of_one_computer_comes_back_on_another(data: Path, tmp_path: Path) -> None:
    file = tmp_path / "notes.json"

    written = reconnect("export", file, data=data)
    asked = reconnect("restore", file, data=tmp_path / "other")
    told = reconnect("restore", file, "--yes", data=tmp_path / "other")

    assert (written.returncode, written.stderr) == (0, "")
    assert "It is not protected." in written.stdout
    assert file.stat().st_mode & 0o777 == 0o600
    assert asked.returncode == 1  # there is nobody to ask
    assert "1 answer would be added" in asked.stdout
    assert "1 answer brought back." in told.stdout
    assert value_in(tmp_path / "other") == "mine"


def test_an_encrypted_copy_comes_back_with_its_passphrase(
    data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "notes.json.age"
    use_quick_age(monkeypatch)
    type_passphrases(monkeypatch, "plain words", "plain words", "wrong", "plain words")

    assert run("export", file) == 0
    monkeypatch.setenv("RECONNECT_DATA", str(tmp_path / "other"))
    wrong = run("restore", file, "--yes")
    right = run("restore", file, "--yes")

    assert is_sealed(file.read_bytes())
    assert (wrong, right) == (1, 0)
    assert "Nothing was changed." in capsys.readouterr().err
    assert value_in(tmp_path / "other") == "mine"


def test_a_locked_workbook_asks_for_its_passphrase(
    data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "notes.json"
    store = Store(answers_path())
    key = store.keeper.lock("words of the lock")
    store.close()
    type_passphrases(monkeypatch, "words of the lock", "words of the lock")

    assert run("export", file) == 0
    whole = json.loads(file.read_text())
    whole["answers"][0] |= {"value": "later", "changed_at": "2026-02-01T00:00:00+00:00"}
    whole["answers"][0] |= {"question": "space.other"}
    file.write_text(json.dumps(whole))
    assert run("restore", file, "--yes") == 0

    store = Store(answers_path(), key)
    other = store.latest("space.other")
    store.close()
    assert other
    assert other.value == "later"
    assert key != make_key("words of the lock", b"0" * 16)


def test_a_table_is_parted_as_the_spreadsheet_wants_it(data: Path, tmp_path: Path) -> None:
    for separator, sign in {"comma": ",", "semicolon": ";"}.items():
        file = tmp_path / f"{separator}.csv"

        assert run("export", file, "--separator", separator) == 0
        assert file.read_text("utf-8-sig").startswith(f"when{sign}page{sign}")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("notes.txt",), ".html, .csv, .json"),
        (("notes",), ".html, .csv, .json"),
        (("notes.json", "--without", "secrets"), "kinds of answers are short"),
        (("notes.json", "--pages", "99"), "Pages are 00, 01"),
        (("there.json",), "is there already"),
        (("missing/notes.json",), "cannot be written"),
        (("notes.json", "--strange"), "See reconnect --help"),
        (("notes.csv", "--separator", "tab"), "See reconnect --help"),
        ((), "See reconnect --help"),
    ],
)
def test_what_cannot_be_done_is_said_and_leaves_no_file(
    arguments: tuple[str, ...],
    said: str,
    data: Path,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    (tmp_path / "there.json").write_text("before")
    file, *options = arguments or ("",)
    before = sorted(tmp_path.iterdir())

    code = run("export", *([tmp_path / file] if file else []), *options)

    assert code == 1
    assert said in capsys.readouterr().err
    assert sorted(tmp_path.iterdir()) == before
    assert (tmp_path / "there.json").read_text() == "before"


def test_passphrases_that_differ_or_are_short_write_nothing(
    data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    type_passphrases(monkeypatch, "plain words", "other words", "cat")

    for said in ("not the same", "8 characters or more"):
        assert run("export", tmp_path / "notes.csv.age") == 1
        assert said in capsys.readouterr().err
    assert not list(tmp_path.glob("*.age"))


@pytest.mark.parametrize("content", [b"\x89PNG", b'{"format": "reconnect-answers"'])
def test_a_file_that_is_no_copy_changes_nothing(
    content: bytes, data: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "other.json"
    file.write_bytes(content)

    assert run("restore", file, "--yes") == 1
    assert "Nothing was changed." in capsys.readouterr().err
    assert value_in(data) == "mine"


def test_a_huge_file_is_refused(
    data: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "huge.json"
    with file.open("wb") as huge:
        huge.truncate(100_000_000)

    assert run("restore", file, "--yes") == 1
    assert "larger than 64 MB" in capsys.readouterr().err


@pytest.mark.skipif(not Path("/dev/zero").exists(), reason="there is no endless file here")
def test_a_file_that_never_ends_is_refused(data: Path) -> None:
    said = reconnect("restore", "/dev/zero", "--yes", data=data)

    assert said.returncode == 1
    assert "larger than 64 MB" in said.stderr
    assert value_in(data) == "mine"


def asked_in_a_terminal(file: Path, data: Path) -> tuple[subprocess.Popen[bytes], int]:
    """Begin to restore a file in a terminal, and return once the question stands there."""
    terminal, inside = os.openpty()
    asking = subprocess.Popen(
        [sys.executable, "-m", "reconnect_widgets", "restore", str(file)],
        stdin=inside,
        stdout=inside,
        stderr=inside,
        env={**os.environ, **environment(data)},
        # As a shell starts it, whoever started the tests and with what signals.
        preexec_fn=partial(signal.signal, signal.SIGINT, signal.SIG_DFL),  # noqa: PLW1509
    )
    os.close(inside)
    said = b""
    while b"[y/N]" not in said:
        said += os.read(terminal, 1024)
    # A signal that comes before Python waits for a line is not felt until there is one.
    eventually(lambda: psutil.Process(asking.pid).status() == psutil.STATUS_SLEEPING)
    return asking, terminal


@pytest.mark.parametrize(
    ("typed", "code"), [(None, 130), (b"\x04", 1), (b"n\n", 0)], ids=["Ctrl-C", "Ctrl-D", "no"]
)
def test_whoever_does_not_say_yes_gets_nothing_brought_back(
    data: Path, tmp_path: Path, typed: bytes | None, code: int
) -> None:
    file, other = tmp_path / "notes.json", tmp_path / "other"
    assert run("export", file) == 0

    asking, terminal = asked_in_a_terminal(file, other)
    if typed is None:
        asking.send_signal(signal.SIGINT)
    else:
        os.write(terminal, typed)

    assert asking.wait(60) == code
    assert b"Traceback" not in os.read(terminal, 4096)
    os.close(terminal)
    assert value_in(other) is None


KILLED = """
import os, signal, sys
from pathlib import Path
from reconnect_widgets.copies.restore import read_copy, restore
from reconnect_widgets.declarations import questions
from reconnect_widgets.answers.store import Store
from reconnect_widgets.days import today
from reconnect_widgets.rules.record import StoredRecord

file, data = Path(sys.argv[1]), Path(sys.argv[2])
copy = read_copy(file.read_bytes(), questions())

class Counting:
    def __init__(self, real, left):
        self.real, self.left = real, left
    def __getattr__(self, name):
        return getattr(self.real, name)
    def execute(self, *words):
        if self.left == 0:
            os.kill(os.getpid(), signal.SIGKILL)
        self.left -= 1
        return self.real.execute(*words)

for step in range(40):
    child = os.fork()
    if not child:
        store = Store(data)
        store.keeper.db = Counting(store.keeper.db, step)
        restore(copy.answers, StoredRecord(store, today()))
        os._exit(0)
    code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    store = Store(data)
    print(code, len(list(store.every())))
    store.close()
    if code == 0:
        break
"""


def test_a_restore_that_is_killed_brings_all_or_nothing(
    tmp_path: Path, own_data_folder: Path
) -> None:
    source = Store(tmp_path / "source.sqlite3")
    for number in range(3):
        source.save(text(f"space.q{number}", "A question"), f"a{number}", page="01", visit="v")
    answers = list(source.every())
    file = tmp_path / "notes.json"
    file.write_text(write_json(answers, source.id, answers[0].changed_at))
    source.close()
    target = tmp_path / "target.sqlite3"
    Store(target).close()

    said = subprocess.run(
        [sys.executable, "-c", KILLED, file, target],
        env={**os.environ, **environment(own_data_folder)},
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    ends = [tuple(map(int, line.split())) for line in said.splitlines()]

    *killed, last = ends
    assert last == (0, 3)
    assert len(killed) > 6
    assert {code for code, _ in killed} == {-signal.SIGKILL}
    assert {count for _, count in ends} == {0, 3}


@pytest.mark.parametrize("passphrase", ["", "plain words"])
def test_what_a_copy_of_the_file_has_more_is_added_and_the_copy_is_left_as_it_is(
    data: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], passphrase: str
) -> None:
    """As a program that syncs folders makes one when two computers write at once."""
    other = data / "answers (conflicted copy).sqlite3"
    shutil.copy(data / ANSWERS_FILE, other)
    with closing(Store(other)) as store:
        store.save(NAME, "theirs", page="01", visit="w")
        if passphrase:
            pytest.importorskip("sqlcipher3")
            store.keeper.lock(passphrase)
    before = other.read_bytes()
    type_passphrases(monkeypatch, passphrase)

    code = run("restore", other, "--yes")

    assert code == 0
    assert "from this workbook" in (said := capsys.readouterr().out)
    assert "Pages: “Give them space”." in said
    assert "1 answer brought back." in said
    assert value_in(data) == "theirs"
    assert other.read_bytes() == before


@pytest.mark.parametrize("is_of_a_day", [False, True])
@pytest.mark.parametrize("passphrase", ["", "plain words"])
def test_what_can_still_be_read_of_a_damaged_file_is_added_and_the_file_is_left_as_it_is(
    data: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    passphrase: str,
    is_of_a_day: bool,
) -> None:
    """A page of it is noise, or all that is wrong is a day, which nobody sees before it is read."""
    other = data / "answers-damaged-2026-03-18.sqlite3"
    with closing(Store(other)) as store:
        for number in range(9):
            store.save(reflection(f"space.q{number}", "?"), "x" * 30_000, page="01", visit="v")
        if passphrase:
            pytest.importorskip("sqlcipher3")
            store.keeper.lock(passphrase)
        if is_of_a_day:
            store.keeper.db.execute("UPDATE answers SET day = '2026-03-1x' WHERE id = 4")
    content = bytearray(other.read_bytes())
    if not is_of_a_day:
        half = len(content) // PAGE // 2 * PAGE
        content[half : half + PAGE] = os.urandom(PAGE)
    other.write_bytes(content)
    type_passphrases(monkeypatch, passphrase)

    code = run("restore", other, "--yes")

    assert code == 0
    assert "It is damaged. This is what can still be read of it:" in (
        said := capsys.readouterr().out
    )
    with closing(Store(data / ANSWERS_FILE)) as store:
        there = [*store.every()]
    assert "8 answers brought back." in said
    assert len(there) == 9
    assert other.read_bytes() == content
    assert value_in(data) == "mine"


@pytest.mark.parametrize("content", [b"", b"SQLite format 3\0" + b"no more than that" * 999])
def test_a_file_of_answers_that_is_damaged_brings_nothing_and_is_left_as_it_is(
    data: Path, capsys: pytest.CaptureFixture[str], content: bytes
) -> None:
    other = data / "answers 2.sqlite3"
    other.write_bytes(content)

    code = run("restore", other, "--yes")

    assert code == 1
    assert "was not brought back" in capsys.readouterr().err
    assert other.read_bytes() == content
    assert value_in(data) == "mine"
