"""What others may see (a tab, a file, a calendar) tells nothing, whatever the reader calls the workbook."""

import re
from datetime import UTC, date, datetime
from pathlib import Path

import nbformat
import pytest
from answering import Reader
from processes import ROOT

from reconnect_widgets import text
from reconnect_widgets.answers.store import Store
from reconnect_widgets.copies.chosen import Chosen
from reconnect_widgets.copies.json_copy import read_json
from reconnect_widgets.copies.making import FORMS, make_copy, name_of
from reconnect_widgets.copies.restore import restore
from reconnect_widgets.declarations import form_plans
from reconnect_widgets.page.page import open_page
from reconnect_widgets.places import notebooks_folder
from reconnect_widgets.rules.record import NAME, StoredRecord
from reconnect_widgets.tools.calendar import CalendarFile
from reconnect_widgets.tools.calendar_file import FILE_NAME

TELLING = re.compile(
    r"break|apart|reconnect|love|relation|together|\bex\b|\bex-|contact|partner|feel|heart|workbook",
    re.IGNORECASE,
)
TEMPLATES = ROOT / "reconnect_widgets" / "voila" / "templates" / "reconnect"
ASKED = text(NAME, "What should this workbook be called?")


def test_files_that_a_reader_downloads_are_named_neutrally() -> None:
    names = [FILE_NAME, *(name_of(form, date(2026, 3, 18), sealed=True) for form in FORMS)]

    assert not [name for name in names if TELLING.search(name)]


def test_calendar_entries_tell_nothing(reader: Reader) -> None:
    """Their titles, and all else that the file holds."""
    found = []
    for path in sorted(notebooks_folder().glob("*.ipynb")):
        for plan in form_plans(nbformat.read(path, 4)).values():
            if isinstance(plan.tool, CalendarFile):
                found += plan.tool.sources

    assert found
    assert not [source.title for source in found if TELLING.search(source.title)]


@pytest.mark.parametrize("path", sorted(TEMPLATES.rglob("*.j2")) + sorted(TEMPLATES.glob("*.html")))
def test_titles_and_icons_tell_nothing(path: Path) -> None:
    words = path.read_text("utf-8")
    shown = re.findall(r"<title>(.*?)</title>|rel=\"icon\" href=\"(.*?)\"", words)

    assert not [one for title in shown for one in title if TELLING.search(one)]


def test_the_page_for_those_without_the_key_is_as_quiet() -> None:
    words = (TEMPLATES / "closed.html").read_text("utf-8")
    (title,) = re.findall("<title>(.*?)</title>", words)

    assert not TELLING.search(title)


# The reader's own name


def test_the_name_is_one_short_line(reader: Reader) -> None:
    assert reader.record.name == ""
    reader.answers(ASKED, "  My\n garden   notes ", page="13")
    assert reader.record.name == "My garden notes"
    reader.answers(ASKED, "x" * 5000, page="13")
    assert len(reader.record.name) == 40
    reader.answers(ASKED, None, page="13")
    assert reader.record.name == ""


def test_the_name_is_no_file_name_and_no_title_of_a_copy(reader: Reader) -> None:
    reader.answers(ASKED, "Getting them back", page="13")

    page = make_copy("html", reader.record, Chosen(), datetime(2026, 3, 18, tzinfo=UTC)).decode()

    assert "<title>Notes</title>" in page
    assert "Getting them back" in page  # among the answers, as any other


def test_the_name_comes_back_with_a_copy_and_goes_with_all_else(
    reader: Reader, tmp_path: Path
) -> None:
    reader.answers(ASKED, "Garden", page="13")
    copy = make_copy("json", reader.record, Chosen(), datetime(2026, 3, 18, tzinfo=UTC))
    other = Store(tmp_path / "other.sqlite3")

    restore(read_json(copy).answers, StoredRecord(other, date(2026, 3, 18)))

    assert other.latest(NAME).value == "Garden"
    reader.store.erase_everything()
    assert reader.record.name == ""


def test_nobody_misses_a_name() -> None:
    """A page is not left open because the workbook has the plain one."""
    page = open_page("13")
    page.form(ASKED)
    end = page.finish()
    page.session.heard(end, {"type": "hello", "visit": "v"})

    assert "What should this workbook be called?" not in end.after


def test_the_name_is_told_with_the_marks_of_the_map() -> None:
    page = open_page("13")
    form = page.form(ASKED)
    page.session.heard(form, {"type": "hello", "visit": "v"})
    assert page.session.masthead.map["name"] == ""

    page.session.heard(form, {"type": "save", "id": NAME, "value": "<i>Garden", "seq": 1})
    page.session.heard(form, {"type": "left"})

    assert page.session.masthead.map["name"] == "<i>Garden"  # the browser shows it as text
