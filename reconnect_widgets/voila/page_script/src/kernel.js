// The line to the page's kernel: JupyterLab's own kernel connection, without JupyterLab.

import { KernelConnection } from "@jupyterlab/services/lib/kernel/default";

import { CommsOverSubshells, ServerConnection } from "./services.js";

const WIDGETS = "jupyter.widget";
const LONGEST_FAREWELL = 60_000; // ms that a kernel may still need for what was typed last

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
  kernel.unheard = new Set(); // messages that it has not worked through yet
  kernel.anyMessage.connect((_, { msg, direction }) => {
    if (direction === "send") kernel.unheard.add(msg.header.msg_id);
    else if (msg.content.execution_state === "idle") kernel.unheard.delete(msg.parent_header.msg_id);
    // A kernel that was ready for another page lets go of that page's widgets, which nobody knows here.
    else if (msg.header.msg_type === "comm_close" && !kernel.hasComm(msg.content.comm_id)) {
      kernel.createComm(WIDGETS, msg.content.comm_id);
    }
  });
  // What was typed last is on its way by then (see next.js), and no word comes back.
  const exit = globalThis.reconnectExit;
  const end = () => kernel.dispose();
  exit.addEventListener("abort", end);
  kernel.disposed.connect(() => exit.removeEventListener("abort", end));
  kernel.registerCommTarget(WIDGETS, (comm) => void kernel.early.set(comm.commId, comm));
  return kernel;
}

/** Resolves when the line to a kernel stands. Before that, messages wait for several round trips. */
export function stands(kernel) {
  return new Promise((resolve) => {
    const look = () => kernel.connectionStatus === "connected" && resolve();
    kernel.connectionStatusChanged.connect(look);
    look();
  });
}

/** Say whether the kernel has worked through all that was sent to it so far. */
export const hasHeardAll = (kernel) => !kernel.unheard.size;

/** Resolves to whether the kernel has taken in all that was sent to it within `longest` ms. */
export function heardAll(kernel, longest) {
  const tooLate = new Promise((resolve) => setTimeout(resolve, longest, false));
  // It answers in turn, so its answer to a question comes after everything before.
  const answer = async () => kernel.requestCommInfo({ target_name: WIDGETS });
  return Promise.race([answer().then(() => true, () => false), tooLate]);
}

/** Leave a kernel when it has heard all; some seconds later that ends it (see connection.py). */
export async function leaveKernel(kernel) {
  await heardAll(kernel, LONGEST_FAREWELL);
  if (!kernel.isDisposed) kernel.dispose();
}

/**
 * Say hello to the kernel in the name of a widget, before the widgets are there: then they come as
 * they are filled. What the greeting holds is for the widgets' modules to say (widgets/visit.js).
 */
export function sayHello(kernel, widget) {
  const content = globalThis.reconnectWidgets?.hello();
  if (!content) return;
  const early = kernel.early.get(widget);
  const comm = early ?? kernel.createComm(WIDGETS, widget);
  comm.send({ method: "custom", content: { ...content, early: true } });
  if (!early) comm.dispose(); // on our side alone; the widget's model opens a line of its own
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
