/** Keeps samples within ± limit, and NaN out, where one bad sample would spread. Audio thread: no allocation. */
export function bound(buffers: readonly Float32Array[], offset: number, frames: number, limit: number): void {
  const end = offset + frames;
  for (let channel = 0; channel < buffers.length; channel++) {
    const samples = buffers[channel]!;
    for (let i = offset; i < end; i++) {
      const sample = samples[i]!;
      if (sample >= -limit && sample <= limit) continue;
      samples[i] = sample > limit ? limit : sample < -limit ? -limit : 0;
    }
  }
}
