// What is pressed takes the focus.
//
// The second click of a double click is for what the first was on, and for nothing else. Another page, part
// or window may have come to that very place between the two: a *Yes* of the safety check, say.
(() => {
  const NEAR = 10; // pixels: fingers that touch two things quickly are counted as one that touches twice
  const CONTROLS = "a, button, summary, input, select, textarea";
  const controlOf = (element) => element.closest("label")?.control ?? element.closest(CONTROLS);

  let first = null; // the press that was meant last
  let isMeant = true;
  // Safari does not do it: whoever hears the page would be at its top when what was pressed goes, or when a
  // window closes, and would hear nothing of a form in which boxes alone were pressed.
  function takeFocus(control) {
    if (control && control !== document.activeElement)
      control.focus({ preventScroll: true, focusVisible: false });
  }
  const isAsFirst = ({ clientX, clientY, target }) =>
    !first?.control ||
    controlOf(target) === first.control ||
    Math.hypot(clientX - first.clientX, clientY - first.clientY) > NEAR;

  addEventListener(
    "mousedown",
    (event) => {
      const { detail, clientX, clientY, target } = event;
      isMeant = detail < 2 || isAsFirst(event) || target.closest("[data-rc-exit]") !== null;
      if (isMeant) first = { control: controlOf(target), clientX, clientY };
      else event.preventDefault(); // it gives no focus, and opens no list
    },
    true,
  );
  addEventListener(
    "click",
    (event) => {
      if (!event.isTrusted || !event.detail) return; // a key gives no detail
      if (isMeant) return takeFocus(controlOf(event.target));
      event.preventDefault();
      event.stopImmediatePropagation();
    },
    true,
  );
})();
