"""The message desk's reading of a draft: which words press, plead, blame or come too soon, and why.

It knows what its data files say (``words.toml``, ``fine.toml`` and ``patterns/``), and no more: it
runs on the reader's own computer, keeps nothing and logs nothing.
"""

from .check import check_message
from .language import is_english
from .marks import Mark

__all__ = ["Mark", "check_message", "is_english"]
