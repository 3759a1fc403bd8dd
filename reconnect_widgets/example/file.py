"""The file with the example's answers: whether it is there, and how it goes."""

from contextlib import closing

from ..answers.exchange import wipe
from ..answers.store import Store
from ..exceptions import StoreError
from ..places import example_path


def forget_example() -> None:
    """Erase all that is in the example, and what was typed into it with it."""
    if not example_path().exists():
        return
    try:
        with closing(Store(example_path())) as store:
            store.erase_everything()
    except StoreError:
        remove()


def is_there() -> bool:
    """Say whether the example has answers that can be read."""
    path = example_path()
    if not path.exists():
        return False
    try:
        with closing(Store(path)) as store:
            return bool(store.pages_begun())
    except StoreError:
        return False


def remove() -> None:
    """Remove the file and what lies beside it, when it cannot be read."""
    for file in [*example_path().parent.iterdir()]:
        wipe(file)
