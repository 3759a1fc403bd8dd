"""The notebooks: declarations and words, unique permanent ids, links that lead somewhere."""

import ast
import re
from functools import cache
from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient

from reconnect_widgets import stages
from reconnect_widgets.declarations import form_plans, idle_conditions
from reconnect_widgets.places import notebooks_folder
from reconnect_widgets.prompts import Choice, Log, Prompt
from reconnect_widgets.rules.holds import STATED
from reconnect_widgets.rules.safety_check import AGAIN, CHECK
from reconnect_widgets.stages import STAGES

FOLDER = notebooks_folder()
PACKAGE = FOLDER.parent / "reconnect_widgets"
PATHS = sorted(FOLDER.glob("*.ipynb"))
IDS = [path.stem for path in PATHS]
ID_IN_CODE = re.compile(r"[a-z][a-z_]*\.[a-z][a-z_]*")
FIRST = {"13": "At a glance"}
"""How a page begins that does not say first what it is for in short."""

PARTS = (
    "What research says",
    "Where you are",
    "In your own words",
    "If … then …",
    "Before you move on",
)

DECIDING = (
    ast.For,
    ast.While,
    ast.If,
    ast.IfExp,
    ast.FunctionDef,
    ast.ClassDef,
    ast.Lambda,
    ast.Try,
)
DECIDING += (ast.ListComp, ast.DictComp, ast.SetComp, ast.GeneratorExp, ast.With, ast.Import)


@cache
def read(path: Path) -> nbformat.NotebookNode:
    """A notebook as it stands in the repository."""
    return nbformat.read(path, 4)


@cache
def questions() -> dict[str, Prompt]:
    """Every question of the workbook by its id."""
    found: dict[str, Prompt] = {}
    for path in PATHS:
        for plan in form_plans(read(path)).values():
            for prompt in plan.prompts:
                again = prompt.id in AGAIN and prompt == found.get(prompt.id, prompt)
                assert prompt.id not in found or again, f"{prompt.id} is asked twice"
                found[prompt.id] = prompt
    return found


def test_ids_are_unique_over_the_whole_workbook() -> None:
    """A second question with an id would overwrite the first one's answers."""
    assert len(questions()) > 80


PERMANENT = Path(__file__).with_name("permanent_ids.txt")


def test_ids_are_permanent() -> None:
    """An id that once was released stays: under it lie answers. New ones are added to the list.

    One that is asked no more stays there as well, behind a ``-``, and is never asked again.
    """
    released = {one for one in PERMANENT.read_text("utf-8").split() if not one.startswith("-")}
    asked = set(questions())
    for question, prompt in questions().items():
        if isinstance(prompt, Log):
            asked |= {f"{question}:{inner.id}" for inner in prompt.fields}

    assert released == asked


def test_what_is_chosen_among_what_was_ticked_has_the_same_answers() -> None:
    narrowed = [one for one in questions().values() if isinstance(one, Choice) and one.among]

    assert narrowed
    for prompt in narrowed:
        assert prompt.options == questions()[prompt.among].options


def test_every_id_that_the_package_names_is_asked() -> None:
    """Words, rules and charts refer to questions that exist."""
    topics = {question.split(".")[0] for question in questions()}
    named = {
        node.value
        for file in PACKAGE.rglob("*.py")
        for node in ast.walk(ast.parse(file.read_text("utf-8")))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
        if ID_IN_CODE.fullmatch(node.value) and node.value.split(".")[0] in topics
    }
    ours = {
        "safety.holds",
        "safety.began_contact",
        "safety.checked",
        "safety.asked_again",
        "done.p",
    }

    assert set(CHECK) | set(STATED) <= named
    assert named - ours <= set(questions())


@pytest.mark.parametrize("path", PATHS, ids=IDS)
def test_conditions_name_questions_and_answers_that_exist(path: Path) -> None:
    """Guidance for an answer that nobody can give would never be seen."""
    every = {question: ("", prompt) for question, prompt in questions().items()}

    assert [*idle_conditions(read(path), every)] == []


