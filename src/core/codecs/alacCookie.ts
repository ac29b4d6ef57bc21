/** What every packet of an ALAC stream needs to know (ALACSpecificConfig). */
export interface AlacConfig {
  frameLength: number;
  bits: number;
  /** Of the adaptive Golomb codes: how fast the mean follows, where it starts, the most bits of a remainder. */
  historyMult: number;
  initialHistory: number;
  riceLimit: number;
  channels: number;
  sampleRate: number;
}

const MAX_FRAME_LENGTH = 1 << 16;
const FRMA = 0x66726d61;
const ALAC = 0x616c6163;

/** Of a magic cookie, be it bare or in the boxes of MP4 and QuickTime; undefined where it cannot be one. */
export function parseAlacCookie(cookie: Uint8Array): AlacConfig | undefined {
  const view = new DataView(cookie.buffer, cookie.byteOffset, cookie.length);
  let at = 0;
  // QuickTime puts a box of 12 bytes before it that names the codec, and all put it into a box with version and flags.
  if (view.byteLength >= at + 8 && view.getUint32(at + 4) === FRMA) at += 12;
  if (view.byteLength >= at + 8 && view.getUint32(at + 4) === ALAC) at += 12;
  if (view.byteLength < at + 24) return undefined;
  const config = {
    frameLength: view.getUint32(at),
    bits: view.getUint8(at + 5),
    historyMult: view.getUint8(at + 6),
    initialHistory: view.getUint8(at + 7),
    riceLimit: view.getUint8(at + 8),
    channels: view.getUint8(at + 9),
    sampleRate: view.getUint32(at + 20),
  };
  const possible =
    config.frameLength >= 1 &&
    config.frameLength <= MAX_FRAME_LENGTH &&
    [16, 20, 24, 32].includes(config.bits) &&
    config.channels >= 1 &&
    config.channels <= 8;
  return possible ? config : undefined;
}

/** Where the channels of a packet go in file order; the packet has the centre first, the LFE last. */
export const alacOrders: readonly (readonly number[])[] = [
  [0],
  [0, 1],
  [2, 0, 1],
  [2, 0, 1, 3],
  [2, 0, 1, 3, 4],
  [2, 0, 1, 4, 5, 3],
  [2, 0, 1, 4, 5, 6, 3],
  [2, 6, 7, 0, 1, 4, 5, 3],
];

/** Names of the channels in file order. */
export const alacLayouts: readonly (readonly string[])[] = [
  ['Mono'],
  ['L', 'R'],
  ['L', 'R', 'C'],
  ['L', 'R', 'C', 'Cs'],
  ['L', 'R', 'C', 'Ls', 'Rs'],
  ['L', 'R', 'C', 'LFE', 'Ls', 'Rs'],
  ['L', 'R', 'C', 'LFE', 'Ls', 'Rs', 'Cs'],
  ['L', 'R', 'C', 'LFE', 'Ls', 'Rs', 'Lc', 'Rc'],
];
