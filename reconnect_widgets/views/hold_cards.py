"""The cards that explain each hold, and what is said at the moment when a no is logged."""

from markupsafe import Markup

from ..answers.answer import Answer
from ..help.own_lines import own_lines
from ..prompts import say_day
from ..rules.gate import is_left_out
from ..rules.holds import BY_KEY, REPLIES, STATED, THEIR_ANSWERS, Hold, held_pages
from ..rules.record import Record
from ..rules.safety_check import UNSAID, UNSAID_WORDS
from ..stages import BY_NUMBER, START
from ..words import listed

START_FILE = BY_NUMBER[START].file

NOTHING_HELD = Markup(
    '<div class="rc-reading"><p>None of your answers holds a page. Thank you for answering.</p></div>'
)
NOT_SAID = Markup('<div class="rc-reading"><p>{}</p><p>{}</p></div>')
OPENS_LATER = (
    "The tools for contact open once the safety check has an answer to each of its questions. "
    "All other pages are open, and nothing has to be said today."
)
SEEN_WORDS = Markup(
    "<p><strong>Somebody who might hurt you could see this screen.</strong> "
    "Exit this page, at the top, leaves at once. It does not erase the browser’s history, and software "
    "that watches a computer can still see what you do. Where you can, use a computer that they cannot "
    "reach, such as one at a library or at work, and a private window.</p>"
    '<p><a href="#help">More on staying safe</a> and '
    '<a href="#Your-privacy">where your answers are kept</a></p>'
)
"""How to stay safe, for whoever may be watched."""
SCREEN = Markup('<div class="rc-notice">{}</div>').format(SEEN_WORDS)
LIFT = Markup(
    '<details class="rc-lift" data-fields><summary>They began contact with me, of their own accord</summary>'
    '<div class="rc-pick"><label for="rc-lift-when">When did they begin?</label>'
    '<input type="date" id="rc-lift-when" name="when" min="1900-01-01" max="2200-12-31"></div>'
    '<fieldset class="rc-pick"><legend>What was it about?</legend><div class="rc-options">'
    '<label><input type="radio" name="about" value="needed"><span>Only about children, care, a home, '
    "work or money</span></label>"
    '<label><input type="radio" name="about" value="more"><span>About more than that</span></label></div>'
    "</fieldset>"
    '<button type="button" class="rc-quiet" data-send="lift">State that they began</button></details>'
)
BEGAN = Markup(
    '<div class="rc-notice">{}{}<p class="rc-why">Contact that somebody does not want, again and again, '
    "can also be against the law where you live.</p></div>"
)
SLIP = Markup(
    '<p class="rc-why">On {} you logged: “{}”. <button type="button" class="rc-quiet" '
    'data-send="unsay" data-about="{}">That was a slip, remove it</button></p>'
)
HARD_MOMENT = Markup(
    '<div class="rc-notice rc-hard-moment"><p><strong>That hurts.</strong> Nothing more needs '
    "writing to them now. You can finish noting what was said, in your own time.</p>{}"
    '<p>If it is too much tonight: <a href="#help">Help</a>.</p>'
    '<button type="button" class="rc-quiet" data-send="written">I have written what I wanted</button></div>'
)
OWN = Markup('<p><strong>{}:</strong></p><p dir="auto">{}</p>')
NOTHING_OWN = Markup(
    "<p>Go to a person or a place that is good to you, if you can. Eat something, and put the "
    "phone in another room for an hour.</p>"
)
NEEDED = {
    "children": "the children",
    "care": "the care",
    "home": "the home",
    "work": "work",
    "money": "money matters",
}
"""What goes on between two people under any answer, by what they share (``start.shared``)."""


