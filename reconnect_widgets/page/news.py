"""Why a form shows something else than a moment ago, though nobody touched it: one sentence for each cause.

Somebody who is watched reads *changed somewhere else* as *somebody else was here*. So that is said only
where another visit wrote, which is another tab, window or computer.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from ..hosting import hosting
from ..rules.record import StoredRecord

ELSEWHERE = "Brought up to date: this was changed somewhere else."
NEW_DAY = "A new day has begun, so this is asked again. What you answered before is kept."
ERASED = "This was erased, so nothing is kept here."
REPLACED = "{} was removed or replaced. This page shows what is there now."


def news(
    before: Mapping[str, Any], after: Mapping[str, Any], record: StoredRecord, visit: str
) -> str:
    """Say why what a form is told differs from before; nothing where this very visit is the reason."""
    if not before:
        return ""
    if before["store"] in after["erased"] or _is_erased(before, after, record):
        return ERASED
    if before["store"] != after["store"]:
        what = (
            f"What {hosting().kept_in} kept"
            if hosting().in_browser
            else "The file with your answers"
        )
        return REPLACED.format(what)
    if any(writer != visit for writer in _writers(before, after, record)):
        return ELSEWHERE
    return NEW_DAY if before["asked_on"] != after["asked_on"] else ""


def _is_erased(before: Mapping[str, Any], after: Mapping[str, Any], record: StoredRecord) -> bool:
    """Say whether nothing is left of an answer; of one that was only removed there is a last version."""
    gone = _answers(before).keys() - _answers(after).keys()
    same = before["store"] == after["store"]
    return same and any(record.store.latest(question, entry) is None for question, entry in gone)


def _writers(
    before: Mapping[str, Any], after: Mapping[str, Any], record: StoredRecord
) -> Iterator[str]:
    """Give the visit of each answer that came, changed or was taken away."""
    known, there = _answers(before), _answers(after)
    for key, answer in there.items():
        if key not in known or known[key]["at"] != answer["at"]:
            yield answer["visit"]
    for question, entry in known.keys() - there.keys():
        removed = record.store.latest(question, entry)
        if removed and removed.value is None:
            yield removed.visit


def _answers(filled: Mapping[str, Any]) -> dict[tuple[str, str], dict[str, Any]]:
    """Return what a form is told, by question and entry."""
    rows = {
        (log, entry): row for log, there in filled["rows"].items() for entry, row in there.items()
    }
    return {(question, ""): answer for question, answer in filled["answers"].items()} | rows
