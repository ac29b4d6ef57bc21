import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import type { Packet } from '../../src/core/demux/demuxer.ts';

/** The ALAC packets of an MP4 file, found by ffprobe: for tests of the decoder without our own demuxer. */
export function alacPackets(path: string): { cookie: Uint8Array; packets: Packet[] } {
  const bytes = readFileSync(path);
  // The box of the cookie stands inside the sample entry of the same name.
  const box = bytes.indexOf('alac', bytes.indexOf('alac', bytes.indexOf('stsd')) + 4) - 4;
  const cookie = bytes.subarray(box, box + bytes.readUInt32BE(box));
  const fields = ['-select_streams', 'a:0', '-show_entries', 'packet=pos,size,duration', '-of', 'csv=p=0'];
  const lines = execFileSync('ffprobe', ['-v', 'error', ...fields, path], { encoding: 'utf8', maxBuffer: 1 << 28 });
  let position = 0;
  const packets = lines
    .trim()
    .split('\n')
    .map((line) => {
      const [frames = NaN, size = NaN, offset = NaN] = line.split(',').map(Number);
      const packet = { data: bytes.subarray(offset, offset + size), position, frames };
      position += frames;
      return packet;
    });
  return { cookie, packets };
}
