"""Where the answers are: one folder for all, left as it was, and said before it hurts."""

import os
from contextlib import closing
from pathlib import Path

import pytest
from processes import COMMAND, reconnect, said_at_once, serve_workbook
from strangers import let_in

from reconnect_widgets.answers.store import Store
from reconnect_widgets.exceptions import PlaceError
from reconnect_widgets.hosting import COMPUTER, hosting
from reconnect_widgets.places import ANSWERS_FILE, data_folder, settle_data, synced_by, write_whole
from reconnect_widgets.prompts import text

NAME = text("space.name", "A few words")


def test_a_relative_folder_is_one_for_the_server_its_pages_and_every_command(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    with (
        serve_workbook(data=Path("mine"), cwd=tmp_path, command=COMMAND) as served,
        closing(let_in(served).join()),
    ):
        environments = [process.environ() for process in served.family()[1:]]
        assert served.kernels()
    said = reconnect("where", data=Path("mine"), cwd=tmp_path)
    written = reconnect("export", "notes.json", data=Path("mine"), cwd=tmp_path)

    assert {one["RECONNECT_DATA"] for one in environments} == {str(tmp_path / "mine")}
    assert said.stdout.startswith(f"{tmp_path / 'mine' / ANSWERS_FILE}\n")
    assert written.returncode == 0
    assert (tmp_path / "mine" / ANSWERS_FILE).exists()


def test_a_relative_folder_that_nobody_resolved_is_refused_in_a_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In a kernel it would be one inside the notebooks, where it can be given away with them."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("RECONNECT_DATA", "mine")

    with pytest.raises(PlaceError, match="must be a whole path"):
        data_folder()
    settle_data()
    monkeypatch.chdir("/")

    assert data_folder() == tmp_path / "mine"


@pytest.mark.parametrize("there", [True, False])
def test_where_makes_no_folder_and_changes_none(tmp_path: Path, there: bool) -> None:
    folder = tmp_path / "mine"
    if there:
        folder.mkdir(0o755)
        folder.chmod(0o755)

    said = said_at_once("where", data=folder)

    assert said.returncode == 0
    assert folder.exists() == there
    assert not there or folder.stat().st_mode & 0o777 == 0o755


def test_a_folder_that_was_there_keeps_its_mode_and_its_files_are_the_readers_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "mine"
    folder.mkdir()
    folder.chmod(0o755)
    monkeypatch.setenv("RECONNECT_DATA", str(folder))

    Store(data_folder() / ANSWERS_FILE).close()

    assert folder.stat().st_mode & 0o777 == 0o755
    assert {file.stat().st_mode & 0o777 for file in folder.iterdir()} == {0o600}


@pytest.mark.parametrize(
    ("folder", "mark", "service"),
    [
        ("Dropbox (Personal)/notes", "", "Dropbox"),
        ("OneDrive - Anna/notes", "", "OneDrive"),
        ("Library/Mobile Documents/com~apple~CloudDocs/notes", "", "iCloud Drive"),
        ("Library/CloudStorage/GoogleDrive-anna/My Drive", "", "Google Drive"),
        ("Nextcloud/notes", "", "Nextcloud"),
        ("shared/notes", "shared/.stfolder", "Syncthing"),
        ("shared/notes", ".dropbox", ""),  # its settings, in every home
        ("notes", "", ""),
    ],
)
def test_a_synced_folder_is_known_and_said_where_answers_are_spoken_of(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, folder: str, mark: str, service: str
) -> None:
    data = tmp_path / folder
    data.mkdir(parents=True)
    (tmp_path / (mark or "mark")).mkdir()
    monkeypatch.setenv("RECONNECT_DATA", str(data))

    assert synced_by(data) == service
    assert (f"that {service} seems to copy" in hosting().where) == bool(service)
    assert (hosting() == COMPUTER) == (not service)


def test_where_says_what_a_synced_folder_means_and_names_each_copy_in_it(tmp_path: Path) -> None:
    data = tmp_path / "Dropbox"
    data.mkdir()
    copy = data / "answers (Anna's conflicted copy)\033[2J.sqlite3"
    copy.touch()

    said = said_at_once("where", data=data).stdout

    assert "Dropbox seems to copy this folder" in said
    assert f"{data}/answers (Anna's conflicted copy)\\x1b[2J.sqlite3" in said
    assert "reconnect restore" in said


def test_where_says_that_the_file_is_a_link(tmp_path: Path) -> None:
    data = tmp_path / "data"
    data.mkdir()
    (data / ANSWERS_FILE).symlink_to(tmp_path / "elsewhere.sqlite3")

    assert f"link to {tmp_path / 'elsewhere.sqlite3'}" in said_at_once("where", data=data).stdout


def test_where_says_that_others_can_read_a_file_on_a_disk_without_rights(tmp_path: Path) -> None:
    data = tmp_path / "data"
    data.mkdir()
    Store(data / ANSWERS_FILE).close()
    assert "can read them" not in said_at_once("where", data=data).stdout

    (data / ANSWERS_FILE).chmod(0o644)

    assert "can read them unless they are locked" in said_at_once("where", data=data).stdout


@pytest.mark.parametrize("names", [["n" * 256], ["n" * 100] * 5, ["n" * 200] * 30])
def test_a_path_that_is_too_long_is_refused_in_a_sentence(tmp_path: Path, names: list[str]) -> None:
    """For the system, or for SQLite, which would speak of a file that cannot be written to just now."""
    for command in (["where"], ["browsers"], ["--no-browser"]):
        said = said_at_once(*command, data=tmp_path.joinpath(*names))

        assert said.stderr.startswith("The path of the folder for your answers is too long")
        assert (said.returncode, said.stdout) == (1, "")


@pytest.mark.skipif(not hasattr(os, "getuid"), reason="Windows has no such users")
def test_whoever_has_no_home_is_told_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Also where the folder for the answers is named: Jupyter has other things there."""

    def is_in_no_list(number: int) -> None:
        raise KeyError(number)

    monkeypatch.setattr("pwd.getpwuid", is_in_no_list)
    for name in ("RECONNECT_DATA", "XDG_DATA_HOME", "HOME"):
        monkeypatch.delenv(name, raising=False)

    with pytest.raises(PlaceError, match="You have no home folder here"):
        data_folder()
    for command in (["--Voila.port=99999"], ["build", str(tmp_path / "built")]):
        said = said_at_once(*command, data=tmp_path / "data")
        assert said.stderr == "You have no home folder here. Please set HOME to one.\n"


@pytest.mark.parametrize("obstacle", ["a folder", "a link to itself"])
def test_where_says_in_a_sentence_what_is_in_the_way(tmp_path: Path, obstacle: str) -> None:
    path = tmp_path / ANSWERS_FILE
    if obstacle == "a folder":
        path.mkdir()
    else:
        path.symlink_to(path)

    said = said_at_once("where", data=tmp_path)

    assert "Traceback" not in said.stdout + said.stderr
    assert "cannot be read" in said.stdout or "leads to itself" in said.stderr


def test_a_file_that_cannot_have_its_place_stays_as_it_was_and_leaves_nothing_beside_it(
    tmp_path: Path,
) -> None:
    file = tmp_path / "file"
    write_whole(file, b"before")

    def refuse(draft: Path, path: Path) -> None:
        raise PermissionError

    with pytest.raises(PermissionError):
        write_whole(file, b"after", refuse)

    assert file.read_bytes() == b"before"
    assert file.stat().st_mode & 0o777 == 0o600
    assert [*tmp_path.iterdir()] == [file]
