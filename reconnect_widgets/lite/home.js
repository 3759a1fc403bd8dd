// On the page that a host shows in place of one that is not there, whatever its address: where this build
// is, so that its links lead there.
(async () => {
  const links = [...document.querySelectorAll("a[href^='./']")];
  const written = links.map((link) => link.getAttribute("href"));
  let place = new URL("./", location.href);
  while (!(await isHome(place))) {
    if (place.pathname === "/") return;
    place = new URL("../", place);
  }
  links.forEach((link, index) => {
    link.href = new URL(written[index], place);
  });

  async function isHome(folder) {
    const answer = await fetch(new URL("reconnect-build.json", folder)).catch(() => null);
    return answer?.ok === true && /json/.test(answer.headers.get("Content-Type"));
  }
})();
