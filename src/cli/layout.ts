import { type RawLayout, rawEncodings } from '../core/protocol/audio.ts';

export interface LayoutOptions {
  raw?: string | undefined;
  rate?: string | undefined;
  channels?: string | undefined;
  offset?: string | undefined;
}

/** What the options say about files that do not say it themselves; throws what is wrong with them. */
export function parseLayout({ raw, rate, channels, offset }: LayoutOptions): RawLayout | undefined {
  if (raw === undefined) {
    if (channels !== undefined) throw new Error('--channels needs --raw');
    if (offset !== undefined) throw new Error('--offset needs --raw');
    return rate === undefined ? undefined : { sampleRate: number('--rate', rate, 1) };
  }
  const encoding = rawEncodings.find((each) => each === raw);
  if (!encoding) throw new Error(`--raw takes one of ${rawEncodings.join(', ')}, not '${raw}'`);
  if (rate === undefined) throw new Error('--raw needs --rate');
  return {
    sampleRate: number('--rate', rate, 1),
    raw: {
      encoding,
      channels: wholeNumber('--channels', channels ?? '1', 1),
      offset: wholeNumber('--offset', offset ?? '0', 0),
    },
  };
}

function number(name: string, text: string, least: number): number {
  const value = text.trim() === '' ? NaN : Number(text);
  if (Number.isFinite(value) && value >= least) return value;
  throw new Error(`${name} takes a number from ${least}, not '${text}'`);
}

export function wholeNumber(name: string, text: string, least: number): number {
  const value = number(name, text, least);
  if (Number.isSafeInteger(value)) return value;
  throw new Error(`${name} takes a whole number, not '${text}'`);
}
