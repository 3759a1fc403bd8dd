// Seals drafts, and opens them again, at once: a tab may be closed after any letter, and the browser's own
// cryptography answers later. AES-GCM with a key of 32 bytes; what is sealed begins with its nonce.

import { gcm } from "@noble/ciphers/aes.js";
import {
  bytesToUtf8,
  concatBytes,
  hexToBytes,
  randomBytes,
  utf8ToBytes,
} from "@noble/ciphers/utils.js";

import { fromBase64, toBase64 } from "./base64.js";

const NONCE = 12;

globalThis.reconnectSeal = {
  seal(key, words) {
    const nonce = randomBytes(NONCE);
    return toBase64(concatBytes(nonce, gcm(hexToBytes(key), nonce).encrypt(utf8ToBytes(words))));
  },

  /** Throws where another key has sealed it, or it is damaged. */
  open(key, sealed) {
    const bytes = fromBase64(sealed);
    return bytesToUtf8(
      gcm(hexToBytes(key), bytes.subarray(0, NONCE)).decrypt(bytes.subarray(NONCE)),
    );
  },
};
