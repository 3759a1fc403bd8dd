// Bundles the page script. `node build.mjs [folder]`; the folder is the template's by default.
//
// The built files begin with a hash of all that they are made from. A test compares it, so that
// they cannot fall behind their sources even where there is no Node (see tests/test_page_script.py).

import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
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

const banner = `/* Built by page_script/build.mjs from sources sha256:${sources()} */`;
const ways = {
  absWorkingDir: here,
  outdir: out,
  bundle: true,
  target: "es2022",
  minify: true,
  legalComments: "none",
  charset: "utf8",
  banner: { js: banner },
};
// Each worker has one file, so that nothing is asked for late.
const workers = { python_worker: "src/python_worker.js", age: "src/age.js" };
await build({ ...ways, entryPoints: workers, format: "esm" });
// What stands in each page; and, for JupyterLab, in each widget (see widgets/assets.py).
const within = { page: "src/server.js", page_in_browser: "src/in_browser.js", seal: "src/seal.js" };
await build({ ...ways, entryPoints: within, format: "iife" });
