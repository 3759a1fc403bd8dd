// The archive with the package and the notebooks: a tar archive, deflated (see lite/archive.py).
//
// A browser unpacks it many times as quick as Python in a browser.

const BLOCK = 512;

/** Ask for a file of the workbook's. */
export async function fetchFile(address) {
  const answer = await fetch(address);
  if (!answer.ok) throw new Error(`The workbook's files cannot be had: ${answer.status}.`);
  return answer;
}

/** Ask for an archive; return its bytes without compression. */
export async function fetchArchive(address) {
  const answer = await fetchFile(address);
  return new Uint8Array(
    await new Response(answer.body.pipeThrough(new DecompressionStream("deflate"))).arrayBuffer(),
  );
}

/** Write the files of an archive below a folder of Python's. */
export function unpack(archive, fs, folder) {
  const text = (from, length) =>
    new TextDecoder().decode(archive.subarray(from, from + length)).split("\0")[0];
  const folders = new Set();
  for (let at = 0; archive[at]; ) {
    const size = Number.parseInt(text(at + 124, 12), 8);
    const lead = text(at + 345, 155);
    const path = `${folder}/${lead && `${lead}/`}${text(at, 100)}`;
    const parent = path.slice(0, path.lastIndexOf("/"));
    if (!folders.has(parent)) fs.mkdirTree(parent);
    folders.add(parent);
    at += BLOCK;
    fs.writeFile(path, archive.subarray(at, at + size), { canOwn: true });
    at += Math.ceil(size / BLOCK) * BLOCK;
  }
}
