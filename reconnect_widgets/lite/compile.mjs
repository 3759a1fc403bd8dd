// Makes what the browser runs small and quick: `node compile.mjs PLAN`, a file with JSON:
//
//   pyodide: the folder of the distribution     packages: what Python is started with
//   archive: the files for `/reconnect`         whole: libraries of which all stays
//   unused, named: parts of Python's own library that no page can need, and that any may need
//   wheels: files of packages for page 13, by where to write each
//   python, library, more: where to write the archive, and Python's own library in two parts
//
// Bytecode belongs to a version of Python, so it is made by the very Pyodide that will read it. There,
// every page is turned to first: of the libraries stays what was imported.

import { readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";

// Node itself would print the whole script in which something failed.
process.on("uncaughtException", (error) => {
  process.stderr.write(`${error?.message ?? error}\n`);
  process.exit(1);
});

const plan = JSON.parse(readFileSync(process.argv[2]));
// Some versions of Pyodide ask for what only scripts of an older kind have.
Object.assign(globalThis, { require: createRequire(import.meta.url), __dirname: plan.pyodide });
const bytes = (file) => new Uint8Array(readFileSync(file));
const { loadPyodide } = await import(pathToFileURL(`${plan.pyodide}/pyodide.mjs`));
const python = await loadPyodide({
  indexURL: plan.pyodide,
  packages: plan.packages,
  stdout: () => {},
  stderr: console.error,
});
python.unpackArchive(bytes(plan.archive), "zip", { extractDir: "/reconnect" });
python.unpackArchive(bytes(`${plan.pyodide}/python_stdlib.zip`), "zip", { extractDir: "/library" });
python.globals.set("plan", python.toPy(plan));
await python.runPythonAsync(`
import py_compile, sys
from pathlib import Path
from zipfile import ZipFile

site = Path("/reconnect/site")
sys.path.insert(0, str(site))
from reconnect_widgets.lite.needed import import_tools, turn_to_all
await turn_to_all()
waiting = import_tools()

imported = {getattr(module, "__file__", None) or "" for module in list(sys.modules.values())}
inside = {file.partition(".zip/")[2] for file in imported}

def compiled(file, shown, optimize=2):
    # A file's time would change with every build: its content is what counts, and is not looked at again.
    unchecked = py_compile.PycInvalidationMode.UNCHECKED_HASH
    py_compile.compile(file, file.with_suffix(".pyc"), shown, doraise=True, optimize=optimize, invalidation_mode=unchecked)
    file.unlink()

for file in site.rglob("*.py"):
    library = file.relative_to(site).parts[0].removesuffix(".py")
    if str(file) in imported | waiting or library in plan["whole"]:
        compiled(file, str(file))
    else:
        file.unlink()
kept = {path.relative_to(site).parts[0] for path in site.rglob("*.pyc")} | {"notebooks"}
with ZipFile("/python.zip", "w") as archive:
    for path in sorted(site.rglob("*")):
        name = path.relative_to(site.parent)
        if path.is_file() and (name.parts[1] in kept or name.parts[1].endswith(".dist-info")):
            archive.write(path, name)

# What nothing has asked for may be for pandas, and comes with it.
library = Path("/library")
with ZipFile("/library.zip", "w") as first, ZipFile("/more.zip", "w") as more:
    for path in sorted(library.rglob("*")):
        name = str(path.relative_to(library))
        if not path.is_file() or name.startswith(tuple(plan["unused"])):
            continue
        is_python = path.suffix == ".py"
        is_first = name in inside or not is_python or name.startswith(tuple(plan["named"]))
        if not is_first and not plan["wheels"]:
            continue
        if is_python:
            compiled(path, name)
        archive = first if is_first else more
        archive.write(path.with_suffix(".pyc") if is_python else path, name + "c" * is_python)
`);
for (const [wheel, made] of Object.entries(plan.wheels)) {
  python.unpackArchive(bytes(wheel), "zip", { extractDir: "/wheel" });
  python.runPython(`
import shutil
with ZipFile("/wheel.zip", "w") as archive:
    for path in sorted(Path("/wheel").rglob("*")):
        name = str(path.relative_to("/wheel"))
        if path.suffix == ".py":
            compiled(path, name, optimize=1)  # pandas makes docstrings of docstrings
            path, name = path.with_suffix(".pyc"), name + "c"
        if path.is_file():
            archive.write(path, name)
shutil.rmtree("/wheel")
`);
  writeFileSync(made, python.FS.readFile("/wheel.zip"));
}
writeFileSync(plan.python, python.FS.readFile("/python.zip"));
writeFileSync(plan.library, python.FS.readFile("/library.zip"));
writeFileSync(plan.more, python.FS.readFile("/more.zip"));
