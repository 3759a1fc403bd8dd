// anywidget's front end is written for a page with an AMD loader: it calls define(names, factory).
// `amd.js` stands in for the loader; the factory is given the widgets' base classes.

import { factory } from "./amd.js";
import "anywidget";
import * as base from "@jupyter-widgets/base";

export const anywidget = factory()(base);
