import { decibels, type Finding, type Measured } from './finding.ts';

/** dB. */
const LOPSIDED = 6;
const OPPOSED = -0.5;

/** Channels that say the same twice, or cancel each other in mono. */
export function sameChannels({ measures }: Measured): Finding[] {
  const name = ([a, b]: [number, number]): string => `Channels ${a + 1} and ${b + 1}`;
  const whole = { startFrame: null, endFrame: null, channel: null };
  return [
    ...measures.same.same.map((pair): Finding => {
      const message = `${name(pair)} are the same, sample for sample.`;
      return { rule: 'identical-channels', severity: 'info', message, ...whole };
    }),
    ...measures.same.inverted.map((pair): Finding => {
      const message = `${name(pair)} are the same with opposite sign: in mono nothing is left.`;
      return { rule: 'inverted-channels', severity: 'error', message, ...whole };
    }),
  ];
}

export function stereoImage({ measures }: Measured): Finding[] {
  const { stereo } = measures;
  if (!stereo) return [];
  const found: Finding[] = [];
  const whole = { startFrame: null, endFrame: null, channel: null };
  if (stereo.balance !== null && Math.abs(stereo.balance) >= LOPSIDED) {
    const side = stereo.balance > 0 ? 'left' : 'right';
    const message = `The ${side} channel is ${decibels(Math.abs(stereo.balance))} louder than the other.`;
    found.push({ rule: 'unbalanced', severity: 'info', message, ...whole });
  }
  if (stereo.correlation !== null && stereo.correlation < OPPOSED && measures.same.inverted.length === 0) {
    const value = stereo.correlation.toFixed(2).replace('-', '−');
    const message = `The channels are opposed (correlation ${value}): in mono much is lost.`;
    found.push({ rule: 'opposed-channels', severity: 'warning', message, ...whole });
  }
  return found;
}
