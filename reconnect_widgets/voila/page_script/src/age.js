// Copies with a passphrase, in the format age: made and opened where Python cannot (see copies/sealed.py).
// In a worker of its own, for a passphrase is stretched for seconds on a phone, and Exit is to work then.

import { Decrypter, Encrypter } from "age-encryption";

const WAYS = {
  encrypt(bytes, passphrase) {
    const age = new Encrypter();
    age.setPassphrase(passphrase);
    return age.encrypt(bytes);
  },

  decrypt(bytes, passphrase) {
    const age = new Decrypter();
    age.addPassphrase(passphrase);
    return age.decrypt(bytes);
  },
};

onmessage = async ({ data: { way, bytes, passphrase } }) => {
  try {
    postMessage({ bytes: await WAYS[way](bytes, passphrase) });
  } catch (error) {
    postMessage({ failed: error.message, isTooMuch: error instanceof RangeError });
  }
};
