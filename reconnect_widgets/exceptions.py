"""The sentences that a reader may see when something cannot be done.

    ReconnectError
    ├── PromptError     a question in a notebook is not worded as it must be
    ├── BadAnswer       an answer does not fit its question
    ├── BadCopy         a copy of answers cannot be brought back
    ├── PlaceError      the folder for the answers cannot be used
    └── StoreError      the file with the answers cannot be read or written
        ├── StoreNewer      a newer version of the workbook wrote it
        ├── StoreFull       there is no room left on the disk
        ├── StoreLocked     it is locked, and what was given does not open it
        ├── StoreErased     it is not the one that the page was filled from
        └── StoreUntidy     what was erased may still have left traces

Each message is a full sentence for the person at the page and never holds an answer.
"""


class ReconnectError(Exception):
    """Something that the workbook can explain in one sentence."""

    def __init__(self, sentence: str = "", field: str = "") -> None:
        """Take the sentence, and which question of a row or field of a tool it is about."""
        super().__init__(sentence)
        self.field = field


class PromptError(ReconnectError):
    """A question in a notebook is not worded as it must be."""


class BadAnswer(ReconnectError):
    """An answer does not fit its question; nothing was changed."""


class BadCopy(ReconnectError):
    """A copy of answers cannot be brought back; nothing was changed."""


class PlaceError(ReconnectError):
    """The folder for the answers cannot be used."""


class StoreError(ReconnectError):
    """The file with the answers cannot be read or written."""


class StoreNewer(StoreError):
    """A newer version of the workbook wrote the file; it was not touched."""


class StoreFull(StoreError):
    """There is no room left on the disk."""


class StoreLocked(StoreError):
    """The file is locked, and what was given does not open it; it was not touched."""


class StoreErased(StoreError):
    """The answers that the page was filled from were erased, so nothing of it is written back."""


class StoreUntidy(StoreError):
    """It was erased, but traces of it may be in the folder until a page is opened next."""
