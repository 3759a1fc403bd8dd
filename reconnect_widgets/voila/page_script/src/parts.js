// The page's own parts (widgets/part.py) without a widget library: their state, and a line to each.
//
// Their modules ask little of a model: `get`, `on`, `off` and `send`. A form is there before any kernel
// is: what it has to say waits for the line.

import { announce } from "./tab.js";

const BY_ITSELF = new Set(["hello", "save", "left", "refresh", "sync", "kept"]); // said again when the line is back
const UNTIL_ANSWERED = new Set(["check"]); // what is held follows from it, and no browser keeps it
const AWAITED = new Set(["unlock", "lock", "relock", "unlock_for_good"]); // a key may come of it
const ANSWERS = ["done", "refused", "unlocked", "lock_turned"];
const BROKEN = "Something went wrong in this part of the page. What was saved is safe.";

/** Say whether it went well; what goes wrong in one part is kept from the others, which are to be filled and to send. */
function went(does) {
  try {
    does();
    return true;
  } catch (error) {
    reportError(error);
    return false;
  }
}

export class Part {
  /** A part in the element `el`, whose module has this name. */
  constructor(module, el, state) {
    this.module = module;
    this.el = el;
    this.state = state;
    this.line = null;
    this.heard = new Map();
    this.unsent = [];
    this.isWaiting = false; // for the answer to a button
  }

  /** Show it; returns itself. */
  render() {
    const { el } = this;
    const isThere = went(() => {
      this.stop = globalThis.reconnectWidgets[this.module].render({ model: this, el });
    });
    if (!isThere) el.before(notice(BROKEN));
    return this;
  }

  /** Take up what the kernel knows of it under `id`, and say what waited. */
  attach(line, id, state) {
    this.line = line;
    this.id = id;
    line.heard.set(id, (data) => this.take(data));
    this.tell("attached");
    this.update(state);
    for (const content of this.unsent.splice(0)) this.send(content);
  }

  update(state) {
    const changed = Object.keys(state).filter((name) => this.state[name] !== state[name]);
    Object.assign(this.state, state);
    for (const name of changed) this.tell(`change:${name}`);
  }

  take({ method, state, content }) {
    if (method === "custom" && ANSWERS.includes(content.type)) this.answered();
    if (method === "custom") this.tell("msg:custom", content);
    if (method === "update") this.update(state);
  }

  tell(event, ...said) {
    for (const callback of [...(this.heard.get(event) ?? [])]) went(() => callback(...said));
  }

  get(name) {
    return this.state[name];
  }

  on(event, callback) {
    if (!this.heard.has(event)) this.heard.set(event, new Set());
    this.heard.get(event).add(callback);
  }

  off(event, callback) {
    this.heard.get(event)?.delete(callback);
  }

  send(content) {
    const isSent = this.line?.say(this.id, { method: "custom", content });
    if (UNTIL_ANSWERED.has(content.type) || (!isSent && !BY_ITSELF.has(content.type)))
      this.unsent.push(content);
    if (AWAITED.has(content.type)) this.isWaiting = true;
  }

  answered() {
    this.isWaiting = false;
    this.unsent = this.unsent.filter(({ type }) => !UNTIL_ANSWERED.has(type));
    announce("heard");
  }

  /** Say whether a button was pressed that no kernel has heard of, or answered where that matters. */
  hasUnsaid() {
    return this.isWaiting || this.unsent.length > 0;
  }

  /** Take it down, as far as the browser goes; it can still send what it holds, and hear. */
  takeDown() {
    went(() => this.stop?.());
    this.stop = undefined;
  }

  /** The line to it is gone. */
  lose() {
    this.line = null;
    this.isWaiting = false;
  }
}

/** What is said of a page, or a part of it, that is not whole. */
export function notice(words) {
  const className = "rc rc-notice rc-trouble";
  const made = Object.assign(document.createElement("div"), { className, textContent: words });
  made.setAttribute("role", "alert");
  return made;
}
