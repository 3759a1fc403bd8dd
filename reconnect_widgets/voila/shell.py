"""The parts of a page that are the same for every notebook: look, script, help, and the list of pages.

They are put together once, when the server starts. The template lays them out.
"""

from pathlib import Path
from typing import Any

from markupsafe import Markup

from ..days import now
from ..help.helplines import (
    by_country,
    country_names,
    directories,
    lacking,
    load_helplines,
    source_seen,
)
from ..hosting import TAB, Hosting, hosting, link_to
from ..page.notebooks import version_of
from ..rules.gate import READER_TAGS, readers
from ..rules.record import Record
from ..rules.snapshot import Snapshot
from ..stages import BY_NUMBER, JOURNEY, STAGES, START
from ..tools.pull import LETTERS, PAGES, URGES, actions
from ..views.notices import to_the_check
from ..views.today import CHECKIN
from ..widgets.assets import SHEETS, page_modules, slim
from .strangers import EXIT_TO, TEMPLATES, draw

LOOK = Path(__file__).parents[1] / "widgets"
STATIC = TEMPLATES / "static"

SHUT = (
    "Your answers cannot be shown in this browser: it was let in before, and has lost what it got then. "
    "Keep this page open, for it alone has what you type here. Then open, in another tab, the full "
    "address that was printed when the workbook was started, in the terminal of this computer."
)


SIGNAL = (
    'document.documentElement.dataset.rcLaid = "";'
    'for (const what of ["main", "prose"]) document.dispatchEvent(new Event(`reconnect:${what}`))'
)
"""Says that the page is there: first to its script, so that its forms are alive before they are measured.

It is not seen before: the browser would draw it while it is read, and move it when its parts are laid out.
"""


FIRST = Markup('<div class="rc rc-masthead rc-room" aria-hidden="true">{}</div>')
"""What most pages say before all else to who has not answered anything: not seen, to keep room for it."""


def shell_parts() -> dict[str, Any]:
    """Return the parts by name; the template knows them as ``shell``."""
    helplines = load_helplines()
    place = hosting()
    tab = TAB if place.in_browser else None
    parts = {
        "pages": [_page(stage) for stage in STAGES],
        "start": link_to(STAGES[0].file),
        "checkin": CHECKIN,
        "reader_tags": READER_TAGS,
        "exit_to": EXIT_TO,
        "style": _style(),
        "script": _script(place),
        "page": (STATIC / "page.js").read_text("utf-8"),
        "signals": {"prose": SIGNAL},
        "hosting": place,
        "keeps_key": place.drafts == "browser" and not place.in_browser,
        "below": "" if place.in_browser else "voila/render/",
        "help": draw(
            "parts/pull.html.j2",
            did=actions(),
            urges=link_to(BY_NUMBER[PAGES[URGES]].file) + f"#{URGES}",
            letters=link_to(BY_NUMBER[PAGES[LETTERS]].file) + f"#{LETTERS}",
        )
        + draw(
            "parts/help.html.j2",
            countries=by_country(helplines),
            names=country_names(helplines),
            lacking=lacking,
            directories=directories(helplines),
            seen=source_seen(helplines),
            hosting=place,
            tab=tab,
        ),
        "tab": tab,
    }
    # A word for all that a page in the browser keeps when another comes in its place.
    return parts | {"build": version_of(repr(parts).encode())}


def _page(stage: Any) -> dict[str, str]:
    short = {START: "Start", JOURNEY: "Journey"}.get(stage.number, str(stage.step))
    return {
        "number": stage.number,
        "file": stage.file,
        "link": link_to(stage.file),
        "title": stage.title,
        "short": short,
        "where": stage.place,
        "first": "" if stage.number == START else FIRST.format(to_the_check(stage.number)),
    }


def _style() -> str:
    """Return the look of the whole product and, after it, that of the page around it."""
    sheets = [*(LOOK / name for name in SHEETS), STATIC / "shell.css", STATIC / "pull.css"]
    return "\n".join(sheet.read_text("utf-8") for sheet in sheets)


def _script(place: Hosting) -> str:
    """Return the small scripts that need no kernel, in the page itself; none stands before the exit."""
    first = ("exit", "kept", "door")
    unused = ("door",) if place.in_browser else ("area", "journal", "newcomer", "offline")
    parts = sorted(
        (one for one in (TEMPLATES / "parts").glob("*.js") if one.stem not in unused),
        key=lambda one: (first.index(one.stem) if one.stem in first else len(first), one),
    )
    words = "\n".join(part.read_text("utf-8") for part in parts)
    storage = "sessionStorage" if place.drafts == "tab" else "localStorage"
    known = {
        "%ALONE%": str(place.is_own).lower(),
        "%EXIT_TO%": EXIT_TO,
        "%KEPT_IN%": place.kept_in,
        "%LOST%": place.lost,
        "%NEWCOMER%": " ".join(readers(Record(Snapshot(), now().date()))),
        "%PASSING%": str(place.passing).lower(),
        "%SHUT%": SHUT if place.is_own else "",
        "%STATIC%": "static/" if place.in_browser else "voila/templates/reconnect/static/",
        "%STORAGE%": storage,
    }
    for name, value in known.items():
        words = words.replace(name, value)
    return slim(f"{words}\n{page_modules()}")
