/** Numbers that repeat for a seed (mulberry32), in [0, 1). */
export function randomOf(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

/** A whole number in [least, most]. */
export const pick = (random: () => number, least: number, most: number): number =>
  least + Math.floor(random() * (most - least + 1));

/** A sample that tells its frame and channel, exact in float32, never zero; frames repeat after 2^22. */
export const sampleAt = (frame: number, channel: number): number =>
  (((frame * 3 + channel * 1009) % 4194304) * 2 + 1) / 8388608;

/** Planar block of the signal. */
export function blockOf(startFrame: number, frames: number, channels: number): Float32Array {
  const data = new Float32Array(frames * channels);
  for (let channel = 0; channel < channels; channel++) {
    for (let i = 0; i < frames; i++) data[channel * frames + i] = sampleAt(startFrame + i, channel);
  }
  return data;
}
