import { execFileSync } from 'node:child_process';

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

const numberOf = (text: string): number => (/^-inf/.test(text) ? -Infinity : Number(text.replace(/[:,]$/, '')));
