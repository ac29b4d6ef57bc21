import { basename, resolve } from 'node:path';
import { MAX_LEVEL, type RawLayout } from '../core/protocol/audio.ts';
import { type ErrorInfo, toErrorInfo } from '../core/protocol/errors.ts';
import { clock } from '../core/util/clock.ts';
import type { AudioServerClient, ClientProgress } from '../node/client.ts';

/** What `earshot info --json` prints for a file. */
export interface Report {
  file: string;
  error?: ErrorInfo;
  container?: string;
  codec?: string;
  sampleRate?: number;
  channels?: number;
  bitsPerSample?: number | null;
  frames?: number;
  durationSeconds?: number;
  /** Highest absolute sample of each channel; null for silence. */
  peakDbfs?: (number | null)[];
  /** Integrated loudness of the whole (EBU R 128); null for silence and for less than 400 ms. */
  integratedLufs?: number | null;
  fileBytes?: number;
  warnings?: string[];
}

/** Reads a file to its end, so that every number is exact. */
export async function inspect(client: AudioServerClient, file: string, layout?: RawLayout): Promise<Report> {
  const ends = new Map<number, ClientProgress>();
  let wake: () => void = () => undefined;
  let lost: string | undefined;
  const listeners = [
    client.onProgress.on((progress) => {
      if (progress.scan.state !== 'scanning') ends.set(progress.handle, progress);
      wake();
    }),
    client.onLost.on(({ reason }) => {
      lost = reason;
      wake();
    }),
  ];
  try {
    const { handle, info } = await client.open(resolve(file), basename(file), { layout });
    while (!ends.has(handle) && lost === undefined) await new Promise<void>((resume) => (wake = resume));
    if (lost !== undefined)
      return { file, error: { code: 'server-lost', message: `${file} broke the decoder (${lost}).` } };
    const { scan, error } = ends.get(handle)!;
    const peaks = await client.peaks({ handle, level: MAX_LEVEL, start: 0, count: 65536 });
    await client.close(handle);
    const { container, codec, sampleRate, channels, bitsPerSample, fileBytes } = info;
    return {
      file,
      ...(error && { error }),
      container,
      codec,
      sampleRate,
      channels,
      bitsPerSample,
      frames: scan.scannedFrames,
      durationSeconds: scan.scannedFrames / sampleRate,
      peakDbfs: peakLevels(peaks.data, channels, peaks.count),
      integratedLufs: scan.integratedLufs ?? null,
      fileBytes,
      warnings: [...info.warnings, ...scan.warnings],
    };
  } catch (error) {
    return { file, error: toErrorInfo(error) };
  } finally {
    for (const listener of listeners) listener.dispose();
  }
}

function peakLevels(data: Float32Array, channels: number, blocks: number): (number | null)[] {
  return Array.from({ length: channels }, (_, channel) => {
    let peak = 0;
    // Minima, then maxima of the channel.
    for (let i = channel * 3 * blocks; i < (channel * 3 + 2) * blocks; i++) peak = Math.max(peak, Math.abs(data[i]!));
    return peak > 0 ? 20 * Math.log10(peak) : null;
  });
}

export function describe(report: Report): string {
  if (report.container === undefined) return `${report.file}\n  error      ${report.error?.message ?? 'unknown'}\n`;
  const {
    sampleRate = 0,
    channels = 0,
    frames = 0,
    durationSeconds = 0,
    peakDbfs = [],
    integratedLufs,
    warnings = [],
  } = report;
  const peaks = peakDbfs.map((peak) => (peak === null ? 'silent' : peak.toFixed(2))).join(' / ');
  const rows: [string, string][] = [
    ['format', `${report.container}, ${report.codec}`],
    ['rate', `${sampleRate} Hz, ${channels} ${channels === 1 ? 'channel' : 'channels'}`],
    ['length', `${frames} frames, ${clock(durationSeconds)}`],
    ['peak', `${peaks} dBFS`],
    ['loudness', typeof integratedLufs === 'number' ? `${integratedLufs.toFixed(1)} LUFS` : 'none'],
    ...warnings.map((warning): [string, string] => ['warning', warning]),
    ...(report.error ? [['error', report.error.message] as [string, string]] : []),
  ];
  return `${report.file}\n${rows.map(([name, value]) => `  ${name.padEnd(10)} ${value}\n`).join('')}`;
}
