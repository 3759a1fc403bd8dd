"""Lines between pages and their kernels: what may go over them, and how long each of them lives."""

import json
import socket
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, suppress
from itertools import count
from pathlib import Path
from urllib.error import HTTPError

import psutil
import pytest
from hosted import Hosted, serve_hosted
from own_pages import add_page, copy_of_notebooks
from processes import CAN_HALT, Served, eventually, halted, serve_workbook
from strangers import CUT, UPGRADE, Line, Stranger, let_in, visit_at

from reconnect_widgets.answers.store import Store
from reconnect_widgets.places import ANSWERS_FILE
from reconnect_widgets.stages import STAGES
from reconnect_widgets.voila.connection import (
    AGAINST_THE_RULES,
    GONE,
    MOST_BYTES,
    MOST_SAID,
    REFUSED,
    message_of,
)

START, SPACE = STAGES[0].file, STAGES[1].file
TOO_BIG = 1009  # RFC 6455


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with serve_workbook(data=tmp_path_factory.mktemp("lines") / "data") as running:
        yield running


@pytest.fixture(scope="module")
def reader(served: Served) -> Stranger:
    return let_in(served)


@pytest.fixture(scope="module")
def calm(served: Served) -> Iterator[Line]:
    """The line of another visit, which goes on beside all others."""
    other = let_in(served)
    with closing(other.join()) as joined:
        yield joined


@pytest.fixture
def line(reader: Stranger, calm: Line) -> Iterator[Line]:
    """The line of a visit; another goes on beside it, whatever is said on this one."""
    with closing(reader.join()) as joined:
        yield joined
        assert calm.answers()


# What may be said


SAID = {"msg_type": "comm_msg", "content": {"comm_id": "x", "data": {}}}


MORE = {"header": {"msg_type": "execute_request"}, "channel": "control", "buffers": ["x"]}
"""What is no kernel's to read, such as to which part of it a message goes."""


@pytest.mark.parametrize(
    "words",
    [
        "", "{", "[]", "null", "5", '"x"', "{}", "[" * 100_000,
        json.dumps(SAID)[:-1], '{"msg_type": "comm_msg"}', '{"content": {}}',
        *(json.dumps(SAID | {"content": content}) for content in (None, [], "x", 5)),
        b"", b"{}", json.dumps(SAID).encode(), json.dumps(SAID).encode("utf-16"),
    ],
    ids=count(),
)  # fmt: skip
def test_what_is_no_message_is_refused(words: str | bytes) -> None:
    with pytest.raises(REFUSED):
        message_of(words)


@pytest.mark.parametrize(
    "kind",
    [
        "execute_request", "inspect_request", "complete_request", "history_request",
        "is_complete_request", "debug_request", "interrupt_request", "input_reply", "comm_close",
        "create_subshell_request", "usage_request", "shutdown_request", "comm_info_request",
        "kernel_info_request",
        None, ["comm_msg"], {}, 5, "",
    ],
    ids=str,
)  # fmt: skip
def test_nothing_that_runs_code_or_looks_around_is_let_through(kind: object) -> None:
    with pytest.raises(REFUSED):
        message_of(json.dumps(SAID | {"msg_type": kind}))


@pytest.mark.parametrize("target", ["anything", "jupyter.widget", "", None, ["x"]], ids=str)
def test_a_page_opens_nothing_but_its_visit(target: object) -> None:
    opened = {"comm_id": "x", "target_name": target, "data": {}}

    with pytest.raises(REFUSED):
        message_of(json.dumps({"msg_type": "comm_open", "content": opened}))


def test_only_what_was_looked_at_is_passed_on() -> None:
    assert message_of(json.dumps(SAID | MORE)) == message_of(json.dumps(SAID))


@pytest.mark.parametrize("words", ["{", b"{}", json.dumps(SAID | {"msg_type": "execute_request"})])
def test_what_is_refused_ends_the_line(line: Line, words: str | bytes) -> None:
    line.send_raw(words)

    assert line.is_closed() == AGAINST_THE_RULES


def test_a_message_that_is_too_large_ends_the_line(line: Line) -> None:
    with suppress(ConnectionError):  # it need not be read to its end
        line.send("comm_msg", {"comm_id": "x", "data": "x" * 20 * MOST_BYTES})

    assert line.is_closed() in (AGAINST_THE_RULES, TOO_BIG, CUT)


def test_many_messages_at_once_end_the_line(line: Line) -> None:
    with suppress(ConnectionError):
        for _ in range(2 * MOST_SAID):
            line.send_raw(json.dumps(SAID))

    assert line.is_closed() in (AGAINST_THE_RULES, CUT)


def test_half_a_character_is_no_reason_to_end_a_line(line: Line) -> None:
    line.send("comm_msg", {"comm_id": "x", "data": {"value": "cut \ud83d"}})

    assert line.turn(SPACE)["parts"]


