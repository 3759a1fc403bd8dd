// What Python in a browser lacks: cryptography that seals answers at once (see browser_lock.py). The
// browser's own answers later, and a kernel cannot wait.

import { xchacha20poly1305 } from "@noble/ciphers/chacha.js";
import {
  bytesToHex,
  bytesToUtf8,
  concatBytes,
  hexToBytes,
  randomBytes,
  utf8ToBytes,
} from "@noble/ciphers/utils.js";
import { scrypt } from "@noble/hashes/scrypt.js";

import { fromBase64, toBase64 } from "./base64.js";

const NONCE = 24;

const cipher = (key, nonce, name) => xchacha20poly1305(hexToBytes(key), nonce, utf8ToBytes(name));

export function stretch(passphrase, salt, work) {
  return bytesToHex(
    scrypt(hexToBytes(passphrase), hexToBytes(salt), { N: 2 ** work, r: 8, p: 1, dkLen: 32 }),
  );
}

export function seal(key, name, words) {
  const nonce = randomBytes(NONCE);
  return toBase64(concatBytes(nonce, cipher(key, nonce, name).encrypt(utf8ToBytes(words))));
}

export function unseal(key, name, sealed) {
  try {
    const bytes = fromBase64(sealed);
    return bytesToUtf8(cipher(key, bytes.subarray(0, NONCE), name).decrypt(bytes.subarray(NONCE)));
  } catch {
    return ""; // another key, another place, or damage
  }
}
