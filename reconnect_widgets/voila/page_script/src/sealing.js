// What Python in a browser lacks: cryptography that seals answers at once (see browser_lock.py). The
// browser's own answers later, and a kernel cannot wait.

import { xchacha20poly1305 } from "@noble/ciphers/chacha.js";
import {
  bytesToHex,
  bytesToUtf8,
  hexToBytes,
  managedNonce,
  utf8ToBytes,
} from "@noble/ciphers/utils.js";
import { scrypt } from "@noble/hashes/scrypt.js";

import { fromBase64, toBase64 } from "./base64.js";

// What is sealed begins with its nonce.
const cipher = (key, name) => managedNonce(xchacha20poly1305)(hexToBytes(key), utf8ToBytes(name));

export function stretch(passphrase, salt, work) {
  return bytesToHex(
    scrypt(hexToBytes(passphrase), hexToBytes(salt), { N: 2 ** work, r: 8, p: 1, dkLen: 32 }),
  );
}

export function seal(key, name, words) {
  return toBase64(cipher(key, name).encrypt(utf8ToBytes(words)));
}

export function unseal(key, name, sealed) {
  try {
    return bytesToUtf8(cipher(key, name).decrypt(fromBase64(sealed)));
  } catch {
    return ""; // another key, another place, or damage
  }
}
