"""A visit asks for its kernel: it gets its own again, and nobody gets another's."""

import asyncio
import json
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from processes import Served, run_apart, serve_workbook
from strangers import Stranger, let_in, visit_at

from reconnect_widgets.answers.keys import KEY
from reconnect_widgets.answers.store import Store
from reconnect_widgets.kernels.manager import WorkbookKernels
from reconnect_widgets.places import ANSWERS_FILE, EXAMPLE
from reconnect_widgets.prompts import text
from reconnect_widgets.stages import STAGES

START, SPACE = STAGES[0].file, STAGES[1].file
UNKNOWN = "00000000-0000-4000-8000-000000000000"


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with serve_workbook(data=tmp_path_factory.mktemp("visits") / "data") as running:
        yield running


@pytest.fixture
def reader(served: Served) -> Stranger:
    return let_in(served)


# Which kernel


def test_a_page_that_is_loaded_again_has_the_kernel_of_its_visit(reader: Stranger) -> None:
    line = reader.join()
    line.close()

    with closing(reader.join(kernel=line.kernel)) as again:
        assert again.kernel == line.kernel
        assert again.turn(SPACE)["parts"]


def test_a_kernel_that_a_page_has_is_given_to_no_other(reader: Stranger) -> None:
    """As when a tab is copied, with all that it keeps."""
    with closing(reader.join()) as line, closing(reader.join(kernel=line.kernel)) as other:
        assert other.kernel != line.kernel
        assert other.answers()
        assert line.answers()


def test_of_two_pages_that_ask_at_once_for_a_kernel_one_gets_it() -> None:
    class Kernels(WorkbookKernels):
        def __contains__(self, kernel_id: object) -> bool:
            return kernel_id == UNKNOWN

        async def is_alive(self, kernel_id: str) -> bool:
            await asyncio.sleep(0)  # as of a kernel that runs elsewhere
            return True

        def get_kernel(self, kernel_id: str) -> Any:
            return SimpleNamespace(connection_file=__file__)

        async def start_kernel(self, **_: Any) -> str:  # type: ignore[override]
            return "another"

    async def ask() -> None:
        kernels = Kernels(fork_kernels=False)
        kernels._visits[UNKNOWN] = None

        given = await asyncio.gather(
            *(kernels.visit(lambda: None, UNKNOWN, SPACE, "python3") for _ in range(2))
        )

        await kernels.shutdown_all()
        assert sorted(given) == [UNKNOWN, "another"]

    run_apart(ask())


@pytest.mark.parametrize("kernel", [UNKNOWN, "", "none", "../x", "\0", "x" * 10_000])
def test_whoever_names_no_kernel_gets_a_new_one(reader: Stranger, kernel: str) -> None:
    with closing(reader.join(kernel=kernel)) as line:
        assert line.kernel != kernel
        assert line.answers()


# Who may ask


@pytest.mark.parametrize("site", ["cross-site", "same-site"])
def test_no_other_site_begins_a_visit(served: Served, reader: Stranger, site: str) -> None:
    before = served.kernels()

    assert reader.is_refused(header=[f"Sec-Fetch-Site: {site}"]) == 403
    assert served.kernels() <= before


@pytest.mark.parametrize("method", ["GET", "HEAD", "POST"])
def test_no_form_or_link_of_another_page_begins_a_visit(
    served: Served, reader: Stranger, method: str
) -> None:
    before = served.kernels()
    own = {"Authorization": f"token {reader.secret}"}

    assert reader.ask(visit_at(), method, **own).status >= 400
    assert served.kernels() <= before


def test_whoever_has_no_key_begins_no_visit_and_joins_none(
    served: Served, reader: Stranger
) -> None:
    other = Stranger(served)
    line = reader.join()
    line.close()

    for kernel in (line.kernel, ""):
        assert other.is_refused(kernel=kernel) == 403
        assert other.ask(visit_at(kernel=kernel)).status == 403


# What is asked


@pytest.mark.parametrize(
    "path",
    ["none.ipynb", "../none.ipynb", "/etc/passwd", "", ".", "..", "deep/none.ipynb", f"{EXAMPLE}/x.ipynb"],
)  # fmt: skip
def test_there_is_no_visit_to_what_is_no_page(served: Served, reader: Stranger, path: str) -> None:
    before = served.kernels()

    assert reader.is_refused(path) == 404
    assert served.kernels() <= before


@pytest.mark.parametrize("path", [f"/{SPACE}", f"//{SPACE}", f"./{SPACE}", f"deep/../{SPACE}"])
def test_a_page_is_found_whichever_way_its_address_is_written(reader: Stranger, path: str) -> None:
    assert reader.ask(f"/voila/render/{path}").status == 200
    with closing(reader.join(path)) as line:
        assert line.turn(SPACE)["parts"]


# The lock


def test_a_page_is_told_whether_the_answers_are_locked(tmp_path: Path) -> None:
    pytest.importorskip("sqlcipher3")
    with serve_workbook(data=tmp_path / "data") as served:
        reader = let_in(served)
        assert reader.ask(f"/voila/render/{EXAMPLE}/{START}").status == 200
        file = served.data / ANSWERS_FILE

        def is_locked() -> bool:
            return bool(json.loads(reader.about_drafts().text)["locked"])

        nothing_yet = is_locked()
        store = Store(file)
        store.save(text("note.words", "What?"), "mine", page="01", visit="visit")
        open_to_all = is_locked()
        store.keeper.lock("a passphrase")
        store.close()

        assert (nothing_yet, open_to_all, is_locked()) == (False, False, True)


def test_a_key_that_cannot_be_read_is_the_kernels_to_tell(tmp_path: Path) -> None:
    """A page that got an error here would wait for its line, and its reader would read no cause."""
    with serve_workbook(data=tmp_path / "data") as running:
        reader = let_in(running)
        key = running.data / KEY
        key.unlink()
        key.mkdir()

        told = reader.about_drafts()
        with closing(reader.join()) as line:
            turned = line.turn(SPACE)

        assert (told.status, json.loads(told.text)) == (
            200,
            {"locked": False, "seal": None, "of": None},
        )
        assert "cannot be used" in turned["trouble"]


# One that died


def test_a_kernel_that_died_is_given_to_nobody(served: Served, reader: Stranger) -> None:
    before = served.kernels()
    line = reader.join()
    [process] = served.kernels() - before
    line.close()
    process.kill()
    process.wait()

    with closing(reader.join(kernel=line.kernel)) as another:
        assert another.kernel != line.kernel
        assert another.turn(SPACE)["parts"]
