// Help opens over the page, from every link to #help. Without script the link shows it by :target.
(() => {
  const dialog = () => document.getElementById("help");

  function open() {
    const help = dialog();
    if (!help || help.open) return;
    openOwnCountry(help);
    help.showModal();
    help.scrollTop = 0;
    help.querySelector("h2").focus();
  }

  // The browser's language often names a country; that list is opened and put first, and nothing is sent.
  function openOwnCountry(help) {
    const region = new Intl.Locale(navigator.language || "en").region;
    const own = region && help.querySelector(`details[data-rc-country~="${region}"]`);
    if (!own) return;
    own.open = true;
    help.querySelector("details").before(own);
  }

  document.addEventListener("click", (event) => {
    const link = event.target.closest?.("a[href]");
    if (link && link.hash === "#help" && link.pathname === location.pathname) {
      event.preventDefault();
      open();
    } else if (event.target.closest?.("[data-rc-close]") || event.target === dialog()) {
      event.preventDefault();
      dialog().close();
    }
  });
  document.addEventListener("keydown", (event) => {
    const button = event.key === " " && event.target.closest?.("a[role=button]");
    if (!button) return;
    event.preventDefault();
    button.click();
  });

  const fromAddress = () => {
    if (location.hash === "#help") {
      history.replaceState(history.state, "", location.pathname + location.search);
      open();
    }
  };
  addEventListener("hashchange", fromAddress);
  document.addEventListener("DOMContentLoaded", fromAddress);
  document.addEventListener("reconnect:prose", fromAddress);
})();
