import { t } from '../util/l10n.ts';
import type { NumberName } from './rowValues.ts';

const plain = { '': 1 };
const decibels = { '': 1, db: 1, dbfs: 1, dbtp: 1, lufs: 1 };

/** A field that is compared as a number. */
export interface NumberField {
  readonly name: NumberName;
  /** As it is typed; the first is the one shown. */
  readonly words: readonly string[];
  /** What may stand behind the number, and what it is worth. */
  readonly units: Readonly<Record<string, number>>;
  /** 'digits': equal is what reads the same in as many digits as were typed. */
  readonly equal: 'exact' | 'digits';
  /** Other ways to write a value. */
  readonly form?: 'clock' | 'date';
  readonly about: () => string;
}

export const numberFields: readonly NumberField[] = [
  {
    name: 'duration',
    words: ['duration', 'length'],
    units: { '': 1, ms: 0.001, s: 1, sec: 1, m: 60, min: 60, h: 3600 },
    equal: 'digits',
    form: 'clock',
    about: () => t('Length: 500ms, 2.5s, 3m, 1:30'),
  },
  {
    name: 'rate',
    words: ['rate', 'samplerate'],
    units: { '': 1, hz: 1, k: 1000, khz: 1000 },
    equal: 'exact',
    about: () => t('Sample rate: 48k, 44100'),
  },
  { name: 'bits', words: ['bits'], units: { ...plain, bit: 1 }, equal: 'exact', about: () => t('Bits per sample') },
  { name: 'channels', words: ['channels', 'ch'], units: plain, equal: 'exact', about: () => t('Number of channels') },
  {
    name: 'size',
    words: ['size'],
    units: {
      '': 1,
      b: 1,
      k: 1e3,
      kb: 1e3,
      m: 1e6,
      mb: 1e6,
      g: 1e9,
      gb: 1e9,
      kib: 1024,
      mib: 1024 ** 2,
      gib: 1024 ** 3,
    },
    equal: 'digits',
    about: () => t('Size of the file: 500kB, 1MB'),
  },
  {
    name: 'date',
    words: ['date', 'modified'],
    units: {},
    equal: 'exact',
    form: 'date',
    about: () => t('Last change: 2024-01-31, 2024-01, 2024'),
  },
  {
    name: 'lufs',
    words: ['lufs', 'loudness'],
    units: decibels,
    equal: 'digits',
    about: () => t('Integrated loudness in LUFS'),
  },
  {
    name: 'truePeak',
    words: ['peak', 'truepeak', 'tp'],
    units: decibels,
    equal: 'digits',
    about: () => t('True peak in dBTP'),
  },
  {
    name: 'samplePeak',
    words: ['samplepeak', 'sp'],
    units: decibels,
    equal: 'digits',
    about: () => t('Largest sample in dBFS'),
  },
  { name: 'findings', words: ['findings'], units: plain, equal: 'exact', about: () => t('Number of findings') },
  {
    name: 'violations',
    words: ['violations', 'lint'],
    units: plain,
    equal: 'exact',
    about: () => t('Violations of the lint rules that govern the file'),
  },
];

export const textNames = ['name', 'folder', 'path', 'format', 'note'] as const;
export type TextName = (typeof textNames)[number];

/** Fields that are compared as text: ":" for a part of it, "=" for all of it. */
export const textFields: readonly { readonly name: TextName; readonly about: () => string }[] = [
  { name: 'name', about: () => t('Name of the file: name:kick') },
  { name: 'folder', about: () => t('Folder: folder:takes') },
  { name: 'path', about: () => t('Folder and name') },
  { name: 'format', about: () => t('Container, codec or extension: format=wav') },
  { name: 'note', about: () => t('Your note') },
];

export const markWords = ['keep', 'reject', 'review', 'none'] as const;
export type MarkWord = (typeof markWords)[number];

export const flags = ['marked', 'unmarked', 'measured', 'failed', 'silent', 'mono', 'stereo'] as const;
export type Flag = (typeof flags)[number];

/** Other words for flags. */
export const flagSynonyms: Readonly<Record<string, Flag>> = { broken: 'failed' };

export function flagAbout(flag: Flag): string {
  switch (flag) {
    case 'marked':
      return t('Marked keep, reject or review');
    case 'unmarked':
      return t('Without a mark');
    case 'measured':
      return t('All samples were measured');
    case 'failed':
      return t('Could not be read');
    case 'silent':
      return t('Nothing but zeros');
    case 'mono':
      return t('One channel');
    case 'stereo':
      return t('Two channels');
  }
}

/** Every word that may stand before an operator. */
export const fieldWords: readonly string[] = [
  ...numberFields.flatMap(({ words }) => words),
  ...textNames,
  'mark',
  'is',
];
