export function readStretchWasm(): Uint8Array<ArrayBuffer>;
