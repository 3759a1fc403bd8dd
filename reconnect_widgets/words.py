"""Words in a row: *a, b and c*."""

from collections.abc import Sequence


def listed(words: Sequence[str]) -> str:
    """Return words joined as a sentence lists them."""
    return words[0] if len(words) == 1 else ", ".join(words[:-1]) + " and " + words[-1]
