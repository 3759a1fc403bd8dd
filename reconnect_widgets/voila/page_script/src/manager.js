// Jupyter's own widget manager, for other people's widgets in a copied notebook.

import * as base from "@jupyter-widgets/base";
import { ManagerBase } from "@jupyter-widgets/base-manager";
import { Widget } from "@lumino/widgets";

/** Where the classes of a widget come from. */
const MODULES = {
  "@jupyter-widgets/base": () => base,
  "@jupyter-widgets/controls": () => import("./controls.js"),
  anywidget: () => import("./anywidget.js"),
};

export class WidgetManager extends ManagerBase {
  constructor(line) {
    super();
    this.line = line;
    this.shown = new Set();
    this.answered = new Map(); // by a message's id: what hears that the kernel is done with it
  }

  /** Make models of all widgets that the kernel has, and of those that it opens later. */
  async load() {
    this.line.overhear = (message) => this.overhear(message);
    await this._loadFromKernel();
  }

  overhear(message) {
    const { comm_id, target_name, execution_state } = message.content;
    const { msg_type } = message.header;
    const asked = message.parent_header.msg_id;
    if (msg_type === "comm_open" && target_name === this.comm_target_name && !this.isLeft)
      this.handle_comm_open(this.commTo(comm_id, target_name), message);
    if (msg_type === "comm_close") this._models[comm_id]?.then((model) => model.close(true));
    if (execution_state !== "idle") return;
    this.answered.get(asked)?.(message);
    this.answered.delete(asked);
  }

  /** Show a widget in `host`, which must be in the document. */
  async show(id, host) {
    const view = await this.create_view(await this.get_model(id));
    if (!host.isConnected) return view.remove(); // the page was left meanwhile
    this.shown.add(view);
    Widget.attach(view.luminoWidget, host);
  }

  /**
   * Take all widgets down, as far as the browser goes; the kernel keeps them.
   *
   * Each is cleaned up at once and in its own way, and can still send what it holds.
   */
  takeDown() {
    this.isLeft = true; // what the kernel opens from now on is the next page's
    for (const view of this.shown) {
      try {
        view.remove();
      } catch (error) {
        console.error(error); // one widget that fails must not keep others from sending
      }
    }
    this.shown.clear();
  }

  async loadClass(name, module) {
    const classes = await MODULES[module]?.();
    if (!classes?.[name]) throw new Error(`There is no widget ${name} of ${module} in this page.`);
    return classes[name];
  }

  async _create_comm(target, id, data, metadata, buffers) {
    const comm = this.commTo(id, target);
    // Without data the widget is open in the kernel already, and is not to be opened again.
    if (data || metadata) comm.open(data, undefined, metadata, buffers);
    return comm;
  }

  /** A comm as widgets ask for it. */
  commTo(comm_id, target_name) {
    const say =
      (type) =>
      (data = {}, callbacks, metadata, buffers) => {
        const content = { comm_id, target_name, data };
        const id = this.line.kernel?.send(type, content, metadata, buffers);
        this.answered.set(id, callbacks?.iopub?.status);
        return id;
      };
    return {
      comm_id,
      target_name,
      open: say("comm_open"),
      send: say("comm_msg"),
      close: say("comm_close"),
      on_msg: (callback) => this.line.heard.set(comm_id, (_data, message) => callback(message)),
      on_close() {},
    };
  }

  async _get_comm_info() {
    return {};
  }
}
