// The page's own parts (widgets/part.py) without a widget library: their state, and a line to each.
//
// Their modules ask little of a model: `get`, `on`, `off` and `send`. So a page that holds nothing
// else needs no models and views of Jupyter's, which are two thirds of the script. A page with any
// other widget, a slider or somebody's anywidget, has Jupyter's own manager (manager.js) for all.

import { openComm } from "./kernel.js";

const CONTROL = "jupyter.widget.control";
const VERSION = { version: "1.0.0" }; // of the widgets' control messages
const LAYOUT = "LayoutModel"; // every widget has one, and ours leave it alone
const OWN = /^export default globalThis\.reconnectWidgets\["(\w+)"\];$/; // see widgets/assets.py

/** Ask the kernel for the state of all its widgets: an object by the widgets' ids. */
export async function askForStates(kernel) {
  const control = kernel.createComm(CONTROL);
  const answer = new Promise((resolve) => {
    control.onMsg = ({ content }) => content.data.method === "update_states" && resolve(content.data.states);
  });
  control.open({}, VERSION);
  control.send({ method: "request_states" });
  const states = await answer;
  control.close();
  return states;
}

/** Say whether all of these widgets are parts of the workbook. */
export function areParts(states) {
  return Object.values(states).every((one) => one.model_name === LAYOUT || OWN.test(one.state._esm));
}

export class Parts {
  constructor(kernel, states) {
    this.kernel = kernel;
    this.states = states;
    this.shown = new Set();
  }

  /** Show a part in `host`; returns its element. */
  async show(id, host) {
    if (!host.isConnected) return undefined; // the page was left meanwhile
    const { state } = this.states[id];
    const part = new Part(openComm(this.kernel, "jupyter.widget", id), state);
    const el = document.createElement("div");
    host.append(el);
    const { render } = globalThis.reconnectWidgets[OWN.exec(state._esm)[1]];
    part.stop = render({ model: part, el });
    this.shown.add(part);
    return el;
  }

  /** Take all parts down, as far as the browser goes; each can still send what it holds, and hear. */
  takeDown() {
    for (const part of this.shown) {
      try {
        part.stop?.();
      } catch (error) {
        console.error(error); // one that fails must not keep others from sending
      }
      part.stop = undefined;
    }
  }

  /** Let go of the lines to all parts. */
  close() {
    for (const part of this.shown) part.comm.dispose();
    this.shown.clear();
  }
}

class Part {
  constructor(comm, state) {
    this.comm = comm;
    this.state = state;
    this.heard = new Map();
    comm.onMsg = ({ content: { data }, buffers }) => this.take(data, buffers);
  }

  take({ method, state, content }, buffers) {
    if (method === "custom") this.tell("msg:custom", content, buffers);
    if (method !== "update") return;
    Object.assign(this.state, state);
    for (const name of Object.keys(state)) this.tell(`change:${name}`);
  }

  tell(event, ...said) {
    for (const callback of [...(this.heard.get(event) ?? [])]) callback(...said);
  }

  get(name) {
    return this.state[name];
  }

  on(event, callback) {
    this.heard.set(event, [...(this.heard.get(event) ?? []), callback]);
  }

  off(event, callback) {
    this.heard.set(event, (this.heard.get(event) ?? []).filter((one) => one !== callback));
  }

  send(content, _callbacks, buffers) {
    if (!this.comm.isDisposed) this.comm.send({ method: "custom", content }, undefined, buffers);
  }
}
