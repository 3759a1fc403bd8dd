// Puts a page that has arrived in place of the one that the reader sees, in the same document.

import { announce } from "./tab.js";

const PARTS = [".rc-page", ".rc-name", ".rc-map"];
const { documentElement: root } = document;

/** Show a page that has come; `live` brings its forms to life before anything on it is measured. */
export function show(page, live) {
  announce("leave");
  delete root.dataset.rcReady;
  document.querySelector("main dialog[open]")?.close(); // Help stays open
  const main = page.querySelector("main");
  document.title = page.title;
  for (const part of PARTS) document.querySelector(part).replaceWith(page.querySelector(part));
  live.appear();
  announce("prose");
  globalThis.reconnectWidgets.focusOn(main.querySelector("h1") ?? main);
  // A page that the browser opens is announced by its title; here that is for us to do.
  document.getElementById("rc-turned").textContent = document.title;
}
