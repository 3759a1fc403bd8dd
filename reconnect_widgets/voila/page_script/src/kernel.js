// The line to the page's kernel: JupyterLab's own kernel connection, without JupyterLab.

import { KernelConnection } from "@jupyterlab/services/lib/kernel/default";

import { CommsOverSubshells, ServerConnection } from "./services.js";

const WIDGETS = "jupyter.widget";

/**
 * Join a running kernel, while the notebook's cells may still be running in it.
 *
 * Widgets that open meanwhile are kept in `early`, so that they are neither refused (which would
 * close them in the kernel) nor made twice: the widget manager asks for all of them at the end.
 */
export function joinKernel(id, base) {
  const baseUrl = new URL(base, location.href).href;
  const wsUrl = baseUrl.replace(/^http/, "ws");
  const kernel = new KernelConnection({
    model: { id, name: "python3" },
    // A page's messages come one after the other, in the kernel's main thread.
    commsOverSubshells: CommsOverSubshells.Disabled,
    serverSettings: ServerConnection.makeSettings({ baseUrl, wsUrl, appendToken: false }),
  });
  kernel.early = new Map();
  kernel.registerCommTarget(WIDGETS, (comm) => void kernel.early.set(comm.commId, comm));
  return kernel;
}

/** From now on give each widget that the kernel opens to `open(comm, message)`. */
export function onWidgetOpened(kernel, open) {
  kernel.registerCommTarget(WIDGETS, open);
}

/** A comm in the form that the widgets know (`@jupyter-widgets/base`, services-shim). */
export function openComm(kernel, target, id) {
  const early = kernel.early.get(id);
  kernel.early.delete(id);
  return early ?? kernel.createComm(target, id);
}
