export const aacRates = [96000, 88200, 64000, 48000, 44100, 32000, 24000, 22050, 16000, 12000, 11025, 8000, 7350];
/** Channels of an MPEG-4 channel configuration (ISO 14496-3 table 1.19); 0 is "described elsewhere". */
export const aacChannels = [0, 1, 2, 3, 4, 5, 6, 8];

/** What an AudioSpecificConfig says (ISO 14496-3 section 1.6.2.1). */
export interface AacConfig {
  /** 2 is AAC-LC, 5 SBR (HE-AAC), 29 with parametric stereo. */
  objectType: number;
  /** Of the core; SBR doubles it. */
  coreRate: number;
  channels: number;
  /** undefined: not said, may be found in the stream. */
  sbr: boolean | undefined;
  /** Parametric stereo: two channels from one. */
  ps: boolean;
  /** Frames of 960 samples, of digital radio. */
  shortFrames: boolean;
}

/** Names of the channels as they are decoded, by their count. */
export const aacLayouts: Readonly<Record<number, readonly string[]>> = {
  3: ['L', 'R', 'C'],
  4: ['L', 'R', 'C', 'Cs'],
  5: ['L', 'R', 'C', 'Ls', 'Rs'],
  6: ['L', 'R', 'C', 'LFE', 'Ls', 'Rs'],
};

export function parseAacConfig(bytes: Uint8Array): AacConfig | undefined {
  const bits = new BitReader(bytes);
  let objectType = readObjectType(bits);
  const ps = objectType === 29;
  let shortFrames = false;
  const coreRate = readRate(bits);
  const channels = aacChannels[bits.read(4)] ?? 0;
  let sbr: boolean | undefined;
  if (objectType === 5 || objectType === 29) {
    sbr = true;
    readRate(bits);
    objectType = readObjectType(bits);
  }
  if (objectType === 2) {
    shortFrames = bits.read(1) === 1;
    bits.read(2); // core coder, extension: zero in what is decoded here
    if (sbr === undefined && channels > 0 && bits.left >= 17 && bits.read(11) === 0x2b7 && readObjectType(bits) === 5)
      sbr = bits.read(1) === 1;
  }
  return bits.overrun || !coreRate ? undefined : { objectType, coreRate, channels, sbr, ps, shortFrames };
}

function readObjectType(bits: BitReader): number {
  const type = bits.read(5);
  return type === 31 ? 32 + bits.read(6) : type;
}

function readRate(bits: BitReader): number {
  const index = bits.read(4);
  return index === 15 ? bits.read(24) : (aacRates[index] ?? 0);
}

/** The AAC-LC config of an ADTS stream. */
export function lcConfig(rateIndex: number, channelConfig: number): Uint8Array {
  return Uint8Array.of((2 << 3) | (rateIndex >> 1), ((rateIndex & 1) << 7) | (channelConfig << 3));
}

/**
 * Says in so many words that there is no SBR (sync extension 0x2b7, object type 5, flag 0). Without them the decoder
 * takes any rate up to 24 kHz for half of an SBR stream and doubles it.
 */
export function withoutSbr(config: Uint8Array): Uint8Array {
  return Uint8Array.of(...config, 0x56, 0xe5, 0x00);
}

class BitReader {
  #bytes: Uint8Array;
  #at = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  get left(): number {
    return this.#bytes.length * 8 - this.#at;
  }

  get overrun(): boolean {
    return this.left < 0;
  }

  read(count: number): number {
    let value = 0;
    for (let i = 0; i < count; i++, this.#at++) {
      value = value * 2 + (((this.#bytes[this.#at >> 3] ?? 0) >> (7 - (this.#at & 7))) & 1);
    }
    return value;
  }
}
