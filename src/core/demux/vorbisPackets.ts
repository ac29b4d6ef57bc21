/** What the lengths of Vorbis packets depend on. */
export interface VorbisSizes {
  /** Block sizes, short and long. */
  short: number;
  long: number;
  /** Bits of a packet that hold the number of its mode. */
  modeBits: number;
  /** For each mode whether its block is long. */
  modes: readonly boolean[];
}

/** The identification and setup packets (Vorbis I section 4.2); undefined if they cannot be right. */
export function parseVorbisHeaders(headers: readonly Uint8Array[]): VorbisSizes | undefined {
  const [identification, , setup] = headers;
  if (!identification || !setup || identification.length < 30) return undefined;
  const sizes = identification[28]!;
  const short = 1 << (sizes & 15);
  const long = 1 << (sizes >> 4);
  if (short < 64 || long > 8192 || short > long) return undefined;
  const modes = modesOf(setup);
  if (!modes) return undefined;
  return { short, long, modes, modeBits: modes.length > 1 ? 32 - Math.clz32(modes.length - 1) : 0 };
}

/** Length of the block that a packet holds; 0: the packet holds none. */
export function vorbisBlock({ short, long, modeBits, modes }: VorbisSizes, packet: Uint8Array): number {
  if (packet.length === 0 || packet[0]! & 1) return 0;
  const mode = (packet[0]! >> 1) & ((1 << modeBits) - 1);
  if (mode >= modes.length) return 0;
  return modes[mode] ? long : short;
}

const MODE_BITS = 41;
const MAX_MODES = 64;

/**
 * The modes stand at the end of the setup packet, after much that must be decoded to know where it ends. So they are read
 * from the end: each has 41 bits, 32 of them zero, and before the first stands their number.
 */
function modesOf(setup: Uint8Array): boolean[] | undefined {
  if (setup.length < 16 || setup[0] !== 5) return undefined;
  let end = setup.length * 8 - 1;
  const bit = (at: number): number => (setup[at >> 3]! >> (at & 7)) & 1;
  const bits = (at: number, count: number): number => {
    let value = 0;
    for (let i = 0; i < count; i++) value += bit(at + i) * 2 ** i;
    return value;
  };
  // The framing bit is the last one that is set.
  while (end > 56 && bit(end) === 0) end--;
  const modes: boolean[] = [];
  let found: boolean[] | undefined;
  for (let at = end - MODE_BITS; at >= 56 && modes.length < MAX_MODES; at -= MODE_BITS) {
    // Block flag 1, window type 16, transform type 16, mapping 8.
    if (bits(at + 1, 32) !== 0 || bits(at + 33, 8) > 63) break;
    modes.unshift(bit(at) === 1);
    // The longest run that its number agrees with: a mode's own bits may look like a number.
    if (bits(at - 6, 6) + 1 === modes.length) found = [...modes];
  }
  return found;
}
