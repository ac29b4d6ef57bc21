import { execFileSync } from 'node:child_process';
import { type FfmpegFigures, ffmpegFigures } from '../support/meters.ts';

type Verdict = 'good' | 'bad' | 'near';

interface ByHand {
  readonly options: Readonly<Record<string, unknown>>;
  /** near: so close to the limit that a tool that rounds cannot tell. */
  readonly byHand: (path: string) => Verdict;
}

const figures = new Map<string, FfmpegFigures>();
function of(path: string): FfmpegFigures {
  const found = figures.get(path) ?? ffmpegFigures(path);
  figures.set(path, found);
  return found;
}

const kept = new Map<string, string>();
function once(key: string, find: () => string): string {
  const found = kept.get(key) ?? find();
  kept.set(key, found);
  return found;
}

const probe = (path: string, field: 'sample_rate' | 'channels'): string =>
  once(`${path} ${field}`, () => probed(path, field));
const probed = (path: string, field: string): string =>
  execFileSync(
    'ffprobe',
    ['-v', 'error', '-select_streams', 'a:0', '-show_entries', `stream=${field}`, '-of', 'csv=p=0', path],
    { encoding: 'utf8' },
  ).trim();
/** Seconds of what is decoded: headers of lossy files count the padding. */
const seconds = (path: string): number => Number(once(`${path} seconds`, () => String(decodedSeconds(path))));
const decodedSeconds = (path: string): number => {
  const args = ['-v', 'error', '-i', path, '-map', '0:a:0', '-ac', '1', '-c:a', 'pcm_s16le', '-f', 's16le', '-'];
  const { length } = execFileSync('ffmpeg', args, { maxBuffer: 1 << 28 });
  return length / 2 / Number(probe(path, 'sample_rate'));
};

const within = (value: number, limit: number, error: number, good: boolean): Verdict =>
  Math.abs(value - limit) <= error ? 'near' : good ? 'good' : 'bad';
const rms = (path: string): number => {
  const each = of(path).channels.map((channel) => 10 ** (channel.rms / 10));
  return 10 * Math.log10(each.reduce((sum, power) => sum + power, 0) / each.length);
};

/** Verdicts on a file from the figures of other tools, by rule. */
export const verdicts: Readonly<Record<string, ByHand>> = {
  'sample-rate': {
    options: { allowedHz: 44100 },
    byHand: (path) => (probe(path, 'sample_rate') === '44100' ? 'good' : 'bad'),
  },
  'channel-count': {
    options: { allowed: 2 },
    byHand: (path) => (probe(path, 'channels') === '2' ? 'good' : 'bad'),
  },
  duration: {
    options: { maxSeconds: 5 },
    byHand: (path) => within(seconds(path), 5, 0.03, seconds(path) < 5),
  },
  loudness: {
    options: { minLufs: -18 },
    // ffmpeg has −70 LUFS for what cannot be measured; we do not look at it.
    byHand(path) {
      const lufs = of(path).integrated;
      if (seconds(path) < 0.4) return 'good';
      return within(lufs, -18, 0.1, lufs > -18);
    },
  },
  'true-peak': {
    options: { maxDbtp: -3 },
    byHand(path) {
      const dbtp = 20 * Math.log10(Math.max(...of(path).truePeaks));
      return within(dbtp, -3, 0.1, dbtp < -3);
    },
  },
  'sample-peak': {
    options: { maxDbfs: -3 },
    byHand(path) {
      const peak = Math.max(...of(path).channels.map((channel) => channel.peak));
      return within(peak, -3, 0.02, peak < -3);
    },
  },
  'rms-level': {
    options: { minDbfs: -23, maxDbfs: -18 },
    byHand(path) {
      const level = rms(path);
      const limit = level < -20 ? -23 : -18;
      return within(level, limit, 0.02, level > -23 && level < -18);
    },
  },
};
