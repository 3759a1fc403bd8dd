"""The reader's key, beside the answers."""

from pathlib import Path

from reconnect_widgets.keys import read_key, renew_key


def test_the_key_stays_the_same(own_data_folder: Path) -> None:
    first, second = read_key(), read_key()

    assert first == second
    assert (own_data_folder / "key").stat().st_mode & 0o777 == 0o600


def test_a_key_that_was_cut_short_is_made_anew(own_data_folder: Path) -> None:
    read_key()
    (own_data_folder / "key").write_bytes(b"short")

    assert len(read_key().door) == 32
    assert [path.name for path in own_data_folder.iterdir()] == ["key"]


def test_token_and_cookie_secret_differ_and_do_not_show_the_key() -> None:
    key = read_key()

    assert key.token not in key.cookie_secret.hex()
    assert key.token not in key.door.hex()


def test_a_renewed_key_lets_nobody_in_and_opens_what_waits_in_a_browser() -> None:
    before = read_key()

    assert renew_key().token != before.token
    assert read_key().drafts == before.drafts


def test_so_does_a_key_of_before_that_held_the_doors_secret_alone(own_data_folder: Path) -> None:
    read_key()
    (own_data_folder / "key").write_bytes(before := bytes(range(32)))

    key = read_key()

    assert key.door == before
    assert key.drafts not in (before, b"")
    assert renew_key().drafts == key.drafts
