import { toErrorInfo } from '../core/protocol/errors.ts';
import { PendingFiles } from '../node/pendingFile.ts';
import { decodeFile, type DecodeFormat, decodeFormats } from './decode.ts';
import { Interrupted } from '../node/clientFiles.ts';
import { parseLayout } from './layout.ts';
import { asUsage, layoutOptions, parseOptions, UsageError } from './options.ts';
import { ProgressLine } from './progress.ts';
import { parseSelection } from '../core/report/select.ts';
import { complain, type Shell } from './shell.ts';
import { targetOf } from './target.ts';
import { BrokenPipe } from './terminal.ts';

const UNREADABLE = 2;

const options = {
  ...layoutOptions,
  select: { type: 'string' },
  format: { type: 'string' },
  output: { type: 'string', short: 'o' },
} as const;

export async function runDecode(args: string[], shell: Shell): Promise<number> {
  const { values, positionals } = parseOptions('decode', args, options);
  const [path, another] = positionals;
  if (path === undefined) throw new UsageError('no file given', 'decode');
  if (another !== undefined) throw new UsageError(`one file at a time: what is '${another}'?`, 'decode');
  const { output: out } = values;
  if (out === undefined || out === '') throw new UsageError('-o OUT says where to; -o - is standard output', 'decode');
  const format = formatOf(values.format, out);
  const { layout, selection } = asUsage('decode', () => ({
    layout: parseLayout(values),
    selection: values.select === undefined ? undefined : parseSelection(values.select),
  }));
  const target = await targetOf(out);
  if (target.path === undefined && target.output.isTerminal)
    throw new UsageError('a terminal cannot show samples: -o FILE, or a pipe', 'decode');

  const progress = new ProgressLine(process.stderr, process.env);
  const pending = new PendingFiles();
  const removeNow = (): void => pending.removeNow();
  process.on('exit', removeNow);
  try {
    const request = { path, layout, selection, format, out: target.path };
    const hooks = {
      ...{ pending, signal: shell.signal, output: target.output },
      progress: (frames: number, total: number | undefined) =>
        progress.show('decoding', path, total === undefined ? undefined : frames / total),
    };
    const { warnings, error } = await shell.withFiles(1, (files) => decodeFile(files, request, hooks));
    await target.output.end();
    progress.clear();
    for (const warning of warnings) complain(`warning: ${warning}`);
    if (!error) return 0;
    complain(error.message);
    return UNREADABLE;
  } catch (error) {
    progress.clear();
    if (error instanceof BrokenPipe || error instanceof Interrupted) throw error;
    complain(toErrorInfo(error).message);
    return UNREADABLE;
  } finally {
    process.off('exit', removeNow);
  }
}

function formatOf(text: string | undefined, out: string): DecodeFormat {
  if (text === undefined) return /\.wave?$/i.test(out) ? 'wav' : 'f32';
  const format = decodeFormats.find((each) => each === text);
  if (format) return format;
  throw new UsageError(`--format takes one of ${decodeFormats.join(', ')}, not '${text}'`, 'decode');
}
