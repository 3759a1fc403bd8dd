"""The same form in stock Voila."""
