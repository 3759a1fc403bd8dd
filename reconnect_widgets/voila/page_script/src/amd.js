// Catches the one call of define() in anywidget's module, and leaves no global behind.

let made;
globalThis.define = (_names, factory) => {
  made = factory;
  delete globalThis.define;
};

export const factory = () => made;
