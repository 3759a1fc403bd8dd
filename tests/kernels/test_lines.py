"""Lines between pages and their kernels: a kernel lives while its page has one, and no longer."""

import json
import socket
from pathlib import Path

from processes import Served, eventually, serve_workbook
from strangers import Stranger


def reader_at(served: Served) -> Stranger:
    """Somebody who has been let in."""
    reader = Stranger(served)
    assert reader.ask(f"/?token={served.token}").status == 200
    return reader


def lines_to(reader: Stranger, kernel: str) -> int:
    """Return how many lines to a kernel the server counts."""
    return int(json.loads(reader.ask(f"/api/kernels/{kernel}").text)["connections"])


def begin_to_join(reader: Stranger, kernel: str) -> None:
    """Ask for a line to a kernel, and go before it is laid."""
    head = {
        "Host": reader.server.origin.removeprefix("http://"),
        "Origin": reader.server.origin,
        "Cookie": "; ".join(f"{one.name}={one.value}" for one in reader.cookies),
        "Connection": "Upgrade",
        "Upgrade": "websocket",
        "Sec-WebSocket-Version": "13",
        "Sec-WebSocket-Key": "AAAAAAAAAAAAAAAAAAAAAA==",
    }
    lines = [f"GET /api/kernels/{kernel}/channels?session_id=left HTTP/1.1"]
    lines += [f"{name}: {value}" for name, value in head.items()]
    with socket.create_connection(("127.0.0.1", reader.server.port)) as left:
        left.sendall("\r\n".join([*lines, "", ""]).encode())


def test_the_kernel_of_a_page_that_nobody_joins_ends(tmp_path: Path) -> None:
    """As when a tab is closed at once, or where no script runs."""
    ways = ("--WorkbookKernels.join_within=2", "--WorkbookKernels.ready_pages=0")
    with serve_workbook(*ways, data=tmp_path / "data") as served:
        reader = reader_at(served)
        with_line, without = reader.open(), reader.open()
        line = reader.join(with_line)

        eventually(lambda: reader.ask(f"/api/kernels/{without}").status == 404)
        assert line.answers()
        assert len(served.kernels()) == 1
        line.close()


def test_a_line_that_was_left_before_it_stood_does_not_count(tmp_path: Path) -> None:
    """A kernel that was thought to have none would be taken for idle under an open page."""
    with serve_workbook("--WorkbookKernels.ready_pages=0", data=tmp_path / "data") as served:
        reader = reader_at(served)
        before = served.kernels()
        kernel = reader.open()
        [process] = served.kernels() - before
        process.suspend()
        begin_to_join(reader, kernel)
        assert lines_to(reader, kernel) == 0
        process.resume()
        line = reader.join(kernel)

        assert lines_to(reader, kernel) == 1
        line.close()
