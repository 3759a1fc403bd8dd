"""A small plot as SVG, with no library: how long a reader waits, bar by bar."""

from html import escape

from .figures import Run

WIDE, LEFT, ROW, BAR = 720, 110, 82, 16
COLORS = ("#2f6f73", "#d08c4a", "#8fb7b3")
NAMES = {
    "workbook": "Workbook", "stock": "Stock Voila", "floor": "Its floor",
    "streamlit": "Streamlit", "solara": "Solara", "panel": "Panel",
}  # fmt: skip


def plot(run: Run) -> str:
    """Return an SVG with three bars for each subject: *Next*, and two of the first visit."""
    waits = {
        name: (figures.next_ready, figures.first("usable"), figures.first_ready)
        for name, figures in run.items()
    }
    longest = max(max(three) for three in waits.values())
    scale = (WIDE - LEFT - 90) / longest
    tall = 56 + ROW * len(waits)
    parts = [_legend()]
    for row, (name, three) in enumerate(waits.items()):
        top = 48 + row * ROW
        parts.append(_text(LEFT - 10, top + 32, NAMES.get(name, name), "end"))
        for line, (wait, color) in enumerate(zip(three, COLORS, strict=True)):
            y = top + line * (BAR + 4)
            parts.append(
                f'<rect x="{LEFT}" y="{y}" width="{wait * scale:.1f}" height="{BAR}" fill="{color}"/>'
            )
            parts.append(_text(LEFT + wait * scale + 6, y + 13, f"{wait:,.0f} ms"))
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDE} {tall}" role="img" '
        f'font-family="sans-serif" font-size="13"><title>Time until the form reacts</title>'
        f'<rect width="{WIDE}" height="{tall}" fill="#fff"/>{"".join(parts)}</svg>\n'
    )


def _legend() -> str:
    words = ("Next: reacts and is filled", "First visit: can be used", "and reacts, filled")
    parts = []
    for number, (color, label) in enumerate(zip(COLORS, words, strict=True)):
        x = LEFT + number * 205
        parts.append(f'<rect x="{x}" y="14" width="12" height="12" fill="{color}"/>')
        parts.append(_text(x + 18, 25, label))
    return "".join(parts)


def _text(x: float, y: float, words: str, anchor: str = "start") -> str:
    return f'<text x="{x:.1f}" y="{y}" text-anchor="{anchor}" fill="#222">{escape(words)}</text>'
