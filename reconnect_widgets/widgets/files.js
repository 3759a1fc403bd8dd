// Files on their way between the kernel and the reader, in pieces that a socket takes.
const PIECE = 700000; // bytes; in base64 less than a tenth of what the server lets through at once

// Gives a file to the reader, as a browser does with a download. Nothing of it is in an address.
function giveFile(parts, name, media) {
  const address = URL.createObjectURL(new Blob(parts, { type: media }));
  const link = document.createElement("a");
  link.href = address;
  link.download = name;
  document.body.append(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(address), 60000);
}

function toBytes(base64) {
  return Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
}

async function toBase64(blob) {
  const address = await new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.onload = () => resolve(reader.result);
    reader.onerror = () => reject(reader.error);
    reader.readAsDataURL(blob);
  });
  return address.slice(address.indexOf(",") + 1);
}
