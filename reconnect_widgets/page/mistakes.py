"""What is wrong with a cell, for whoever wrote it: where it stands and why, in one sentence.

What an error says can hold an answer. So Python's own words are given only where they are about the cell.
"""

from traceback import format_exception_only, walk_tb

from ..exceptions import ReconnectError

CELL, PACKAGE = "__main__", __name__.partition(".")[0]

ABOUT_NAMES_AND_CALLS = (NameError, ImportError, AttributeError, TypeError)


def say_mistake(where: str, source: str, error: BaseException) -> str:
    """Say what is wrong with a cell that failed; ``where`` says which it is."""
    return f"What is wrong is in {where}: {_why(source, error)}"


def _why(source: str, error: BaseException) -> str:
    if isinstance(error, ReconnectError):
        return str(error)
    said = format_exception_only(error)[-1].strip()  # it may name what was meant
    if isinstance(error, SyntaxError) and error.text and error.text.strip() in source:
        return f"{said}, at “{error.text.strip()}”."
    if isinstance(error, ABOUT_NAMES_AND_CALLS) and _is_of_cell(error):
        return said if said.endswith("?") else f"{said}."
    return f"{type(error).__name__}. JupyterLab shows more of it."


def _is_of_cell(error: BaseException) -> bool:
    """Say whether the cell raised it, or what is ours: libraries that reckon with answers repeat them."""
    frames = [frame for frame, _ in walk_tb(error.__traceback__)]
    module = frames[-1].f_globals.get("__name__", CELL) if frames else ""
    return module.partition(".")[0] in (CELL, "inspect", PACKAGE)
