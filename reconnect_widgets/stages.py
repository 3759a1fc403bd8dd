"""The pages in their order: number, file and title.

The words of a page stand in its notebook; here is only what other pages say of it.
"""

from dataclasses import dataclass

START = "00"
"""The page with the safety check."""

JOURNEY = "13"
"""The page that looks back on all answers, and keeps and erases them."""


@dataclass(frozen=True)
class Stage:
    """One page of the workbook."""

    number: str
    file: str
    title: str
    leads_to_contact: bool = False

    @property
    def step(self) -> int:
        """How many pages stand before it; its number says when it came."""
        return STAGES.index(self)

    @property
    def place(self) -> str:
        """Say where the page stands in the journey, in words."""
        if self.number == START:
            return "The start"
        if self.number == JOURNEY:
            return "The whole journey"
        return f"Step {self.step} of {len(STAGES) - 2}"


STAGES = (
    Stage("00", "00-start-here.ipynb", "Where things stand"),
    Stage("01", "01-give-space.ipynb", "Give them space"),
    Stage("02", "02-time-for-yourself.ipynb", "Take time for yourself"),
    Stage("03", "03-are-you-ready.ipynb", "Are you really ready?"),
    Stage("04", "04-first-contact.ipynb", "Make first contact", leads_to_contact=True),
    Stage("05", "05-take-it-slowly.ipynb", "Don't rush the question", leads_to_contact=True),
    Stage("06", "06-no-games.ipynb", "No jealousy games"),
    Stage("07", "07-meet-up.ipynb", "Suggest meeting up", leads_to_contact=True),
    Stage("08", "08-prepare-for-no.ipynb", "Be ready for a no"),
    Stage("09", "09-keep-your-dignity.ipynb", "Don't beg"),
    Stage("10", "10-say-how-you-feel.ipynb", "Say how you feel", leads_to_contact=True),
    Stage("11", "11-go-slowly-together.ipynb", "Go slowly together", leads_to_contact=True),
    Stage("12", "12-professional-help.ipynb", "Get help if you need it"),
    Stage("13", "13-your-journey.ipynb", "Your journey"),
)

BY_NUMBER = {stage.number: stage for stage in STAGES}
