// The archive with the package and the notebooks (see lite/archive.py).
//
// A browser unpacks it many times as quick as Python in a browser.

/** Ask for a file of the workbook's. */
export async function fetchFile(address) {
  const answer = await fetch(address);
  if (!answer.ok) throw new Error(`The workbook's files cannot be had: ${answer.status}.`);
  return answer;
}

/** Ask for an archive; return its bytes without compression. `came` is told of each part of it. */
export async function fetchArchive(address, came) {
  const { body } = await fetchFile(address);
  const parts = new TransformStream({
    transform(part, way) {
      came(part.length);
      way.enqueue(part);
    },
  });
  const unpacked = body.pipeThrough(parts).pipeThrough(new DecompressionStream("deflate"));
  return new Uint8Array(await new Response(unpacked).arrayBuffer());
}

/** Write the files of an archive below a folder of Python's. */
export function unpack(archive, fs, folder) {
  const end = archive.indexOf(10); // of the first line
  let at = end + 1;
  for (const [name, size] of JSON.parse(new TextDecoder().decode(archive.subarray(0, end)))) {
    const path = `${folder}/${name}`;
    fs.mkdirTree(path.slice(0, path.lastIndexOf("/")));
    fs.writeFile(path, archive.subarray(at, at + size), { canOwn: true });
    at += size;
  }
}
