// What Python in a browser lacks: cryptography for answers (see browser_lock.py).

import { xchacha20poly1305 } from "@noble/ciphers/chacha.js";
import { bytesToHex, hexToBytes } from "@noble/ciphers/utils.js";
import { scrypt } from "@noble/hashes/scrypt.js";

import { sealerWith } from "../../voila/page_script/src/sealer.js";

const { seal, open } = sealerWith(xchacha20poly1305);

export { seal };

export function unseal(key, name, sealed) {
  try {
    return open(key, name, sealed);
  } catch {
    return ""; // another key, another place, or damage
  }
}

export function stretch(passphrase, salt, work) {
  return bytesToHex(
    scrypt(hexToBytes(passphrase), hexToBytes(salt), { N: 2 ** work, r: 8, p: 1, dkLen: 32 }),
  );
}
