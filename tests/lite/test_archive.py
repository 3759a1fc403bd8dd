"""What is packed for the browser: all that a page needs, and nothing that only servers and tests do."""

import re

import pytest

from reconnect_widgets.lite.archive import UNUSED, Files, all_files, packed, unpacked
from reconnect_widgets.places import notebooks_folder
from reconnect_widgets.stages import STAGES


@pytest.fixture(scope="module")
def files() -> Files:
    return all_files(notebooks_folder())


def test_the_same_files_make_the_same_archive(files: Files) -> None:
    some = {name: files[name] for name in [*files][::40]}

    assert packed(some) == packed(dict(reversed(some.items())))
    assert unpacked(packed(some)) == some


def test_the_pages_the_package_and_its_libraries_are_in_it(files: Files) -> None:
    assert {f"site/notebooks/{stage.file}" for stage in STAGES} <= {*files}
    assert {
        "site/reconnect_widgets/lite/kernel.py",
        "site/reconnect_widgets/messages/words.toml",
        "site/ipywidgets/__init__.py",
        "site/icalendar/__init__.py",
    } <= {*files}


@pytest.mark.parametrize(
    "pattern",
    [
        r"/tests?/", r"\.(so|pyd|pyc)$", r"__pycache__", r"^(?!site/)", r"\.\.",
        r"reconnect_widgets/(kernels|lab|voila/templates|voila/page_script)/",
        r"site/(jedi|voila|jupyterlab|jupyter_server|tornado|pandas|numpy)/",
    ],
)  # fmt: skip
def test_nothing_is_in_it_that_no_page_in_a_browser_needs(files: Files, pattern: str) -> None:
    assert [name for name in files if re.search(pattern, name)] == []


def test_an_older_ipython_finds_what_it_imports() -> None:
    """Its errors are drawn with ``pydoc``, which takes this along since Python 3.13."""
    assert not [name for name in UNUSED.split() if "_pyrepl/pager.py".startswith(name)]
