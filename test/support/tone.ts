/** Channel 0 of a recording from its first to its last frame that is not zero. */
export function soundOf(captured: Float32Array, channels: number): { samples: Float32Array; frames: number } {
  const samples = Float32Array.from(
    { length: Math.floor(captured.length / channels) },
    (_, i) => captured[i * channels]!,
  );
  const start = samples.findIndex((value) => value !== 0);
  let end = samples.length;
  while (end > 0 && samples[end - 1] === 0) end--;
  return { samples: samples.subarray(Math.max(0, start), end), frames: start < 0 ? 0 : end - start };
}

/** Frequency of a tone: the mean slope of its phase, unwrapped, over pieces of 5 ms. */
export function toneHertz(samples: Float32Array, rate: number, about = 1000): number {
  const step = Math.round(rate / 200);
  const phases: number[] = [];
  for (let start = 0; start + step <= samples.length; start += step) {
    let re = 0;
    let im = 0;
    for (let i = start; i < start + step; i++) {
      const angle = (2 * Math.PI * about * i) / rate;
      re += samples[i]! * Math.cos(angle);
      im -= samples[i]! * Math.sin(angle);
    }
    const phase = Math.atan2(im, re);
    const before = phases.at(-1) ?? phase;
    phases.push(before + Math.atan2(Math.sin(phase - before), Math.cos(phase - before)));
  }
  // Least squares: one bad piece does not decide.
  const mean = (phases.length - 1) / 2;
  let slope = 0;
  let weight = 0;
  phases.forEach((phase, i) => {
    slope += (i - mean) * phase;
    weight += (i - mean) ** 2;
  });
  return about + (slope / weight / (2 * Math.PI)) * (rate / step);
}
