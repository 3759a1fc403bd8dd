"""What the last page needs comes while the page before it is read."""

import asyncio
from concurrent.futures import ThreadPoolExecutor
from threading import Event

import pytest

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
