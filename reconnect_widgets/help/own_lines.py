"""Room for the helplines of the reader's own country, wherever a page speaks of them."""

from markupsafe import Markup

FALLBACK = {
    "crisis": "911 in the United States, Canada and Mexico; 112 in the European Union, the United Kingdom and "
    "India; 999 in the United Kingdom and Ireland; 000 in Australia; 111 in New Zealand.",
}
"""What stands there where nothing knows the reader's country, as in JupyterLab."""


def own_lines(kind: str) -> Markup:
    """Return an element that the page fills with lines: ``crisis``, ``fear``, ``harm`` or ``young``.

    The page knows the country that the reader chose, and says plainly where there is no such line
    (see ``parts/help.js``).
    """
    return Markup(
        '<rc-own-lines for="{}"><p>{} <a href="#help">Help</a> has numbers to call, by country.</p>'
        "</rc-own-lines>"
    ).format(kind, FALLBACK.get(kind, ""))
