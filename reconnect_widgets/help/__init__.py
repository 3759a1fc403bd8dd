"""Where a reader finds help: helplines by country, checked when they are loaded."""
