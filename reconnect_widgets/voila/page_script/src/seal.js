// Seals drafts, and opens them again.

import { gcm } from "@noble/ciphers/aes.js";

import { sealerWith } from "./sealer.js";

globalThis.reconnectSeal = sealerWith(gcm);
