import { rawEncodings } from '../core/protocol/audio.ts';

const raw = `  --raw FORMAT   the files have no header: FORMAT of a sample is one of
                 ${rawEncodings.slice(0, 8).join(', ')},
                 ${rawEncodings.slice(8).join(', ')};
                 with --rate, --channels (1 if not given) and --offset of the first sample in bytes (0)
  --rate HZ      alone: the sample rate of files that say everything else (NumPy arrays)`;

const select = `  --select START:END   only this part. Times are seconds (12.5), m:ss or h:mm:ss.mmm, or frames (#48000); either
                 may be left out; START..END is the same. A time is the frame nearest to it`;

const usages = {
  inspect: 'earshot inspect FILE|DIR|GLOB... [--json|--ndjson|--csv|--markdown] [--select START:END] [--jobs N]',
  decode: 'earshot decode FILE -o OUT|- [--select START:END] [--format f32|s16|s24|wav]',
  info: 'earshot info FILE... [--json] [--raw FORMAT --rate HZ [--channels N] [--offset BYTES]]',
  formats: 'earshot formats [--json]',
} as const;

export type Command = keyof typeof usages;
export const commands = Object.keys(usages) as Command[];
export const isCommand = (text: string): text is Command => Object.hasOwn(usages, text);

const status = 'exit status: 0 all was read, 2 some input could not be read or wrong usage, 130 interrupted';

const texts: Readonly<Record<Command, string>> = {
  inspect: `measures audio files: one report for each, in the order given, written as files are finished

  FILE           known by its content, whatever its name
  DIR            files below it that have the name of an audio file (earshot formats); what is hidden is left out
  GLOB           * ? [a-z] {one,other} and ** for any folders; quoted, it works alike in every shell

Of one file it prints all figures and findings, of several one line each. For programs:

  --json         one array of reports with all there is; docs/report.schema.json describes them
  --ndjson       one report a line
  --csv          one row a file with all figures; those of several channels stand in one field, separated by semicolons
  --markdown     one table, one row a file with the main figures
${select}
  --jobs N       files at a time; as many as there are processors if not given
${raw}

A figure that does not exist is null, with the reason under its path in "unavailable"; silence has no level, and is
shown as −∞. decode.complete says whether all of the audio was read, and nothing replaced by silence;
decode.pcmMd5 is the MD5 of the decoded PCM, decode.storedMd5 that which the file says it has.
What each figure is: docs/MEASUREMENTS.md
${status}
`,
  decode: `writes the samples of a file, channels interleaved, at its own rate

  -o OUT         a file, which appears when it is complete; - is standard output
  --format f32   32-bit float, little-endian, full scale ±1: just what was decoded
           s16   16-bit integers: value times 32768, rounded to the nearest (halves up), clipped; no dither
           s24   24-bit integers, 3 bytes each: value times 8388608, likewise
           wav   a WAV file in the sample format that the file has, where WAV has that; else in 32-bit float
                 (f32 if not given, or wav if OUT ends in .wav)
${select}
${raw}

${status}
`,
  info: `reads each file to its end and prints what it is: container, codec, rate, channels, bits, frames,
duration, peak level of each channel, loudness, and what is wrong with it

  --json         one JSON array, an object for each file
${raw}

exit status: 0 all files were read, 1 a file could not be read or is damaged beyond use, 2 wrong usage
`,
  formats: `lists the formats that are read

  --json         one JSON array, an object for each format
`,
};

export const usageOf = (command?: Command): string => {
  const [first, ...rest] = command ? [usages[command]] : Object.values(usages);
  const lines = [...rest, ...(command ? [] : ['earshot --help | --version'])];
  return `usage: ${first}\n${lines.map((line) => `       ${line}\n`).join('')}`;
};

export const helpOf = (command: Command): string => `${usageOf(command)}\n${texts[command]}`;

export const overview = `earshot: measures audio files

${usageOf()}
  inspect   measures of files, folders and patterns as a table, JSON, CSV or Markdown
  decode    the samples of a file
  info      what a file is, in short
  formats   what is read

earshot COMMAND --help says more.
`;
