"""The tool that makes a copy of the answers for the reader to take along."""

import base64
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from markupsafe import Markup

from ..answers.passphrases import NOT_TO_BE_SAVED
from ..copies.chosen import KINDS, PAGES, Chosen
from ..copies.making import FORMS, make_copy, name_of
from ..copies.sealed import can_seal
from ..exceptions import BadCopy
from ..forms import Ask, FormPlan, Message, Reply, Tool
from ..hosting import hosting
from ..prompts import Prompt
from ..rules.record import StoredRecord

PIECE = 700_000
"""Bytes that go to the browser at once; the socket takes some ten million."""

WORDS = {
    "html": "A page to read or print",
    "csv": "A table, for a spreadsheet",
    "csv-semicolon": "The same table with semicolons, in case your spreadsheet shows all of it in one column",
    "json": "JSON, to bring back later",
}
PICK = Markup('<label><input type="{}" name="{}" value="{}"{}><span>{}</span></label>')
HTML = Markup(
    '<fieldset class="rc-pick"><legend>In what form?</legend><div class="rc-options">{}</div></fieldset>'
    '<fieldset class="rc-pick"><legend>Which kinds of answers?</legend><div class="rc-options">{}</div>'
    '</fieldset><details class="rc-pick"><summary>Which pages? All of them, unless you choose</summary>'
    '<div class="rc-buttons"><button type="button" class="rc-quiet" data-rc-tick="all">Tick all</button>'
    '<button type="button" class="rc-quiet" data-rc-tick="none">Tick none</button></div>'
    '<div class="rc-options">{}</div></details>'
    '<p class="rc-notice rc-unsealed">The file is not protected: whoever gets it can read it. It lies where '
    "your browser keeps downloads, until you move or remove it.</p>"
    '<fieldset class="rc-pick"><legend>Protect it?</legend><div class="rc-options">{}</div>'
    '<div class="rc-passphrases rc-sealed"><p class="rc-hint">Eight characters or more. Nobody can open the '
    "file without this passphrase, and nobody can find it out for you. Tools for the age format open it, "
    "too. {}</p>"
    '<label>Passphrase<input type="password" name="passphrase" autocomplete="new-password"></label>'
    '<label>The same once more<input type="password" name="again" autocomplete="new-password"></label>'
    '</div></fieldset><div class="rc-buttons"><button type="button" class="rc-button rc-make">Keep a copy'
    "</button></div>"
)
MISSING = Markup(
    '<p class="rc-note">Copies cannot be encrypted here. It takes the package <code>pyrage</code>, which '
    "whoever set the workbook up can install beside it.</p>"
)


@dataclass
class Made:
    """The file that was made last, until the browser has all of it, and what is told with each piece."""

    content: bytes = b""
    told: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Export(Tool):
    """Makes a file of chosen answers and hands it to the browser in pieces."""

    made: Made = field(default_factory=Made, compare=False, repr=False)

    def html(self, prompts: tuple[Prompt, ...], ask: Ask) -> Markup:
        seal = _pick("checkbox", "sealed", {"yes": "Encrypt it with a passphrase"}, ())
        return HTML.format(
            _pick("radio", "kind", WORDS, ("html",)),
            _pick("checkbox", "kinds", KINDS, KINDS),
            _pick("checkbox", "pages", PAGES, PAGES),
            seal if hosting().in_browser or can_seal() else MISSING,
            NOT_TO_BE_SAVED,
        )

    def answer(self, message: Message, record: StoredRecord) -> Reply:
        if message.get("type") == "make":
            self._make(message, record)
            return self._piece(0)
        if message.get("type") == "piece" and isinstance(message.get("number"), int):
            return self._piece(int(message["number"]))
        return None

    def _make(self, message: Message, record: StoredRecord) -> None:
        chosen = Chosen(frozenset(message["pages"]), frozenset(message["kinds"]))
        form, sealed = str(message.get("kind")), message.get("sealed") is True
        is_for_kernel = sealed and not hosting().in_browser
        passphrase = str(message.get("passphrase") or "") if is_for_kernel else None
        self.made.content = make_copy(form, record, chosen, datetime.now(UTC), passphrase)
        name = name_of(form, record.today, sealed=sealed)
        self.made.told = {
            "name": name,
            "media": "application/octet-stream" if sealed else FORMS[form.partition("-")[0]],
            "words": f"Your browser has the file {name} now."
            + ("" if sealed else " It is not protected."),
        }

    def _piece(self, number: int) -> dict[str, Any]:
        made = self.made
        if not made.content:
            raise BadCopy("The copy is not here anymore. Please make it again.")
        count = max(1, -(-len(made.content) // PIECE))
        data = made.content[number * PIECE : (number + 1) * PIECE]
        if number + 1 >= count:
            made.content = b""
        return {"type": "piece", "of": count, "data": base64.b64encode(data).decode()} | made.told


def _pick(kind: str, name: str, options: Mapping[str, str], ticked: Any) -> Markup:
    return Markup("").join(
        PICK.format(kind, name, key, Markup(" checked") if key in ticked else "", words)
        for key, words in options.items()
    )


def export() -> FormPlan:
    """Let the reader make a copy of chosen answers: to print, as a table, or to bring back."""
    return FormPlan((), tool=Export())
