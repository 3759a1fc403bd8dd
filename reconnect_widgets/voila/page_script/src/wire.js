// Jupyter's messages as they go over a socket, in its protocol v1: how many places there are, the places,
// and what begins at each of them: a channel, and four objects as JSON.

const PLACE = 8; // bytes

/** Return a message to a kernel as bytes. */
export function pack(header, content) {
  const objects = [header, {}, {}, content].map((one) => JSON.stringify(one));
  const parts = ["shell", ...objects].map((one) => new TextEncoder().encode(one));
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
  const [header, content] = [2, 5].map((index) =>
    JSON.parse(new TextDecoder().decode(part(index))),
  );
  return { header, content };
}