def holds_in_force(record: Record, screen: bool = False) -> Markup:
    """Explain each hold: why, what is held, what is offered instead, and what lifts it."""
    if not (record.checked or record.holds):
        return Markup('<div id="holds"></div>')
    keys = sorted(record.holds_told, key=lambda key: key != "crisis")  # in which help comes first
    first = next((key for key in keys if BY_KEY[key].closes), "")  # all of them hold the same pages
    cards = [_card(BY_KEY[key], record, names_pages=key == first) for key in keys]
    if THEIR_ANSWERS.intersection(keys):
        cards.append(_lift(record))
    if screen:
        cards.insert(keys[:1] == ["crisis"], SCREEN)
    if record.checked and record.checked.value == UNSAID:
        cards.append(NOT_SAID.format(UNSAID_WORDS, OPENS_LATER))
    elif record.checked and not record.holds:
        cards.append(NOTHING_HELD)
    return Markup('<div id="holds">{}</div>').format(Markup("").join(cards))


def what_holds(record: Record) -> Markup:
    """Explain, in the place of a form in which a no was logged, what is held now.

    The heading of its part may have gone with the form: with one of its own the part stays, and is read.
    """
    return Markup(
        '<div class="rc" data-rc-focus><h2 id="What-is-held-now">What is held now</h2>{}</div>'
    ).format(holds_in_force(record))


def a_no_was_logged(record: Record) -> Markup:
    """Be there for somebody who has just logged a no, with their own plans for this hour."""
    own = [
        ("For the first hour you planned", record.value("no.hour")),
        ("People you can call", _people(record)),
        ("Your closing words, for you", record.value("dignity.words")),
        ("How you wanted to leave", _way_out(record)),
    ]
    there = Markup("").join(OWN.format(name, words) for name, words in own if words)
    return HARD_MOMENT.format(there or NOTHING_OWN)


def _way_out(record: Record) -> str:
    answer = record.latest("dignity.leave")
    return answer.said if answer and answer.value != "unsure" else ""


def _people(record: Record) -> str:
    named = [str(row.value["who"]) for row in record.entries("no.people") if row.value.get("who")]
    return ", ".join(named) or str(record.value("space.call") or "")


def _card(hold: Hold, record: Record, *, names_pages: bool) -> Markup:
    parts = [Markup("<p><strong>{}</strong></p><p>{}</p>").format(hold.title, hold.why)]
    if names_pages:
        pages = [f"“{BY_NUMBER[number].title}”" for number in sorted(held_pages([hold.key]))]
        parts.append(Markup("<p>Held for now: {}.</p>").format(listed(pages)))
    if hold.key in THEIR_ANSWERS and (needed := what_goes_on(record)):
        parts.append(Markup("<p>{}</p>").format(needed))
    parts.append(Markup("<p>{}</p>").format(hold.instead))
    if hold.lines:
        parts.append(own_lines(hold.lines))
    parts.append(Markup('<p class="rc-why">What lifts it: {}</p>').format(hold.lifts))
    return Markup('<div class="rc-notice">{}</div>').format(Markup("").join(parts))


def what_goes_on(record: Record) -> str:
    """Say which contact goes on, because of what is shared; nothing where nothing is, or where it must not."""
    shared = [] if is_left_out("separate", record) else record.value("start.shared") or []
    needed = [words for key, words in NEEDED.items() if key in shared]
    if not needed:
        return ""
    verb = (
        "needs"
        if len(needed) == 1 and needed[0] not in ("the children", "money matters")
        else "need"
    )
    return f"Only what {listed(needed)} {verb} goes on, short and on the subject."


def _lift(record: Record) -> Markup:
    said = Markup("").join(
        SLIP.format(say_day(one.day), _said(one), f"{one.question}#{one.entry}")
        for one in slips(record)
    )
    return BEGAN.format(LIFT, said)


def slips(record: Record) -> list[Answer]:
    """Return what may have been said by mistake: rows of logs, and what was ticked on this day."""
    can_be = {
        (answer.question, answer.entry): answer
        for _, answer in record.stating
        if answer.question in REPLIES
        or (isinstance(answer.value, list) and answer.day == record.today)
    }
    return list(can_be.values())


def _said(answer: Answer) -> str:
    if answer.question in REPLIES:
        return str(answer.words_of("said").get(answer.value["said"], answer.value["said"]))
    return "; ".join(answer.in_words(key for key in answer.value if key in STATED[answer.question]))
