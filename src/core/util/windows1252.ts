/** The part of the platform's TextDecoder that is used; core is compiled without DOM or Node types. */
declare const TextDecoder: new (label: string) => { decode(bytes: Uint8Array): string };

const latin1 = new TextDecoder('latin1');

/** What Windows-1252 has from 0x80 to 0x9f; some platforms decode it as Latin-1, which has control characters there. */
const windows = '€\u0081‚ƒ„…†‡ˆ‰Š‹Œ\u008dŽ\u008f\u0090‘’“”•–—˜™š›œ\u009džŸ';

export function decodeWindows1252(bytes: Uint8Array): string {
  return latin1.decode(bytes).replace(/[\x80-\x9f]/g, (each) => windows[each.charCodeAt(0) - 0x80]!);
}
