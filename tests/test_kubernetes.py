"""The values for Kubernetes: they fit the workbook, and the check of them can fail."""

from pathlib import Path

import pytest
import yaml
from processes import ROOT

from deploy.kubernetes.__main__ import VALUES, complaints
from reconnect_widgets.hosting import hosting
from reconnect_widgets.voila.extension import start_path

OURS = yaml.safe_load(VALUES.read_text("utf-8"))


def test_readers_land_on_a_page_that_is_there() -> None:
    """repo2docker's image starts a server where the repository is, and not among the notebooks."""
    lands = OURS["singleuser"]["defaultUrl"].removeprefix("/voila/render/")

    assert lands == start_path(ROOT)


def test_the_pages_know_that_they_are_on_a_hub(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in OURS["singleuser"]["extraEnv"].items():
        monkeypatch.setenv(name, value)

    assert (hosting().name, hosting().drafts) == ("hub", "browser")
    assert OURS["hub"]["config"]["JupyterHub"]["subdomain_host"].startswith("https://")


def test_a_proxy_that_began_anew_is_told_the_ways_to_all_readers() -> None:
    """The chart's hub finds that out whenever it asks the proxy who is there, and only then."""
    assert OURS["hub"]["config"]["JupyterHub"].get("last_activity_interval", 60) > 0


def test_nobody_comes_in_without_a_rule_and_no_word_leaves_the_pod() -> None:
    assert OURS["hub"]["config"]["Authenticator"]["allow_all"] is False
    assert not any(OURS["singleuser"]["networkPolicy"]["egressAllowRules"].values())


def test_what_a_chart_does_not_know_is_complained_of(tmp_path: Path) -> None:
    (tmp_path / "values.yaml").write_text("proxy: {}\n")
    schema = {"properties": {key: {} for key in OURS}, "additionalProperties": False}
    (tmp_path / "values.schema.yaml").write_text(yaml.safe_dump(schema))
    assert complaints(tmp_path) == []

    del schema["properties"]["cull"]
    (tmp_path / "values.schema.yaml").write_text(yaml.safe_dump(schema))

    assert "'cull' was unexpected" in complaints(tmp_path)[0]
