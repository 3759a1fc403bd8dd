// Seals drafts, and opens them again, at once: a tab may be closed after any letter, and the browser's own
// cryptography answers later. AES-GCM with a key of 32 bytes; what is sealed begins with its nonce.

import { gcm } from "@noble/ciphers/aes.js";
import { bytesToUtf8, hexToBytes, managedNonce, utf8ToBytes } from "@noble/ciphers/utils.js";

import { fromBase64, toBase64 } from "./base64.js";

const cipher = (key, name) => managedNonce(gcm)(hexToBytes(key), utf8ToBytes(name));

globalThis.reconnectSeal = {
  seal: (key, name, words) => toBase64(cipher(key, name).encrypt(utf8ToBytes(words))),

  /** Throws where another key has sealed it, or under another name, or it is damaged. */
  open: (key, name, sealed) => bytesToUtf8(cipher(key, name).decrypt(fromBase64(sealed))),
};
