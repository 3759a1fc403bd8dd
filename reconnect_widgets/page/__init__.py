"""One page and its reader: how it is built, opened, filled, saved, and turned."""
