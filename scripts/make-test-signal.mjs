// Writes samples/test-signal.wav: known levels and frequencies to check a picture or a meter against.
//   node scripts/make-test-signal.mjs [FILE]
// 48 kHz, stereo, 24-bit PCM, 3 s. Left: 1 kHz sine at −18 dBFS peak. Right: sine swept 20 Hz – 20 kHz (logarithmic) at −6 dBFS peak.
// Both: 0.25 s of digital silence at the head, and a single full-scale sample at exactly 2.5 s.
import { writeFileSync } from 'node:fs';

const rate = 48000;
const frames = 3 * rate;
const silence = rate / 4;
const click = 2.5 * rate;
const fullScale = 2 ** 23;

const left = (n) => 10 ** (-18 / 20) * Math.sin((2 * Math.PI * 1000 * (n - silence)) / rate);
const sweepSeconds = (frames - silence) / rate;
const octaves = Math.log(20000 / 20);
const right = (n) => {
  const t = (n - silence) / rate;
  return (
    10 ** (-6 / 20) *
    Math.sin(((2 * Math.PI * 20 * sweepSeconds) / octaves) * (Math.exp((t / sweepSeconds) * octaves) - 1))
  );
};

const header = Buffer.alloc(44);
const dataBytes = frames * 6;
header.write('RIFF', 0);
header.writeUInt32LE(36 + dataBytes, 4);
header.write('WAVEfmt ', 8);
header.writeUInt32LE(16, 16);
header.writeUInt16LE(1, 20);
header.writeUInt16LE(2, 22);
header.writeUInt32LE(rate, 24);
header.writeUInt32LE(rate * 6, 28);
header.writeUInt16LE(6, 32);
header.writeUInt16LE(24, 34);
header.write('data', 36);
header.writeUInt32LE(dataBytes, 40);

const data = Buffer.alloc(dataBytes);
for (let n = 0; n < frames; n++) {
  for (const [channel, signal] of [left, right].entries()) {
    const value = n === click ? 1 : n < silence ? 0 : signal(n);
    data.writeIntLE(
      Math.max(-fullScale, Math.min(fullScale - 1, Math.round(value * fullScale))),
      n * 6 + channel * 3,
      3,
    );
  }
}
writeFileSync(process.argv[2] ?? new URL('../samples/test-signal.wav', import.meta.url), Buffer.concat([header, data]));
