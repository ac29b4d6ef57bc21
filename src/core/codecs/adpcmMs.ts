const SPEEDS = Int32Array.of(230, 230, 230, 230, 307, 409, 512, 614, 768, 614, 512, 409, 307, 230, 230, 230);
/** Beyond it a product would not fit 32 bits. */
const MAX_DELTA = Math.floor(0x7fffffff / 768);
/** Pairs that every decoder knows, in 1/256. */
const COEFFICIENTS = Int16Array.of(256, 0, 512, -256, 0, 0, 192, 64, 240, 0, 460, -208, 392, -232);

/**
 * One block of Microsoft ADPCM of one or two channels: the header's two samples, then nibbles in turns, the upper first.
 * Writes `frames` frames in full scale at planes[c][at]. False: the header makes no sense.
 */
export function decodeMsBlock(
  bytes: Uint8Array,
  from: number,
  frames: number,
  planes: readonly Float32Array[],
  at: number,
  coefficients: Int16Array = COEFFICIENTS,
): boolean {
  const channels = planes.length;
  const word = (offset: number): number => ((bytes[offset]! | (bytes[offset + 1]! << 8)) << 16) >> 16;
  for (let c = 0; c < channels; c++) if (bytes[from + c]! * 2 + 1 >= coefficients.length) return false;
  for (let c = 0; c < channels; c++) {
    const out = planes[c]!;
    const pair = bytes[from + c]! * 2;
    const first = coefficients[pair]!;
    const second = coefficients[pair + 1]!;
    let delta = word(from + channels + c * 2);
    let last = word(from + channels * 3 + c * 2);
    let before = word(from + channels * 5 + c * 2);
    out[at] = before / 32768;
    out[at + 1] = last / 32768;
    const data = from + channels * 7;
    for (let i = 2; i < frames; i++) {
      const place = (i - 2) * channels + c;
      const byte = bytes[data + (place >> 1)]!;
      const nibble = place & 1 ? byte & 15 : byte >> 4;
      const sum = last * first + before * second;
      // Division by 256 that rounds towards zero.
      let sample = ((sum + ((sum >> 31) & 255)) >> 8) + ((nibble << 28) >> 28) * delta;
      if (sample > 32767) sample = 32767;
      else if (sample < -32768) sample = -32768;
      before = last;
      last = sample;
      out[at + i] = sample / 32768;
      delta = (SPEEDS[nibble]! * delta) >> 8;
      if (delta < 16) delta = 16;
      else if (delta > MAX_DELTA) delta = MAX_DELTA;
    }
  }
  return true;
}
