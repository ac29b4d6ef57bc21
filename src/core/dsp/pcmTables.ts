import { alawSample, ulawSample } from './g711.ts';

/** What each code stands for in full scale; made when first needed. */
const tables = new Map<string, Float32Array>();

function table(encoding: string, size: number, value: (code: number) => number): Float32Array {
  let made = tables.get(encoding);
  if (!made) tables.set(encoding, (made = Float32Array.from({ length: size }, (_, code) => value(code))));
  return made;
}

export function table8(encoding: 'u8' | 's8' | 'alaw' | 'ulaw'): Float32Array {
  switch (encoding) {
    case 'u8':
      return table(encoding, 256, (code) => (code - 128) / 128);
    case 's8':
      return table(encoding, 256, (code) => ((code << 24) >> 24) / 128);
    case 'alaw':
      return table(encoding, 256, (code) => alawSample(code) / 32768);
    case 'ulaw':
      return table(encoding, 256, (code) => ulawSample(code) / 32768);
  }
}

export function table16(encoding: 'u16' | 'u16be' | 'f16' | 'f16be'): Float32Array {
  const swap = (code: number): number => ((code & 0xff) << 8) | (code >> 8);
  const unsigned = (code: number): number => (code - 32768) / 32768;
  switch (encoding) {
    case 'u16':
      return table(encoding, 65536, unsigned);
    case 'u16be':
      return table(encoding, 65536, (code) => unsigned(swap(code)));
    case 'f16':
      return table(encoding, 65536, half);
    case 'f16be':
      return table(encoding, 65536, (code) => half(swap(code)));
  }
}

/** IEEE 754 binary16. */
function half(code: number): number {
  const exponent = (code >> 10) & 31;
  const fraction = code & 1023;
  const sign = code & 0x8000 ? -1 : 1;
  if (exponent === 31) return fraction ? NaN : sign * Infinity;
  return sign * (exponent === 0 ? fraction * 2 ** -24 : (1024 + fraction) * 2 ** (exponent - 25));
}
