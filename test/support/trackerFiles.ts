/** Scores made here, so that no recording of someone else is needed. */

const SAMPLE_FRAMES = 8000;
const sample = (): Int8Array =>
  Int8Array.from({ length: SAMPLE_FRAMES }, (_, i) => Math.round(100 * Math.sin((i * 2 * Math.PI) / 32)));

/** A ProTracker module: two patterns of four channels, a note in every eighth row. */
export function modFile(): Buffer {
  const patterns = 2;
  const bytes = Buffer.alloc(1084 + patterns * 1024 + SAMPLE_FRAMES);
  bytes.write('test', 0);
  bytes.write('sine', 20);
  bytes.writeUInt16BE(SAMPLE_FRAMES / 2, 42);
  bytes[45] = 64;
  bytes.writeUInt16BE(SAMPLE_FRAMES / 2, 48);
  for (let i = 1; i < 31; i++) bytes.writeUInt16BE(1, 20 + i * 30 + 28);
  bytes[950] = patterns;
  bytes[951] = 127;
  bytes[953] = 1;
  bytes.write('M.K.', 1080);
  for (let pattern = 0; pattern < patterns; pattern++) {
    for (let row = 0; row < 64; row += 8) {
      const period = 428 - pattern * 100 - row;
      bytes.writeUInt32BE((period << 16) | (1 << 12), 1084 + pattern * 1024 + row * 16 + (row % 16 ? 4 : 0));
    }
  }
  Buffer.from(sample().buffer).copy(bytes, 1084 + patterns * 1024);
  return bytes;
}

/** A FastTracker 2 module: one pattern of two channels, one instrument. */
export function xmFile(): Buffer {
  const header = Buffer.alloc(336);
  header.write('Extended Module: ', 0);
  header[37] = 0x1a;
  header.writeUInt16LE(0x104, 58);
  header.writeUInt32LE(276, 60);
  [1, 0, 2, 1, 1, 1, 6, 125].forEach((value, i) => header.writeUInt16LE(value, 64 + i * 2));

  const rows = 64;
  const notes: number[] = [];
  for (let row = 0; row < rows; row++) {
    // Packed: 0x83 says that a note and an instrument follow, 0x80 that nothing does.
    if (row % 8 === 0) notes.push(0x83, 37 + row / 8, 1, 0x80);
    else notes.push(0x80, 0x80);
  }
  const pattern = Buffer.alloc(9);
  pattern.writeUInt32LE(9, 0);
  pattern.writeUInt16LE(rows, 5);
  pattern.writeUInt16LE(notes.length, 7);

  const instrument = Buffer.alloc(263);
  instrument.writeUInt32LE(263, 0);
  instrument.writeUInt16LE(1, 27);
  instrument.writeUInt32LE(40, 29);
  const head = Buffer.alloc(40);
  head.writeUInt32LE(SAMPLE_FRAMES, 0);
  head.writeUInt32LE(SAMPLE_FRAMES, 8);
  head[12] = 64;
  head[14] = 1; // loops
  head[15] = 128;
  const data = sample();
  const deltas = Int8Array.from(data, (value, i) => value - (data[i - 1] ?? 0));
  return Buffer.concat([header, pattern, Buffer.from(notes), instrument, head, Buffer.from(deltas.buffer)]);
}
