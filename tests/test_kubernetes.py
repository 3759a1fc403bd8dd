"""The values for Kubernetes: they fit the workbook, and the check of them can fail."""

from pathlib import Path
from runpy import run_path

import pytest
import yaml
from processes import ROOT
from traitlets.config import Config

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


def test_a_hub_is_as_discreet_there_as_on_one_server(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """With cookies, after logging out, and in its log."""
    there = OURS["hub"]["config"]["JupyterHub"]
    (tmp_path / "readers.txt").touch()
    monkeypatch.setenv("RECONNECT_HUB", there["subdomain_host"])
    monkeypatch.setenv("RECONNECT_READERS", str(tmp_path / "readers.txt"))
    here = Config()
    run_path(str(ROOT / "deploy" / "jupyterhub_config.py"), {"get_config": lambda: here})

    of_each_place = {"authenticator_class", "active_server_limit", "concurrent_spawn_limit"}
    of_one_server = {"bind_url", "spawner_class", "load_roles", "services"}
    ours = {name: is_set for name, is_set in here.JupyterHub.items() if name not in of_one_server}
    assert ours.keys() == there.keys()
    assert {name for name in ours if ours[name] != there[name]} <= of_each_place


def test_what_a_chart_does_not_know_is_complained_of(tmp_path: Path) -> None:
    (tmp_path / "values.yaml").write_text("proxy: {}\n")
    schema = {"properties": {key: {} for key in OURS}, "additionalProperties": False}
    (tmp_path / "values.schema.yaml").write_text(yaml.safe_dump(schema))
    assert complaints(tmp_path) == []

    del schema["properties"]["cull"]
    (tmp_path / "values.schema.yaml").write_text(yaml.safe_dump(schema))

    assert "'cull' was unexpected" in complaints(tmp_path)[0]
