"""Where the workbook runs is a setting, and the reader is told the truth about it."""

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from jupyter_server.services.kernels.kernelmanager import AsyncMappingKernelManager
from markupsafe import escape
from processes import ROOT
from traitlets.config import Config
from traitlets.utils.importstring import import_item
from voila.configuration import VoilaConfiguration

from reconnect_widgets.exceptions import PlaceError
from reconnect_widgets.hosting import PLACES, hosting, link_to
from reconnect_widgets.kernels.manager import WorkbookKernels
from reconnect_widgets.page.page import open_page
from reconnect_widgets.prompts import text
from reconnect_widgets.servers import START_PAGE
from reconnect_widgets.stages import BY_NUMBER
from reconnect_widgets.views.where import nothing_stays, where_words
from reconnect_widgets.voila import extension
from reconnect_widgets.voila.pages import in_the_way
from reconnect_widgets.voila.shell import shell_parts


@pytest.fixture(autouse=True)
def nothing_is_set(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("RECONNECT_PLACE", "RECONNECT_DRAFTS"):
        monkeypatch.delenv(name, raising=False)


def test_without_a_setting_it_is_the_readers_own_computer() -> None:
    assert (hosting().name, hosting().answers, hosting().drafts) == ("computer", "file", "browser")


@pytest.mark.parametrize("name", PLACES)
def test_each_place_is_what_the_setting_says(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RECONNECT_PLACE", name)

    assert hosting() == PLACES[name]


@pytest.mark.parametrize("name", ["binder", "hub"])
def test_where_an_origin_may_be_shared_drafts_are_the_tabs_own(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("RECONNECT_PLACE", name)
    shell = shell_parts()

    assert hosting().drafts == "tab"
    assert '=== "tab" ? "sessionStorage" : "sessionStorage"' in shell["script"]
    assert "kept in this tab" in shell["script"]


def test_a_host_with_an_origin_for_each_reader_may_keep_drafts_in_the_browser(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("RECONNECT_PLACE", "hub")
    monkeypatch.setenv("RECONNECT_DRAFTS", "browser")

    assert hosting().drafts == "browser"


@pytest.mark.parametrize("name", ["RECONNECT_PLACE", "RECONNECT_DRAFTS"])
def test_an_unknown_setting_is_refused_in_a_sentence(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(name, "somewhere")

    with pytest.raises(PlaceError, match=f"{name} can be .* and not 'somewhere'"):
        hosting()


@pytest.mark.parametrize("name", PLACES)
def test_no_place_but_ones_own_computer_is_called_this_computer(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("RECONNECT_PLACE", name)
    page = open_page("01")
    form = page.form(text("note.words", "What?"))
    kept = {"id": "a1", "answers": {}}
    page.session.heard(form, {"type": "hello", "visit": "v", "kept": kept})
    page.session.heard(form, {"type": "save", "id": "note.words", "value": "x", "seq": 1})
    page.session.heard(form, {"type": "refresh"})

    said = form.filled["words"]

    assert said.startswith(hosting().saved)
    assert ("on this computer" in said) == (name == "computer")
    assert form.filled["drafts"] == hosting().drafts


def test_only_a_passing_place_says_first_that_nothing_stays(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for name, place in PLACES.items():
        monkeypatch.setenv("RECONNECT_PLACE", name)

        assert bool(nothing_stays("00")) == place.passing
        assert nothing_stays("01") == ""
        assert escape(place.where) in where_words()
        assert escape(place.ends) in where_words()


def test_what_exit_does_to_answers_is_said_before_anybody_chooses(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("RECONNECT_PLACE", "browser")
    browser, tab = str(where_words()).split('<div data-rc-in="tab">')
    start = (ROOT / "notebooks" / BY_NUMBER["00"].file).read_text("utf-8")

    assert "Exit this page does not erase them" in browser
    assert browser.index("Exit this page erases them at once") < browser.index("<button")
    assert "Exit this page erases them at once" in tab
    assert "does not erase your answers, unless the part *Your privacy* says so" in start


def test_pages_that_are_files_link_to_files(monkeypatch: pytest.MonkeyPatch) -> None:
    assert [link_to("a.ipynb"), link_to("example/a.ipynb")] == ["a.ipynb", "example/a.ipynb"]

    monkeypatch.setenv("RECONNECT_PLACE", "browser")

    assert [link_to("a.ipynb"), link_to("example/a.ipynb")] == ["a.html", "example/a.html"]


def test_without_a_host_the_extension_leaves_a_server_alone() -> None:
    server = SimpleNamespace()  # has nothing that could be read or changed

    extension._link_jupyter_server_extension(server)
    extension._load_jupyter_server_extension(server)

    assert vars(server) == {}


def test_what_a_host_has_set_is_left_as_it_is(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("RECONNECT_PLACE", "hub")
    theirs = {"ServerApp": {"default_url": "/lab"}, "MappingKernelManager": {"cull_interval": 7}}
    server = SimpleNamespace(config=Config(theirs), root_dir=str(tmp_path))
    server.update_config = server.config.merge

    extension._link_jupyter_server_extension(server)

    config = server.config
    assert config.ServerApp.default_url == "/lab"
    assert config.MappingKernelManager.cull_interval == 7
    assert config.MappingKernelManager.cull_idle_timeout == 600
    assert Path(config.ServerApp.root_dir, START_PAGE).is_file()


@pytest.mark.parametrize("kept", [START_PAGE, f"notebooks/{START_PAGE}"])
def test_a_notebook_that_a_reader_of_a_hub_keeps_at_home_is_not_the_workbook(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, kept: str
) -> None:
    """It may stand there alone, or be an old one. On Binder the home is the workbook's repository."""
    monkeypatch.setenv("HOME", str(tmp_path))
    (tmp_path / kept).parent.mkdir(exist_ok=True)
    (tmp_path / kept).touch()

    def opened_in(place: str) -> tuple[str, str]:
        monkeypatch.setenv("RECONNECT_PLACE", place)
        server = SimpleNamespace(config=Config(), root_dir=str(tmp_path))
        server.update_config = server.config.merge
        extension._link_jupyter_server_extension(server)
        said = server.config.ServerApp
        return said.get("root_dir", server.root_dir), said.default_url

    assert opened_in("hub") == (str(ROOT / "notebooks"), f"/voila/render/{START_PAGE}")
    assert opened_in("binder") == (str(tmp_path), f"/voila/render/{kept}")


@pytest.mark.parametrize(
    ("section", "name", "value"),
    [
        ("VoilaConfiguration", "preheat_kernel", True),
        ("VoilaConfiguration", "http_header_envs", ["X-Name"]),
        ("VoilaConfiguration", "resources", {"theme": "x"}),
        ("ServerApp", "kernel_manager_class", AsyncMappingKernelManager),
    ],
)
def test_what_its_pages_cannot_have_does_not_keep_them_away(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, section: str, name: str, value: object
) -> None:
    monkeypatch.setenv("RECONNECT_PLACE", "hub")

    def set_up_with(theirs: dict[str, dict[str, Any]]) -> tuple[type, VoilaConfiguration]:
        config = Config(theirs)
        server = SimpleNamespace(config=config, root_dir=str(tmp_path))
        server.update_config = server.config.merge
        extension._link_jupyter_server_extension(server)
        kernels = config.ServerApp.kernel_manager_class
        return import_item(kernels) if isinstance(kernels, str) else kernels, VoilaConfiguration(
            config=config
        )

    theirs: dict[str, dict[str, Any]] = {section: {name: value}}
    assert in_the_way(*set_up_with(theirs)) == ""
    pages = theirs.get("VoilaConfiguration", {})
    other = set_up_with(theirs | {"VoilaConfiguration": {**pages, "template": "lab"}})
    assert value in (other[0], getattr(other[1], name, None))
    assert set_up_with({"ServerApp": {"kernel_manager_class": _Limited}})[0] is _Limited


class _Limited(WorkbookKernels):
    """A host's own, which can have all that pages need."""
