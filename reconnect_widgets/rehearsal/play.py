"""Reads the scenes of the rehearsal and goes through them; nothing here knows how they look.

The scenes are TOML files in ``scenes/``, one conversation each, which the standard library reads. They
are offered in :data:`ORDER`.
We looked for a format of the trade first. Of the readers for Ink, Yarn and Twee on the package
index only ``bink`` (Ink) is kept up; it needs stories that a compiler from another world has made,
comes as a binary for some systems only, and does not say what its stories are made of, so that no
test could prove that every branch ends. Our conversations need no variables and no conditions.

A scene has a ``title``, an ``intro`` and ``turns`` by key, beginning with ``start``. A turn says what
``they`` say or what happens (``then``), and has ``replies``, each with its ``words``, a kind ``why``
and the turn that it leads ``to``. A turn with ``end`` has no replies: the scene ends with those words.
"""

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from ..exceptions import PromptError

FOLDER = Path(__file__).parent / "scenes"
START = "start"
ORDER = ("they_say_no", "maybe", "not_now", "nothing", "they_are_angry", "someone_else")


@dataclass(frozen=True)
class Reply:
    """Something that the reader can say, why it lands as it does, and where it leads."""

    words: str
    why: str
    to: str


@dataclass(frozen=True)
class Turn:
    """What they say, or what happens, and what the reader can say then; or how the scene ends."""

    they: str = ""
    then: str = ""
    replies: tuple[Reply, ...] = ()
    end: str = ""


@dataclass(frozen=True)
class Scene:
    """One conversation."""

    key: str
    title: str
    intro: str
    turns: Mapping[str, Turn]

    def paths(self, turn: str = START, before: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
        """Return every way through the scene; a way that comes round again raises PromptError."""
        if turn in before:
            raise PromptError(f"The scene {self.key!r} goes round in circles at {turn!r}.")
        way = (*before, turn)
        if not self.turns[turn].replies:
            yield way
        for reply in self.turns[turn].replies:
            yield from self.paths(reply.to, way)


def read_scene(key: str, told: Mapping[str, Any]) -> Scene:
    """Make a scene of what its file says. Raises :class:`PromptError` where it does not hold up."""
    turns = {name: _turn(turn) for name, turn in told["turns"].items()}
    scene = Scene(key, told["title"], told["intro"], turns)
    for name, turn in turns.items():
        where = f"The turn {name!r} of the scene {key!r}"
        if bool(turn.end) == bool(turn.replies):
            raise PromptError(f"{where} needs either replies or an end.")
        leads = [reply.to for reply in turn.replies]
        if len(set(leads)) != len(leads) or not set(leads) <= set(turns):
            raise PromptError(f"{where} needs replies that lead to different turns of the scene.")
    if START not in turns or {turn for way in scene.paths() for turn in way} != set(turns):
        raise PromptError(f"The scene {key!r} has turns that are out of reach.")
    return scene


def _turn(told: Mapping[str, Any]) -> Turn:
    replies = tuple(Reply(**reply) for reply in told.get("replies", ()))
    return Turn(told.get("they", ""), told.get("then", ""), replies, told.get("end", ""))


@cache
def scene(key: str) -> Scene:
    """Read one of the scenes by the name of its file."""
    path = FOLDER / f"{key}.toml"
    if key not in ORDER or not path.is_file():
        raise PromptError(f"There is no scene {key!r}. The scenes are {', '.join(ORDER)}.")
    return read_scene(key, tomllib.loads(path.read_text("utf-8")))
