"""Where the answers are, who could read them there, and what ends them."""

from markupsafe import Markup

from ..hosting import BROWSER, TAB, Hosting, hosting, link_to
from ..rules.record import Record
from ..stages import BY_NUMBER, JOURNEY, START
from . import view

LEAVE = (
    "Do others use this computer, too? Then you can keep your answers in this tab only. Exit "
    "this page erases them at once. Closing the tab ends them, too, but browsers can open it again."
)
STAY = "If this computer is yours alone, this browser can keep them, so that they are here when you come back."
COPY = "#Keep-a-copy"


@view
def where_answers(_record: Record) -> Markup:
    """Say what becomes of the answers in the place where the workbook runs."""
    return where_words()


def where_words() -> Markup:
    """Return the same words for every reader, so that they can stand in the page at once."""
    place = hosting()
    if place.in_browser:
        return Markup("").join(
            Markup('<div data-rc-in="{}">{}{}</div>').format(one.answers, _say(one), _choice(one))
            for one in (BROWSER, TAB)
        )
    return _say(place)


def _say(place: Hosting) -> Markup:
    words = Markup("<p><strong>{}</strong> {}</p><p>{}{}</p>")
    return words.format(place.where, place.who, place.ends, _offer(place))


def _choice(place: Hosting) -> Markup:
    """Offer the other place; the page's own script does it, so that no kernel is asked."""
    other, words = (
        ("browser", "Keep my answers in this browser")
        if place is TAB
        else ("tab", "Keep my answers only in this tab")
    )
    before = STAY if place is TAB else LEAVE
    return Markup(
        '<p>{}</p><p><button type="button" class="rc-quiet" data-rc-keep-in="{}">{}</button></p>'
        '<p class="rc-note" aria-live="polite" data-rc-not-moved></p>'
    ).format(before, other, words)


def nothing_stays(page: str) -> Markup:
    """Say on the start page, before all else, that answers end by themselves and can be taken along."""
    place = hosting()
    if not place.passing or page != START:
        return Markup("")
    words = Markup('<div class="rc-notice"><p><strong>{}</strong>{}</p></div>')
    return words.format(place.where, _offer(place))


def _offer(place: Hosting) -> Markup:
    if not place.passing:
        return Markup("")
    return Markup(' You can <a href="{}">download your answers</a> and keep them yourself.').format(
        link_to(BY_NUMBER[JOURNEY].file) + COPY
    )
