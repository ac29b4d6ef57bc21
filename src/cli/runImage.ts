import { basename } from 'node:path';
import { toErrorInfo } from '../core/protocol/errors.ts';
import { type AudioFiles, Interrupted } from '../node/clientFiles.ts';
import { type DrawnImage, drawImage, type ImageOptions } from '../node/clientImage.ts';
import { PendingFiles } from '../node/pendingFile.ts';
import { imageOptions, joinRanges, parseImage } from './imageOptions.ts';
import { asUsage, parseOptions, UsageError } from './options.ts';
import { ProgressLine } from './progress.ts';
import { complain, type Shell } from './shell.ts';
import { targetOf } from './target.ts';
import { BrokenPipe } from './terminal.ts';

const UNREADABLE = 2;

export async function runImage(args: string[], shell: Shell): Promise<number> {
  const { values, positionals } = parseOptions('image', joinRanges(args), imageOptions);
  const [path, another] = positionals;
  if (path === undefined) throw new UsageError('no file given', 'image');
  if (another !== undefined) throw new UsageError(`one file at a time: what is '${another}'?`, 'image');
  const { output: out } = values;
  if (out === undefined || out === '') throw new UsageError('-o OUT says where to; -o - is standard output', 'image');
  const options = asUsage('image', () => parseImage(values, out));
  const target = await targetOf(out);
  if (target.path === undefined && target.output.isTerminal && options.format === 'png')
    throw new UsageError('a terminal cannot show a PNG: -o FILE, or a pipe', 'image');

  const progress = new ProgressLine(process.stderr, process.env);
  const pending = new PendingFiles();
  const removeNow = (): void => pending.removeNow();
  process.on('exit', removeNow);
  try {
    // Asked for first: a place that cannot be written to is known before anything is read.
    const source = { path, name: basename(path) };
    const file = target.path === undefined ? undefined : await pending.create(target.path, 0, source);
    try {
      const drawn = await shell.withFiles(1, (files) => draw(files, path, options, progress));
      if (shell.signal.aborted) throw new Interrupted();
      await (file ? file.append(drawn.bytes) : target.output.write(drawn.bytes));
      await file?.keep();
      await target.output.end();
      progress.clear();
      for (const note of drawn.notes) complain(`warning: ${note}`);
      return 0;
    } catch (error) {
      await file?.discard();
      throw error;
    }
  } catch (error) {
    progress.clear();
    if (error instanceof BrokenPipe || error instanceof Interrupted) throw error;
    complain(toErrorInfo(error).message);
    return UNREADABLE;
  } finally {
    process.off('exit', removeNow);
  }
}

function draw(files: AudioFiles, path: string, options: ImageOptions, progress: ProgressLine): Promise<DrawnImage> {
  const listener = files.client.onProgress.on(({ scan }) => {
    const { scannedFrames, totalFrames } = scan;
    progress.show('reading', path, totalFrames ? Math.min(1, scannedFrames / totalFrames) : undefined);
  });
  const shown = { ...options, progress: (part: number) => progress.show('drawing', path, part) };
  return drawImage(files, path, shown).finally(() => listener.dispose());
}
