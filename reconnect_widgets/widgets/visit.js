// One visit is one tab, from when it is opened to when it is closed.
function visit() {
  try {
    const known = sessionStorage.getItem("reconnect:visit");
    if (known) return known;
    const made = Array.from(crypto.getRandomValues(new Uint8Array(8)), (b) => b.toString(16).padStart(2, "0")).join("");
    sessionStorage.setItem("reconnect:visit", made);
    return made;
  } catch { return ""; }
}

const hello = () => ({ type: "hello", visit: visit(), key: vault.open?.key });

// The first part of a page that is shown says hello for all of them. Where the page brings the
// modules, its script has said it already, and a page that was filled is not filled again.
function greet(model) {
  const greeted = (globalThis.reconnectGreeted ??= new Set());
  if (greeted.has(model.get("page"))) return;
  greeted.add(model.get("page"));
  model.send(hello());
}
