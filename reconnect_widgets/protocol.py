"""What a page and its kernel say to each other: each message, with its fields and their types.

``turn`` and ``turned`` go over the comm of a visit (:data:`.turning.TARGET`), all others over the comm of
a part, as ipywidgets' custom messages. The messages of a tool stand in its own two files. The table in
docs/decisions/serving.md says the same in words, and a test holds the two together.
"""

from collections.abc import Mapping
from types import UnionType
from typing import Any, Literal, NotRequired, TypedDict, get_args, get_origin, get_type_hints

from .exceptions import BadAnswer

NOT_OURS = "This page said something that the workbook does not know. Please load it again."


class FromPage(TypedDict):
    """What any message of a part may bring: where the reader is, and that it is said again by itself."""

    zone: NotRequired[str | None]
    again: NotRequired[bool | None]


class Hello(FromPage):
    """The first word: who is there, and what opens or holds the answers."""

    type: Literal["hello"]
    visit: str
    key: NotRequired[str | None]
    story: NotRequired[str | None]
    area: NotRequired[str]
    kept: NotRequired[Any]
    early: NotRequired[bool]


class Save(FromPage):
    """An answer, or a row of a log: when it was given, and to which answers it belongs."""

    type: Literal["save"]
    id: str
    entry: NotRequired[str | None]
    value: Any
    at: NotRequired[int | float | None]
    seq: NotRequired[int]
    store: NotRequired[str | None]


class Refresh(FromPage):
    """The reader is back at this page, where something may be new."""

    type: Literal["refresh"]


class Left(FromPage):
    """A field in which words were typed is left."""

    type: Literal["left"]


class Check(FromPage):
    """The questions of the safety check, answered; they are kept nowhere."""

    type: Literal["check"]
    answers: dict[str, Any]


class Button(FromPage):
    """A button of what was made here, by its own name, with the fields around it."""

    type: Literal["lift", "unsay", "written", "told", "still"]
    id: NotRequired[str | None]
    fields: NotRequired[dict[str, Any]]


class Unlock(FromPage):
    """A passphrase, or the key that the page remembers."""

    type: Literal["unlock"]
    passphrase: NotRequired[str]
    key: NotRequired[str]
    kept: NotRequired[Any]


class Sync(FromPage):
    """What another tab has changed of what the browser keeps."""

    type: Literal["sync"]
    kept: Any


class WasKept(FromPage):
    """The browser has written what it was handed."""

    type: Literal["kept"]
    no: int


class Turn(TypedDict):
    """The page to turn to, and the cells whose form it has drawn already."""

    type: Literal["turn"]
    no: int
    path: str
    drawn: list[int]
    hello: Any
    again: NotRequired[bool | None]


class Turned(TypedDict):
    """What each cell showed by its index, and the parts by their ids."""

    type: Literal["turned"]
    no: int
    version: NotRequired[str]
    cells: NotRequired[dict[int, list[dict[str, Any]]]]
    parts: NotRequired[dict[str, Any]]
    trouble: NotRequired[str]


class Saved(TypedDict):
    """An answer is on the disk."""

    type: Literal["saved"]
    id: str
    entry: str
    seq: int | None
    words: str
    ahead: float
    last: str


class Refused(TypedDict):
    """A message was not carried out: why, and whether trying again is idle."""

    type: Literal["refused"]
    id: str | None
    entry: str | None
    seq: int | None
    sentence: str
    final: bool
    field: str


class Done(TypedDict):
    """The safety check was taken."""

    type: Literal["done"]
    sentence: str


class Keep(TypedDict):
    """What a browser that keeps the answers has to write and to drop, before anything is *saved*."""

    type: Literal["keep"]
    no: int
    store: str
    sealed: str
    put: dict[str, str]
    drop: list[str]
    anew: NotRequired[str]
    erased: NotRequired[list[str]]
    lock: NotRequired[dict[str, Any] | None]
    was: NotRequired[dict[str, Any] | None]
    seals: NotRequired[list[str]]


class Opened(TypedDict):
    """What opens the answers, if they are locked, and what seals drafts of them."""

    key: str
    seals: list[str]


class Unlocked(Opened):
    """The answers are open."""

    type: Literal["unlocked"]


FROM_PAGE = Hello, Save, Refresh, Left, Check, Button, Unlock, Sync, WasKept, Turn
FROM_KERNEL = Turned, Saved, Refused, Done, Unlocked, Keep


def names(message: type) -> tuple[str, ...]:
    """Return the names under which a message is said."""
    return get_args(get_type_hints(message)["type"])


def read(message: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return what a page said; raises :class:`BadAnswer` for fields that are missing or of another type.

    What is no message of the protocol is let through: it is a tool's, which looks for itself.
    """
    known = _BY_NAME.get(str(message.get("type")))
    if known and not _fits(message, known):
        raise BadAnswer(NOT_OURS)
    return message


_BY_NAME = {name: message for message in FROM_PAGE for name in names(message)}
_FIELDS = {message: get_type_hints(message) for message in FROM_PAGE}


def _fits(said: Mapping[str, Any], message: Any) -> bool:
    if not message.__required_keys__ <= said.keys():
        return False
    fields = _FIELDS[message]
    return all(_is(said[name], fields[name]) for name in fields.keys() & said.keys())


def _is(value: object, kind: Any) -> bool:
    if kind is Any or get_origin(kind) is Literal:
        return True
    return isinstance(value, kind if isinstance(kind, UnionType) else get_origin(kind) or kind)
