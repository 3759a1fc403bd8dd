// The widget manager: makes the models and views of the widgets that the kernel has.

import * as base from "@jupyter-widgets/base";
import { ManagerBase } from "@jupyter-widgets/base-manager";
import { Widget } from "@lumino/widgets";

import { anywidget } from "./anywidget.js";

/** Where the classes of a widget come from; the core controls only when a page uses one. */
const MODULES = {
  "@jupyter-widgets/base": () => base,
  "@jupyter-widgets/controls": () => import("./controls.js"),
  anywidget: () => anywidget,
};

export class WidgetManager extends ManagerBase {
  constructor(line) {
    super();
    this.line = line;
    this.kernel = line.kernel;
    this.shown = new Set();
  }

  /** Make models of all widgets that the kernel has, and of those that it opens later. */
  async load() {
    await this._loadFromKernel();
    this.line.onWidgetOpened(async (comm, message) => {
      await this.handle_comm_open(new base.shims.services.Comm(comm), message);
    });
  }

  /** Show a widget in `host`, which must be in the document; returns its element. */
  async show(id, host) {
    const view = await this.create_view(await this.get_model(id));
    if (!host.isConnected) return void view.remove(); // the page was left meanwhile
    this.shown.add(view);
    Widget.attach(view.luminoWidget, host);
    return view.el;
  }

  /**
   * Take all widgets down, as far as the browser goes; the kernel keeps them.
   *
   * Each is cleaned up at once and in its own way, and can still send what it holds.
   */
  takeDown() {
    this.line.keepEarly(); // what it opens from now on is the next page's
    for (const view of this.shown) {
      try {
        view.remove();
      } catch (error) {
        console.error(error); // one widget that fails must not keep others from sending
      }
    }
    this.shown.clear();
  }

  /** Let go of the lines to all widgets. */
  close() {
    const models = Object.values(this._models);
    for (const model of models) model.then((made) => made.close(true)).catch(console.error);
  }

  async loadClass(name, module) {
    const classes = await MODULES[module]?.();
    if (!classes?.[name]) throw new Error(`There is no widget ${name} of ${module} in this page.`);
    return classes[name];
  }

  async _create_comm(target, id, data, metadata, buffers) {
    const comm = this.line.commTo(id, target);
    // Without data the widget is open in the kernel already, and is not to be opened again.
    if (data || metadata) comm.open(data, metadata, buffers);
    return new base.shims.services.Comm(comm);
  }

  async _get_comm_info() {
    const reply = await this.kernel.requestCommInfo({ target_name: this.comm_target_name });
    return reply.content.status === "ok" ? reply.content.comms : {};
  }
}
