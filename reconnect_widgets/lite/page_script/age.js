// Copies with a passphrase, in the format age: made and opened where Python cannot (see copies/sealed.py).
// In a worker of its own, for a passphrase is stretched for seconds on a phone, and Exit is to work then.

import { Decrypter, Encrypter } from "age-encryption";

postMessage({ isThere: true });

onmessage = async ({ data: { way, bytes, passphrase } }) => {
  try {
    const age = way === "encrypt" ? new Encrypter() : new Decrypter();
    if (way === "encrypt") age.setPassphrase(passphrase);
    else age.addPassphrase(passphrase);
    postMessage({ bytes: await age[way](bytes) });
  } catch (error) {
    postMessage({ failed: error.message, isTooMuch: error instanceof RangeError });
  }
};
