"""What works out the readings of many answers, and may not be there."""

from importlib import import_module


def are_there() -> bool:
    """Say whether they are: a build without a server may lack them, or have got some of them only."""
    try:
        import_module("pandas")
    except ImportError:
        return False
    return True