@pytest.mark.parametrize("words", ["{}", json.dumps(SAID | {"msg_type": "execute_request"})])
def test_the_rules_are_the_same_in_a_server_of_somebody_elses(
    hub_line: Callable[[], Line], words: str
) -> None:
    with closing(hub_line()) as line:
        assert line.answers()

        line.send_raw(words)

        assert line.is_closed() == AGAINST_THE_RULES


@pytest.fixture(scope="module")
def hosted(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Hosted]:
    """A server behind JupyterHub."""
    with serve_hosted("hub", tmp_path_factory.mktemp("hub")) as running:
        yield running


@pytest.fixture
def hub_line(hosted: Hosted) -> Callable[[], Line]:
    """Lines to its kernels."""

    def join() -> Line:
        return hosted.reader().join(f"notebooks/{START}", origin=hosted.origin)

    return join


def test_a_notebooks_kernel_in_jupyterlab_is_no_visits(hosted: Hosted) -> None:
    reader = hosted.reader()
    kernel = hosted.ask("kernels", "POST")["id"]

    with closing(reader.join(f"notebooks/{START}", kernel, origin=hosted.origin)) as line:
        assert line.kernel != kernel
        assert line.turn(f"notebooks/{START}")["parts"]
    eventually(lambda: hosted.kernels() == {kernel})


def test_whoever_writes_is_busy_for_a_host_that_ends_what_nobody_uses_and_no_page_that_asks_again(
    hosted: Hosted, hub_line: Callable[[], Line]
) -> None:
    with closing(hub_line()) as line:
        before = hosted.ask(f"kernels/{line.kernel}")["last_activity"]
        for data in ({"again": True}, {"method": "custom", "content": {"again": True}}):
            assert line.answers(data)
        assert hosted.ask(f"kernels/{line.kernel}")["last_activity"] == before

        assert line.answers()

        assert hosted.ask(f"kernels/{line.kernel}")["last_activity"] > before


def test_the_kernel_of_a_page_that_nobody_uses_is_ended_by_a_host_that_ends_what_nobody_uses(
    tmp_path: Path,
) -> None:
    """And the line with it: its pings pass through a hub's proxy, where they count as use."""
    settings = [f"--MappingKernelManager.cull_{what}=1" for what in ("idle_timeout", "interval")]
    with (
        serve_workbook(*settings, data=tmp_path / "data") as served,
        closing(let_in(served).join()) as line,
    ):
        assert line.is_closed() == GONE


def test_a_page_hears_that_its_kernel_was_ended_or_restarted_by_somebody_else(
    hosted: Hosted, hub_line: Callable[[], Line]
) -> None:
    """As in JupyterLab's list of kernels. One that began anew would know nothing of the page."""
    for method, way in (("DELETE", ""), ("POST", "/restart")):
        with closing(hub_line()) as line:
            assert line.answers()
            with suppress(HTTPError):  # it is not there any more
                hosted.ask(f"kernels/{line.kernel}{way}", method)

            assert line.is_closed() == GONE


# How long a line lives


ASKED_OFTEN = "--Voila.tornado_settings={'ws_ping_interval': 1000}"
AT_ONCE = "--WorkbookKernels.grace=0"


def test_a_browser_that_reads_nothing_is_let_go(tmp_path: Path) -> None:
    folder = copy_of_notebooks(tmp_path)
    add_page(folder, "long.ipynb", "'x' * 900_000")
    settings = ("--WorkbookKernels.most_unread=1000000", AT_ONCE, "--notebooks", folder)
    with serve_workbook(*settings, data=tmp_path / "data") as served:
        reader = let_in(served)
        with closing(reader.join()) as line:
            for _ in range(30):  # the system keeps some of it by itself
                line.begin_turn("long.ipynb")

            eventually(lambda: not served.kernels())


def test_a_line_on_which_nothing_is_said_stays_and_a_browser_that_does_not_answer_is_let_go(
    tmp_path: Path,
) -> None:
    with serve_workbook(ASKED_OFTEN, AT_ONCE, data=tmp_path / "data") as served:
        reader = let_in(served)
        with closing(reader.join()) as line:
            assert line.answers()
            assert [line.is_asked(answers=True) for _ in range(2)] == [True] * 2
            assert line.answers()

            while line.is_asked(answers=False):
                pass
        eventually(lambda: not served.kernels())


def begin_to_join(reader: Stranger, kernel: str = "") -> None:
    """Ask for the line of a visit, and go before it is laid."""
    head = {
        "Host": reader.server.origin.removeprefix("http://"),
        "Origin": reader.server.origin,
        "Cookie": "; ".join(f"{one.name}={one.value}" for one in reader.cookies),
        "Authorization": f"token {reader.secret}",
        **UPGRADE,
    }
    lines = [f"GET {visit_at(kernel=kernel)} HTTP/1.1"]
    lines += [f"{name}: {value}" for name, value in head.items()]
    with socket.create_connection(("127.0.0.1", reader.server.port)) as left:
        left.sendall("\r\n".join([*lines, "", ""]).encode())


