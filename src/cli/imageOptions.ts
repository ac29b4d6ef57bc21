import {
  type Analysis,
  type ColourView,
  frequencyScales,
  MAX_WINDOW,
  MIN_WINDOW,
  overlaps,
  paletteNames,
  plainAnalysis,
  windowKinds,
} from '../core/protocol/spectrogram.ts';
import { parseSelection } from '../core/report/select.ts';
import type { ImageOptions } from '../node/clientImage.ts';
import { type LaneChoice, laneSets, sizeProblem } from '../node/clientImageView.ts';
import { parseLayout, wholeNumber } from './layout.ts';
import { layoutOptions } from './options.ts';

export const imageOptions = {
  ...layoutOptions,
  output: { type: 'string', short: 'o' },
  format: { type: 'string' },
  view: { type: 'string' },
  width: { type: 'string' },
  height: { type: 'string' },
  'pixel-ratio': { type: 'string' },
  theme: { type: 'string' },
  fft: { type: 'string' },
  hop: { type: 'string' },
  window: { type: 'string' },
  scale: { type: 'string' },
  frequencies: { type: 'string' },
  range: { type: 'string' },
  palette: { type: 'string' },
  lanes: { type: 'string' },
  select: { type: 'string' },
  'no-title': { type: 'boolean' },
  'no-axes': { type: 'boolean' },
  'no-markers': { type: 'boolean' },
} as const;

type Values = { [K in keyof typeof imageOptions]?: string | boolean | undefined };

/** parseArgs takes a value that begins with a minus for an option. */
export function joinRanges(args: readonly string[]): string[] {
  return args.flatMap((arg, i) => {
    if (arg === '--range' && /^-[\d.]/.test(args[i + 1] ?? '')) return [`--range=${args[i + 1]}`];
    return args[i - 1] === '--range' && /^-[\d.]/.test(arg) ? [] : [arg];
  });
}

/** What the options ask for; throws what is wrong with them. */
export function parseImage(values: Values, out: string): ImageOptions {
  const text = (name: keyof Values): string | undefined => values[name] as string | undefined;
  const size = (name: 'width' | 'height' | 'pixel-ratio'): number | undefined => {
    const value = text(name);
    return value === undefined ? undefined : wholeNumber(`--${name}`, value, 1);
  };
  const sizes = { width: size('width'), height: size('height'), pixelRatio: size('pixel-ratio') };
  const problem = sizeProblem(sizes);
  if (problem !== null) throw new Error(`--${problem}`);
  const select = text('select');
  return {
    ...sizes,
    format: formatOf(text('format'), out),
    view: oneOf('--view', ['waveform', 'spectrogram', 'both', 'over'], text('view')),
    theme: oneOf('--theme', ['dark', 'light', 'print'], text('theme')),
    analysis: analysisOf(text('fft'), text('hop'), text('window')),
    frequencies: {
      scale: oneOf('--scale', frequencyScales, text('scale')) ?? 'log',
      ...frequenciesOf(text('frequencies')),
    },
    colours: coloursOf(text('range'), text('palette')),
    lanes: lanesOf(text('lanes')),
    selection: select === undefined ? undefined : parseSelection(select),
    title: values['no-title'] !== true,
    axes: values['no-axes'] !== true,
    markers: values['no-markers'] !== true,
    layout: parseLayout({ raw: text('raw'), rate: text('rate'), channels: text('channels'), offset: text('offset') }),
  };
}

function formatOf(text: string | undefined, out: string): 'png' | 'svg' {
  const format = oneOf('--format', ['png', 'svg'], text);
  if (format) return format;
  const ending = /\.(png|svg)$/i.exec(out)?.[1]?.toLowerCase();
  if (ending === 'png' || ending === 'svg') return ending;
  if (out === '-') return 'png';
  throw new Error(`-o takes a name that ends in .png or .svg, not '${out}'; else --format says which of them`);
}

function analysisOf(fft: string | undefined, hop: string | undefined, window: string | undefined): Partial<Analysis> {
  const size = fft === undefined ? plainAnalysis.size : wholeNumber('--fft', fft, 1);
  if (!(Number.isInteger(Math.log2(size)) && size >= MIN_WINDOW && size <= MAX_WINDOW)) {
    throw new Error(`--fft takes a power of two from ${MIN_WINDOW} to ${MAX_WINDOW}, not '${fft}'`);
  }
  const frames = hop === undefined ? undefined : wholeNumber('--hop', hop, 1);
  const overlap = overlaps.find((each) => frames === undefined || size * (1 - each) === frames);
  if (overlap === undefined) {
    const hops = overlaps.map((each) => size * (1 - each)).join(', ');
    throw new Error(`--hop takes one of ${hops} where --fft is ${size}, not '${hop}'`);
  }
  const kind = oneOf('--window', windowKinds, window);
  return { size, ...(frames !== undefined && { overlap }), ...(kind && { window: kind }) };
}

function coloursOf(range: string | undefined, palette: string | undefined): Partial<ColourView> {
  const name = oneOf('--palette', paletteNames, palette);
  const levels = range === undefined ? undefined : pairOf('--range', range, 'dBFS, as in -90:0');
  if (levels && !(levels[0] >= -200 && levels[1] <= 60)) {
    throw new Error(`--range takes levels from -200 to 60 dBFS, not '${range}'`);
  }
  return { ...(name && { palette: name }), ...(levels && { floor: levels[0], ceiling: levels[1] }) };
}

function frequenciesOf(text: string | undefined): { low?: number; high?: number } {
  if (text === undefined) return {};
  const [low, high] = pairOf('--frequencies', text, 'Hz, as in 0:8000');
  if (low < 0) throw new Error(`--frequencies takes numbers from 0, not '${text}'`);
  return { low, high };
}

/** MIN:MAX or MIN..MAX. */
function pairOf(name: string, text: string, unit: string): [number, number] {
  const parts = text.replaceAll('\u2212', '-').split(/\.\.|:/);
  const numbers = parts.map((part) => (part.trim() === '' ? NaN : Number(part)));
  const [low, high] = numbers;
  const wrong = numbers.length !== 2 || !Number.isFinite(low) || !Number.isFinite(high) || low! >= high!;
  if (wrong) throw new Error(`${name} takes MIN:MAX in ${unit}, not '${text}'`);
  return [low!, high!];
}

function lanesOf(text: string | undefined): LaneChoice | undefined {
  if (text === undefined) return undefined;
  if (/^\d+(,\d+)*$/.test(text)) return text.split(',').map((each) => wholeNumber('--lanes', each, 1));
  const set = laneSets.find((each) => each === text);
  if (set) return set;
  throw new Error(`--lanes takes one of ${laneSets.join(', ')}, or numbers of channels as in 1,2, not '${text}'`);
}

/** Names in any case, with hyphens or without: flatTop is flat-top too. */
function oneOf<T extends string>(name: string, choices: readonly T[], text: string | undefined): T | undefined {
  if (text === undefined) return undefined;
  const plain = (each: string): string => each.replaceAll('-', '').toLowerCase();
  const found = choices.find((each) => plain(each) === plain(text));
  if (found) return found;
  throw new Error(`${name} takes one of ${choices.map(hyphenated).join(', ')}, not '${text}'`);
}

const hyphenated = (name: string): string => name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
