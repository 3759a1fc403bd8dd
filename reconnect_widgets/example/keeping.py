"""The example's file, as the server keeps it: made when it is first asked for, and anew on request."""

import asyncio
from contextlib import closing
from datetime import datetime

from ..exceptions import StoreError
from ..exchange import wipe
from ..places import example_path
from ..store import Store
from .story import AGAIN, STORIES


class ExampleKeeper:
    """Makes the file, once at a time."""

    def __init__(self) -> None:
        self._one_at_a_time = asyncio.Lock()

    async def provide(self, story: str = "") -> None:
        """See to it that the example's answers are there, until today when they are made now.

        A ``story`` is begun anew, whatever is there; see :mod:`.story`.
        """
        async with self._one_at_a_time:
            if story or not await asyncio.to_thread(_is_there):
                await asyncio.to_thread(begin_example, story)


def begin_example(story: str = "") -> None:
    """Begin the example anew, so that its last day is today; the first story for one that is unknown."""
    from .making import make_example

    now = datetime.now().astimezone()
    told = story if story in STORIES else AGAIN
    try:
        make_example(example_path(), now, story=told)
    except StoreError:  # it cannot be read, and there is nothing in it to be kept
        _remove()
        make_example(example_path(), now, story=told)


def forget_example() -> None:
    """Erase all that is in the example, and what was typed into it with it."""
    if not example_path().exists():
        return
    try:
        with closing(Store(example_path())) as store:
            store.erase_everything()
    except StoreError:
        _remove()


def _is_there() -> bool:
    path = example_path()
    if not path.exists():
        return False
    try:
        with closing(Store(path)) as store:
            return store.newest() is not None
    except StoreError:
        return False


def _remove() -> None:
    for file in [*example_path().parent.iterdir()]:
        wipe(file)
