import type { ChannelResult } from '../channelMeasures.ts';
import type { Run } from '../zeroRuns.ts';
import { counted, type Finding, type Measured, MOST, seconds } from './finding.ts';

const LONG_SECONDS = 2;

/** No sound at all, in the file or in a channel. */
export function silent({ measures }: Measured): Finding[] {
  const quiet = measures.channels.map(({ levels }) => levels.peak === 0);
  if (quiet.length === 0 || !quiet.includes(true)) return [];
  const whole = { startFrame: null, endFrame: null };
  if (!quiet.includes(false)) {
    return [
      {
        rule: 'silent',
        severity: 'warning',
        message: 'Digital silence: every sample is zero.',
        ...whole,
        channel: null,
      },
    ];
  }
  return quiet.flatMap((is, channel): Finding[] =>
    is
      ? [
          {
            rule: 'silent-channel',
            severity: 'warning',
            message: 'This channel is digital silence.',
            ...whole,
            channel,
          },
        ]
      : [],
  );
}

/** Two seconds and more below −60 dBFS at the start or at the end, in all channels. */
export function silentEnds({ measures, sampleRate, frames }: Measured): Finding[] {
  const most = (of: 'leadingSilence' | 'trailingSilence'): number =>
    Math.min(...measures.channels.map(({ silence }) => silence[of]));
  const [leading, trailing] = [most('leadingSilence'), most('trailingSilence')];
  const found: Finding[] = [];
  if (measures.channels.length === 0 || leading >= frames) return found;
  const add = (rule: string, where: string, startFrame: number, endFrame: number): void => {
    if (endFrame - startFrame < LONG_SECONDS * sampleRate) return;
    const message = `${seconds(endFrame - startFrame, sampleRate)} below −60 dBFS at the ${where}.`;
    found.push({ rule, severity: 'info', message, startFrame, endFrame, channel: null });
  };
  add('leading-silence', 'start', 0, leading);
  add('trailing-silence', 'end', frames - trailing, frames);
  return found;
}

/** Exact zeros in all channels at once for 100 ms and more, between sounds: the longest of them, and how many there are. */
export function innerSilence({ measures, sampleRate, frames }: Measured): Finding[] {
  const [first, ...others] = measures.channels.map((channel) => zerosOf(channel));
  if (!first) return [];
  const inner = others
    .reduce(inBoth, first)
    .filter(({ start, length }) => start > 0 && start + length < frames && length >= sampleRate / 10);
  const each = [...inner]
    .sort((a, b) => b.length - a.length || a.start - b.start)
    .slice(0, MOST)
    .map(({ start, length }): Finding => {
      const message = `Digital silence for ${seconds(length, sampleRate)}.`;
      return {
        rule: 'inner-silence',
        severity: 'info',
        message,
        startFrame: start,
        endFrame: start + length,
        channel: null,
      };
    });
  if (inner.length > each.length) {
    const message = `${counted(inner.length, 'stretch', 'stretches')} of digital silence in all.`;
    each.push({ rule: 'inner-silence', severity: 'info', message, startFrame: null, endFrame: null, channel: null });
  }
  return each;
}

/** In order. A channel may be silent at its ends while others are not. */
function zerosOf({ frames, silence, zeros }: ChannelResult): Run[] {
  const { leadingZeros, trailingZeros } = silence;
  const lead: Run[] = leadingZeros > 0 ? [{ start: 0, length: leadingZeros }] : [];
  const trail: Run[] = trailingZeros > 0 ? [{ start: frames - trailingZeros, length: trailingZeros }] : [];
  return leadingZeros >= frames ? lead : [...lead, ...zeros.silences, ...trail];
}

function inBoth(these: readonly Run[], those: readonly Run[]): Run[] {
  const both: Run[] = [];
  for (let i = 0, k = 0; i < these.length && k < those.length;) {
    const [a, b] = [these[i]!, those[k]!];
    const [aEnd, bEnd] = [a.start + a.length, b.start + b.length];
    const start = Math.max(a.start, b.start);
    const end = Math.min(aEnd, bEnd);
    if (start < end) both.push({ start, length: end - start });
    if (aEnd < bEnd) i++;
    else k++;
  }
  return both;
}
