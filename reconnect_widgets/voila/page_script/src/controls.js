// The core widgets (sliders, boxes, labels), loaded only by a page that uses one of them.

const link = document.createElement("link");
link.rel = "stylesheet";
link.href = new URL("./controls.css", import.meta.url).href;
document.head.append(link);

export * from "@jupyter-widgets/controls";
