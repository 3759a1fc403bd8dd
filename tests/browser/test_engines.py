"""The whole workbook in Firefox and in WebKit, as they are installed, with a server and as mere files."""

import re
from collections.abc import Callable, Iterator
from io import BytesIO
from typing import Any

import pytest
from engines import ENTER, STARTS, Firefox, Reader
from folder import Site
from pages import FOLDER, SERVER
from processes import Served, eventually
from pypdf import PdfReader
from traces import MARK

from reconnect_widgets.rules.safety_check import AGAIN, CHECK
from reconnect_widgets.stages import BY_NUMBER, STAGES
from reconnect_widgets.widgets.words import LEFT_OUT

NOTE, DRAFT, NAME = "space.necessary", "first.message", "journey.name"
SHEETS = 10
"""For page 01 with a single row in its log."""

PASSPHRASE = "four calm words here"
HARD = "Please please take me back, I beg you.\nIf you do not answer I will come to your house."

FILLED = """document.querySelector("html[data-rc-ready]") && document.querySelectorAll("form.rc-form").length &&
  !document.querySelector("form.rc-form:not(.rc-ready), .rc-words:not([data-known])")"""
TURNED = f"""document.querySelector("h1").textContent.trim() === arguments[0] && {FILLED} &&
  [document.title, document.getElementById("rc-turned").textContent]"""
STATE = """document.querySelector(arguments[0]).closest("form").querySelector(".rc-saved").dataset.state"""
WAYS = """["fontSize", "fontFamily", "lineHeight", "letterSpacing", "padding", "borderWidth"]
  .map((name) => getComputedStyle(document.querySelector(arguments[0]))[name])"""
LINES = """Object.fromEntries([...document.querySelectorAll(".rc-paper mark")].map((mark) => {
  const { textDecorationLine: line, textDecorationStyle: style } = getComputedStyle(mark);
  return [mark.className, `${line} ${style}`];
}))"""
CATCH = """const make = URL.createObjectURL;
URL.createObjectURL = (blob) => {
  blob.text().then((text) => { globalThis.given = text; });
  return make.call(URL, blob);
};"""


def field(id: str) -> str:
    return f'.rc-q[data-id="{id}"]:not(template *) :is(textarea, input, select)'


def radio(id: str, label: str) -> tuple[str, str]:
    return f'.rc-q[data-id="{id}"] label', label


def on_map(number: str) -> str:
    return f'.rc-map [data-rc-page="{number}"] a'


class Walk:
    """A reader on their way through one workbook."""

    def __init__(self, reader: Reader, home: str, address: Callable[[str], str]) -> None:
        self.reader, self.home, self.address = reader, home, address
        self.has_server = "token=" in home

    def open(self, url: str) -> None:
        self.reader.browser.go(url)
        self.reader.sees(FILLED)

    def next(self, number: str, link: str = ".rc-turn a:last-child") -> list[str]:
        """Follow the link to a page; return its title, and what was announced."""
        self.reader.press(link)
        said = self.reader.sees(TURNED, BY_NUMBER[number].title)
        assert isinstance(said, list)
        return said

    def saved(self, id: str) -> None:
        self.reader.sees(f"{STATE} === 'saved'", f'.rc-q[data-id="{id}"]')

    def value(self, id: str) -> Any:
        return self.reader.run("return document.querySelector(arguments[0]).value", field(id))

    def has(self, id: str, value: str) -> None:
        self.reader.sees(
            "document.querySelector(arguments[0])?.value === arguments[1]", field(id), value
        )

    def says(self, css: str, words: str) -> None:
        self.reader.sees(
            "[...document.querySelectorAll(arguments[0])].some((one) => one.innerText.includes(arguments[1]))",
            css,
            words,
        )


@pytest.fixture(scope="module", params=STARTS)
def reader(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Reader]:
    """Somebody with one of these browsers, who has been to neither workbook."""
    with STARTS[request.param](tmp_path_factory.mktemp(request.param)) as browser:
        yield Reader(browser)


@pytest.fixture(params=[SERVER, FOLDER])
def walk(request: pytest.FixtureRequest, reader: Reader) -> Walk:
    if request.param == FOLDER:
        site: Site = request.getfixturevalue("site")
        return Walk(
            reader, site.home, lambda no: site.home + BY_NUMBER[no].file.replace("ipynb", "html")
        )
    server: Served = request.getfixturevalue("server")
    server.begin_anew()
    render = f"{server.origin}/voila/render"
    return Walk(reader, server.address, lambda no: f"{render}/{BY_NUMBER[no].file}")


def test_the_whole_way(walk: Walk) -> None:
    """As files, past the pages that are the same to an engine with a server."""
    reader = walk.reader
    walk.open(walk.home)
    reader.press(".rc-whole")
    safety_check(reader)
    names_it(walk)
    walk.next("01")
    logs_an_urge(walk)
    writes_and_leaves_at_once(walk)
    if walk.has_server:
        goes_from_page_to_page(walk)
        asks_for_help(walk)

    assert walk.next("13", on_map("13")) == ["Garden 13"] * 2
    looks_back(walk)
    takes_a_copy(walk)
    locks(walk)
    exits(walk)


