/** A made-up take: beats that decay, a low line, noise. Deterministic; full scale or beyond only where asked. */
export function makeSignal(channels: number, frames: number, sampleRate: number, overs: boolean): Float32Array[] {
  return Array.from({ length: channels }, (_, channel) => {
    const out = new Float32Array(frames);
    let noise = 12345 + channel * 977;
    for (let i = 0; i < frames; i++) {
      noise = (Math.imul(noise, 1664525) + 1013904223) | 0;
      const white = noise / 2147483648;
      const t = i / sampleRate;
      const beat = Math.floor(t * 2);
      const since = t - beat / 2;
      const loud = 0.3 + 0.5 * ((beat * 7 + channel * 3) % 5) * 0.2;
      const verse = t % 16 < 11 ? 1 : 0.25;
      const drum = loud * Math.exp(-since * 18) * (0.5 * white + 0.5 * Math.sin(2 * Math.PI * 60 * since));
      const line = 0.12 * Math.sin(2 * Math.PI * (110 + 55 * (beat % 4)) * t) * (1 - since);
      const pad = 0.06 * Math.sin(2 * Math.PI * 0.11 * t + channel) * white;
      out[i] = verse * (drum + line + pad);
    }
    if (overs) {
      for (const [at, value] of [
        [0.31, 1.12],
        [0.3101, -1],
        [0.77, -1.05],
      ] as const) {
        out[Math.floor(at * frames) + channel * 40] = value;
      }
    }
    return out;
  });
}

/** Minimum, maximum and RMS of frames from … to−1, the slow and certain way. */
export function bruteForce(signal: Float32Array, from: number, to: number): { min: number; max: number; rms: number } {
  let [min, max, squares] = [Infinity, -Infinity, 0];
  for (let i = from; i < to; i++) {
    const value = signal[i]!;
    min = Math.min(min, value);
    max = Math.max(max, value);
    squares += value * value;
  }
  return { min, max, rms: Math.sqrt(squares / (to - from)) };
}
