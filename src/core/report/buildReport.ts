import type { AudioInfo, ScanProgress } from '../protocol/audio.ts';
import type { ErrorInfo } from '../protocol/errors.ts';
import { isHarmless } from './complete.ts';
import { type Figure, type Figures, type Measured, nothing, type Unavailable } from './measured.ts';
import { type ChannelReport, type Report, REPORT_VERSION, type ReportError } from './report.ts';

export interface FileFacts {
  path: string;
  info: AudioInfo;
  /** As it ended. */
  scan: ScanProgress;
  /** Why the scan failed, or the selection is none. */
  error?: ReportError | ErrorInfo | undefined;
  selection?: Report['selection'];
  /** MD5 of the PCM, as decoded and as the file says. */
  pcmMd5?: string | null | undefined;
  storedMd5?: string | null | undefined;
  /** More that is to be said, one sentence each. */
  remarks?: readonly string[];
}

export function buildReport(facts: FileFacts, measured: Measured): Report {
  const { path, info, scan, error, selection, remarks = [] } = facts;
  const { scannedFrames, state } = scan;
  const done = state === 'done';
  const warnings = [...info.warnings, ...scan.warnings];
  const frames = done ? scannedFrames : info.frames;
  const promised = info.framesExact ? info.frames : null;
  const missing = new Reasons();
  return finished(missing, {
    reportVersion: REPORT_VERSION,
    file: {
      path,
      container: info.container,
      codec: info.codec,
      sampleRate: info.sampleRate,
      channels: info.channels,
      bitDepth: missing.value('file.bitDepth', info.bitsPerSample ?? { reason: 'the codec has none' }),
      frames: missing.value('file.frames', frames ?? { reason: 'the file does not say' }),
      durationSeconds: missing.value(
        'file.durationSeconds',
        frames === null ? { reason: 'the file does not say' } : frames / info.sampleRate,
      ),
      sizeBytes: info.fileBytes,
    },
    ...(selection && { selection }),
    decode: {
      complete: done && (promised ?? scannedFrames) <= scannedFrames && isHarmless(warnings),
      framesDecoded: scannedFrames,
      warnings: [...warnings, ...remarks],
      pcmMd5: missing.text('decode.pcmMd5', facts.pcmMd5 ?? noPcmMd5(facts)),
      storedMd5: missing.text('decode.storedMd5', facts.storedMd5 ?? noStoredMd5(facts)),
    },
    ...measures(measured, info.layout, missing),
    ...(error && { error: { code: error.code, message: error.message } }),
  });
}

const OF_WHOLE_FILES: Unavailable = { reason: 'of whole files only' };

function noPcmMd5({ selection, scan, error }: FileFacts): Unavailable {
  if (selection) return OF_WHOLE_FILES;
  return { reason: error || scan.state !== 'done' ? 'the file could not be decoded to its end' : 'not computed' };
}

const noStoredMd5 = ({ selection }: FileFacts): Unavailable =>
  selection ? OF_WHOLE_FILES : { reason: 'the file has none' };

/** Of a file that cannot even be opened. */
export function failedReport(path: string, error: ReportError | ErrorInfo): Report {
  const reason: Unavailable = { reason: 'the file cannot be read' };
  const missing = new Reasons();
  const none = (name: string): null => missing.value(`file.${name}`, reason) as null;
  return finished(missing, {
    reportVersion: REPORT_VERSION,
    file: {
      path,
      container: none('container'),
      codec: none('codec'),
      sampleRate: none('sampleRate'),
      channels: none('channels'),
      bitDepth: none('bitDepth'),
      frames: none('frames'),
      durationSeconds: none('durationSeconds'),
      sizeBytes: none('sizeBytes'),
    },
    decode: {
      ...{ complete: false, framesDecoded: 0, warnings: [] },
      pcmMd5: missing.text('decode.pcmMd5', reason),
      storedMd5: missing.text('decode.storedMd5', reason),
    },
    ...measures(nothing(reason), undefined, missing),
    error: { code: error.code, message: error.message },
  });
}

function measures(
  { channels, overall, loudness, stereo, findings }: Measured,
  layout: readonly string[] | undefined,
  missing: Reasons,
): Pick<Report, 'channels' | 'overall' | 'loudness' | 'stereo' | 'findings'> {
  const found = 'reason' in findings ? [] : findings;
  if ('reason' in findings) missing.value('findings', findings);
  return {
    channels: channels.map((figures, c) => ({
      name: layout?.[c] ?? String(c + 1),
      ...missing.values<Omit<ChannelReport, 'name'>>(`channels[${c}]`, figures),
    })),
    overall: missing.values('overall', overall),
    loudness: missing.values('loudness', loudness),
    stereo: missing.values('stereo', stereo),
    findings: [...found],
  };
}

/** `unavailable` stands behind the values. */
function finished(missing: Reasons, { error, ...rest }: Omit<Report, 'unavailable'>): Report {
  return { ...rest, unavailable: missing.byPath(rest.channels.length), ...(error && { error }) };
}

/** Takes figures apart: values here, reasons beside them. */
class Reasons {
  readonly #found = new Map<string, string>();

  value(path: string, figure: Figure): number | null {
    // JSON has no infinite numbers: whoever measured one has not said what it means.
    if (typeof figure === 'number' && Number.isFinite(figure)) return figure;
    this.#found.set(path, typeof figure === 'number' ? 'no finite number' : figure.reason);
    return null;
  }

  text(path: string, value: string | Unavailable): string | null {
    if (typeof value === 'string') return value;
    this.#found.set(path, value.reason);
    return null;
  }

  values<T extends Record<keyof T, number | null>>(path: string, figures: Figures<T>): T {
    const entries = Object.entries<Figure>(figures).map(([name, figure]) => [
      name,
      this.value(`${path}.${name}`, figure),
    ]);
    return Object.fromEntries(entries) as T;
  }

  /** What is the same for all channels is said once. */
  byPath(channels: number): Record<string, string> {
    const out: Record<string, string> = {};
    for (const [path, reason] of this.#found) {
      const name = /^channels\[\d+\]\.(.*)$/.exec(path)?.[1];
      const ofAll = name !== undefined && this.#isOfAll(name, reason, channels);
      out[ofAll ? `channels[].${name}` : path] = reason;
    }
    return out;
  }

  #isOfAll(name: string, reason: string, channels: number): boolean {
    for (let c = 0; c < channels; c++) if (this.#found.get(`channels[${c}].${name}`) !== reason) return false;
    return true;
  }
}

/** A figure of a report by its path: overall.NAME, loudness.NAME, stereo.NAME or channels[N].NAME. */
export function figureAt(report: Report, path: string): Figure {
  const [, section = '', channel, name = ''] = /^(\w+)(?:\[(\d+)\])?\.(\w+)$/.exec(path) ?? [];
  const all = report as unknown as Record<string, unknown>;
  const holder = channel === undefined ? all[section] : report.channels[Number(channel)];
  const value = (holder as Record<string, unknown> | undefined)?.[name];
  return typeof value === 'number' ? value : { reason: reasonOf(report, path) ?? 'there is none' };
}

/** Why a value of a report is null. */
export function reasonOf({ unavailable }: Report, path: string): string | undefined {
  return unavailable[path] ?? unavailable[path.replace(/^channels\[\d+\]/, 'channels[]')];
}
