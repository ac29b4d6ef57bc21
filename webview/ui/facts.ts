import type { AudioInfo, ScanProgress } from '../../src/core/protocol/audio.ts';
import type { EngineInfo } from '../engine/types.ts';
import { channelLayout, formatBytes, formatCount, formatPosition, formatRate } from './units.ts';

/** The format in four words: WAV · PCM 24-bit · 48 kHz · Stereo. A codec named like its container is named once. */
export function formatWords(info: AudioInfo): string[] {
  const codec = info.codec.startsWith(info.container) ? info.codec.slice(info.container.length).trim() : info.codec;
  return [info.container, ...(codec ? [codec] : []), formatRate(info.sampleRate), channelLayout(info.channels)];
}

/** Everything known of the file, one fact a line. */
export function fileFacts(info: AudioInfo, scan: ScanProgress | null, totalFrames: number): string[] {
  const exact = info.framesExact || scan?.state === 'done';
  const length = `${formatPosition(totalFrames, info.sampleRate)} (${formatCount(totalFrames)} frames)`;
  const bits = info.bitsPerSample === null ? [] : [`Bits per sample: ${info.bitsPerSample}`];
  const warnings = [...new Set([...info.warnings, ...(scan?.warnings ?? [])])];
  return [
    `Container: ${info.container}`,
    `Codec: ${info.codec}`,
    ...bits,
    `Sample rate: ${formatCount(info.sampleRate)} Hz`,
    `Channels: ${info.channels} (${channelLayout(info.channels)})`,
    totalFrames > 0 ? `Length: ${exact ? '' : 'about '}${length}` : 'Length: not known yet',
    `File: ${formatBytes(info.fileBytes)}`,
    ...warnings.map((warning) => `Warning: ${warning}`),
  ];
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
