import type { Label, LabelTrack } from './label.ts';

/** What a format has a place for, beside times and a text. */
export interface Holds {
  /** Plural, at the start of a sentence: 'SRT files'. */
  name: string;
  frequencies?: boolean;
  speakers?: boolean;
  /** Several tracks, and their names. */
  tracks?: boolean;
  /** All fields, or those of these names. */
  fields?: readonly string[] | 'all';
}

/** What of the tracks will not be in the file, one sentence each. */
export function lossesOf(tracks: readonly LabelTrack[], holds: Holds): string[] {
  const sentences: string[] = [];
  const count = (has: (label: Label) => boolean): number =>
    tracks.reduce((sum, { labels }) => labels.reduce((n, label) => n + (has(label) ? 1 : 0), sum), 0);
  const lose = (what: string, n: number, but = ''): void => {
    if (n > 0) sentences.push(`${holds.name} hold no ${what}: those of ${counted(n, 'label')} are not saved${but}.`);
  };
  if (!holds.tracks && tracks.length > 1) {
    sentences.push(`${holds.name} hold one track: the labels of ${tracks.length} tracks are saved as one.`);
  } else if (!holds.tracks && tracks[0]?.name) {
    sentences.push(`${holds.name} hold no track names: “${tracks[0].name}” is not saved.`);
  }
  if (!holds.frequencies) {
    lose(
      'frequencies',
      count(({ lowHertz, highHertz }) => lowHertz !== undefined || highHertz !== undefined),
    );
  }
  if (!holds.speakers) {
    lose(
      'speakers',
      count(({ speaker }) => speaker !== undefined),
      ', except as the text of labels that have no other',
    );
  }
  if (holds.fields !== 'all') {
    const lost = new Set<string>();
    for (const { labels } of tracks) for (const { fields } of labels) for (const key in fields) lost.add(key);
    for (const key of holds.fields ?? []) lost.delete(key);
    if (lost.size > 0) {
      const names = [...lost].slice(0, 8).join(', ') + (lost.size > 8 ? ' …' : '');
      sentences.push(`${holds.name} have no place for ${names}: not saved.`);
    }
  }
  return sentences;
}

export const counted = (n: number, noun: string): string => `${n} ${noun}${n === 1 ? '' : 's'}`;

/** All labels, in order of their start, as formats of one track have them. */
export function mergedLabels(tracks: readonly LabelTrack[]): readonly Label[] {
  if (tracks.length === 1) return tracks[0]!.labels;
  return tracks.flatMap(({ labels }) => labels).sort((a, b) => a.startSeconds - b.startSeconds);
}
