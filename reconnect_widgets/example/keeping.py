"""The example's file, as the server keeps it: made when it is first asked for, and anew on request."""

import asyncio
from datetime import datetime

from ..exchange import wipe
from ..places import example_path


class ExampleKeeper:
    """Makes the file, once at a time."""

    def __init__(self) -> None:
        self._one_at_a_time = asyncio.Lock()

    async def provide(self, *, anew: bool = False) -> None:
        """See to it that the example's answers are there, until today when they are made now."""
        async with self._one_at_a_time:
            if anew or not example_path().exists():
                await asyncio.to_thread(begin_example)


def begin_example() -> None:
    """Begin the example anew, so that its last day is today."""
    from .making import make_example

    make_example(example_path(), datetime.now().astimezone())


def forget_example() -> None:
    """Remove the example's file and all beside it, and what was typed into it with them."""
    for file in [*example_path().parent.iterdir()]:
        wipe(file)
    example_path().parent.rmdir()
