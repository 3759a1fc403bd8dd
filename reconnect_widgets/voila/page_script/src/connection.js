// Tells the widgets and the reader when the page has lost its kernel, and when it is back.

const DEAD = new Set(["dead", "restarting", "autorestarting"]);

/**
 * Watch the line and tell the document `reconnect:connection` with the state lost, back or dead, from
 * `start` on, when the page is filled. Before that, `died` is rejected when the kernel dies.
 *
 * A kernel that died is started again empty by the server. It knows nothing of this page, so for
 * us it is dead, and the page lets go of it. Nothing is told after `left`, a signal, has come.
 */
export function watchConnection(kernel, left) {
  let state = "back";
  let isStarted = false;
  let fail;
  const died = new Promise((_, reject) => (fail = reject));
  died.catch(() => {}); // also where nobody waits for it any more
  const tell = (next) => {
    if (left.aborted || state === next || state === "dead") return;
    state = next;
    document.dispatchEvent(new CustomEvent("reconnect:connection", { detail: { state } }));
  };
  const die = () => {
    if (isStarted) tell("dead");
    else fail(new Error("The kernel of this page ended before it was filled."));
    // In its own turn: the connection is still busy with the message that brought the news.
    setTimeout(() => kernel.isDisposed || kernel.dispose());
  };
  const look = () => {
    if (DEAD.has(kernel.status)) die();
    else tell(kernel.connectionStatus === "connected" ? "back" : "lost");
  };
  const start = () => {
    isStarted = true;
    kernel.connectionStatusChanged.connect(look);
    look();
  };
  kernel.statusChanged.connect(() => DEAD.has(kernel.status) && die());
  tryAgainOnReturn(kernel, left);
  return { start, died };
}

// The connection gives up after a few minutes; somebody who comes back to the page tries again.
function tryAgainOnReturn(kernel, signal) {
  const tryAgain = () => {
    const gaveUp = !kernel.isDisposed && kernel.connectionStatus === "disconnected";
    if (gaveUp && document.visibilityState === "visible") kernel.reconnect().catch(() => {});
  };
  addEventListener("online", tryAgain, { signal });
  document.addEventListener("visibilitychange", tryAgain, { signal });
}
