"""Where the answers are, who could read them there, and what ends them."""

from markupsafe import Markup

from ..hosting import hosting
from ..stages import BY_NUMBER
from . import View

COPY = f"{BY_NUMBER['13'].file}#Keep-a-copy"


def where_answers() -> View:
    """Say what becomes of the answers in the place where the workbook runs."""
    return lambda _record: where_words()


def where_words() -> Markup:
    """Return the same words for every reader, so that they can stand in the page at once."""
    place = hosting()
    words = Markup("<p><strong>{}</strong> {}</p><p>{}{}</p>")
    return words.format(place.where, place.who, place.ends, _offer())


def nothing_stays(page: str) -> Markup:
    """Say on the start page, before all else, that answers end by themselves and can be taken along."""
    place = hosting()
    if not place.passing or page != "00":
        return Markup("")
    words = Markup('<div class="rc-notice"><p><strong>{}</strong>{}</p></div>')
    return words.format(place.where, _offer())


def _offer() -> Markup:
    if not hosting().passing:
        return Markup("")
    return Markup(' You can <a href="{}">download your answers</a> and keep them yourself.').format(
        COPY
    )
