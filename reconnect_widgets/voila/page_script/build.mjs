// Bundles the page script. `node build.mjs [folder]`; the folder is the template's by default.
//
// The built files begin with a hash of all that they are made from. A test compares it, so that
// they cannot fall behind their sources even where there is no Node (see tests/test_page_script.py).

import { createHash } from "node:crypto";
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";

import { build } from "esbuild";

const here = dirname(fileURLToPath(import.meta.url));
const out = resolve(process.argv[2] ?? join(here, "../templates/reconnect/static"));

/** The hash of the sources: each file's name and content, in the order of their names. */
function sources() {
  const names = ["build.mjs", "package.json", "package-lock.json"];
  names.push(...readdirSync(join(here, "src")).map((name) => `src/${name}`));
  const hash = createHash("sha256");
  for (const name of names.sort()) {
    hash
      .update(`${name}\0`)
      .update(readFileSync(join(here, name)))
      .update("\0");
  }
  return hash.digest("hex");
}

/** Ask for shared parts with `?v=`: files asked for in this way are kept by the browser for years. */
function nameVersions() {
  for (const name of readdirSync(out).filter((one) => one.endsWith(".js"))) {
    const text = readFileSync(join(out, name), "utf8");
    const named = text.replace(/"\.\/(\w+-([A-Z0-9]{8})\.js)"/g, '"./$1?v=$2"');
    writeFileSync(join(out, name), named);
  }
}

/** Take away what an earlier build left: the names of shared parts carry a hash. */
function clear() {
  for (const name of readdirSync(out)) {
    const path = join(out, name);
    if (readFileSync(path, "utf8").startsWith("/* Built by page_script")) rmSync(path);
  }
}

const banner = `/* Built by page_script/build.mjs from sources sha256:${sources()} */`;
mkdirSync(out, { recursive: true });
clear();
const ways = {
  absWorkingDir: here,
  outdir: out,
  bundle: true,
  target: "es2022",
  minify: true,
  legalComments: "none",
  charset: "utf8",
};
// For JupyterLab, where each widget brings its own script (see widgets/assets.py).
await build({ ...ways, entryPoints: ["src/seal.js"], format: "iife", banner: { js: banner } });
// Workers share nothing with pages: a page would ask for each piece of that by itself.
await build({
  ...ways,
  entryPoints: ["src/python_worker.js", "src/age.js"],
  chunkNames: "[name]-[hash]",
  splitting: true,
  format: "esm",
  banner: { js: banner },
});
await build({
  ...ways,
  entryPoints: ["src/page.js"],
  chunkNames: "[name]-[hash]",
  splitting: true,
  format: "esm",
  banner: { js: banner },
});
nameVersions();
