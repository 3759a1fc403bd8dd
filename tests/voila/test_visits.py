"""A visit asks for its kernel: it gets its own again, and nobody gets another's."""

import asyncio
import json
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from processes import Served, eventually, run_apart, serve_workbook
from strangers import Stranger, channels, let_in

from reconnect_widgets.answers.keys import KEY
from reconnect_widgets.answers.store import Store
from reconnect_widgets.kernels.manager import WorkbookKernels
from reconnect_widgets.places import ANSWERS_FILE, EXAMPLE
from reconnect_widgets.prompts import text
from reconnect_widgets.stages import STAGES
from reconnect_widgets.voila.visits import ASKED

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
    kernel = reader.open()
    reader.join(kernel).close()

    eventually(lambda: reader.open(kernel=kernel) == kernel)
    with closing(reader.join(kernel)) as line:
        assert line.turn(SPACE)["parts"]


def test_a_kernel_that_a_page_has_is_given_to_no_other(reader: Stranger) -> None:
    """As when a tab is copied, with all that it keeps."""
    kernel = reader.open()

    before_it_is_joined = reader.open(kernel=kernel)
    with closing(reader.join(kernel)) as line:
        assert reader.open(kernel=kernel) != kernel
        assert before_it_is_joined != kernel
        assert line.answers()


def test_of_two_pages_that_ask_at_once_for_a_kernel_one_gets_it() -> None:
    class Kernels(WorkbookKernels):
        def __contains__(self, kernel_id: object) -> bool:
            return True

        async def is_alive(self, kernel_id: str) -> bool:
            await asyncio.sleep(0)  # as of a kernel that runs elsewhere
            return True

    async def promise() -> None:
        kernels = Kernels(fork_kernels=False)
        kernels._visits[UNKNOWN] = set()

        given = await asyncio.gather(*(kernels.take_visit(UNKNOWN) for _ in range(2)))

        kernels._stay(UNKNOWN)
        await kernels.shutdown_all()
        assert sorted(given) == [False, True]

    run_apart(promise())


@pytest.mark.parametrize("kernel", [UNKNOWN, "", "none", "../x", "\0", "x" * 10_000])
def test_whoever_names_no_kernel_gets_a_new_one(reader: Stranger, kernel: str) -> None:
    assert reader.is_refused(reader.open(kernel=kernel)) == 101


# Who may ask


@pytest.mark.parametrize("site", ["cross-site", "same-site", "none"])
def test_no_other_site_begins_a_visit(served: Served, reader: Stranger, site: str) -> None:
    before = served.kernels()

    assert reader.begin(Sec_Fetch_Site=site).status == 403
    assert served.kernels() <= before


@pytest.mark.parametrize("headers", [{}, {ASKED: "no"}, {ASKED: ""}])
def test_no_form_of_another_page_begins_a_visit(reader: Stranger, headers: dict[str, str]) -> None:
    body = json.dumps({"path": SPACE}).encode()

    assert reader.ask_for_visit(body, **headers).status == 403


def test_whoever_has_no_key_begins_no_visit_and_joins_none(
    served: Served, reader: Stranger
) -> None:
    other = Stranger(served)
    kernel = reader.open()

    assert other.begin().status == 403
    assert other.begin(kernel=kernel).status == 403
    assert other.is_refused(kernel) in (302, 403)
    assert other.ask(channels(kernel)).status == 403


# What is asked


@pytest.mark.parametrize(
    "path",
    ["none.ipynb", "../none.ipynb", "/etc/passwd", "", ".", "..", "deep/none.ipynb", f"{EXAMPLE}/x.ipynb"],
)  # fmt: skip
def test_there_is_no_visit_to_what_is_no_page(served: Served, reader: Stranger, path: str) -> None:
    before = served.kernels()

    assert reader.begin(path).status == 404
    assert served.kernels() <= before


@pytest.mark.parametrize(
    "body",
    [
        b"", b"{", b"[]", b"null", b'"x"', b"5", b'{"kernel": ""}', b"\xff\xfe", b"[" * 100_000,
        json.dumps({"path": SPACE}).encode("utf-16")[2:],
    ],
)  # fmt: skip
def test_what_is_no_question_is_refused(served: Served, reader: Stranger, body: bytes) -> None:
    before = served.kernels()

    assert reader.ask_for_visit(body, **{ASKED: "yes"}).status == 400
    assert served.kernels() <= before


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
        with closing(reader.join(reader.open())) as line:
            turned = line.turn(SPACE)

        assert (told.status, json.loads(told.text)) == (
            200,
            {"locked": False, "seal": None, "of": None},
        )
        assert "cannot be used" in turned["trouble"]


# One that died: last, for it is started again at any time after that, and others count kernels


def test_a_kernel_that_died_is_given_to_nobody_before_it_runs_again(
    served: Served, reader: Stranger
) -> None:
    before = served.kernels()
    kernel = reader.open()
    [process] = served.kernels() - before
    process.kill()

    with closing(reader.join(reader.open(kernel=kernel))) as line:
        assert line.turn(SPACE)["parts"]
