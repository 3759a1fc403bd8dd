"""Other users of the computer hear nothing of what a page and its kernel say, or the reader is told."""

import subprocess
import sys
from pathlib import Path

import pytest
from jupyter_client.manager import KernelManager
from processes import serve_workbook
from strangers import let_in

from reconnect_widgets.hosting import OVERHEARD, hosting
from reconnect_widgets.kernels import encryption
from reconnect_widgets.kernels.encryption import private_kernels
from reconnect_widgets.kernels.forks import can_fork
from reconnect_widgets.kernels.newborn import KERNEL_NAME
from reconnect_widgets.views.where import where_words
from reconnect_widgets.voila.shell import shell_parts


@pytest.fixture
def all_encrypt(monkeypatch: pytest.MonkeyPatch) -> None:
    """Libraries that can, whatever is installed, and a reader who was told nothing yet."""
    monkeypatch.setenv(OVERHEARD, "")
    monkeypatch.setattr("zmq.has", lambda _: True)
    monkeypatch.setattr(KernelManager, "class_trait_names", lambda: ["transport_encryption"])
    monkeypatch.setattr(encryption, "_kernel", lambda: {"supported_encryption": ["curve"]})


OLD = {
    "pyzmq": ("zmq.has", lambda _: False),
    "jupyter_client": ("jupyter_client.manager.KernelManager.class_trait_names", list),
    "ipykernel": ("reconnect_widgets.kernels.encryption._kernel", lambda: {"debugger": True}),
}


@pytest.mark.usefixtures("all_encrypt")
def test_where_kernels_are_encrypted_nothing_is_said(caplog: pytest.LogCaptureFixture) -> None:
    assert private_kernels() == {"transport_encryption": "auto"}
    assert caplog.text == ""
    assert "read along while" not in hosting().who


@pytest.mark.usefixtures("all_encrypt")
@pytest.mark.parametrize("old", OLD)
def test_where_a_library_is_too_old_for_it_the_terminal_and_the_page_say_so(
    old: str, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(*OLD[old])

    assert private_kernels() == {}
    assert "not encrypted" in caplog.text
    assert old in caplog.text
    assert "other users of that computer could read along" in hosting().who
    assert "other users of that computer could read along" in where_words()
    assert "other users of that computer" in shell_parts()["hosting"].who


def test_a_line_to_a_kernel_is_encrypted_here() -> None:
    """The tests run with what a reader would get today."""
    assert private_kernels()


def test_looking_for_it_settles_nothing_about_who_starts_kernels() -> None:
    """Jupyter settles that once for a process; too early, and no kernel would be forked."""
    ask = (
        "from reconnect_widgets.kernels.encryption import private_kernels; private_kernels()\n"
        "from jupyter_client.provisioning.factory import KernelProvisionerFactory\n"
        "print(KernelProvisionerFactory.initialized())"
    )

    said = subprocess.run([sys.executable, "-c", ask], capture_output=True, text=True, check=True)

    assert said.stdout == "False\n"


def test_a_file_in_the_current_folder_says_nothing_of_the_kernel(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "kernel.json").write_text('{"metadata": {"of": "somebody else"}}')
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(
        "jupyter_client.kernelspec.KernelSpecManager.find_kernel_specs", lambda _: {}
    )

    assert "of" not in encryption._kernel()


@pytest.mark.skipif(not can_fork(), reason="Kernels are forked on Linux only.")
def test_the_visits_of_a_server_have_forked_kernels(tmp_path: Path) -> None:
    with serve_workbook(data=tmp_path / "data") as served:
        let_in(served).open()
        names = {kernel.name() for kernel in served.kernels()}

    assert names == {KERNEL_NAME}
