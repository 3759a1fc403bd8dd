"""Learns ``learned.txt``, for the second reader: ``python tests/messages/learn.py``.

Softmax regression in plain Python; the same messages give the same weights. Messages of the held-out
files are never read here.
"""

from collections import Counter
from math import exp, sqrt
from pathlib import Path
from random import Random

from reconnect_widgets.messages.lists import HERE
from reconnect_widgets.messages.patterns import known
from reconnect_widgets.messages.quotations import without_quotations
from reconnect_widgets.messages.second import FINE, KINDS, NONE, UNIT, Weights, features
from reconnect_widgets.messages.words import plain_words

FILES = ("messages.txt", "more.txt")
Row = tuple[set[str], dict[int, float]]
ROUNDS = 25
STEP = 0.7
DECAY = 0.0005
LEAST = 2
"""Times that a feature must have been seen, and a weight that is too small to keep."""


def row(words: str, kinds: list[str]) -> Row:
    plain = plain_words(without_quotations(words), known().lists).plain.split()
    right = [kind for kind in kinds if kind in KINDS] or [FINE]
    return features(plain), {KINDS.index(kind): 1 / len(right) for kind in right}


def labeled(name: str) -> list[tuple[str, list[str], str]]:
    found = []
    for line in (Path(__file__).parent / name).read_text("utf-8").splitlines():
        if line.strip() and not line.startswith("#"):
            stage, kinds, words = (part.strip() for part in line.split("|", 2))
            right = kinds.replace(",", " ").replace("-", " ").split()
            if not {"length", "questions"} & set(right):
                found.append((stage, right, words))
    return found


def examples() -> list[Row]:
    data = known()
    marked = [row(words, [pattern.kind]) for pattern in data.patterns for words in pattern.match]
    spared = [row(words, []) for pattern in data.patterns for words in pattern.fine]
    return marked + spared + [row(words, []) for fine in data.fine for words in fine.match]


def learn(rows: list[Row]) -> Weights:
    seen = Counter(name for names, _ in rows for name in names)
    rows = [({name for name in names if seen[name] >= LEAST}, right) for names, right in rows]
    size = range(len(KINDS))
    weights = {name: [0.0] * len(KINDS) for name in seen if seen[name] >= LEAST}
    steps = {name: [1e-6] * len(KINDS) for name in weights}
    bias = [0.0] * len(KINDS)
    order = Random(18)
    for _ in range(ROUNDS):
        order.shuffle(rows)
        for names, right in rows:
            found = sorted(names)
            scale = 1 / sqrt(max(len(found), 1))
            lists = [weights[name] for name in found]
            scores = [bias[k] + scale * sum(own[k] for own in lists) for k in size]
            most = max(scores)
            parts = [exp(score - most) for score in scores]
            total = sum(parts)
            off = [parts[k] / total - right.get(k, 0.0) for k in size]
            for k in size:
                bias[k] -= 0.02 * off[k]
            for name, own in zip(found, lists, strict=True):
                past = steps[name]
                for k in size:
                    slope = off[k] * scale + DECAY * own[k]
                    past[k] += slope * slope
                    own[k] -= STEP * slope / sqrt(past[k])
    kept = {"": [round(UNIT * value) for value in bias]}
    for name in sorted(weights):
        middle = sum(weights[name]) / len(KINDS)
        whole = [round(UNIT * (value - middle)) for value in weights[name]]
        if max(map(abs, whole)) > LEAST:
            kept[name] = whole
    return kept


if __name__ == "__main__":
    told = [row(words, kinds) for name in FILES for _, kinds, words in labeled(name)]
    lines = [
        "".join(chr(NONE + max(-45, min(weight, 45))) for weight in weights) + f" {name}\n"
        for name, weights in learn(examples() + told).items()
    ]
    (HERE / "learned.txt").write_text("".join(lines), "utf-8")
