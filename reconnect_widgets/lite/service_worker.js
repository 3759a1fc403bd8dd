// Keeps exactly this build of the workbook in the browser, so that it opens without a network.
//
// A newer build waits until no page of this one is open, or until its reader asks for it.

const { build, first, later } = globalThis.RECONNECT_BUILD; // addresses of files, and what each adds up to
const home = new URL("./", self.location.href);
const LEAD = `reconnect-build:${home.pathname}:`; // an origin can have several workbooks
const CACHE = LEAD + build;
const whole = (name) => new URL(name, home).href;

// Browsers let a newer build wait for minutes while anything is on its way through this one, as on a slow line.
const leaving = new AbortController();
const { signal } = leaving;

// What has a version in its address, or in its folder's, is taken from where the page had it from.
const isVersioned = (name) => name.includes("?v=") || name.startsWith("pyodide-");

async function keep(files, isDoubted = false) {
  const cache = await caches.open(CACHE);
  for (const [name, sum] of Object.entries(files)) {
    const kept = await cache.match(whole(name));
    if (!kept || (isDoubted && !(await isWhole(kept, sum))))
      await cache.put(whole(name), await fetchWhole(name, sum));
  }
}

// A browser can also fail to read what it kept.
const isWhole = async (kept, sum) => (await kept.arrayBuffer().then(sumOf, () => "")) === sum;

// A host may answer with half a file while it is being brought up to date, or with a page of its own in
// place of one that is not there: nothing but this build is kept.
async function fetchWhole(name, sum) {
  for (const cache of [isVersioned(name) ? "force-cache" : "no-cache", "reload"]) {
    const answer = await fetch(whole(name), { cache, signal });
    const bytes = await answer.clone().arrayBuffer();
    if (!answer.ok || (await sumOf(bytes)) !== sum) continue;
    // Browsers refuse a page that was got by a redirect, as from hosts that leave out `.html`.
    return answer.redirected ? new Response(bytes, { headers: answer.headers }) : answer;
  }
  throw new Error(`${name} is not of this build.`);
}

async function sumOf(bytes) {
  const sum = await crypto.subtle.digest("SHA-256", bytes);
  return Array.from(new Uint8Array(sum), (byte) => byte.toString(16).padStart(2, "0")).join("");
}

addEventListener("install", (event) => event.waitUntil(keep(first)));

addEventListener("activate", (event) =>
  event.waitUntil(
    (async () => {
      for (const name of await caches.keys()) {
        if (name.startsWith(LEAD) && name !== CACHE) await caches.delete(name);
      }
      await clients.claim();
    })(),
  ),
);

addEventListener("message", (event) => {
  if (event.data === "newer") skipWaiting();
  if (event.data === "older") leaving.abort();
  if (event.data === "doubted") event.waitUntil(keep(first, true).catch(() => {})); // there may be no network
  if (event.data === "later") event.waitUntil(keep(later).catch(() => {})); // the page that needs it asks again
});

addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (
    !["GET", "HEAD"].includes(request.method) ||
    url.origin !== home.origin ||
    !url.pathname.startsWith(home.pathname)
  )
    return;
  event.respondWith(answer(request, url));
});

async function answer(request, { pathname }) {
  const kept = await find(pathname).catch(() => {}); // a browser can fail to read what it kept
  if (!kept) return fetch(request, { signal });
  return request.method === "HEAD" ? new Response(null, { headers: kept.headers }) : kept;
}

async function find(pathname) {
  const cache = await caches.open(CACHE);
  const names = pathname.endsWith("/") ? [`${pathname}index.html`] : [pathname, `${pathname}.html`];
  for (const name of names) {
    const kept = await cache.match(new URL(name, home).href, { ignoreSearch: true });
    if (kept) return kept;
  }
}
