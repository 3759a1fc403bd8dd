"""Somebody who answers in a test, on a day that stays the same."""

from datetime import date, datetime, time, timedelta
from typing import Any

from reconnect_widgets.answers.answer import Answer
from reconnect_widgets.answers.store import Store
from reconnect_widgets.prompts import Prompt
from reconnect_widgets.rules.holds import HOLDS
from reconnect_widgets.rules.record import StoredRecord
from reconnect_widgets.rules.safety_check import CHECKED

TODAY = date(2026, 3, 18)
"""A Wednesday; no test looks at the real date."""


class Reader:
    """Somebody who answers questions on chosen days."""

    def __init__(self, store: Store) -> None:
        self.store = store

    def answers(
        self,
        prompt: Prompt,
        value: Any,
        *,
        days_ago: int = 0,
        entry: str = "",
        page: str = "01",
        visit: str = "visit",
    ) -> Answer:
        """Give an answer some days before :data:`TODAY`, at noon where the computer is."""
        at = datetime.combine(TODAY - timedelta(days=days_ago), time(12)).astimezone()
        return self.store.save(
            prompt,
            [] if value == [] else prompt.check(value),
            page=page,
            visit=visit,
            entry=entry,
            at=at,
        )

    def is_checked(self, passed: str = "all", *, days_ago: int = 0, visit: str = "visit") -> None:
        """Go through the safety check, which holds nothing."""
        self.answers(HOLDS, [], page="00", days_ago=days_ago, visit=visit)
        self.answers(CHECKED, passed, page="00", days_ago=days_ago, visit=visit)

    @property
    def record(self) -> StoredRecord:
        """What the reader has answered, as of :data:`TODAY`."""
        return StoredRecord(self.store, TODAY)
