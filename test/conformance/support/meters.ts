import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const MAX_BYTES = 1 << 28;

export interface Astats {
  dc: number;
  peak: number;
  rms: number;
  rmsPeak: number;
  rmsTrough: number;
  crest: number;
  crossings: number;
}

export interface FfmpegFigures {
  channels: Astats[];
  /** At the end of each 100 ms, in LUFS. */
  momentary: number[];
  shortTerm: number[];
  integrated: number;
  range: number;
  /** Linear, to three decimals. */
  truePeaks: number[];
  /** TT DR of each channel. */
  dynamicRange: number[];
}

/** What ffmpeg's astats, drmeter and ebur128 say of a file. */
export function ffmpegFigures(path: string): FfmpegFigures {
  const filters = 'astats,drmeter,ebur128=peak=true:metadata=1,ametadata=mode=print:file=-';
  const script = `exec ffmpeg -hide_banner -nostats -i "$1" -af "$2" -f null - 2>&1`;
  const text = execFileSync('sh', ['-c', script, 'sh', path, filters], { encoding: 'utf8', maxBuffer: MAX_BYTES });
  const all = (pattern: RegExp): number[] => [...text.matchAll(pattern)].map(([, value]) => numberOf(value!));
  const perChannel = text.split(/Parsed_astats[^\n]*\] Channel: \d+\n/).slice(1);
  perChannel.push(perChannel.pop()!.split('] Overall\n')[0]!);
  return {
    channels: perChannel.map((lines) => {
      const of = (name: string): number => numberOf(new RegExp(`\\] ${name}: (\\S+)`).exec(lines)?.[1] ?? '');
      return {
        dc: of('DC offset'),
        peak: of('Peak level dB'),
        rms: of('RMS level dB'),
        rmsPeak: of('RMS peak dB'),
        rmsTrough: of('RMS trough dB'),
        crest: of('Crest factor'),
        crossings: of('Zero crossings'),
      };
    }),
    momentary: all(/r128\.M=(\S+)/g),
    shortTerm: all(/r128\.S=(\S+)/g),
    integrated: all(/r128\.I=(\S+)/g).at(-1) ?? NaN,
    range: all(/r128\.LRA=(\S+)/g).at(-1) ?? NaN,
    truePeaks: perChannel.map((_, c) => all(new RegExp(`true_peaks_ch${c}=(\\S+)`, 'g')).at(-1) ?? NaN),
    dynamicRange: all(/Channel \d+: DR: (\S+)/g),
  };
}

export interface SoxFigures {
  dc: number;
  min: number;
  max: number;
  peak: number;
  rms: number;
  rmsPeak: number;
  rmsTrough: number;
  crest: number;
  bits: number;
}

/** What `sox stats` says of each channel. */
export function soxFigures(path: string, ...effects: string[]): SoxFigures[] {
  const script = 'exec sox "$@" 2>&1';
  const text = execFileSync('sh', ['-c', script, 'sh', path, '-n', ...effects, 'stats'], { encoding: 'utf8' });
  const row = (name: string): string[] => {
    const line = text.split('\n').find((each) => each.startsWith(name)) ?? '';
    const values = line.slice(name.length).trim().split(/\s+/);
    // Of a mono file there is one column, else the first is that of all.
    return values.length > 1 ? values.slice(1) : values;
  };
  return row('RMS lev dB').map((_, c) => ({
    dc: Number(row('DC offset')[c]),
    min: Number(row('Min level')[c]),
    max: Number(row('Max level')[c]),
    peak: numberOf(row('Pk lev dB')[c]!),
    rms: numberOf(row('RMS lev dB')[c]!),
    rmsPeak: numberOf(row('RMS Pk dB')[c]!),
    rmsTrough: numberOf(row('RMS Tr dB')[c]!),
    crest: Number(row('Crest factor')[c]),
    // Before the slash: without the highest bits that are not used.
    bits: Number(row('Bit-depth')[c]?.split('/')[1]),
  }));
}

/** EBU Tech 3342 of short-term loudness at each 100 ms. */
export function rangeOfWindows(shortTerm: readonly number[]): number {
  const audible = shortTerm.filter((lufs) => lufs >= -70);
  const mean = audible.reduce((sum, lufs) => sum + 10 ** (lufs / 10), 0) / audible.length;
  const sorted = audible.filter((lufs) => lufs >= 10 * Math.log10(mean) - 20).sort((a, b) => a - b);
  const at = (share: number): number => sorted[Math.round((sorted.length - 1) * share)]!;
  return at(0.95) - at(0.1);
}

/**
 * Highest momentary and short-term loudness of windows at every 10 ms: ffmpeg looks at every 100 ms, so the file is measured
 * ten times, each time 10 ms later.
 */
export function ffmpegMaxima(path: string): { momentary: number; shortTerm: number } {
  const runs = Array.from({ length: 10 }, (_, i) => {
    const filters = `adelay=${10 * i}:all=1,ebur128=metadata=1,ametadata=mode=print:file=-`;
    const args = ['-v', 'error', '-i', path, '-af', filters, '-f', 'null', '-'];
    const text = execFileSync('ffmpeg', args, { encoding: 'utf8', maxBuffer: MAX_BYTES });
    const most = (pattern: RegExp): number =>
      Math.max(...[...text.matchAll(pattern)].map(([, value]) => numberOf(value!)));
    return [most(/r128\.M=(\S+)/g), most(/r128\.S=(\S+)/g)] as const;
  });
  return { momentary: Math.max(...runs.map(([m]) => m)), shortTerm: Math.max(...runs.map(([, s]) => s)) };
}

/** MD5 of what ffmpeg decodes, as samples of this codec. */
export const ffmpegMd5 = (path: string, codec: string): string =>
  execFileSync('ffmpeg', ['-v', 'error', '-i', path, '-map', '0:a:0', '-c:a', codec, '-f', 'md5', '-'], {
    encoding: 'utf8',
  })
    .trim()
    .replace(/^MD5=/, '');

const CORRELATION = `
import json, subprocess, sys, numpy
for line in sys.stdin:
    path, kind = json.loads(line)
    if kind == 'planes':
        x = numpy.fromfile(path, '<f4').reshape(2, -1).astype('f8')
    else:
        args = ['ffmpeg', '-v', 'error', '-i', path, '-map', '0:a:0', '-c:a', 'pcm_f64le', '-f', 'f64le', '-']
        x = numpy.frombuffer(subprocess.run(args, stdout=subprocess.PIPE, check=True).stdout, '<f8').reshape(-1, 2).T
    print(repr(float(numpy.corrcoef(x)[0, 1])))
`;

/** NumPy's correlation of the two channels of each: of samples, or of what ffmpeg decodes of a file. */
export function correlations(signals: readonly ({ path: string } | { samples: readonly Float32Array[] })[]): number[] {
  const folder = mkdtempSync(join(tmpdir(), 'earshot-correlation-'));
  try {
    const lines = signals.map((signal, i) => {
      if ('path' in signal) return JSON.stringify([signal.path, 'file']);
      const path = join(folder, String(i));
      const { samples } = signal;
      writeFileSync(
        path,
        Buffer.concat(samples.map(({ buffer, byteOffset, byteLength }) => Buffer.from(buffer, byteOffset, byteLength))),
      );
      return JSON.stringify([path, 'planes']);
    });
    const text = execFileSync('python3', ['-c', CORRELATION], { input: `${lines.join('\n')}\n`, encoding: 'utf8' });
    return text.trim().split('\n').map(Number);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const numberOf = (text: string): number => (/^-inf/.test(text) ? -Infinity : Number(text.replace(/[:,]$/, '')));
