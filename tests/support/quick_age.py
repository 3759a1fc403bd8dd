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

COPY_PASSPHRASE, COPY_ANSWER = "plain wörds", "<b>words</b> of mine & yours \N{SEEDLING}"
COPY = b64decode(
    "YWdlLWVuY3J5cHRpb24ub3JnL3YxCi0+IHNjcnlwdCBmcFlMQStKOXJmVnhsLytzdTRvd2lBIDQKemF3N0IyWCthVUpydi"
    "9BbXU2NkZWMVIySTRJUWlvMDZzUEswWjFBY0orNAotLS0gTlUzOWVUSkJMV1JuUllwaFRFcXVGNWxFUHNBMjl6Zkl6MU9G"
    "czhSckV5cwpZodtiYgGrqdrS0b6RYSe7lKI9gOtnIdC9PDYS3RWxm1l0tTdetZC0CVHRZsWDbHFNmuOdECc1pGz4inq7to"
    "VRFaPFKBhFhptEO0zj5qbNLwU8SrdhaGFZ5vi02MBjuiFAN2FVuUehSRXfAItdsAJaaebUMZ9NjWinP+/XFEwbNPsMxvFq"
    "UAoITchJTShWci9maYC0Jpq7vvPU1Lq9W8u8HXgAutVp6b1wq4VtakU3sat1L/xuJkGPKhpR7g/b6Jr3upYIyckin+nGrS"
    "lGScob+rdLSQ2WyKMl9HpgvJAvL96gGoUcJ6hReag+ZYph1KzeYVKw4nc2sfvqxXWyuHN7vHzbgFazHVq5h/nJiObYHVLy"
    "ZTltLkVXotLZMCoh7RNj4YBXlvwHjlbMf7sR1m9bshgy+OdRWSOOwTau0UHyDKgoOzZhOqK7mzWUqo+3tDH/DzNHR7iwLU"
    "aqgRPFMN0kc06H/QeNbwtzD2OEeZDKYTDdiSd4VSoQQW0oreFziP3M1bm5UYUtgSwgePXW1poaJW0b3sQeeKKR3djN4wzk"
    "YoqBRldLuGvzSn6ktr6iGO5k3JPmqxD12ho0hRm7ny7+"
)
"""A copy with one answer, to ``journey.helped``, sealed as easily."""


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
