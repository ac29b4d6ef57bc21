import type { RawLayout } from '../../core/protocol/audio.ts';
import { MAX_CHANNELS, MAX_RATE } from '../../core/formats/validate.ts';
import { type Choice, pickStep } from './pickStep.ts';
import { describeRaw, encodingName, encodings, formatRate, type RawEncoding } from './rawFacts.ts';
import type { FullLayout } from './rawGuess.ts';

export interface RawQuestion {
  fileName: string;
  bytes: number;
  /** What is chosen when the user only presses Enter. */
  guess: FullLayout;
  /** The file has a layout of the user's already, which can be taken back. */
  known: boolean;
}

const rates = [8000, 11025, 16000, 22050, 24000, 32000, 44100, 48000, 88200, 96000, 192000];
const channelCounts = [1, 2, 3, 4, 6, 8, 16];
/** Not a rate, count, encoding or offset. */
const FORGET = 'forget';

/** Rate, channels, sample format and offset, one after the other. undefined: the user has gone. */
export async function askRaw(question: RawQuestion): Promise<RawLayout | 'forget' | undefined> {
  const { fileName, bytes, known } = question;
  let { sampleRate, raw } = question.guess;
  const title = `Open ${fileName} as Raw PCM`;
  const length = (rate: number, shape: FullLayout['raw']): string => describeRaw(bytes, rate, shape);
  const pages: (() => Promise<'next' | 'back' | 'forget' | undefined>)[] = [
    async () => {
      const answer = await askRate(title, 4, sampleRate, (rate) => length(rate, raw), known);
      if (answer === undefined || answer === 'back' || answer === FORGET) return answer;
      sampleRate = answer;
      return 'next';
    },
    async () => {
      const choice = (channels: number): Choice<number> => ({
        label: channelsName(channels),
        description: length(sampleRate, { ...raw, channels }),
        value: channels,
      });
      const answer = await pickStep({
        title,
        step: 2,
        steps: 4,
        placeholder: 'Channels: choose, or type a number',
        choices: channelCounts.map(choice),
        preferred: raw.channels,
        parse: (text) =>
          /^\d+$/.test(text) && Number(text) >= 1 && Number(text) <= MAX_CHANNELS
            ? choice(Number(text))
            : `A number of channels from 1 to ${MAX_CHANNELS}`,
      });
      if (!answer || answer === 'back') return answer;
      raw = { ...raw, channels: answer.value };
      return 'next';
    },
    async () => {
      const answer = await pickStep<RawEncoding>({
        title,
        step: 3,
        steps: 4,
        placeholder: 'Sample format and byte order',
        choices: encodings.map((encoding) => ({
          label: encodingName(encoding),
          description: `${encoding} \u00b7 ${length(sampleRate, { ...raw, encoding })}`,
          value: encoding,
        })),
        preferred: raw.encoding,
      });
      if (!answer || answer === 'back') return answer;
      raw = { ...raw, encoding: answer.value };
      return 'next';
    },
    async () => {
      const choice = (offset: number, label = `At byte ${offset}`): Choice<number> => ({
        label,
        description: length(sampleRate, { ...raw, offset }),
        value: offset,
      });
      const answer = await pickStep({
        title,
        step: 4,
        steps: 4,
        placeholder: 'Bytes before the first sample: choose, or type a number (0x… for hexadecimal)',
        choices: [choice(0, 'From the start of the file'), choice(44), choice(512), choice(1024)],
        preferred: raw.offset,
        parse: (text) =>
          /^(\d+|0x[\da-f]+)$/i.test(text) && Number(text) <= bytes
            ? choice(Number(text))
            : `An offset from 0 to ${bytes}, the size of the file`,
      });
      if (!answer || answer === 'back') return answer;
      raw = { ...raw, offset: answer.value };
      return 'next';
    },
  ];
  for (let at = 0; at < pages.length;) {
    const turn = await pages[at]?.();
    if (turn === undefined || turn === FORGET) return turn;
    at += turn === 'next' ? 1 : -1;
  }
  return { sampleRate, raw };
}

/** For a file that says everything but its rate. */
export async function askRateOnly(
  fileName: string,
  preferred: number,
  known: boolean,
): Promise<RawLayout | 'forget' | undefined> {
  const answer = await askRate(`Sample Rate of ${fileName}`, 1, preferred, () => '', known);
  if (answer === undefined || answer === 'back') return undefined;
  return answer === FORGET ? answer : { sampleRate: answer };
}

async function askRate(
  title: string,
  steps: number,
  preferred: number,
  describe: (rate: number) => string,
  known: boolean,
): Promise<number | 'back' | 'forget' | undefined> {
  const choice = (rate: number): Choice<number | 'forget'> => ({
    label: formatRate(rate),
    description: describe(rate),
    value: rate,
  });
  const forget: Choice<number | 'forget'> = {
    label: '$(discard) Read the file by what it says itself',
    description: 'forgets what was chosen for it',
    value: FORGET,
  };
  const answer = await pickStep<number | 'forget'>({
    title,
    step: 1,
    steps,
    placeholder: 'Sample rate: choose, or type one in Hz',
    choices: [...rates.map(choice), ...(known ? [forget] : [])],
    preferred,
    parse: (text) => {
      const rate = Number(text.replace(/\s*hz$/i, ''));
      return rate >= 1 && rate <= MAX_RATE ? choice(rate) : `A sample rate from 1 to ${MAX_RATE} Hz`;
    },
  });
  return typeof answer === 'object' ? answer.value : answer;
}

function channelsName(channels: number): string {
  return channels === 1 ? '1, mono' : channels === 2 ? '2, stereo' : String(channels);
}
