"""What is counted in a draft: its words, its questions, and words in capitals."""

import re
import tomllib
from functools import cache

from .lists import HERE
from .marks import Mark
from .patterns import Known
from .words import Words

IN_A_ROW = 4
"""Words in capitals that make a shout."""

_ASKS = re.compile(
    r"(?<=[.?!] )(?:(?:and|so|but|also|or|then) )?(?:are|do|did|have|will|would|could|can) you "
    r"(?:\w+ ){1,30}(?=[.])|(?<=[.?!] )(?:how|what|where|why|who) (?:is|are|do|did|have) "
    r"(?:you|your|the|it) (?:\w+ ){0,30}(?=[.])"
)
"""A question that was typed without its mark."""


def long_and_questions(words: Words, stage: str, data: Known) -> list[Mark]:
    """Return a mark from where a draft gets long, and one at the first question too many."""
    marks = []
    most = data.limits[stage]
    if len(words.tokens) > most:
        place = words.tokens[most][0], words.tokens[-1][1]
        marks.append(Mark("length", *place, *data.words_for["length"]))
    asked = _questions(words)
    if len(asked) > data.limits["questions"]:
        place = asked[data.limits["questions"]]
        marks.append(Mark("questions", *place, *data.words_for["questions"]))
    return marks


def _questions(words: Words) -> list[tuple[int, int]]:
    """Return where each question begins and ends in the draft."""
    unmarked = {match.end() for match in _ASKS.finditer(words.plain)}
    found = []
    begin = -1
    for number, (word, place) in enumerate(zip(words.words, words.at, strict=True)):
        if word[0] in ".?!":
            asked = word[0] == "?" or place in unmarked
            if asked and begin >= 0:
                end = words.ends[number] if word[0] == "?" else words.ends[number - 1]
                found.append((words.starts[begin], end))
            begin = -1
        elif begin < 0:
            begin = number
    if begin >= 0 and len(words.plain) - 2 in unmarked:
        found.append((words.starts[begin], words.ends[-1]))
    return found


def shouting(text: str, words: Words, data: Known) -> list[Mark]:
    """Return a mark for each run of words in capitals; a cheer is none."""
    marks = []
    run: list[tuple[int, int]] = []
    for start, end in [*words.tokens, (0, 0)]:
        typed = text[start:end]
        if typed.isupper() and (len(typed) > 1 or typed in "IUR"):
            run.append((start, end))
            continue
        if len(run) >= IN_A_ROW or (len(run) == IN_A_ROW - 1 and len(run) == len(words.tokens)):
            place = run[0][0], run[-1][1]
            if not _cheers(text[slice(*place)]):
                marks.append(Mark("pressure", *place, *data.words_for["shouting"]))
        run = []
    return marks


@cache
def _quiet() -> frozenset[str]:
    said = tomllib.loads((HERE / "counts.toml").read_text("utf-8"))
    return frozenset(said["shouting"]["quiet"])


def _cheers(shouted: str) -> bool:
    return not _quiet().isdisjoint(re.findall(r"\w+", shouted.lower()))
