// Bundles the scripts of the pages, those of a server and those of the workbook that is mere files.
//
// The built files begin with a hash of all that they are made from. A test compares it, so that
// they cannot fall behind their sources even where there is no Node (see tests/voila/test_page_script.py).

import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

import { build } from "esbuild";

const here = dirname(fileURLToPath(import.meta.url));
const files = join(here, "../../lite");

/** The hash of the sources: each file's name and content, in the order of their names. */
function sources() {
  const names = ["build.mjs", "package.json", "package-lock.json"].map((name) => join(here, name));
  for (const folder of [join(here, "src"), join(files, "page_script")])
    for (const name of readdirSync(folder).sort()) names.push(join(folder, name));
  const hash = createHash("sha256");
  for (const name of names) hash.update(readFileSync(name)).update("\0");
  return hash.digest("hex");
}

const ways = {
  bundle: true,
  target: "es2022",
  minify: true,
  legalComments: "none",
  charset: "utf8",
  banner: { js: `/* Built by page_script/build.mjs from sources sha256:${sources()} */` },
  nodePaths: [join(here, "node_modules")],
};
const bundle = (folder, names, outdir, format) =>
  build({ ...ways, absWorkingDir: folder, entryPoints: names, outdir, format });

// What stands in each page; and, for JupyterLab, in each widget (see widgets/assets.py).
const within = { page: "server.js", seal: "seal.js" };
await bundle(join(here, "src"), within, join(here, "../templates/reconnect/static"), "iife");
const ofFiles = join(files, "page_script");
await bundle(ofFiles, ["in_browser.js"], join(files, "static"), "iife");
// Each worker has one file, so that nothing is asked for late.
await bundle(ofFiles, ["python_worker.js", "age.js"], join(files, "static"), "esm");
