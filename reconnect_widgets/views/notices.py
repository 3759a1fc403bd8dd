"""What must be said first on a page: help, holds, and what happened to the file."""

from markupsafe import Markup

from ..days import is_over
from ..help.own_lines import own_lines
from ..hosting import hosting, link_to
from ..prompts import say_day
from ..rules.gate import SHUT, Gate, gate
from ..rules.holds import HOLDS
from ..rules.readiness import last_of_quiet, read_readiness, wants_nothing
from ..rules.record import Record, StoredRecord
from ..rules.safety_check import UNSAID, UNSAID_WORDS
from ..stages import BY_NUMBER, START
from ..words import counted
from .files import about_files
from .hold_cards import OPENS_LATER, START_FILE, holds_in_force
from .where import nothing_stays

THE_QUESTIONS = "#Three-questions-first"
READY, FIRST_CONTACT = BY_NUMBER["03"], BY_NUMBER["04"]

CRISIS = Markup(
    '<div class="rc-notice rc-urgent"><p><strong>Are you safe right now?</strong> If not, call your '
    'emergency number.</p>{}<p>You can also look at your <a href="{}#A-plan-for-a-hard-night">plan for a '
    "hard night</a>. The rest can wait.</p></div>"
)
UNREAD = Markup(
    '<div class="rc-notice"><p>Some of what this browser keeps could not be read: {} in all. It was left '
    "as it is, and the rest is here. Erasing everything, on the last page, removes it as well.</p></div>"
)
UNLOCK = Markup(
    '<form class="rc-form rc-ready rc-unlock" hidden novalidate autocomplete="off"><p><strong>Your answers are '
    "locked.</strong> You can read this page. The passphrase opens your answers on all pages, until "
    'you {}.</p><div class="rc-field"><label>Passphrase '
    '<input type="password" name="passphrase" autocomplete="off" autocapitalize="none" '
    'spellcheck="false" required></label></div><div class="rc-buttons"><button class="rc-button">Unlock'
    '</button></div><p class="rc-saved" aria-live="polite" data-state="idle"></p><details><summary>'
    "{}</summary><p>{}</p></details></form>"
)
OF_A_FILE = (
    Markup(
        "use <em>Exit this page</em>. Closing the browser is enough, too, unless it is set to open its tabs "
        "again"
    ),
    "I never set a passphrase",
    Markup(
        "Then the file may be damaged: what is in it looks like a locked one. It is left as it is. "
        "A backup of this computer, or another copy of the file, may hold your answers. To begin anew, "
        "move the file to another folder; <code>reconnect where</code> says where it lies."
    ),
)
OF_A_BROWSER = (
    Markup("use <em>Exit this page</em>, or load a page again"),
    "I do not have the passphrase",
    "Nobody can open your answers without it. If you kept a copy, you can begin anew and bring it back: "
    "clear what this browser keeps for this site, in its settings. That erases the answers that are "
    "locked.",
)
UNCHECKED = Markup(
    '<div class="rc-notice"><p>{} <a href="{}#A-private-safety-check">safety check</a>. It shapes what '
    "these pages say.{}</p></div>"
)
UNTIL_THEN = " Until then, the part of this page that is about contact is held."
FIRST = "Before anything else there is a short, private"
ANEW = "The questions of the check have changed. Please go through it once more: the private"
HELD_HERE = Markup(
    '<div class="rc-notice"><p><strong>This page is held for now: {}.</strong> What you wrote here before '
    'is kept. What is left here is for you alone. <a href="{}#holds">Why, and what lifts it</a></p></div>'
)
UNSAID_HERE = Markup(
    '<div class="rc-notice"><p>{} {} <a href="{}#A-private-safety-check">The safety check</a></p></div>'
)
EARLY = Markup(
    '<div class="rc-notice"><p>{} This is advice, and you may go on. '
    '<a href="{}#Your-reading-for-today">Your reading</a></p></div>'
)
READS_ITSELF = {"04", "10"}
"""Pages on contact that show the reading of the rules, and all there is to it."""
HELD_ELSEWHERE = Markup(
    '<div class="rc-notice"><p><strong>Some pages are held: {}.</strong> This page is open, and so is all '
    'that helps you let go. <a href="{}#holds">Why, and what lifts it</a></p></div>'
)


