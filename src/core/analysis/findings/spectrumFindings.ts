import type { Finding, Measured } from './finding.ts';

/** Below it a file of this rate could as well have a lower one. */
const UPSAMPLED_SHARE = 0.75;

/** The spectrum ends long before half the sample rate, in every channel with sound. */
export function earlyCutOff({ measures, sampleRate, lossy }: Measured): Finding[] {
  if (lossy) return [];
  const shapes = measures.channels.flatMap(({ spectrum }) => (spectrum ? [spectrum] : []));
  const ends = shapes.flatMap(({ bandwidth }) => (bandwidth ? [bandwidth.hertz] : []));
  if (ends.length === 0 || ends.length < shapes.length) return [];
  const hertz = Math.max(...ends);
  const upsampled = hertz / (sampleRate / 2) <= UPSAMPLED_SHARE;
  const end = `Nothing above ${(hertz / 1000).toFixed(1)} kHz`;
  const why = upsampled
    ? 'as of a file that was upsampled, or coded at a low bit rate'
    : 'as of a file that was once coded by a lossy codec';
  const message = `${end}, though the sample rate allows for ${(sampleRate / 2000).toFixed(1)} kHz: ${why}.`;
  return [{ rule: 'early-cut-off', severity: 'info', message, startFrame: null, endFrame: null, channel: null }];
}
