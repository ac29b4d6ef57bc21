import { blockFrames, type PeaksResult } from '../core/protocol/audio.ts';
import { type RowFacts, type RowFigures, WAVE_COLUMNS } from '../core/protocol/audioRow.ts';
import type { LintFacts } from '../core/lint/facts.ts';
import type { AudioFiles, OpenAudioFile } from './clientFiles.ts';
import { lintFacts } from './clientLint.ts';

export interface MeasuredRow {
  facts: RowFacts;
  figures: Omit<RowFigures, 'violations'>;
  wave: Int8Array<ArrayBuffer> | null;
  /** Why not all could be decoded. */
  failure: string | null;
  /** For the rules that govern the file. */
  lint: LintFacts;
}

const STORED_LEVEL = 2;
const PEAK_PLANES = 3;

/** Measures an open file as the list shows it, once its scan has ended; the scan of a file that is known ends at once. */
export async function measureRow(
  files: Pick<AudioFiles, 'client'>,
  path: string,
  file: OpenAudioFile,
): Promise<MeasuredRow> {
  const lint = await lintFacts(files, path, file);
  const { report } = lint;
  const { container, codec, sampleRate, channels, bitsPerSample } = file.info;
  const frames = report.decode.framesDecoded;
  return {
    facts: { container, codec, sampleRate, channels, bitsPerSample, seconds: frames / sampleRate },
    figures: figuresOf(lint),
    wave: await waveOf(files, file, frames),
    failure: report.error?.message ?? null,
    lint,
  };
}

function figuresOf({ report }: LintFacts): MeasuredRow['figures'] {
  const { overall, loudness, findings } = report;
  const worst = (['error', 'warning', 'info'] as const).find((grade) =>
    findings.some(({ severity }) => severity === grade),
  );
  return {
    integratedLufs: loudness.integratedLufs,
    truePeakDbtp: overall.truePeakDbtp,
    samplePeakDbfs: overall.samplePeakDbfs,
    findings: findings.length,
    worst: worst ?? null,
  };
}

async function waveOf(
  files: Pick<AudioFiles, 'client'>,
  { handle }: OpenAudioFile,
  frames: number,
): Promise<Int8Array<ArrayBuffer> | null> {
  if (frames === 0) return null;
  let level = STORED_LEVEL;
  // The coarsest that has a block for each column: what is left is little to read.
  while (blockFrames(level + 1) * WAVE_COLUMNS <= frames && level < 12) level++;
  const peaks = await files.client.peaks({ handle, level, start: 0, count: Math.ceil(frames / blockFrames(level)) });
  return waveOfPeaks(peaks);
}

/** Of all channels together; 1/127 of full scale, what is over it at full scale. */
export function waveOfPeaks({ count, channels, data }: PeaksResult): Int8Array<ArrayBuffer> | null {
  if (count === 0) return null;
  const wave = new Int8Array(2 * WAVE_COLUMNS);
  const code = (value: number): number => Math.max(-127, Math.min(127, Math.round(value * 127)));
  for (let column = 0; column < WAVE_COLUMNS; column++) {
    const from = Math.floor((column * count) / WAVE_COLUMNS);
    const to = Math.max(from + 1, Math.floor(((column + 1) * count) / WAVE_COLUMNS));
    let [least, most] = [Infinity, -Infinity];
    for (let channel = 0; channel < channels; channel++) {
      const at = channel * PEAK_PLANES * count;
      for (let block = from; block < to; block++) {
        least = Math.min(least, data[at + block]!);
        most = Math.max(most, data[at + count + block]!);
      }
    }
    // A block without a number has its ends the wrong way round.
    if (least > most) continue;
    wave[2 * column] = code(least);
    wave[2 * column + 1] = code(most);
  }
  return wave;
}