@pytest.fixture(scope="module")
def alone(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A server whose kernels are counted."""
    with serve_workbook(data=tmp_path_factory.mktemp("alone") / "data") as running:
        yield running


def test_the_kernel_of_a_visit_ends_after_its_last_line(alone: Served) -> None:
    reader = let_in(alone)
    line = reader.join()
    line.close()
    with closing(reader.join(kernel=line.kernel)) as again:  # in time
        assert again.turn(SPACE)["parts"]

    eventually(lambda: not alone.kernels())
    with closing(reader.join(kernel=line.kernel)) as another:
        assert another.kernel not in (line.kernel, again.kernel)


@pytest.fixture
def hasty(tmp_path: Path) -> Iterator[Served]:
    """A server that ends each kernel as soon as its last page has been left."""
    with serve_workbook(AT_ONCE, data=tmp_path / "data") as running:
        yield running


class Writer:
    """A reader who writes a note, one word after the other."""

    note = "space.necessary"

    def __init__(self, served: Served) -> None:
        self.served = served
        self.reader = let_in(served)
        self.line = self.reader.join()
        parts = self.line.turn(SPACE)["parts"].items()
        self._part = next(name for name, told in parts if self.note in told["state"]["html"])

    def write(self, words: int = 30) -> None:
        for last in range(words):
            save = {"type": "save", "id": self.note, "value": f"word {last}", "seq": last}
            said = {"comm_id": self._part, "data": {"method": "custom", "content": save}}
            self.line.send("comm_msg", said)
        self.last = f"word {last}"

    def leave(self) -> None:
        """Leave, and come back when the server has noticed."""
        self.line.close()
        for _ in range(10):
            assert self.reader.about_drafts().status == 200

    def is_saved(self) -> bool:
        kept = Store(self.served.data / ANSWERS_FILE).latest(self.note)
        return kept is not None and kept.value == self.last


@CAN_HALT
def test_the_last_words_are_saved_where_a_busy_server_reads_them_with_the_leaving(
    alone: Served,
) -> None:
    writer = Writer(alone)
    with halted([psutil.Process(alone.process.pid)]):
        writer.write()
        writer.line.leave()

    eventually(lambda: not alone.kernels())
    assert writer.is_saved()


@CAN_HALT
def test_the_last_words_are_saved_by_a_kernel_that_hears_them_after_its_time(hasty: Served) -> None:
    writer = Writer(hasty)
    with halted(hasty.kernels()):
        writer.write()
        writer.leave()

    eventually(lambda: not hasty.kernels())
    assert writer.is_saved()


def test_the_last_words_are_saved_by_a_kernel_that_waits_for_others_after_its_time(
    hasty: Served,
) -> None:
    writer = Writer(hasty)
    with closing(sqlite3.connect(hasty.data / ANSWERS_FILE, isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")
        writer.write(2)
        writer.leave()

    eventually(lambda: not hasty.kernels())
    assert writer.is_saved()


def test_the_last_words_are_saved_where_the_server_ends_right_after_them(hasty: Served) -> None:
    writer = Writer(hasty)
    writer.write()
    writer.line.close()

    assert hasty.stop() == 0
    assert writer.is_saved()


@CAN_HALT
def test_what_a_kernel_says_on_a_line_that_was_closed_is_no_fault(hasty: Served) -> None:
    writer = Writer(hasty)
    with halted(hasty.kernels()):
        writer.write(2)
        writer.line.send_raw("{")

    eventually(writer.is_saved)
    hasty.stop()
    writer.line.close()
    assert hasty.said() == ""


def test_a_kernel_that_does_not_come_to_an_end_is_ended(tmp_path: Path) -> None:
    folder = copy_of_notebooks(tmp_path)
    add_page(folder, "waits.ipynb", "import time; time.sleep(10_000)")
    impatient = "--WorkbookKernels.patience=0.1"
    with serve_workbook(
        AT_ONCE, impatient, "--notebooks", folder, data=tmp_path / "data"
    ) as served:
        line = let_in(served).join()
        line.begin_turn("waits.ipynb")
        line.close()

        eventually(lambda: not served.kernels())


def test_a_line_that_was_left_before_it_stood_does_not_count(alone: Served) -> None:
    """A kernel that was thought to have one would never end, nor be given to another page."""
    eventually(lambda: not alone.kernels())
    reader = let_in(alone)
    for _ in range(3):
        begin_to_join(reader)
    eventually(alone.kernels)
    line = reader.join()
    line.close()
    begin_to_join(reader, line.kernel)

    eventually(lambda: not alone.kernels())
