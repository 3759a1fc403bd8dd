// Copies with a passphrase, in the format age: the page makes and opens them where Python cannot (see
// copies/sealed.py). Loaded when somebody wants one.

import { Decrypter, Encrypter } from "age-encryption";

export function encrypt(bytes, passphrase) {
  const age = new Encrypter();
  age.setPassphrase(passphrase);
  return age.encrypt(bytes);
}

export function decrypt(bytes, passphrase) {
  const age = new Decrypter();
  age.addPassphrase(passphrase);
  return age.decrypt(bytes);
}
