// A page of the workbook while it is alive: its kernel and its widgets, from the first to the last.

import { watchConnection } from "./connection.js";
import { hasHeardAll, heardAll, joinKernel, leaveKernel, sayHello, stands } from "./kernel.js";
import { areParts, askForStates, Parts } from "./parts.js";
import { fillPlaces } from "./places.js";
import { hasExited } from "./swap.js";

const LONGEST_HEARING = 1000;
const LATER = 500; // ms in which the next page has the machine to itself
const SLOW = 20_000;

/** Return what shows the widgets that a kernel has: ours need little, others Jupyter's manager. */
async function manage(kernel) {
  const states = await askForStates(kernel);
  if (areParts(states)) return new Parts(kernel, states);
  const { WidgetManager } = await import("./manager.js");
  const manager = new WidgetManager(kernel);
  await manager.load();
  return manager;
}

/** Resolves when the page that is shown has been filled. */
async function isFilled() {
  if (document.documentElement.dataset.rcReady) return;
  await new Promise((resolve) => document.addEventListener("reconnect:ready", resolve, { once: true }));
}

export class LivePage {
  /** `arrival` is the page as it comes (see arrival.js). */
  constructor(arrival) {
    this.arrival = arrival;
    this.left = new AbortController();
    this.isShown = false;
    this.shown = new Promise((resolve) => (this.show = resolve));
    this.greeted = new Promise((resolve) => (this.greet = resolve));
  }

  /** The reader sees the page now; it is filled as soon as `ready`, a promise, allows it. */
  appear(ready) {
    this.isShown = true;
    this.show(ready);
  }

  /**
   * Join the kernel as soon as it is known, and fill the page once `appear` was called for it.
   * Resolves to whether it is filled and still the page that the reader sees.
   */
  begin() {
    const slow = setTimeout(() => this.tell("slow"), SLOW);
    this.begun = this.live().finally(() => clearTimeout(slow));
    this.begun.catch(async (error) => {
      await this.shown; // until then the reader is at another page
      if (this.isLeft || !this.isShown) return;
      console.error(error);
      this.tell("dead");
    });
    return this.begun.then(() => !this.isLeft, () => false);
  }

  get isLeft() {
    return this.left.signal.aborted;
  }

  async live() {
    const { arrival, left: { signal } } = this;
    const recalled = globalThis.reconnectWidgets?.recall(); // meanwhile the kernel comes
    const { kernelId, baseUrl } = await arrival.kernel;
    if (hasExited()) return;
    this.kernel = joinKernel(kernelId, baseUrl);
    const watch = watchConnection(this.kernel, signal);
    await Promise.race([this.fill(watch, recalled), watch.died]);
  }

  async fill(watch, recalled) {
    const { arrival, left: { signal } } = this;
    await arrival.whole;
    if (signal.aborted) return;
    const outputs = [...arrival.page.querySelectorAll("template[data-rc-cell]")];
    const [first] = outputs.flatMap(({ content }) => [...content.querySelectorAll("[data-rc-model]")]);
    await this.shown;
    if (signal.aborted) return;
    if (first) {
      await Promise.all([stands(this.kernel), recalled]);
      if (signal.aborted) return;
      sayHello(this.kernel, first.dataset.rcModel);
      this.greet();
      this.manager = await manage(this.kernel);
    }
    if (signal.aborted) return; // `letGo` sees to what is there
    await fillPlaces(arrival.main, outputs, this.manager);
    if (signal.aborted) return;
    watch.start();
    document.documentElement.dataset.rcReady = "yes";
    document.dispatchEvent(new CustomEvent("reconnect:ready"));
  }

  /**
   * Leave the page; resolves when its kernel has taken in what was typed last. The kernel of a page
   * that was never shown starts all the same, and ends in the same way.
   */
  end() {
    return (this.ended ??= this.leave());
  }

  async leave() {
    const hadForms = this.manager?.shown.size > 0;
    this.left.abort();
    this.show(); // it need not wait for that any more
    this.manager?.takeDown();
    this.begun.catch(() => {}).then(() => setTimeout(() => this.letGo(), LATER));
    if (!hadForms || hasHeardAll(this.kernel)) return;
    this.isBehind = !(await heardAll(this.kernel, LONGEST_HEARING));
  }

  // Not before all is here: the server may still be running cells in the kernel.
  async letGo() {
    this.manager?.takeDown();
    if (this.kernel) await leaveKernel(this.kernel);
    this.manager?.close();
    if (!this.isBehind) return;
    // The next page was filled before this one's kernel was through, so it looks once more.
    await isFilled();
    document.dispatchEvent(new CustomEvent("reconnect:behind"));
  }

  tell(state) {
    if (this.isLeft || !this.isShown) return;
    document.dispatchEvent(new CustomEvent("reconnect:connection", { detail: { state } }));
  }
}
