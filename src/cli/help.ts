import { rawEncodings } from '../core/protocol/audio.ts';

// Written out: help needs no rules to be loaded. A test compares.
const presetNames = 'recommended, ebu-r128, streaming, podcast-stereo, podcast-mono, game-sfx, speech-corpus, acx';

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
  lint:
    'earshot lint FILE|DIR|GLOB... [--config F|--preset P] [--json|--sarif|--junit|--github] [--quiet] ' +
    '[--max-warnings N] [--cache] [--jobs N]',
  init: 'earshot init [--preset P]',
  image:
    'earshot image FILE -o OUT.png|OUT.svg|- [--view waveform|spectrogram|both] [--width N] [--height N] ' +
    '[--select START:END]',
  info: 'earshot info FILE... [--json] [--raw FORMAT --rate HZ [--channels N] [--offset BYTES]]',
  formats: 'earshot formats [--json]',
  mcp: 'earshot mcp [--root DIR]...',
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
  lint: `checks audio files against rules: those of the nearest .earshot.json, in the folder of each file or above it

  FILE, DIR, GLOB   as inspect has them; what a configuration ignores is left out

  --config F        this file in place of all others
  --preset P        this preset in place of all files, which else is recommended where there is no file. Presets are
                    ${presetNames}
  --quiet           shows errors alone; the rest is counted all the same
  --max-warnings N  more warnings are a violation too
  --cache           keeps what was measured of each file and reads only files that are new or have changed. Verdicts
                    are given anew, so that a changed configuration needs no file to be read again
  --cache-location F   keeps it in F, not in the user's cache folder (EARSHOT_CACHE_DIR)
  --jobs N          files at a time; as many as there are processors if not given
  --print-config F  prints what is asked of the file F, and where it was set, and checks nothing

For programs, in place of a line for each violation:

  --json            one object; docs/LINT.md describes it
  --sarif           SARIF 2.1.0
  --junit           JUnit's XML: a test case a file, a failure a violation
  --github          workflow commands of GitHub Actions, which become annotations

What the rules and presets are, and how a configuration is written: docs/LINT.md
exit status: 0 clean, 1 violations (errors, or more warnings than allowed), 2 some input could not be read, something is
wrong with a configuration, or wrong usage, 130 interrupted
`,
  init: `writes a first .earshot.json to the current folder, with comments on all that it can say

  --preset P        the preset that it extends, which else is recommended. Presets are
                    ${presetNames}

exit status: 0 written, 2 there is one already, or wrong usage
`,
  image: `draws the waveform and the spectrogram of a file as the editor exports them

  -o OUT            a file that ends in .png or .svg, which appears when it is complete; - is standard output
  --format png|svg  where OUT does not say it (png if it is -)
  --view V          waveform, spectrogram, both (if not given) or over: the waveform drawn over the spectrogram
  --width N         100 to 20000 (1600 if not given)
  --height N        likewise (600, or as much more as the lanes of many channels need)
  --pixel-ratio N   1 to 4 pixels for each of these: letters and lines as large, and sharper
  --theme T         dark (if not given), light or print
  --lanes L         channels (if not given), or numbers of channels as in 1,3; of two channels also mid-side,
                    sum-difference, all, or mid alone, which is (L+R)/2
${select}
  --no-title, --no-axes, --no-markers   leaves these out

Of spectrograms:

  --fft N           frames of a window, a power of two from 128 to 65536 (2048)
  --hop N           frames from one window to the next: a window, its half, or so on to its 16th part (a quarter)
  --window W        hann, hamming, blackman-harris, kaiser, gaussian, flat-top or rectangular
  --scale S         linear, log (if not given), mel, bark or erb
  --frequencies LOW:HIGH   in Hz (20 Hz, or 0 where the scale is not log, to half the sample rate)
  --range MIN:MAX   levels in dBFS that the colours go from and to (-120:0)
  --palette P       theme, earshot, magma, viridis, cividis, grey or grey-on-white

${raw}

What could not be decoded is hatched, and said on standard error. Pictures have 33,554,432 pixels at most.
exit status: 0 drawn, 2 the file could not be read or wrong usage, 130 interrupted
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
  mcp: `serves coding agents over standard input and output with the Model Context Protocol, until its client goes

  --root DIR     a folder whose files the client may have read, and nothing outside of all of them; several can be
                 given. Default: the current folder. Folders that the client names make that narrower, never wider

Tools: earshot_inspect, earshot_lint and earshot_image. What they take and answer, and how a client is told of this
program: docs/AGENTS.md

exit status: 0 the client has gone, 2 wrong usage, 130 interrupted
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
  lint      whether files keep to the rules of .earshot.json or of a preset
  init      a first .earshot.json
  decode    the samples of a file
  image     waveform and spectrogram as PNG or SVG
  info      what a file is, in short
  formats   what is read
  mcp       the same for coding agents

earshot COMMAND --help says more.
`;
