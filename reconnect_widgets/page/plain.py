"""A notebook of plain declarations, as all of the workbook's are, run by Python alone.

It says what stands on a page and does nothing else: names of this package are imported and called, with
what stands there literally. IPython, for which a cell may be anything, takes four times as long for it.
"""

import ast
from collections.abc import Mapping
from functools import lru_cache
from types import CodeType
from typing import Any, NamedTuple

from ..widgets.part import Part
from .page import Page

PACKAGE = __name__.partition(".")[0]

_ALLOWED = (
    ast.Module, ast.ImportFrom, ast.alias, ast.Assign, ast.Expr, ast.Call, ast.keyword, ast.Attribute,
    ast.Name, ast.Load, ast.Store, ast.Constant, ast.Tuple, ast.List, ast.Dict, ast.UnaryOp, ast.USub,
)  # fmt: skip


class PlainCell(NamedTuple):
    """A cell that is plain: what it does first, what it shows, and the names that it asks for and has."""

    begins: CodeType
    ends: CodeType
    asked: frozenset[str]
    own: frozenset[str]


def ready(sources: Mapping[int, str]) -> Mapping[int, PlainCell] | None:
    """Return the cells of a notebook, ready to be run; ``None`` if there is more in them."""
    cells = {index: found for index, source in sources.items() if (found := cell(source))}
    # No other name, such as ``print``, is plain.
    asked = frozenset[str]().union(*(one.asked for one in cells.values()))
    own = frozenset[str]().union(*(one.own for one in cells.values()))
    return cells if len(cells) == len(sources) and asked <= own else None


@lru_cache(maxsize=500)
def cell(source: str) -> PlainCell | None:
    """Return a cell, ready to be run; ``None`` if it is not plain. It takes longer than to run it."""
    try:
        tree = ast.parse(source)
    except SyntaxError:
        return None
    nodes = [*ast.walk(tree)]
    if not all(map(_is_plain, nodes)):
        return None
    names = [one for one in nodes if isinstance(one, ast.Name)]
    imported = (one.asname or one.name for one in nodes if isinstance(one, ast.alias))
    return PlainCell(
        *_compiled(tree),
        frozenset(one.id for one in names if isinstance(one.ctx, ast.Load)),
        frozenset(imported).union(one.id for one in names if isinstance(one.ctx, ast.Store)),
    )


def run(cells: Mapping[int, PlainCell]) -> dict[int, Part | None]:
    """Run cells, and return the part that each shows; raises ``TypeError`` where it shows something else."""
    names: dict[str, Any] = {}
    shown = {}
    for index, one in cells.items():
        exec(one.begins, names)  # noqa: S102  # the page's own notebook
        shown[index] = _as_part(eval(one.ends, names))  # noqa: S307
    return shown


def _is_plain(node: ast.AST) -> bool:
    if isinstance(node, ast.ImportFrom):
        return node.module == PACKAGE and not node.level
    if isinstance(node, ast.Attribute):  # one is asked for and not set
        return isinstance(node.ctx, ast.Load)
    return isinstance(node, _ALLOWED)


def _compiled(tree: ast.Module) -> tuple[CodeType, CodeType]:
    last = tree.body[-1] if tree.body else None
    shown: ast.expr = ast.Constant(None)
    if isinstance(last, ast.Expr):
        tree.body.pop()
        shown = last.value
    ends = ast.fix_missing_locations(ast.Expression(shown))
    return compile(tree, "<cell>", "exec"), compile(ends, "<cell>", "eval")


def _as_part(value: object) -> Part | None:
    part = value.session.masthead if isinstance(value, Page) else value
    if part is None or isinstance(part, Part):
        return part
    raise TypeError("This is no part of a page.")
