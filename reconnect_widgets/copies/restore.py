"""Brings the answers of a copy back: first what would come in, then all of it or nothing.

Answers are added to those that are there, each at its own time; none is changed or removed. So what
was answered last counts, wherever it came from. But not for holds: a copy may come from other hands,
so it can add a hold and never lifts one, and it never stands for the safety check.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta

from ..answers.answer import Answer, answered, as_text, moved
from ..answers.browser_lock import sealed_size
from ..answers.from_outside import LONGEST_NAME, require_fit
from ..exceptions import BadCopy
from ..forms import Questions
from ..hosting import hosting
from ..prompts import say_day
from ..rules.holds import BEGAN_CONTACT, BY_KEY, HOLDS, REPLIES, STATED, UNTIL, in_order
from ..rules.record import Record, StoredRecord
from ..rules.safety_check import ASKED_AGAIN, CHECKED
from ..rules.snapshot import Snapshot
from ..stages import BY_NUMBER, START
from ..words import counted, listed
from .json_copy import Copy, read_json, require_size
from .sealed import is_sealed, unseal


@dataclass(frozen=True)
class Preview:
    """What a copy would bring."""

    made: datetime
    first: date
    last: date
    answers: int
    new: int
    characters: int
    """What the new answers take where a browser keeps them; elsewhere none."""
    pages: tuple[str, ...]
    is_own: bool
    """Whether the copy was made from this very workbook."""
    holds: tuple[str, ...]
    """The holds that it brings, beside those that are in force."""
    stay: tuple[str, ...]
    """The holds that are in force here, and stay."""


OURS = (HOLDS, BEGAN_CONTACT, CHECKED, ASKED_AGAIN)
"""What a copy holds beside answers to the notebooks' questions."""
NOT_BROUGHT = {CHECKED.id, ASKED_AGAIN.id}
"""That the safety check was gone through has to be seen here."""
HOLDING = (HOLDS.id, BEGAN_CONTACT.id, UNTIL, *STATED, *REPLIES)
"""The questions on whose answers holds depend."""


def read_copy(content: bytes, questions: Questions, passphrase: str = "") -> Copy:
    """Return what stands in a copy, decrypted if need be; raises :class:`BadCopy`.

    What answers one of these ``questions`` has to fit it.
    """
    require_size(len(content))
    copy = read_json(unseal(content, passphrase) if is_sealed(content) else content)
    if not copy.answers:
        raise BadCopy("There is no answer in it.")
    own = {prompt.id: prompt for prompt in (*(asked for _, asked in questions.values()), *OURS)}
    for answer in copy.answers:
        if prompt := own.get(answer.question):
            require_fit(answer, prompt)
    brought = [one for one in copy.answers if one.question not in NOT_BROUGHT]
    return replace(copy, answers=tuple(_in_time(brought, min(copy.made, datetime.now(UTC)))))


def preview(copy: Copy, here: StoredRecord) -> Preview:
    """Say what a copy would bring to the answers that are here; nothing is changed."""
    store, days = here.store, [answer.day for answer in copy.answers]
    brought = _brought(copy.answers, here)
    new = store.unknown(brought)
    return Preview(
        made=copy.made,
        first=min(days, default=copy.made.date()),
        last=max(days, default=copy.made.date()),
        answers=len(copy.answers),
        new=len(new),
        characters=sum(_characters(one, sealed=bool(store.keeper.key)) for one in new)
        if hosting().in_browser
        else 0,
        pages=tuple(sorted({answer.page for answer in copy.answers})),
        is_own=copy.workbook == store.id,
        holds=tuple(key for key in _record_of(brought, here.today).holds if key not in here.holds),
        stay=here.holds,
    )


def restore(answers: Iterable[Answer], here: StoredRecord) -> int:
    """Add what is not there yet, all of it or nothing, and return how many answers that were.

    Whatever holds here, or held by the copy's own answers, holds after it as well.
    """
    store, today = here.store, here.today
    brought = _brought(answers, here)
    known = [answer for question in HOLDING for answer in store.history(question)]
    new = [answer for answer in brought if answer.question in HOLDING]
    after = _record_of([*known, *new], today)
    if lifted := {*here.holds, *_record_of(new, today).holds}.difference(after.holds):
        stated = in_order([*after.stored_holds, *lifted])
        kept = _as_stated(stated, after.latest(HOLDS.id), today)
        return store.add([*brought, kept]) - 1
    return store.add(brought)


def _brought(answers: Iterable[Answer], here: Record) -> list[Answer]:
    """Return what a copy may bring: no day on which space ends that was asked for here."""
    has_space = "space" in here.holds
    return [answer for answer in answers if not (has_space and answer.question == UNTIL)]


def _as_stated(holds: tuple[str, ...], latest: Answer | None, today: date) -> Answer:
    """Return the answer that keeps these holds in force: it is later than any other."""
    at = datetime.now(UTC)
    if latest:
        at = max(at, latest.changed_at + timedelta(milliseconds=1))
    return answered(HOLDS, list(holds), at, page=START, day=today)


def _in_time(answers: list[Answer], made: datetime) -> Iterator[Answer]:
    """Give the answers of a copy, none later than the copy itself: what another clock put there ends it.

    Else it would stay the latest for as long, and could lift what was said after the copy came. Answers
    stand in their order, so each comes after those before.
    """
    for after, answer in zip(range(len(answers) - 1, -1, -1), answers, strict=True):
        is_later = max(answer.answered_at, answer.changed_at) > made
        yield moved(answer, made - timedelta(milliseconds=after)) if is_later else answer


def _record_of(answers: Iterable[Answer], today: date) -> Record:
    return Record(Snapshot(sorted(answers, key=lambda one: one.changed_at)), today)


def _characters(answer: Answer, *, sealed: bool) -> int:
    """Return what an answer takes in a browser, which counts in units of UTF-16, with its name."""
    text = as_text(answer)
    return (sealed_size(text) if sealed else len(text.encode("utf-16-le")) // 2) + LONGEST_NAME


def say_preview(found: Preview) -> tuple[str, str, str]:
    """Say what a copy holds, where it comes from, and what it would change here."""
    days = f"from {say_day(found.first)} to {say_day(found.last)}"
    whose = "this workbook" if found.is_own else "another workbook"
    made = say_day(found.made.astimezone().date())
    titles = ", ".join(f"“{BY_NUMBER[number].title}”" for number in found.pages)
    return (
        f"{counted(found.answers, 'answer')}, {days}",
        f"Made from {whose} on {made}. Pages: {titles}.",
        " ".join(_news(found)),
    )


def _news(found: Preview) -> Iterator[str]:
    """Say what a copy would add, and what it does to holds: it can add them, and lifts none."""
    if found.new:
        yield f"{counted(found.new, 'answer')} would be added."
        yield "Nothing that is here now is changed or removed."
    else:
        yield "All of them are here already, so there is nothing to add."
    if found.holds:
        titles = listed([f"“{BY_KEY[key].title}”" for key in found.holds])
        yield f"What it says holds pages or puts help first: {titles}."
    if found.stay:
        yield "What holds pages here stays, whatever the copy says."
    yield "The safety check is not part of a copy: tools for contact open by answering it here."