@pytest.mark.parametrize("path", PATHS, ids=IDS)
def test_a_page_has_its_eight_parts(path: Path) -> None:
    """The same parts in the same order on each page."""
    text = "\n".join(cell.source for cell in read(path).cells if cell.cell_type == "markdown")
    tags = [tag for cell in read(path).cells for tag in cell.metadata.get("tags", [])]

    first = FIRST.get(path.stem[:2], "In short")
    places = [text.find(f"## {part}") for part in (first, *PARTS)]
    assert -1 not in places
    assert text.count("\n# ") + text.startswith("# ") == 1
    assert {"research", "turn", "lab-only"} <= set(tags)
    assert "in-short" in tags or first != "In short"
    assert any("page.finish()" in cell.source for cell in read(path).cells)
    assert any("page.assessment(" in cell.source for cell in read(path).cells)


@pytest.mark.parametrize("path", PATHS, ids=IDS)
def test_cells_hold_declarations_and_no_outputs(path: Path) -> None:
    """No loop, no condition, no pandas; folded away in JupyterLab; nothing of a reader in git."""
    book = read(path)
    nbformat.validate(book)
    assert len({cell.id for cell in book.cells}) == len(book.cells)
    for cell in book.cells:
        if cell.cell_type != "code":
            continue
        tree = ast.parse(cell.source)
        nodes = list(ast.walk(tree))
        assert not [node for node in nodes if isinstance(node, DECIDING)]
        assert {type(s) for s in tree.body} <= {ast.ImportFrom, ast.Assign, ast.Expr}
        doors = {node.module for node in nodes if isinstance(node, ast.ImportFrom)}
        assert doors <= {"reconnect_widgets"}
        assert cell.outputs == []
        assert cell.execution_count is None
        assert cell.metadata["jupyter"]["source_hidden"] is True
    assert "widgets" not in book.metadata


@pytest.mark.parametrize("path", PATHS, ids=IDS)
def test_titles_are_neutral(path: Path) -> None:
    """A tab and a browser's history show them."""
    assert read(path).metadata.title == f"Notes {path.stem[:2]}"


@pytest.mark.parametrize("path", PATHS, ids=IDS)
def test_every_link_leads_somewhere(path: Path) -> None:
    """Relative, to a page that is there, and to a heading that is there."""
    text = "\n".join(cell.source for cell in read(path).cells if cell.cell_type == "markdown")
    for target in re.findall(r"\]\(([^)]+)\)", text):
        if target.startswith("https://doi.org/"):
            continue
        file, _, anchor = target.partition("#")
        assert (FOLDER / file).is_file(), target
        if anchor:
            linked = (FOLDER / file).read_text("utf-8")
            assert anchor.replace("-", " ") in linked, target


def test_each_notebook_is_a_page_in_its_order() -> None:
    """Files and stages agree."""
    assert {path.name for path in PATHS} <= {stage.file for stage in STAGES}


def test_a_page_of_ones_own_is_the_step_where_it_stands(monkeypatch: pytest.MonkeyPatch) -> None:
    own = stages.Stage("14", "14-a-home.ipynb", "A home of your own")
    monkeypatch.setattr(stages, "STAGES", (*STAGES[:3], own, *STAGES[3:]))

    assert own.place == "Step 3 of 13"
    assert STAGES[3].place == "Step 4 of 13"
    assert (STAGES[0].place, STAGES[-1].place) == ("The start", "The whole journey")


def test_whoever_copies_a_notebook_and_changes_a_question_gets_a_working_page(
    tmp_path: Path,
) -> None:
    """Words and options are the notebook's own."""
    book = nbformat.read(PATHS[1], 4)
    for cell in book.cells:
        cell.source = cell.source.replace("When does your quiet time start?", "From which day on?")

    NotebookClient(book, timeout=120, kernel_name="python3").execute()

    assert "From which day on?" in str(form_plans(book))
