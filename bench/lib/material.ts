import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, renameSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Made once, kept in the system's temporary folder: long files that nobody wants in a repository. */
const folder = join(tmpdir(), 'earshot-bench-material');

export const extensions = ['wav', 'aiff', 'flac', 'mp3', 'ogg', 'opus', 'm4a', 'aac', 'webm', 'alac.m4a'] as const;
export type Extension = (typeof extensions)[number];

/**
 * Music-like stereo at 48 kHz: two plucked chords, a tremolo bass and noise, left and right different. `extension` picks
 * the codec; longer files repeat a 60 s piece.
 */
export function material(seconds: number, extension: Extension): string {
  const file = join(folder, `music-${seconds}s.${extension}`);
  if (existsSync(file)) return file;
  mkdirSync(folder, { recursive: true });
  const part = join(folder, `part-${process.pid}.${extension}`);
  const piece = seconds > 60 ? material(60, 'wav') : undefined;
  const input = piece
    ? ['-stream_loop', String(Math.ceil(seconds / 60) - 1), '-i', piece]
    : ['-f', 'lavfi', '-i', synthesis];
  const codec = {
    wav: ['-c:a', 'pcm_s16le'],
    flac: [],
    mp3: ['-b:a', '192k'],
    ogg: [],
    opus: [],
    m4a: ['-b:a', '192k'],
    aiff: [],
    aac: ['-b:a', '192k'],
    webm: ['-c:a', 'libopus'],
    'alac.m4a': ['-c:a', 'alac'],
  };
  run([...input, '-t', String(seconds), ...codec[extension], part]);
  renameSync(part, file);
  return file;
}

const pluck = (hertz: number, every: number): string =>
  `0.2*sin(2*PI*${hertz}*t)*exp(-3*mod(t\\,${every}))+0.1*sin(2*PI*${hertz * 2.01}*t)*exp(-5*mod(t\\,${every}))`;
const bass = '0.2*sin(2*PI*55*t)*(0.6+0.4*sin(2*PI*3*t))';
const hits = '0.2*(random(0)*2-1)*exp(-20*mod(t\\,0.5))';
const synthesis = `aevalsrc=exprs='${pluck(220, 1)}+${bass}+${hits}|${pluck(277.2, 0.75)}+${bass}+${hits}':s=48000:d=60`;

function run(args: string[]): void {
  execFileSync('ffmpeg', ['-v', 'error', '-nostdin', '-y', ...args], { stdio: ['ignore', 'ignore', 'inherit'] });
}
