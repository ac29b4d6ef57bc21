import type { LabelFormat } from './label.ts';
import { formatById, formatOfName } from './registry.ts';

/** A file beside the audio that by its name has labels for it. */
export interface Sidecar {
  name: string;
  format: LabelFormat;
}

/** After the name of the audio without its extension; the first of a format is the one that is made. */
const endings: readonly (readonly [LabelFormat['id'], string])[] = [
  ['audacity', '.labels.txt'],
  ['audacity', '.txt'],
  ['textgrid', '.TextGrid'],
  ['srt', '.srt'],
  ['webvtt', '.vtt'],
  ['csv', '.csv'],
  ['csv', '.labels.csv'],
  ['csv', '.tsv'],
  ['rttm', '.rttm'],
];

/** song.wav: song. */
export const stemOf = (audioName: string): string => audioName.replace(/(?!^)\.[^.]*$/, '');

/** The name of a new sidecar: song.labels.txt, song.TextGrid, song.srt … */
export function sidecarName(audioName: string, id: LabelFormat['id']): string {
  return stemOf(audioName) + endings.find(([format]) => format === id)![1];
}

/** All names but those of subtitles with a language: for folders that cannot be listed. */
export const sidecarNames = (audioName: string): string[] => endings.map(([, ending]) => stemOf(audioName) + ending);

/** Such a name says little of what is in the file: song.txt, song.csv. */
export function isGuess(audioName: string, name: string): boolean {
  return ['.txt', '.csv', '.tsv'].includes(name.slice(stemOf(audioName).length).toLowerCase());
}

/** Among the names of a folder, in the order above; extensions in any case, and of subtitles those with a language: song.en.srt. */
export function sidecarsOf(audioName: string, folder: Iterable<string>): Sidecar[] {
  const stem = stemOf(audioName);
  const found: { rank: number; sidecar: Sidecar }[] = [];
  for (const name of folder) {
    if (name === audioName || !name.startsWith(stem)) continue;
    const ending = name.slice(stem.length).toLowerCase();
    const rank = endings.findIndex(([, known]) => known.toLowerCase() === ending);
    if (rank >= 0) found.push({ rank, sidecar: { name, format: formatById(endings[rank]![0]) } });
    else if (/^\.[a-z]{2,3}(-[a-z0-9]+)*\.(srt|vtt)$/.test(ending)) {
      found.push({ rank: endings.length, sidecar: { name, format: formatOfName(name)! } });
    }
  }
  found.sort((a, b) => a.rank - b.rank || (a.sidecar.name < b.sidecar.name ? -1 : 1));
  return found.map(({ sidecar }) => sidecar);
}
