import { writeFileSync } from 'node:fs';

/** Planar: channels[c][frame], full scale ±1. */
export type Channels = readonly Float32Array[];

/** Known noise in [−0.5, 0.5): each sample follows from frame and channel alone, so a recording can be checked anywhere. */
export function noiseSample(frame: number, channel: number): number {
  let x = (frame * 2 + channel + 1) | 0;
  x = Math.imul(x ^ (x >>> 16), 0x45d9f3b);
  x = Math.imul(x ^ (x >>> 16), 0x45d9f3b);
  x ^= x >>> 16;
  return (x >> 9) / 0x800000;
}

/** Noise of 24 bits, which float32 and a 24-bit file hold exactly. */
export function noise(channels: number, frames: number): Float32Array[] {
  return fill(channels, frames, noiseSample);
}

export function fill(
  channels: number,
  frames: number,
  sample: (frame: number, channel: number) => number,
): Float32Array[] {
  return Array.from({ length: channels }, (_, c) => {
    const plane = new Float32Array(frames);
    for (let i = 0; i < frames; i++) plane[i] = sample(i, c);
    return plane;
  });
}

export function sine(rate: number, seconds: number, hertz: number, amplitude = 0.5): Float32Array[] {
  return fill(1, Math.round(rate * seconds), (i) => amplitude * Math.sin((2 * Math.PI * hertz * i) / rate));
}

/** Small numbers with a period of 2^32: mulberry32. */
export function seededRandom(seed: number): () => number {
  let state = seed | 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

export type SampleFormat = 'pcm16' | 'pcm24' | 'pcm32' | 'float32';

const bytesOf: Record<SampleFormat, number> = { pcm16: 2, pcm24: 3, pcm32: 4, float32: 4 };

/** The bytes of a RIFF WAVE file. Integers are rounded and clipped. */
export function wavBytes(channels: Channels, rate: number, format: SampleFormat = 'pcm16'): Buffer {
  const frames = channels[0]?.length ?? 0;
  const bytes = bytesOf[format];
  const align = channels.length * bytes;
  const wav = Buffer.alloc(44 + frames * align);
  wav.write('RIFF', 0, 'latin1');
  wav.writeUInt32LE(36 + frames * align, 4);
  wav.write('WAVEfmt ', 8, 'latin1');
  wav.writeUInt32LE(16, 16);
  wav.writeUInt16LE(format === 'float32' ? 3 : 1, 20);
  wav.writeUInt16LE(channels.length, 22);
  wav.writeUInt32LE(rate, 24);
  wav.writeUInt32LE(rate * align, 28);
  wav.writeUInt16LE(align, 32);
  wav.writeUInt16LE(bytes * 8, 34);
  wav.write('data', 36, 'latin1');
  wav.writeUInt32LE(frames * align, 40);
  const scale = 2 ** (bytes * 8 - 1);
  channels.forEach((channel, c) => {
    for (let i = 0, at = 44 + c * bytes; i < frames; i++, at += align) {
      const value = channel[i] ?? 0;
      if (format === 'float32') {
        wav.writeFloatLE(value, at);
        continue;
      }
      const code = Math.max(-scale, Math.min(scale - 1, Math.round(value * scale)));
      for (let byte = 0; byte < bytes; byte++) wav[at + byte] = code >> (8 * byte);
    }
  });
  return wav;
}

export function writeWav(file: string, channels: Channels, rate: number, format: SampleFormat = 'pcm16'): void {
  writeFileSync(file, wavBytes(channels, rate, format));
}
