"""Words in a row, *a, b and c*, words that are counted, *1 day* and *2 days*, and stretches of time."""

from collections.abc import Sequence


def counted(number: int, one: str, many: str = "") -> str:
    """Return a number with what is counted; ``many`` is more than ``one``, if that takes no *s*."""
    return f"{number:,} {one if number == 1 else many or f'{one}s'}"


def quoted(words: Sequence[str], last: str = "and") -> str:
    """Return words that somebody chose, each as they stood there: they can have commas of their own."""
    return listed([f"“{one}”" for one in words], last)


def say_span(days: int) -> str:
    """Say a stretch of days as briefly as is true: in days to a fortnight, then weeks, months, years."""
    if days < 14:
        return counted(days, "day")
    if days < 120:
        return f"{round(days / 7)} weeks"
    if days < 730:
        return f"{round(days / 30.4)} months"
    return f"{round(days / 365.25)} years"


def listed(words: Sequence[str], last: str = "and") -> str:
    """Return words joined as a sentence lists them."""
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} {last} {words[-1]}"
