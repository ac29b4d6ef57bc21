import { readdirSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { createRequire } from 'node:module';
import { lenaPath } from '../../unit/formats/lena.ts';

/** Recordings that nobody here made: music and noises in FLAC (devDependency supersonic-scsynth-samples), by name. */
export function sampleFlacs(): string[] {
  const root = dirname(createRequire(import.meta.url).resolve('supersonic-scsynth-samples/package.json'));
  const folder = join(root, 'samples');
  return readdirSync(folder)
    .filter((name) => name.endsWith('.flac'))
    .sort()
    .map((name) => join(folder, name));
}

/** Speech in the codings its publisher chose. */
export const lenaNames = ['wav', 'aiff', 'caf', 'flac', 'mp3', 'ogg', 'opus', 'm4a', 'webm'] as const;

/** `count` of them, evenly spread, those with these names, and the speech. */
export function realFiles(count: number, ...also: string[]): { name: string; path: string; lossless: boolean }[] {
  const flacs = sampleFlacs();
  const picked = Array.from({ length: count }, (_, i) => flacs[Math.floor((i * flacs.length) / count)]!);
  const named = flacs.filter((path) => also.includes(basename(path)) && !picked.includes(path));
  return [
    ...[...picked, ...named].map((path) => ({ name: basename(path), path, lossless: true })),
    ...lenaNames.map((extension) => ({
      name: `lena.${extension}`,
      path: lenaPath(extension),
      lossless: extension === 'flac',
    })),
  ];
}
