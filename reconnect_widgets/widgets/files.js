// Files on their way between the kernel and the reader, in pieces that a socket takes.
import { element } from "./element.js";

export const PIECE = 700000; // bytes; in base64 less than a tenth of what the server lets through at once

// Gives a file to the reader, as a browser does with a download. Nothing of it is in an address.
export function giveFile(parts, name, media) {
  const address = URL.createObjectURL(new Blob(parts, { type: media }));
  const link = element("a", { href: address, download: name });
  document.body.append(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(address), 60000);
}

export function toBytes(base64) {
  return Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
}

export async function toBase64(blob) {
  const address = await new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.onload = () => resolve(reader.result);
    reader.onerror = () => reject(reader.error);
    reader.readAsDataURL(blob);
  });
  return address.slice(address.indexOf(",") + 1);
}

const OF_PASSPHRASE = { cause: "passphrase" };

// Encrypts and decrypts copies in the format age, where Python runs in this browser: there it cannot, and
// no passphrase goes to it. The rules are those of copies/sealed.py and passphrases.py.
export const ageFiles = {
  HEADER: "age-encryption.org/v1",
  AWAY: "What encrypts copies cannot be loaded just now. Please try again.",
  LEAST: 8, // characters of a passphrase
  MOST: 1000,

  get isOfPage() {
    return "reconnectAge" in globalThis;
  },

  // Why a passphrase cannot be used from now on, or nothing.
  why(passphrase) {
    if (!passphrase) return "Please write a passphrase, or make the copy without one.";
    const { length } = [...passphrase.normalize("NFC")];
    if (length < this.LEAST)
      return `Please choose a passphrase of ${this.LEAST} characters or more.`;
    if (length > this.MOST) return `Please choose a passphrase of at most ${this.MOST} characters.`;
    if (/\p{Surrogate}|\0/u.test(passphrase))
      return "This passphrase holds a sign that is not whole and could not be typed again. Please choose another one.";
    return "";
  },

  async seal(parts, passphrase) {
    const bytes = await bytesOf(new Blob(parts));
    return globalThis.reconnectAge("encrypt", bytes, passphrase.normalize("NFC")).catch((error) => {
      throw error.isAway ? new Error(this.AWAY) : error;
    });
  },

  // Resolves to the bytes; fails with a sentence for the reader.
  async open(blob, passphrase) {
    if (!passphrase)
      throw new Error("It is encrypted. Please write its passphrase.", OF_PASSPHRASE);
    const bytes = await bytesOf(blob);
    const spellings = new Set([
      passphrase.normalize("NFC"),
      passphrase,
      passphrase.normalize("NFD"),
    ]);
    for (const spelling of spellings) {
      try {
        return await globalThis.reconnectAge("decrypt", bytes, spelling);
      } catch (error) {
        if (error.isAway) throw new Error(this.AWAY);
        if (error.message === "scrypt work factor is too high" || error instanceof RangeError) {
          throw new Error(
            "Opening it would take too much memory of this computer, so it was not tried.",
          );
        }
      }
    }
    throw new Error(
      "That passphrase does not open it, or it was cut off or changed.",
      OF_PASSPHRASE,
    );
  },
};

const bytesOf = async (blob) => new Uint8Array(await blob.arrayBuffer());
