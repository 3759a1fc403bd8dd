"""What must be said first on a page: help, holds, and what happened to the file."""

from markupsafe import Markup

from ..holds import BY_KEY, held_pages
from ..places import ANSWERS_FILE
from ..prompts import say_day
from ..record import Record
from ..stages import BY_NUMBER
from .where import nothing_stays

START = BY_NUMBER["00"].file

CRISIS = Markup(
    '<div class="rc-notice rc-urgent"><p><strong>Are you safe right now?</strong> If not, call your '
    'emergency number. <a href="#help">Help</a> lists crisis lines by country. You can also look at '
    'your <a href="{}#A-plan-for-a-hard-night">plan for a hard night</a>. The rest can wait.</p></div>'
)
DAMAGED = Markup(
    '<div class="rc-notice"><p>The file with your answers was damaged. It was set aside as '
    "<strong>{}</strong>, unchanged, beside the new one that was begun. A copy that you kept can be "
    'brought back on <a href="{}">Your journey</a>, and a backup of this computer may hold the file as it '
    "was, under the name <strong>{}</strong>. If your answers were locked, <em>Your "
    "journey</em> says whether they still are.</p>"
    '<button type="button" class="rc-quiet" data-send="told">'
    "I have read this</button></div>"
)
UNREAD = Markup(
    '<div class="rc-notice"><p>Some of what this browser keeps could not be read: {} in all. It was left '
    "as it is, and the rest is here. Erasing everything, on the last page, removes it as well.</p></div>"
)
UNLOCK = Markup(
    '<form class="rc-form rc-ready rc-unlock" novalidate autocomplete="off"><p><strong>Your answers are '
    "locked.</strong> You can read this page. The passphrase opens your answers on all pages, until "
    'you use <em>Exit this page</em> or close the browser.</p><div class="rc-field"><label>Passphrase '
    '<input type="password" name="passphrase" autocomplete="off" autocapitalize="none" '
    'spellcheck="false" required></label></div><div class="rc-buttons"><button class="rc-button">Unlock'
    '</button></div><p class="rc-saved" role="status" data-state="idle"></p><details><summary>'
    "I never set a passphrase</summary><p>Then the file may be damaged: what is in it looks like a "
    "locked one. It is left as it is. "
    "A backup of this computer, or another copy of the file, may hold your answers. To begin anew, move "
    "the file to another folder; <code>reconnect where</code> says where it lies.</p></details></form>"
)
UNCHECKED = Markup(
    '<div class="rc-notice"><p>Before anything else there is a short, private '
    '<a href="{}#A-private-safety-check">safety check</a>. It shapes what these pages say.</p></div>'
)


def first_words(page: str, record: Record) -> Markup:
    """Say what comes before everything else on a page."""
    parts = [nothing_stays(page)]
    if record.store.set_aside:
        parts.append(DAMAGED.format(record.store.set_aside, BY_NUMBER["13"].file, ANSWERS_FILE))
    if record.store.unread:
        parts.append(UNREAD.format(record.store.unread))
    if "crisis" in record.holds:
        parts.append(CRISIS.format(START))
    if not record.checked and page != "00":
        parts.append(UNCHECKED.format(START))
    closing = [BY_KEY[key] for key in record.holds if BY_KEY[key].closes]
    if closing and page != "00":
        parts.append(
            Markup(
                '<div class="rc-notice"><p><strong>Some pages are held: {}.</strong> This page is '
                'open, and so is the way of letting go. <a href="{}#holds">Why, and what lifts it</a>'
                "</p></div>"
            ).format(_listed([hold.title.lower() for hold in closing]), START)
        )
    return Markup("").join(parts)


def not_here(page: str, record: Record) -> Markup:
    """Say, where a tool for contact would be, why it is not there."""
    if record.marks[page] == "held":
        closing = [BY_KEY[key].title.lower() for key in record.holds if BY_KEY[key].closes]
        return Markup(
            '<div class="rc rc-notice"><p><strong>This part is held for now: {}.</strong> What you '
            'wrote here before is kept. <a href="{}#holds">Why, and what lifts it</a></p></div>'
        ).format(_listed(closing), START)
    if not record.checked:
        return UNCHECKED.format(START)
    return Markup(
        '<div class="rc rc-notice"><p>This part opens once you have answered the three short questions '
        "above today.</p></div>"
    )


def asked_again(record: Record) -> Markup:
    """Say what follows from the three questions that were asked again."""
    if not record.checked_today:
        return Markup("")
    return holds_in_force(record)


def map_words(record: Record) -> str:
    """Say in one sentence how many pages are done and held."""
    marks = list(record.marks.values())
    done, held = marks.count("done"), marks.count("held")
    words = "No page is done yet." if not done else f"{done} {_pages(done)} done."
    return f"{words} {held} {_pages(held)} held for now." if held else words


def holds_in_force(record: Record, screen: bool = False) -> Markup:
    """Explain each hold: why, what is held, what is offered instead, and what lifts it."""
    if not record.checked:
        return Markup('<div id="holds"></div>')
    cards = [_card(key, record) for key in record.holds]
    if screen:
        cards.insert(0, SCREEN)
    if not record.holds:
        cards.append(
            Markup('<div class="rc-reading"><p>Nothing is held. Thank you for answering.</p></div>')
        )
    return Markup('<div id="holds">{}</div>').format(Markup("").join(cards))


SCREEN = Markup(
    '<div class="rc-notice"><p><strong>Somebody who might hurt you could see this screen.</strong> '
    "Exit this page, at the top, leaves at once. It does not erase the browser’s history, and software "
    "that watches a computer can still see what you do. Where you can, use a computer that they cannot "
    "reach, such as one at a library or at work, and a private window. "
    '<a href="#help">More on staying safe</a></p></div>'
)


def _card(key: str, record: Record) -> Markup:
    hold = BY_KEY[key]
    pages = [f"“{BY_NUMBER[number].title}”" for number in sorted(held_pages([key]))]
    held = Markup("<p>Held for now: {}.</p>").format(_listed(pages)) if pages else Markup("")
    lift = Markup("")
    if key == "no_contact":
        lift = Markup(
            '<button type="button" class="rc-quiet" data-send="lift" data-about="no_contact">'
            "They began contact with me, of their own accord</button>"
        )
        for row in record.said_no:
            lift += Markup(
                '<p class="rc-why">On {} you logged that they said no. <button type="button" '
                'class="rc-quiet" data-send="unsay" data-about="{}">That was a slip, remove it</button></p>'
            ).format(say_day(row.day), row.question)
    return Markup(
        '<div class="rc-notice"><p><strong>{}</strong></p><p>{}</p>{}<p>{} <a href="#help">Help</a></p>'
        '<p class="rc-why">What lifts it: {}</p>{}</div>'
    ).format(hold.title, hold.why, held, hold.instead, hold.lifts, lift)


def _pages(count: int) -> str:
    return "page is" if count == 1 else "pages are"


def _listed(words: list[str]) -> str:
    return words[0] if len(words) == 1 else ", ".join(words[:-1]) + " and " + words[-1]
