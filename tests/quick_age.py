"""age without the seconds of work that make guessing slow: a piece that was sealed so, and a library.

`tests/copies/test_copies.py` seals and opens once with the real one.
"""

from base64 import b64decode

import pytest

from reconnect_widgets.copies.sealed import HEADER

PIECE, PASSPHRASE = b"a secret of mine", "four plain words"
SEALED = b64decode(
    "YWdlLWVuY3J5cHRpb24ub3JnL3YxCi0+IHNjcnlwdCBIVm42Y2JSd3B6WGE0MFdFc2thcTFnIDQKY1pXZmVzR1ViRklV"
    "S054TVJsZ2FGYWc3Q2oySTNFTXZlSGxtTXBWRXZyQQotLS0gempTbFZ0cVdJTTVRQi9tc01MTGMxdXBWMGF3bk5EVmtH"
    "MUFCWmNBUFJVawqZmf+YVreipMXhLLtgoeg1EIbQkSb48bMV7mngIfkW84/UbEl81+6CaOTIUjBdxq8="
)
"""What another tool made of the two, where scrypt doubles its work four times."""


def use_quick_age(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Seal and open by comparing passphrases; return those that were tried, as they come."""
    pyrage = pytest.importorskip("pyrage")
    used: list[str] = []

    def encrypt(content: bytes, passphrase: str) -> bytes:
        return HEADER + b"-> scrypt c2FsdA 10\n" + passphrase.encode() + content

    def decrypt(sealed: bytes, passphrase: str) -> bytes:
        used.append(passphrase)
        lead = encrypt(b"", passphrase)
        if not sealed.startswith(lead):
            raise pyrage.DecryptError("no")
        return sealed.removeprefix(lead)

    monkeypatch.setattr("pyrage.passphrase.encrypt", encrypt)
    monkeypatch.setattr("pyrage.passphrase.decrypt", decrypt)
    return used
