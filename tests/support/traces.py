"""Looks for words in files, as somebody would who must not find them."""

from pathlib import Path

MARK = "xq-mark"
"""Nobody else writes that. It is short, for each letter that is typed takes what saving does."""


def files_with(folder: Path, mark: str = MARK) -> list[str]:
    """The files in which these words can be read, in whatever encoding."""
    forms = [mark.encode(code) for code in ("utf-8", "utf-16-le")]
    found = [path for path in folder.rglob("*") if path.is_file()]
    return [path.name for path in found if any(form in path.read_bytes() for form in forms)]
