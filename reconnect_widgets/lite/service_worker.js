// Keeps exactly this build of the workbook in the browser, so that it opens without a network.
//
// A newer build waits until no page of this one is open, or until its reader asks for it.

const { build, first, later } = globalThis.RECONNECT_BUILD;
const LEAD = "reconnect-build-";
const CACHE = LEAD + build;
const home = new URL("./", self.location.href);
const whole = (name) => new URL(name, home).href;

// What has a version in its address, or in its folder's, is taken from where the page had it from.
const isVersioned = (name) => name.includes("?v=") || name.startsWith("pyodide-");

async function keep(names) {
  const cache = await caches.open(CACHE);
  for (const name of names) {
    if (await cache.match(whole(name))) continue;
    const answer = await fetch(whole(name), { cache: isVersioned(name) ? "force-cache" : "no-cache" });
    if (!answer.ok) throw new Error(`${name}: ${answer.status}`);
    await cache.put(whole(name), answer);
  }
}

addEventListener("install", (event) => event.waitUntil(keep(first)));

addEventListener("activate", (event) => event.waitUntil((async () => {
  for (const name of await caches.keys()) {
    if (name.startsWith(LEAD) && name !== CACHE) await caches.delete(name);
  }
  await clients.claim();
})()));

addEventListener("message", (event) => {
  if (event.data === "newer") skipWaiting();
  if (event.data === "later") event.waitUntil(keep(later).catch(() => {})); // the page that needs it asks again
});

addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (!["GET", "HEAD"].includes(request.method) || url.origin !== home.origin || !url.pathname.startsWith(home.pathname)) return;
  event.respondWith(answer(request, url));
});

async function answer(request, url) {
  const name = url.pathname.endsWith("/") ? `${url.pathname}index.html` : url.pathname;
  const cache = await caches.open(CACHE);
  const kept = await cache.match(new URL(name, home).href, { ignoreSearch: true });
  if (!kept) return fetch(request);
  return request.method === "HEAD" ? new Response(null, { headers: kept.headers }) : kept;
}
