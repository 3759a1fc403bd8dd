// Jupyter's messages as they go over a socket, in its protocol v1: how many places there are, the places,
// and what begins at each of them: a channel, four objects as JSON, and the bytes beside them.

const PLACE = 8; // bytes

/** Return a message to a kernel as bytes. */
export function pack(header, metadata, content, buffers = []) {
  const objects = [header, {}, metadata, content].map((one) => JSON.stringify(one));
  const parts = ["shell", ...objects].map((one) => new TextEncoder().encode(one));
  parts.push(...buffers.map(bytesOf));
  const ends = [PLACE * (parts.length + 2)];
  for (const part of parts) ends.push(ends.at(-1) + part.byteLength);
  const packed = new Uint8Array(ends.at(-1));
  const view = new DataView(packed.buffer);
  for (const [index, place] of [ends.length, ...ends].entries())
    view.setBigUint64(PLACE * index, BigInt(place), true);
  for (const [index, part] of parts.entries()) packed.set(part, ends[index]);
  return packed;
}

/** Return the message that came as bytes, as Jupyter's libraries know it. */
export function unpack(packed) {
  const view = new DataView(packed);
  const place = (index) => Number(view.getBigUint64(PLACE * index, true));
  const part = (index) => packed.slice(place(index), place(index + 1));
  const [header, parent_header, metadata, content] = [2, 3, 4, 5].map((index) =>
    JSON.parse(new TextDecoder().decode(part(index))),
  );
  const buffers = [];
  for (let index = 6; index < place(0); index += 1) buffers.push(new DataView(part(index)));
  return { header, parent_header, metadata, content, buffers };
}

const bytesOf = (given) =>
  ArrayBuffer.isView(given)
    ? new Uint8Array(given.buffer, given.byteOffset, given.byteLength)
    : new Uint8Array(given);
