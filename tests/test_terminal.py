"""What others write into addresses, names and errors stands in the terminal as letters, in one line."""

import logging
import re
import socket
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from shutil import copytree

import nbformat
import pytest
from hypothesis import given
from hypothesis import strategies as st
from processes import Served, eventually, serve_workbook
from strangers import let_in, visit_at, visited
from traitlets.config.application import Application

from reconnect_widgets import cli
from reconnect_widgets.exceptions import ReconnectError
from reconnect_widgets.places import notebooks_folder
from reconnect_widgets.stages import STAGES
from reconnect_widgets.terminal import Discreet, log_quietly, shown

EVIL = "\x1b[2J\x1b]0;owned\x07\rreconnect\nERROR: forged \u202e\u2028\x9b31m\ud83d"
STEERING = re.compile(r"[^\x20-\x7e\n…]")
ADDRESSES = (
    "/static/%1b%5b2J%0aERROR:%20forged",
    "/static/../%1b%5b2J%0aERROR:%20forged",
    "/voila/static/%1b%5b2J%0aERROR:%20forged",
    "/voila/render/%1b%5b2J%0aERROR:%20forged.ipynb",
    "/voila/templates/reconnect/static/%1b%5b2J%0aERROR:%20forged",
    "/files/%1b%5b2J%0aERROR:%20forged",
    "/api/kernels/%1b%5b2J%0aERROR:%20forged",
)
SHOUTING = r"""
import os, sys
for end in (1, 2):
    os.write(end, b"\x1b[2J\rERROR: forged\n")
sys.__stderr__.write("\x1b[2J\rERROR: forged\n")
"""


def logged(words: str, *args: object, **options: object) -> str:
    """Return what a record becomes behind the filter."""
    record = logging.LogRecord("x", logging.WARNING, "", 0, words, args, None)
    vars(record).update(options)
    assert Discreet().filter(record)
    return logging.Formatter("%(message)s").format(record)


@given(st.text())
def test_whatever_is_shown_is_one_line_of_plain_signs(words: str) -> None:
    said = shown(words)

    assert re.sub("[\u200c\u200d\xa0]", "", said).isprintable()
    assert shown(said) == said
    said.encode()


def test_words_of_every_language_are_shown_as_they_are() -> None:
    for words in (
        "Ça va, Žižek?",
        "שלום",
        "مرحبا",
        "你好",
        "🌱 C:\\notes",
        "می\u200cخواهم",
        "👩\u200d🌾",
        "a\xa0b",
    ):
        assert shown(words) == words


def test_a_record_is_one_line_without_steering_signs() -> None:
    said = logged("404 GET %s", EVIL)

    assert said.startswith(r"404 GET \x1b[2J\x1b]0;owned\x07\rreconnect\nERROR: forged \u202e")
    assert said.isprintable()


def test_a_record_that_cannot_be_put_together_is_said_all_the_same() -> None:
    assert logged("%d things", EVIL) == "%d things"
    assert logged("with a stack", stack_info=EVIL) == "with a stack"


@pytest.fixture
def root(monkeypatch: pytest.MonkeyPatch) -> Iterator[logging.Logger]:
    """The log of a process, and everything as it was afterwards."""
    log = logging.getLogger()
    before = log.handlers, log.level
    for module, name in (
        (sys, "excepthook"),
        (sys, "unraisablehook"),
        (threading, "excepthook"),
        (logging, "raiseExceptions"),
    ):
        monkeypatch.setattr(module, name, getattr(module, name))
    yield log
    logging.captureWarnings(False)
    log.handlers, log.level = before


def test_an_error_that_nobody_minds_is_said_by_its_name(
    root: logging.Logger, capsys: pytest.CaptureFixture[str]
) -> None:
    log_quietly(Application(log=logging.getLogger("app-of-this-test")))
    assert root.handlers

    sys.excepthook(ValueError, ValueError(EVIL), None)
    thread = threading.Thread(target=int, args=[EVIL[:9]])
    thread.start()
    thread.join()
    sys.excepthook(KeyboardInterrupt, KeyboardInterrupt(), None)

    said = capsys.readouterr().err
    assert said == "ERROR: Something went wrong: ValueError\n" * 2


