// Seals words at once, for a tab may be closed after any letter, and a kernel cannot wait: the browser's
// own cryptography answers later.

import { bytesToUtf8, hexToBytes, managedNonce, utf8ToBytes } from "@noble/ciphers/utils.js";

function toBase64(bytes) {
  let letters = "";
  for (const byte of bytes) letters += String.fromCharCode(byte);
  return btoa(letters);
}

const fromBase64 = (text) => Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));

/** What seals with a cipher and a key of 32 bytes, under a name; what is sealed begins with its nonce. */
export function sealerWith(cipher) {
  const keyed = (key, name) => managedNonce(cipher)(hexToBytes(key), utf8ToBytes(name));
  return {
    seal: (key, name, words) => toBase64(keyed(key, name).encrypt(utf8ToBytes(words))),

    /** Throws where another key has sealed it, or under another name, or it is damaged. */
    open: (key, name, sealed) => bytesToUtf8(keyed(key, name).decrypt(fromBase64(sealed))),
  };
}
