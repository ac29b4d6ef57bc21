import type { ReadText } from '../../../../src/core/lint/config/config.ts';
import type { LintFacts } from '../../../../src/core/lint/facts.ts';
import { buildReport } from '../../../../src/core/report/buildReport.ts';
import type { Finding } from '../../../../src/core/protocol/measures.ts';
import { nothing } from '../../../../src/core/report/measured.ts';

/** Files of configurations by their paths. */
export class FakeTexts {
  readonly texts = new Map<string, string>();
  readonly reads: string[] = [];
  readonly read: ReadText = (path) => {
    this.reads.push(path);
    return Promise.resolve(this.texts.get(path));
  };

  set(path: string, config: object): void {
    this.texts.set(path, JSON.stringify(config));
  }
}

export const clip: Finding = {
  ...{ rule: 'clipping', severity: 'error', message: 'Clipped for 20 samples.' },
  ...{ startFrame: 24_000, endFrame: 24_020, channel: 1 },
};

/** Of a second of a stereo file. */
export function factsOf(path: string, findings: Finding[] = [clip], sampleRate = 48_000): LintFacts {
  const info = {
    ...{ container: 'WAV', codec: 'PCM 16-bit', sampleRate, channels: 2, bitsPerSample: 16, frames: sampleRate },
    ...{ framesExact: true, fileBytes: 44 + 4 * sampleRate, warnings: [] },
  };
  const scan = { state: 'done' as const, scannedFrames: sampleRate, totalFrames: sampleRate, warnings: [] };
  const none = { reason: 'not measured here' };
  const report = buildReport({ path, info, scan, error: undefined }, nothing(none));
  const clips = findings.some(({ rule }) => rule === 'clipping');
  const clipped = { longestClippedFrames: clips ? 20 : null, clippedFrame: clips ? 24_000 : null };
  const silent = { longestClippedFrames: null, clippedFrame: null };
  const channels = [
    { name: '1', ...silent },
    { name: '2', ...clipped },
  ];
  return { report: { ...report, channels, findings }, tags: [], loops: [], bitRate: null } as unknown as LintFacts;
}
