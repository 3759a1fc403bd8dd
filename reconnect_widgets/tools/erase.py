"""Erasing one answer, one page or everything; the answers to pick from are sent only when asked for."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from textwrap import shorten
from typing import Any

from markupsafe import Markup

from ..answers.answer import Answer
from ..answers.from_browser import is_name
from ..answers.store import Store
from ..example.file import forget_example
from ..exceptions import BadAnswer, StoreUntidy
from ..forms import Ask, FormPlan, Message, Questions, Reply, Tool
from ..places import is_example
from ..prompts import Prompt, say_day
from ..rules.record import StoredRecord
from ..stages import BY_NUMBER, STAGES
from ..views.files import say_not_reached
from ..words import counted

AT_ONCE = 20
"""Answers that are listed before the reader asks for more."""

SHORT = 90
"""Characters of an answer that are shown in the list."""

PAGE = Markup('<option value="{}">{}</option>')
HTML = Markup(
    '<div class="rc-erase"><div class="rc-field"><label for="erase-page">Which page?</label>'
    '<select id="erase-page">{}</select></div><div class="rc-buttons">'
    '<button type="button" class="rc-quiet" data-erase="find">Show its answers</button>'
    '<button type="button" class="rc-quiet" data-erase="page">Erase this page</button>'
    '<button type="button" class="rc-quiet" data-erase="everything">Erase everything</button></div>'
    '<p class="rc-note rc-count" aria-live="off"></p><ol class="rc-rules rc-found"></ol>'
    '<button type="button" class="rc-quiet rc-more" hidden>Show older ones</button>'
    '<dialog class="rc rc-sure" aria-labelledby="erase-sure"><p id="erase-sure"><strong></strong></p>'
    "<p>Earlier versions go too, and so do words in this browser that wait to be saved. "
    '<span class="rc-copies"></span> Nobody can bring them back.</p>'
    "<p>What cannot be erased from here: your browser’s history, files that you downloaded or "
    "exported, backups of this computer, and copies in a cloud. Of what this browser kept, "
    "traces can stay in its own files until it tidies them.</p>"
    '<div class="rc-buttons"><button type="button" class="rc-button" data-erase="yes">Erase</button>'
    '<button type="button" class="rc-quiet" data-erase="no">Keep it</button></div></dialog></div>'
)


@dataclass(frozen=True)
class Erasing(Tool):
    """What can be erased, asked once before it is."""

    questions: Callable[[], Questions]

    def html(self, prompts: tuple[Prompt, ...], ask: Ask) -> Markup:
        return HTML.format(Markup("").join(PAGE.format(one.number, one.title) for one in STAGES))

    def answer(self, message: Message, record: StoredRecord) -> Reply:
        kind, store = message.get("type"), record.store
        if kind == "find":
            return _found(store, _page(message), message.get("skip"))
        if kind == "weigh":
            copies = store.keeper.older_copies()
            asked = {"type": "sure", "sentence": _asks(store, message), "copies": copies}
            return asked | self._going(store, message)
        if kind == "erase":
            return self._erase(store, message)
        return None

    def _going(self, store: Store, message: Message) -> dict[str, Any]:
        """Return what the browser erases by itself: drafts, by their keys, and answers that it keeps.

        The page does so at once, as its reader may leave before anything else can hear of it.
        """
        going: Iterable[Answer] = ()
        keys = None
        if message.get("what") == "answer":
            question, entry = _question(message)
            keys = [f"{question}#{entry}" if entry else question]
            going = (one for one in store.history(question) if one.entry == entry)
        elif message.get("what") == "page":
            page = _page(message)
            keys = [*store.asked_on(page), *self._asked_on(page)]
            going = (one for one in store.every() if one.page == page)
        # With everything go drafts of a file that was damaged, too, and what somebody tried in the example.
        everywhere = keys is None and not is_example()
        return {"keys": keys, "names": store.keeper.names_of(going), "everywhere": everywhere}

    def _erase(self, store: Store, message: Message) -> dict[str, Any]:
        """Erase what the reader confirmed."""
        what, anew = message.get("what"), message.get("anew")
        sentence = "Erased."
        try:
            if what == "answer":
                store.erase_answer(*_question(message))
            elif what == "page":
                store.erase_page(_page(message))
            elif what == "everything":
                if not is_example():
                    forget_example()
                store.erase_everything(str(anew) if is_name(anew) else "")
            else:
                raise BadAnswer("Please choose what to erase.")
        except StoreUntidy as untidy:
            sentence = str(untidy)
        sentence += say_not_reached(store)
        return {"type": "erased", "refill": True, "sentence": sentence}

    def _asked_on(self, page: str) -> list[str]:
        """Return the questions of a page, whether they were answered or words only wait in a browser."""
        return [question for question, (number, _) in self.questions().items() if number == page]


def _question(message: Message) -> tuple[str, str]:
    return str(message.get("question")), str(message.get("entry") or "")


def _page(message: Message) -> str:
    page = str(message.get("page"))
    if page not in BY_NUMBER:
        raise BadAnswer("There is no such page.")
    return page


def _found(store: Store, page: str, skip: Any) -> dict[str, Any]:
    """Return some answers of a page, the newest first, and whether there are more."""
    skip = skip if isinstance(skip, int) and skip > 0 else 0
    found = store.answered_on(page, AT_ONCE + 1, skip)
    return {
        "type": "found",
        "skip": skip,
        "items": [_item(answer, versions) for answer, versions in found[:AT_ONCE]],
        "more": len(found) > AT_ONCE,
    }


def _item(answer: Answer, versions: int) -> dict[str, Any]:
    said = shorten(answer.said, SHORT, placeholder=" …") if answer.value else ""
    when = say_day(answer.day) + (f", {versions} versions" if versions > 1 else "")
    return {
        "question": answer.question,
        "entry": answer.entry,
        "words": answer.words,
        "said": said or ("Cleared" if answer.value is None else str(answer.value)),
        "when": when,
    }


def _asks(store: Store, message: Message) -> str:
    if message.get("what") == "answer":
        return "Erase this answer?"
    if message.get("what") == "page":
        page = _page(message)
        return f"Erase {counted(store.count_by_page().get(page, 0), 'answer')} of “{BY_NUMBER[page].title}”?"
    return f"Erase everything, {counted(sum(store.count_by_page().values()), 'answer')} in all?"


def erase(questions: Callable[[], Questions] = dict) -> FormPlan:
    """Let the reader erase one answer, one page or everything.

    ``questions`` gives those of the workbook: words that answer them may wait in the browser alone.
    """
    return FormPlan((), tool=Erasing(questions))
