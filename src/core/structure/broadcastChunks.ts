import { addTag } from '../metadata/findings.ts';
import { clip } from './fields.ts';
import type { ChunkBody } from './riffFile.ts';

const NO_LOUDNESS = 0x7fff;

/** bext, versions 0 to 2 (EBU Tech 3285). */
export function readBext({ file, fields }: ChunkBody): void {
  const { found } = file.walk;
  addTag(found, 'Description', fields.text('Description', 256));
  addTag(found, 'Originator', fields.text('Originator', 32));
  addTag(found, 'Originator reference', fields.text('Originator reference', 32));
  const date = fields.text('Date', 10);
  const time = fields.text('Time', 8);
  addTag(found, 'Originated', `${date} ${time}`);
  const reference = fields.u64('Time reference', (frames) => `${frames.toLocaleString('en-US')} frames after midnight`);
  if (!fields.short && reference > 0) {
    addTag(found, 'Time reference', `${reference.toLocaleString('en-US')} frames after midnight`);
  }
  const version = fields.u16('Version');
  if (version >= 1) fields.raw('UMID', 64);
  else fields.skip(64);
  const loudness: readonly (readonly [string, string])[] = [
    ['Loudness', 'LUFS'],
    ['Loudness range', 'LU'],
    ['Maximum true peak', 'dBTP'],
    ['Maximum momentary loudness', 'LUFS'],
    ['Maximum short-term loudness', 'LUFS'],
  ];
  for (const [name, unit] of loudness) {
    const value = fields.i16();
    if (version < 2 || fields.short || value === NO_LOUDNESS) continue;
    const words = `${(value / 100).toFixed(2).replace('-', '\u2212')} ${unit}`;
    fields.add(name, words, 2);
    addTag(found, `${name} (bext)`, words);
  }
  fields.skip(180);
  if (fields.left > 0) addTag(found, 'Coding history', fields.text('Coding history', fields.left));
}

/** cart, as broadcasters' play-out systems write it (AES46). */
export function readCart({ file, fields }: ChunkBody): void {
  const { found } = file.walk;
  fields.code('Version');
  for (const name of ['Title', 'Artist', 'Cut', 'Client', 'Category', 'Classification', 'Out cue']) {
    addTag(found, `${name} (cart)`, fields.text(name, 64));
  }
  for (const [name, length] of [
    ['Start date', 10],
    ['Start time', 8],
    ['End date', 10],
    ['End time', 8],
    ['Producing application', 64],
    ['Version of the application', 64],
    ['User defined', 64],
  ] as const) {
    fields.text(name, length);
  }
  fields.i32('Level reference');
  for (let i = 0; i < 8; i++) {
    const usage = fields.code().replace(/·/g, '').trim();
    const frame = fields.u32();
    if (usage) fields.add(`Timer ${usage}`, `frame ${frame.toLocaleString('en-US')}`, 8);
  }
  fields.skip(276);
  const url = fields.text('URL', 1024);
  addTag(found, 'URL (cart)', url);
  if (fields.left > 0) fields.add('Text', clip(fields.text('', fields.left)));
}
