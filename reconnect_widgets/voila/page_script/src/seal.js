// Seals drafts, and opens them again, at once: a tab may be closed after any letter, and the browser's own
// cryptography answers later. AES-GCM with a key of 32 bytes; what is sealed begins with its nonce.

import { gcm } from "@noble/ciphers/aes.js";
import { bytesToUtf8, hexToBytes, managedNonce, utf8ToBytes } from "@noble/ciphers/utils.js";

import { fromBase64, toBase64 } from "./base64.js";

const cipher = (key) => managedNonce(gcm)(hexToBytes(key));

globalThis.reconnectSeal = {
  seal: (key, words) => toBase64(cipher(key).encrypt(utf8ToBytes(words))),

  /** Throws where another key has sealed it, or it is damaged. */
  open: (key, sealed) => bytesToUtf8(cipher(key).decrypt(fromBase64(sealed))),
};
