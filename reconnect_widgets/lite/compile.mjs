// Makes an archive small and quick: `node compile.mjs PYODIDE BEFORE AFTER LIBRARIES PACKAGES`.
// The last two are lists with commas: what stays whole, and what Python is started with.
//
// Bytecode belongs to a version of Python, so it is made by the very Pyodide that will read it. There,
// every page is turned to first: of the libraries stays what was imported, and those named stay whole.

import { readFileSync, writeFileSync } from "node:fs";
import { pathToFileURL } from "node:url";

const [pyodide, before, after, ...lists] = process.argv.slice(2);
const [whole, packages] = lists.map((list) => list.split(",").filter(Boolean));
// Node itself would print the whole script in which something failed.
process.on("uncaughtException", (error) => {
  process.stderr.write(`${error?.message ?? error}\n`);
  process.exit(1);
});
const { loadPyodide } = await import(pathToFileURL(`${pyodide}/pyodide.mjs`));
const python = await loadPyodide({ indexURL: pyodide, packages, stdout: () => {}, stderr: console.error });
python.unpackArchive(new Uint8Array(readFileSync(before)), "zip", { extractDir: "/reconnect" });
python.globals.set("whole", python.toPy(whole));
await python.runPythonAsync(`
import py_compile, sys
from pathlib import Path
from zipfile import ZipFile

site = Path("/reconnect/site")
sys.path.insert(0, str(site))
from reconnect_widgets.lite.needed import turn_to_all
await turn_to_all()

imported = {getattr(module, "__file__", None) for module in list(sys.modules.values())}
for file in site.rglob("*.py"):
    library = file.relative_to(site).parts[0].removesuffix(".py")
    if str(file) in imported or library in whole or library == "reconnect_widgets":
        # A file's time would change with every build: its content is what counts, and is not looked at again.
        unchecked = py_compile.PycInvalidationMode.UNCHECKED_HASH
        py_compile.compile(file, file.with_suffix(".pyc"), str(file), doraise=True, optimize=2, invalidation_mode=unchecked)
    file.unlink()
kept = {path.relative_to(site).parts[0] for path in site.rglob("*.pyc")} | {"notebooks"}
with ZipFile("/after.zip", "w") as archive:
    for path in sorted(site.rglob("*")):
        name = path.relative_to(site.parent)
        if path.is_file() and (name.parts[1] in kept or name.parts[1].endswith(".dist-info")):
            archive.write(path, name)
`);
writeFileSync(after, python.FS.readFile("/after.zip"));
