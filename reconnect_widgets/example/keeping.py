"""The example's file, as the server keeps it: made when it is first asked for, and anew on request."""

import asyncio
from datetime import datetime

from ..exceptions import StoreError
from ..places import example_path
from .file import is_there, remove
from .making import make_example
from .story import AGAIN, STORIES

_one_at_a_time = asyncio.Lock()


async def provide_example(story: str = "") -> None:
    """See to it that the example's answers are there, until today when they are made now.

    A ``story`` is begun anew, whatever is there; see :mod:`.story`.
    """
    async with _one_at_a_time:
        if story or not await asyncio.to_thread(is_there):
            await asyncio.to_thread(begin_example, story)


def begin_example(story: str = "") -> None:
    """Begin the example anew, so that its last day is today; the first story for one that is unknown."""
    now = datetime.now().astimezone()
    told = story if story in STORIES else AGAIN
    try:
        make_example(example_path(), now, story=told)
    except StoreError:  # it cannot be read, and there is nothing in it to be kept
        remove()
        make_example(example_path(), now, story=told)
