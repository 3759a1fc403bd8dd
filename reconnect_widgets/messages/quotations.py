"""Words between quotation marks, which are somebody else's."""

import re

_QUOTED = re.compile(
    r"[\"“„](?=[^\"“”„\n]*\s)[^\"“”„\n]{3,300}[\"“”]"
    r"|«[^«»\n]{3,300}»"
    r"|(?<!\w)[‘'](?!(?:cause|cos|coz|til|till|em|bout|n|tis)\b)(?=\S+\s)"
    r"(?:[^‘'’\n]|(?<=\w)['’](?=\w)){3,300}['’](?!\w)"
)
"""Two words or more: one alone is meant, with a raised eyebrow."""

_MINE = re.compile(r"\bi(?:['’](?:ll|d|ve|m))?(?: \w+){1,3}[:,]? ?$", re.IGNORECASE)
"""Before a quotation: what is quoted is the writer's own, *I swear “…”*."""


def without_quotations(text: str) -> str:
    """Return a draft with blanks for what it quotes; a draft that is one quotation stays."""
    read = _QUOTED.sub(lambda quoted: _blank(text, quoted), text)
    return read if re.search(r"\w", read) else text


def _blank(text: str, quoted: re.Match[str]) -> str:
    if _MINE.search(text, max(0, quoted.start() - 40), quoted.start()):
        return quoted.group()
    return "." + " " * (len(quoted.group()) - 1)
