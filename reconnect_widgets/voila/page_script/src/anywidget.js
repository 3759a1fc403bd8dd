// anywidget's front end is written for a page with an AMD loader: it calls define(names, factory), once.

import * as base from "@jupyter-widgets/base";

let made;
globalThis.define = (_names, factory) => {
  made = factory(base);
};
await import("anywidget");
delete globalThis.define;

export const { AnyModel, AnyView } = made;
