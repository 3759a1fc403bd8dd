"""The reader's key, beside the answers."""

import tempfile
from pathlib import Path
from typing import Any

import pytest

from reconnect_widgets.answers.keys import read_key, renew_key
from reconnect_widgets.exceptions import PlaceError
from reconnect_widgets.places import data_folder


def test_the_key_stays_the_same(own_data_folder: Path) -> None:
    first, second = read_key(), read_key()

    assert first == second
    assert (own_data_folder / "key").stat().st_mode & 0o777 == 0o600


def test_a_key_of_which_nothing_is_left_is_made_anew(own_data_folder: Path) -> None:
    read_key()
    (own_data_folder / "key").write_bytes(b"")

    assert len(read_key().door) == 32
    assert [path.name for path in own_data_folder.iterdir()] == ["key"]


@pytest.mark.parametrize("before", [b"-----BEGIN OPENSSH PRIVATE KEY-----" * 4, b"sk-theirs"])
def test_a_file_of_that_name_that_is_none_of_ours_is_left_alone(before: bytes) -> None:
    theirs = data_folder() / "key"
    theirs.write_bytes(before)

    with pytest.raises(PlaceError, match="not the workbook's"):
        read_key()

    assert theirs.read_bytes() == before


def test_two_that_make_it_at_once_have_the_same(
    own_data_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    others, make = [], tempfile.mkstemp

    def while_another_does(**named: Any) -> tuple[int, str]:
        monkeypatch.setattr(tempfile, "mkstemp", make)
        others.append(read_key())
        return make(**named)

    monkeypatch.setattr(tempfile, "mkstemp", while_another_does)

    assert [read_key()] == others == [read_key()]
    assert [path.name for path in own_data_folder.iterdir()] == ["key"]


@pytest.mark.parametrize("refused", [None, PermissionError, NotImplementedError])
def test_the_key_comes_whole_on_any_disk_and_in_a_browser(
    own_data_folder: Path, monkeypatch: pytest.MonkeyPatch, refused: type[Exception] | None
) -> None:
    def none(*_: Any) -> None:
        assert refused
        raise refused

    if refused:
        monkeypatch.setattr(Path, "hardlink_to", none)

    assert read_key() == read_key()
    assert len((own_data_folder / "key").read_bytes()) == 64
    assert [path.name for path in own_data_folder.iterdir()] == ["key"]


def test_token_and_cookie_secret_differ_and_do_not_show_the_key() -> None:
    key = read_key()

    assert key.token not in key.cookie_secret.hex()
    assert key.token not in key.door.hex()


def test_a_renewed_key_lets_nobody_in_and_opens_what_waits_in_a_browser() -> None:
    before = read_key()

    assert renew_key().token != before.token
    assert read_key().drafts == before.drafts
