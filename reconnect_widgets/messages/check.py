"""Checking a draft: what its words match, less what is fine in its place."""

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable

from ..exceptions import ReconnectError
from .counts import long_and_questions, shouting
from .marks import Mark, laid_out
from .patterns import STAGES, Fine, Known, Pattern, known
from .quotations import without_quotations
from .second import likeness, pieces, risk
from .words import Words, plain_words

_NOT = re.compile(
    r"(?:not|never|nor|without|no longer|rather than|instead of|stopped|nothing|no one) "
    r"(?:(?:a|about|and|any|anything|ask|asking|asked|at|be|being|by|demand|demanding|else|even|expect|"
    r"expecting|for|going|have|having|here|hoping|i|is|it|just|like|looking|make|making|me|mean|meaning|"
    r"meant|need|needing|one|or|planning|pressure|put|saying|say|so|suggesting|that|the|there|this|to|"
    r"trying|try|us|want|wanting|wanted|will|wish|with|would|write|writing|you|your|"
    r"get|getting|change|force|win|back|come|beg|give|take|start|rush|push) ){0,9}$"
)
"""What says, just before a match, that it is not so: *I am not asking you to* …"""

_NOTHING = re.compile(
    r"\b(?:ask|blame|demand|expect|need|owe)(?:ed|ing|s)? (?:\w+ ){0,2}(?:nothing|none|nobody|no one) "
)
"""What says, after its verb, that it is not so: *you owe me nothing*."""

AHEAD = 20
"""Characters after a match in which that is looked for."""

BACK = 90
"""Characters before a match in which that is looked for."""

LIKE = -0.2
"""Risk above which a piece is marked, though no pattern knows it."""

ALONE = 1.3
"""Risk above which one sentence is marked in a piece that is below that as a whole."""

FEW = 7
"""Words of a sentence that say too little by themselves."""

UNLIKE = -2.6
"""Risk below which what a pattern matched was meant in another way."""

THREAT = 1.5
"""Likeness below which it does not call a piece a threat: such a draft is not offered to copy."""

SURE = ("threat", "reunion", "breakup")
"""Kinds of which it takes no mark away: a threat is too grave, and it knows no stages."""

Hit = tuple[int, int, Pattern]


class UnknownStage(ReconnectError):
    """A message was to be checked for a stage that there is not."""


def check_message(text: str, *, stage: str) -> list[Mark]:
    """Return the marks in a draft, in the order of the text.

    ``stage`` is what the message is for: ``first`` contact, to ``meet``, to say ``feelings``, or a
    ``post`` for many. Two marks are apart, or one lies within the other. Raises
    :class:`UnknownStage`.
    """
    if stage not in STAGES:
        raise UnknownStage(f"There is no stage {stage!r}. The stages are {', '.join(STAGES)}.")
    data = known()
    words = plain_words(without_quotations(text), data.lists)
    if not words.words:
        return []
    marks = _weighed(words, stage, data, _matches(words, stage, data))
    marks += shouting(text, words, data)
    marks += long_and_questions(words, stage, data)
    return laid_out(marks)


def _matches(words: Words, stage: str, data: Known) -> list[Mark]:
    found: list[Hit] = []
    fine: dict[str, list[tuple[int, int]]] = defaultdict(list)
    plain = words.plain
    for place, end, target in data.stand_in(words):
        if isinstance(target, Fine):
            for kind in target.kinds:
                fine[kind].append((place, end))
        elif stage in target.stages and (target.although or not _denied(plain, place, end)):
            found.append((place, end, target))
    covered = {kind: _joined(spans) for kind, spans in fine.items()}
    return _marks(words, [hit for hit in found if not _is_fine(hit, covered)])


def _weighed(words: Words, stage: str, data: Known, marks: list[Mark]) -> list[Mark]:
    """Return the patterns' marks as the second reader sees them, and its own where they are silent."""
    kept = []
    kinds = data.kinds[stage]
    for piece in pieces(words):
        first, last = piece[0].start, piece[-1].stop
        scores = _like(words, first, last, kinds)
        value = risk(scores)
        here = [m for m in marks if words.starts[first] <= m.start < words.ends[last - 1]]
        here = [m for m in here if value > UNLIKE or m.kind in SURE]
        kept += here
        if value <= LIKE:  # one sentence may press among many that do not
            each = [_like(words, one.start, one.stop, kinds) for one in piece if len(one) > FEW]
            scores = max(each, key=risk, default=scores)
            value = risk(scores) + LIKE - ALONE
        kind = _likest(scores)
        if value > LIKE and kind not in {mark.kind for mark in here}:
            kept.append(_resembles(words, piece, kind, data))
    return kept


def _like(words: Words, first: int, last: int, kinds: Iterable[str]) -> dict[str, float]:
    return likeness([".", *words.words[first:last], "."], kinds)


def _likest(scores: dict[str, float]) -> str:
    sure = {kind: score for kind, score in scores.items() if kind != "threat" or score > THREAT}
    return max(sure, key=sure.__getitem__)


def _resembles(words: Words, piece: list[range], kind: str, data: Known) -> Mark:
    def own(sentence: range) -> float:
        return _like(words, sentence.start, sentence.stop, [kind])[kind]

    place = max(piece, key=own)
    last = place.stop - 1
    while last > place.start and words.words[last][0] in ".?!":
        last -= 1
    return Mark(kind, words.starts[place.start], words.ends[last], *data.words_for["resembles"])


def _denied(plain: str, place: int, end: int) -> bool:
    before = plain[max(0, place - BACK) : place]
    return bool(_NOT.search(before) or _NOTHING.search(plain, place, end + AHEAD))


def _joined(spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Return spans, which come in order of their beginnings, with those that meet as one."""
    joined: list[tuple[int, int]] = []
    for start, end in spans:
        if joined and start < joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return joined


def _is_fine(hit: Hit, covered: dict[str, list[tuple[int, int]]]) -> bool:
    start, end, pattern = hit
    spans = covered.get(pattern.kind, [])
    before = bisect_left(spans, (end,)) - 1
    return before >= 0 and spans[before][1] > start


def _marks(words: Words, hits: list[Hit]) -> list[Mark]:
    """Return marks for hits; of those of one kind that meet, the first and longest one."""
    index = {place: number for number, place in enumerate(words.at)}
    marks = []
    last: dict[str, int] = {}
    for start, end, pattern in sorted(hits, key=lambda hit: (hit[0], -hit[1])):
        if start < last.get(pattern.kind, 0):
            continue
        last[pattern.kind] = end
        first = number = index[start]
        while number + 1 < len(words.at) and words.at[number + 1] < end:
            number += 1
        marks.append(
            Mark(
                pattern.kind,
                words.starts[first],
                words.ends[number],
                pattern.reason,
                pattern.suggestion,
            )
        )
    return marks
