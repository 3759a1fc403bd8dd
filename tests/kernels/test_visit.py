"""A kernel of a visit: it welcomes each page, and what the last one needs comes while another is read."""

import asyncio
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from threading import Event

import pytest
import zmq
from ipykernel.iostream import IOPubThread
from jupyter_client.session import Session

from reconnect_widgets.kernels import visit
from reconnect_widgets.page.turning import Visit
from reconnect_widgets.stages import STAGES

LONGEST = 20
BEFORE_LAST = STAGES[-2].file


async def nothing(*_: object) -> dict[str, object]:
    return {}


@pytest.mark.parametrize(
    ("path", "comes"),
    [
        (BEFORE_LAST, True),
        (f"example/{BEFORE_LAST}", True),
        (f"notebooks/{BEFORE_LAST}", True),  # on Binder and a hub
        (STAGES[-3].file, False),
    ],
)
def test_pandas_comes_early_wherever_the_workbook_lies(
    monkeypatch: pytest.MonkeyPatch, path: str, comes: bool
) -> None:
    brought = Event()
    monkeypatch.setattr(visit, "READS_FOR", 0)
    monkeypatch.setattr(visit, "_bring", brought.set)
    monkeypatch.setattr(Visit, "turn", nothing)

    async def read() -> bool:
        turning = visit.VisitOnServer(None)
        await turning.turn(path, {})
        return turning._coming is not None and await asyncio.to_thread(brought.wait, LONGEST)

    # In a thread: a browser's tests leave a loop running in this one.
    with ThreadPoolExecutor() as other:
        assert other.submit(asyncio.run, read()).result() is comes


@pytest.fixture
def context() -> Iterator[zmq.Context[zmq.Socket[bytes]]]:
    made = zmq.Context()
    yield made
    made.destroy(linger=0)


def test_a_page_that_comes_while_a_message_is_sent_is_welcomed(
    context: zmq.Context[zmq.Socket[bytes]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(IOPubThread, "_run_event_pipe_gc", nothing)  # which it does not wait for
    place, more, sent = "inproc://iopub", zmq.SNDMORE, Event()
    says, page = context.socket(zmq.XPUB), context.socket(zmq.SUB)
    says.bind(place)
    thread = IOPubThread(says, session=Session(key=b""))

    def send(parts: list[bytes]) -> None:
        says.send(parts[0], more)
        page.connect(place)
        page.subscribe(b"a page")
        # The first that is sent a moment later takes up what came.
        while zmq.select([says.FD], [], [], 0)[0]:
            says.send(b"", more)
        says.send(parts[-1])
        sent.set()

    thread._really_send = send
    visit._welcome_all(thread)
    thread.start()
    thread.send_multipart([b"status", b"starting"])

    assert sent.wait(LONGEST)
    assert page.poll(LONGEST * 1000)
    thread.stop()
