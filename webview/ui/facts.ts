import type { AudioInfo, ScanProgress } from '../../src/core/protocol/audio.ts';
import type { EngineInfo } from '../engine/types.ts';
import {
  channelLayout,
  formatBytes,
  formatCount,
  formatPosition,
  formatRate,
} from '../../src/core/picture/axes/units.ts';

/** The format in four words: WAV · PCM 24-bit · 48 kHz · Stereo. A codec named like its container is named once. */
export function formatWords(info: AudioInfo): string[] {
  const codec = info.codec.startsWith(info.container) ? info.codec.slice(info.container.length).trim() : info.codec;
  return [info.container, ...(codec ? [codec] : []), formatRate(info.sampleRate), channelLayout(info.channels)];
}

export interface Fact {
  readonly name: string;
  readonly value: string;
}

/** Everything known of the file, one fact a row. */
export function factRows(info: AudioInfo, scan: ScanProgress | null, totalFrames: number): Fact[] {
  const exact = info.framesExact || scan?.state === 'done';
  const length = `${formatPosition(totalFrames, info.sampleRate)} (${formatCount(totalFrames)} frames)`;
  const rows: Fact[] = [];
  const add = (name: string, value: string): void => void rows.push({ name, value });
  const names = info.layout ? info.layout.join(' ') : channelLayout(info.channels);
  add('Container', info.container);
  add('Codec', info.codec);
  if (info.bitsPerSample !== null) add('Bits per sample', String(info.bitsPerSample));
  add('Sample rate', `${formatCount(info.sampleRate)} Hz`);
  add('Channels', `${info.channels} (${names})`);
  add('Length', totalFrames > 0 ? `${exact ? '' : 'about '}${length}` : 'not known yet');
  if (info.bitrate)
    add('Bit rate', [`${formatCount(info.bitrate / 1000)} kbit/s`, info.bitrateMode ?? ''].join(' ').trim());
  const { delayFrames = 0, paddingFrames = 0 } = info;
  if (delayFrames > 0) add('Encoder delay', `${formatCount(delayFrames)} frames, left out`);
  if (paddingFrames > 0) add('Encoder padding', `${formatCount(paddingFrames)} frames, left out`);
  add('File', formatBytes(info.fileBytes));
  for (const warning of new Set([...info.warnings, ...(scan?.warnings ?? [])])) add('Warning', warning);
  return rows;
}

/** The same as lines of text. */
export function fileFacts(info: AudioInfo, scan: ScanProgress | null, totalFrames: number): string[] {
  return factRows(info, scan, totalFrames).map(({ name, value }) => `${name}: ${value}`);
}

/** How sound leaves the page, as far as it is known: nothing before the first play. */
export function soundFacts(engine: EngineInfo, fileRate: number): string[] {
  if (engine.contextRate === null) return [];
  const resampled = engine.contextRate !== fileRate;
  const device = engine.deviceRate ?? engine.contextRate;
  return [
    `Device ${formatRate(device)}, file ${formatRate(fileRate)}${
      resampled || device !== fileRate ? ': resampled by the browser' : ': played as it is'
    }`,
    `Output runs at ${formatRate(engine.contextRate)}`,
    engine.transport === 'ring' ? 'Blocks go through shared memory' : 'Blocks go through a message port',
    `Dropouts: ${engine.xruns}`,
  ];
}

/** Said in the open, not in a tooltip: the device did not take the file's rate. */
export function rateNote(engine: EngineInfo, fileRate: number): string {
  if (engine.contextRate === null || engine.contextRate === fileRate) return '';
  return `Resampled to ${formatRate(engine.contextRate)}`;
}
