"""Help for a page that has no header to bring it, as in JupyterLab: folded away at its top."""

from markupsafe import Markup

from .helplines import Helpline, by_country, directories, load_helplines, source_seen
from .own_lines import FALLBACK

_HELP = Markup(
    '<details class="rc-more"><summary>Help</summary><div class="rc-notice rc-urgent"><p><strong>If you '
    "are in danger now, or might hurt yourself, call your emergency number.</strong> {}</p></div><ul>{}</ul>"
    '{}<p class="rc-note">Source seen {}; numbers change, so check before you rely on them.</p></details>'
)
_COUNTRY = Markup("<details><summary>{}</summary><ul>{}</ul></details>")
_WEB = Markup('<a href="{0}" target="_blank" rel="noopener noreferrer">{0}</a>')


def folded_help() -> Markup:
    """Return whom to call in an emergency, and lines to talk to, by country."""
    lines = load_helplines()
    countries = (_COUNTRY.format(name, _listed(its)) for name, its in by_country(lines).items())
    return _HELP.format(
        FALLBACK["crisis"],
        _listed(directories(lines)),
        Markup("").join(countries),
        source_seen(lines),
    )


def _listed(lines: list[Helpline]) -> Markup:
    return Markup("").join(map(_line, lines))


def _line(line: Helpline) -> Markup:
    ways = [Markup('<a href="tel:{1}">{0}</a>').format(*number) for number in line.numbers]
    if line.text:
        words = " to ".join(filter(None, (line.text.get("word"), line.text["to"])))
        ways.append(Markup('<a href="{}">Text {}</a>').format(line.message_to, words))
    if line.chat:
        ways.append(_WEB.format(line.chat))
    about = (line.audience, line.note, line.hours, line.language)
    said = filter(None, (Markup(" · ").join(ways), *about))
    return Markup("<li><strong>{}</strong> {}</li>").format(line.service, Markup(". ").join(said))
