"""Carries out the check; ``deploy/kubernetes/__init__.py`` says what it is."""

import sys
from pathlib import Path
from typing import Any

import yaml
from jsonschema import Draft202012Validator

VALUES = Path(__file__).with_name("values.yaml")


def complaints(chart: Path) -> list[str]:
    """Return what the chart's schema says against our values on top of the chart's own."""
    known = next(iter(sorted(chart.glob("values.schema.*"))))
    schema = yaml.safe_load(known.read_text("utf-8"))
    defaults = yaml.safe_load((chart / "values.yaml").read_text("utf-8"))
    values = merged(defaults, yaml.safe_load(VALUES.read_text("utf-8")))
    found = Draft202012Validator(schema).iter_errors(values)
    return [f"{'.'.join(map(str, error.absolute_path))}: {error.message}" for error in found]


def merged(below: Any, above: Any) -> Any:
    """Return values as Helm puts them together: objects key by key, all else as a whole."""
    if not (isinstance(below, dict) and isinstance(above, dict)):
        return above
    return below | {key: merged(below.get(key), value) for key, value in above.items()}


def main() -> int:
    """Print what is wrong, or that nothing is."""
    if len(sys.argv) != 2 or not Path(sys.argv[1], "values.yaml").is_file():
        print("usage: python3 -m deploy.kubernetes CHART", file=sys.stderr)
        return 2
    found = complaints(Path(sys.argv[1]))
    print("\n".join(found) or "The chart's schema has nothing against values.yaml.")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