def unlock_form() -> Markup:
    """Ask for the passphrase."""
    return UNLOCK.format(*(OF_A_BROWSER if hosting().in_browser else OF_A_FILE))


def first_words(page: str, record: StoredRecord) -> Markup:
    """Say what comes before everything else on a page."""
    parts = [nothing_stays(page)]
    if "crisis" in record.holds:
        parts.insert(0, CRISIS.format(own_lines("crisis"), link_to(START_FILE)))
    parts.append(about_files(record.store))
    if record.store.keeper.unread:
        parts.append(UNREAD.format(record.store.keeper.unread))
    if not record.checked and page != START:
        parts.append(to_the_check(page, anew=record.value(HOLDS.id) is not None))
    if record.closing and page != START:
        held = record.marks[page] == "held"
        titles = "; ".join(title[0].lower() + title[1:] for title in record.closing)
        parts.append((HELD_HERE if held else HELD_ELSEWHERE).format(titles, link_to(START_FILE)))
    if BY_NUMBER[page].leads_to_contact and gate(record) is Gate.UNSAID:
        parts.append(UNSAID_HERE.format(UNSAID_WORDS, OPENS_LATER, link_to(START_FILE)))
    parts.append(_early(page, record))
    return Markup("").join(parts)


def _early(page: str, record: Record) -> Markup:
    """Say on a page about contact, while the gate is open, what the reader's own plans say of the time."""
    is_told = not BY_NUMBER[page].leads_to_contact or page in READS_ITSELF or wants_nothing(record)
    if is_told or gate(record) in SHUT or record.value("together.since"):
        return Markup("")
    said = []
    if (last := last_of_quiet(record)) and not is_over(last, record.today):
        said.append(f"By your space plan, your quiet time goes on until {say_day(last)}.")
    reading = read_readiness(record)
    if reading is None:
        said.append(f"The questions of “{READY.title}” come first, and are still open.")
    elif reading.kind == "not_yet":
        said.append(f"By your own rules on “{READY.title}”, it is “not yet”.")
    return EARLY.format(" ".join(said), link_to(READY.file)) if said else Markup("")


def to_the_check(page: str, *, anew: bool = False) -> Markup:
    """Lead to the safety check; somebody who answered an older one is told why."""
    return UNCHECKED.format(
        ANEW if anew else FIRST,
        link_to(START_FILE),
        UNTIL_THEN if BY_NUMBER[page].leads_to_contact else "",
    )


def to_be_asked(record: Record, *, is_here: bool) -> Markup:
    """Say, where tools for contact would be, that the three questions come first, and where they are."""
    asked = record.asked
    if asked and asked.value == UNSAID and asked.day == record.today:
        return _note(
            f"{UNSAID_WORDS} This part opens once the three short questions have an answer."
        )
    to = (
        (THE_QUESTIONS, "this page")
        if is_here
        else (link_to(FIRST_CONTACT.file) + THE_QUESTIONS, f"“{FIRST_CONTACT.title}”")
    )
    return _note(
        Markup(
            "This part opens once you have answered the three short questions today. They stand "
            'on <a href="{}">{}</a>.'
        ).format(*to)
    )


def _note(words: str) -> Markup:
    return Markup('<div class="rc rc-notice"><p>{}</p></div>').format(words)


def asked_again(record: Record) -> Markup:
    """Say what follows from the three questions that were asked again."""
    if record.asked is None or record.asked.day != record.today:
        return Markup("")
    return holds_in_force(record)


def map_words(record: Record) -> str:
    """Say how many pages are done and held, so briefly that on a phone it leaves room beside it."""
    marks = list(record.marks.values())
    done, held = marks.count("done"), marks.count("held")
    if held:
        return f"{done} done, {held} held for now." if done else f"{_pages(held)} held for now."
    return f"{_pages(done)} done." if done else "No page is done yet."


def _pages(count: int) -> str:
    return counted(count, "page is", "pages are")
