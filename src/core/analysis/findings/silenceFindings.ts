import { type Finding, type Measured, seconds } from './finding.ts';

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
