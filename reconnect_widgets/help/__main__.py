"""For maintainers: ``python -m reconnect_widgets.help`` lists the helplines to look at again."""

from datetime import date

from .helplines import load_helplines, older_than_half_a_year


def main(today: date | None = None) -> int:
    """Print the entries that were seen more than six months ago, with their source."""
    lines = load_helplines()
    old = older_than_half_a_year(lines, today or date.today())
    for line in old:
        ways = (
            ", ".join(number for number, _ in line.numbers) or line.text.get("to", "") or line.chat
        )
        print(f"{line.country}: {line.service}, {ways}, seen {line.source_seen} {line.source_url}")
    print(f"{len(old)} of {len(lines)} helplines were seen more than six months ago.")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