def test_what_cannot_be_done_is_said_in_one_line(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def fail(_: object) -> int:
        raise ReconnectError(f"There is no folder {EVIL}.")

    monkeypatch.setattr(cli, "_run", fail)

    assert cli.main([]) == 1
    said = capsys.readouterr().err
    assert said[:-1].isprintable()


def test_what_is_written_is_said_in_one_line_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    from reconnect_widgets.lab import app

    monkeypatch.setattr(app, "needs_copy", lambda _: True)
    monkeypatch.setattr(app, "data_folder", lambda: tmp_path / "\x1b[31m")

    assert cli.main(["export", str(tmp_path / "a\x1b[31m.json")]) == 0
    app.writable_notebooks()

    said = capsys.readouterr()
    assert r"\x1b[31m.json is written" in said.out
    assert said.out[:-1].isprintable()
    assert said.err[:-1].isprintable()


# What is private


@pytest.mark.parametrize(
    ("logged", "written"),
    [
        (("Kernel started: %s", "d26bf4ac-1d06-4c86-a8f6-7f0c74b5a3a4"), "Kernel started: …"),
        (
            ("404 GET /voila/render/x?token=abc (127.0.0.1)",),
            "404 GET /voila/render/x?… (127.0.0.1)",
        ),
        (("Is it open?",), "Is it open?"),
    ],
)
def test_kernel_ids_and_queries_are_left_out_of_the_log(logged: tuple[str], written: str) -> None:
    record = logging.LogRecord("x", logging.WARNING, "", 0, logged[0], logged[1:], None)

    assert Discreet().filter(record)
    assert record.getMessage() == written


def test_an_error_is_logged_by_its_name_alone() -> None:
    try:
        raise ValueError("an answer")
    except ValueError as error:
        found = (type(error), error, error.__traceback__)
    words = "Error at server while executing cell: %r"
    record = logging.LogRecord("x", logging.ERROR, "", 0, words, ({"source": "answer"},), found)

    Discreet().filter(record)

    written = logging.Formatter("%(message)s").format(record)
    assert written == "Error at server while executing cell: ValueError"


# Real servers


@pytest.fixture(scope="module", params=["", "lab"])
def served(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Served]:
    words = [*request.param.split(), "--debug"]
    with serve_workbook(*words, data=tmp_path_factory.mktemp("terminal") / "data") as running:
        yield running


def ask(served: Served, path: str, *head: str) -> None:
    """Ask for an address word for word, as no browser would."""
    with socket.create_connection(("127.0.0.1", served.port)) as line:
        head = (f"GET {served.base}{path} HTTP/1.1", f"Authorization: token {served.token}", *head)
        line.sendall("\r\n".join((*head, "Connection: close", "", "")).encode("latin-1"))
        while line.recv(1 << 16):
            pass


def test_no_address_and_no_header_steers_the_terminal(served: Served) -> None:
    before = len(served.said())  # of its start, of which nobody else says a word
    own = f"Host: 127.0.0.1:{served.port}"
    for path in ADDRESSES:
        ask(served, path, own)
        ask(served, path, own, "Referer: http://x/\x1b[2J\x9b31m")
        ask(served, path, "Host: evil\x9b31m.example")
    ask(served, "/the-last-one", own)
    eventually(lambda: "/the-last-one" in served.said())

    said = served.said()[before:]
    assert "forged" in said
    assert not STEERING.search(said)
    assert not re.search(r"^ERROR: forged", said, re.MULTILINE)


def test_the_log_of_a_visit_holds_no_kernel_no_query_no_cookie_and_no_secret(
    tmp_path: Path,
) -> None:
    with serve_workbook("--debug", data=tmp_path / "data") as running:
        reader = let_in(running)
        line = reader.join()
        line.close()
        reader.ask(visit_at("marker", line.kernel))
        for path in (f"/voila/render/{STAGES[1].file}", f"/api/kernels/{line.kernel}"):
            reader.ask(f"{path}?secret=marker")
        eventually(lambda: "/api/kernels/…" in running.said())  # it does log, as it was told
        said = running.said()

    private = [line.kernel, "marker", reader.secret, *(str(one.value) for one in reader.cookies)]
    assert not [word for word in private if word in said]


@pytest.mark.parametrize("forks", ["True", "False"])
def test_what_a_kernel_prints_past_python_stays_out_of_the_terminal(
    tmp_path: Path, forks: str
) -> None:
    folder = tmp_path / "notebooks"
    copytree(notebooks_folder(), folder)
    start = folder / STAGES[0].file
    notebook = nbformat.read(start, 4)
    first = next(cell for cell in notebook.cells if cell.cell_type == "code")
    first.source = SHOUTING + first.source
    nbformat.write(notebook, start)

    setting = f"--WorkbookKernels.fork_kernels={forks}"
    with (
        serve_workbook(setting, "--notebooks", folder, data=tmp_path / "data") as running,
        visited(running) as told,
    ):
        assert told["parts"]  # the cell ran

    assert running.said() == ""