def goes_from_page_to_page(walk: Walk) -> None:
    for stage in STAGES[2:-1]:
        assert walk.next(stage.number) == [f"Garden {stage.number}"] * 2
        if stage.number == "04":
            writes_at_the_desk(walk)


def safety_check(reader: Reader) -> None:
    for asked in CHECK:
        reader.press(*radio(asked, "Yes" if asked == "safety.adult" else "No"))
    reader.press(".rc-send", "See what follows")
    reader.sees(
        "document.querySelector('#holds')?.textContent.includes('None of your answers holds')"
    )


def names_it(walk: Walk) -> None:
    """Call the workbook by a name of one's own, on the last page."""
    walk.next("13", on_map("13"))
    walk.reader.write(field(NAME), "Garden")
    walk.saved(NAME)
    walk.next("00", on_map("00"))


def logs_an_urge(walk: Walk) -> None:
    reader = walk.reader
    reader.press('[data-id="urge.log"] .rc-add')
    when = '[data-id="urge.log"] .rc-row [data-kind="date"] input'
    begun = reader.sees("document.querySelector(arguments[0])?.value", when)
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d", begun)
    reader.write('[data-id="urge.log"] .rc-row [data-kind="number"] input', "7")
    walk.saved("urge.log")


def writes_and_leaves_at_once(walk: Walk) -> None:
    reader = walk.reader
    reader.write(field(NOTE), MARK)
    walk.next("02")
    reader.browser.turn(-1)
    reader.sees(TURNED, BY_NUMBER["01"].title)
    walk.has(NOTE, MARK)
    walk.says('[data-id="urge.log"] summary', "· 7")
    # The driver of WebKitGTK has no paper; what is on it is drawn by the same page.
    if walk.has_server and isinstance(reader.browser, Firefox):
        prints(reader.browser)


def prints(firefox: Firefox) -> None:
    """The words are on paper, and the row of the log with its number, which was drawn for that alone."""
    sheets = PdfReader(BytesIO(firefox.print())).pages
    said = " ".join(" ".join(sheet.extract_text() for sheet in sheets).split())
    assert len(sheets) <= SHEETS
    assert MARK in said
    assert re.search(r"How strong was it ten minutes later\? \w+, \w+ \d+, \d\d:\d\d 7\b", said)


def writes_at_the_desk(walk: Walk) -> None:
    reader = walk.reader
    for asked in AGAIN:
        if reader.run("return !!document.querySelector(arguments[0])", field(asked)):
            reader.press(*radio(asked, "No"))
    if reader.run("return !!document.querySelector('.rc-send')"):
        reader.press(".rc-send", "Go on")
    reader.write(field(DRAFT), HARD)
    lines = reader.sees(f"document.querySelectorAll('.rc-paper mark').length > 2 && {LINES}")
    assert all(line.startswith("underline ") for line in lines.values()), lines
    assert len(set(lines.values())) == len(lines) == 3
    written, marked = (reader.sees(WAYS, css) for css in (".rc-draft textarea", ".rc-paper"))
    assert written == marked
    walk.says(".rc-marked", "places are marked")
    walk.saved(DRAFT)


def looks_back(walk: Walk) -> None:
    walk.says("main", "1 urge" if walk.has_server else LEFT_OUT.striptags())


def takes_a_copy(walk: Walk) -> None:
    reader = walk.reader
    reader.run(CATCH)
    reader.press('label:has([name="kind"][value="json"])')
    reader.press(".rc-make")
    assert MARK in reader.sees("globalThis.given")


def asks_for_help(walk: Walk) -> None:
    reader = walk.reader
    reader.press(".rc-help-link")
    reader.sees("document.querySelector('dialog.rc-help').open")
    walk.says(".rc-help[open]", "emergency number")
    reader.press(".rc-help[open] .rc-help-bar .rc-quiet")
    reader.sees("!document.querySelector('dialog.rc-help').open")


def locks(walk: Walk) -> None:
    reader = walk.reader
    for name in ("passphrase", "again"):
        reader.write(f"#lock-{name}", PASSPHRASE)
    reader.press("[data-lock=lock]")
    walk.says(".rc-saved", "Locked. From now on")


def exits(walk: Walk) -> None:
    """And comes back later: nothing is there without the passphrase."""
    reader = walk.reader
    reader.press(".rc-bar .rc-exit:not(.rc-skip)")
    eventually(lambda: "127.0.0.1" not in reader.browser.url)
    reader.browser.go(walk.address("01"))
    reader.sees("document.querySelector('form.rc-unlock input')?.checkVisibility()")
    assert walk.value(NOTE) == ""
    reader.write("form.rc-unlock input", PASSPHRASE + ENTER)
    reader.sees(FILLED)
    walk.has(NOTE, MARK)
