"""The settings with which `reconnect` serves its pages; as a server extension there are none of them.

Each can be changed like any other setting, such as ``--WorkbookKernels.fork_kernels=False``.
"""

from importlib.metadata import entry_points

from traitlets.config import Config

PROVISIONER = "reconnect-warm"


def kernel_config() -> Config:
    """Return the settings; without the entry point of an installed package, kernels are not forked."""
    config = {
        "VoilaConfiguration": {
            "multi_kernel_manager_class": "reconnect_widgets.kernels.manager.WorkbookKernels"
        },
    }
    if entry_points(group="jupyter_client.kernel_provisioners", name=PROVISIONER):
        # Jupyter finds no kernel at all when it is told of a provisioner that it does not know.
        config["KernelProvisionerFactory"] = {"default_provisioner_name": PROVISIONER}
    return Config(config)
