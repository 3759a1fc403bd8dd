"""A notebook of plain declarations, as all of the workbook's are, run by Python alone.

It says what stands on a page and does nothing else: names of this package are imported and called, with
what stands there literally. IPython, for which a cell may be anything, takes four times as long for it.
"""

import ast
from collections.abc import Mapping
from itertools import chain
from types import CodeType
from typing import Any

from ..widgets.part import Part
from .page import Page

PACKAGE = __name__.partition(".")[0]

_ALLOWED = (
    ast.Module, ast.ImportFrom, ast.alias, ast.Assign, ast.Expr, ast.Call, ast.keyword, ast.Attribute,
    ast.Name, ast.Load, ast.Store, ast.Constant, ast.Tuple, ast.List, ast.Dict, ast.UnaryOp, ast.USub,
)  # fmt: skip

Cells = Mapping[int, tuple[CodeType, CodeType]]
"""By the index of a cell: what it does first, and what it shows."""


def compiled(sources: Mapping[int, str]) -> Cells | None:
    """Return the cells of a notebook, ready to be run; ``None`` if there is more in them."""
    try:
        trees = {index: ast.parse(source) for index, source in sources.items()}
    except SyntaxError:
        return None
    every = [*chain.from_iterable(map(ast.walk, trees.values()))]
    if not (all(map(_is_plain, every)) and _loaded(every) <= _own(every)):
        return None
    return {index: _compiled(tree, index) for index, tree in trees.items()}


def run(cells: Cells) -> dict[int, Part | None]:
    """Run cells, and return the part that each shows; raises ``TypeError`` where it shows something else."""
    names: dict[str, Any] = {}
    shown = {}
    for index, (begins, ends) in cells.items():
        exec(begins, names)  # noqa: S102  # the page's own notebook
        shown[index] = _as_part(eval(ends, names))  # noqa: S307
    return shown


def _is_plain(node: ast.AST) -> bool:
    if isinstance(node, ast.ImportFrom):
        return node.module == PACKAGE and not node.level
    if isinstance(node, ast.Attribute):  # one is asked for and not set
        return isinstance(node.ctx, ast.Load)
    return isinstance(node, _ALLOWED)


def _loaded(nodes: list[ast.AST]) -> set[str]:
    return {one.id for one in nodes if isinstance(one, ast.Name) and isinstance(one.ctx, ast.Load)}


def _own(nodes: list[ast.AST]) -> set[str]:
    """Return the names that are imported or assigned: no other, such as ``print``, is plain."""
    imported = {one.asname or one.name for one in nodes if isinstance(one, ast.alias)}
    stored = (
        one.id for one in nodes if isinstance(one, ast.Name) and isinstance(one.ctx, ast.Store)
    )
    return imported.union(stored)


def _compiled(tree: ast.Module, index: int) -> tuple[CodeType, CodeType]:
    last = tree.body[-1] if tree.body else None
    shown: ast.expr = ast.Constant(None)
    if isinstance(last, ast.Expr):
        tree.body.pop()
        shown = last.value
    name = f"cell {index}"
    ends = ast.fix_missing_locations(ast.Expression(shown))
    return compile(tree, name, "exec"), compile(ends, name, "eval")


def _as_part(value: object) -> Part | None:
    part = value.session.masthead if isinstance(value, Page) else value
    if part is None or isinstance(part, Part):
        return part
    raise TypeError("This is no part of a page.")
