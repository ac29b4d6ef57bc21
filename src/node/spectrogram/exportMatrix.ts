import { stat } from 'node:fs/promises';
import { EarshotError } from '../../core/protocol/errors.ts';
import type { MatrixRequest } from '../../core/protocol/spectrogram.ts';
import { hopOf, transformOf } from '../../core/spectrogram/columns.ts';
import type { AbortSignalLike } from '../../core/util/abort.ts';
import type { PendingFile, PendingFiles } from '../pendingFile.ts';
import type { ScannedFile } from '../scannedFile.ts';
import type { Running } from '../threadPool.ts';
import { csvHead } from './csv.ts';
import { checkTracks, extentOf } from './extent.ts';
import { npyHeader } from './npy.ts';
import { binsOf } from './parts.ts';
import type { PictureResult } from './pictureApi.ts';

export type MatrixExport = MatrixRequest & { path: string; format: 'csv' | 'npy' };

/** Levels that are made at a time; while they are written, the next are made. */
const PIECE_VALUES = 1 << 18;
/** Bytes of a level as text, about. */
const TEXT_BYTES = 8;
/** Pictures that are looked at go first. */
const PRIORITY = -1e12;

interface Region {
  /** Windows first … first+columns−1, hop by hop from the file's start. */
  readonly first: number;
  readonly columns: number;
  readonly fromBin: number;
  readonly rows: number;
}

/** Writes the levels of a region, each window by itself. What fails or is cancelled leaves nothing behind. */
export async function exportMatrix(
  file: ScannedFile,
  request: MatrixExport,
  pending: PendingFiles,
  { signal, used }: { signal: AbortSignalLike; used: (bytes: number) => void },
): Promise<{ files: string[]; columns: number; rows: number }> {
  const { tracks, channel, path, format } = request;
  checkTracks(file, tracks, [channel]);
  const region = regionOf(file, request);
  const { columns, rows } = region;
  const { name, realPath } = file.opened;
  if (columns <= 0 || rows <= 0) {
    const what = columns <= 0 ? 'window is centred in the range' : 'frequency of a bin lies in the range';
    throw new EarshotError('no-audio', `${name}: there are no levels to be saved; no ${what}.`);
  }
  const targets: { path: string; bytes: number }[] =
    format === 'csv'
      ? [{ path, bytes: columns * rows * TEXT_BYTES }]
      : [
          { path: besides(path, 'times'), bytes: columns * 8 },
          { path: besides(path, 'frequencies'), bytes: rows * 8 },
          { path, bytes: columns * rows * 4 },
        ];
  const files: PendingFile[] = [];
  try {
    for (const target of targets) {
      files.push(await pending.create(target.path, target.bytes, { path: realPath, name }));
    }
    const [times, frequencies] = axesOf(file, request, region);
    const main = files.at(-1)!;
    if (format === 'csv') await main.append(new TextEncoder().encode(csvHead(frequencies)));
    else {
      await files[0]!.append(npyArray(times));
      await files[1]!.append(npyArray(frequencies));
      await main.append(npyHeader('f4', [columns, rows]));
    }
    await writeLevels(file, request, region, main, signal, used);
    await checkUnchanged(file);
    // The axes first: who sees the array has them.
    for (const each of files) await each.keep();
    return { files: [path, ...targets.map((target) => target.path).filter((each) => each !== path)], columns, rows };
  } catch (error) {
    for (const each of files) await each.discard();
    throw file.closed || signal.aborted ? cancelled() : error;
  }
}

const cancelled = (): EarshotError => new EarshotError('cancelled', 'Saving was cancelled.');

function regionOf(file: ScannedFile, { analysis, startFrame, endFrame, low, high }: MatrixExport): Region {
  const hop = hopOf(analysis);
  const binHz = file.info.sampleRate / transformOf(analysis);
  // Window j is centred on (j + ½) · hop.
  const first = Math.ceil(startFrame / hop - 0.5);
  const end = Math.ceil(Math.min(endFrame, extentOf(file).frames) / hop - 0.5);
  const fromBin = Math.ceil(low / binHz - 1e-9);
  const endBin = Math.min(binsOf(analysis), Math.floor(high / binHz + 1e-9) + 1);
  return { first, columns: end - first, fromBin, rows: endBin - fromBin };
}

async function writeLevels(
  file: ScannedFile,
  { analysis, tracks, channel, format }: MatrixExport,
  { first, columns, fromBin, rows }: Region,
  out: PendingFile,
  signal: AbortSignalLike,
  used: (bytes: number) => void,
): Promise<void> {
  const { frames } = extentOf(file);
  const most = Math.max(1, Math.floor(PIECE_VALUES / rows));
  const bins = { fromBin, endBin: fromBin + rows };
  const make = (done: number): Running<PictureResult<'matrix'>> => {
    const columnsNow = { start: first + done, count: Math.min(most, columns - done) };
    const ask = { frames, analysis, tracks, channels: [channel], format, ...columnsNow, ...bins };
    const made = file.pictures.run('matrix', ask, () => PRIORITY);
    // Where writing fails first, nobody waits for it.
    made.done.catch(() => undefined);
    return made;
  };
  let running: Running<PictureResult<'matrix'>> | undefined;
  const stop = (): void => running?.stop();
  signal.addEventListener('abort', stop);
  try {
    running = make(0);
    for (let done = 0; done < columns; done += most) {
      if (signal.aborted || file.closed) throw cancelled();
      const { bytes } = await running.done;
      if (done + most < columns) running = make(done + most);
      await out.append(bytes);
      used(bytes.length);
    }
    if (signal.aborted || file.closed) throw cancelled();
  } finally {
    signal.removeEventListener('abort', stop);
    running?.stop();
  }
}

function axesOf(
  file: ScannedFile,
  { analysis }: MatrixExport,
  { first, columns, fromBin, rows }: Region,
): [times: Float64Array, frequencies: Float64Array] {
  const { sampleRate } = file.info;
  const hop = hopOf(analysis);
  const binHz = sampleRate / transformOf(analysis);
  return [
    Float64Array.from({ length: columns }, (_, i) => ((first + i + 0.5) * hop) / sampleRate),
    Float64Array.from({ length: rows }, (_, k) => (fromBin + k) * binHz),
  ];
}

function npyArray(values: Float64Array): Uint8Array {
  return Buffer.concat([npyHeader('f8', [values.length]), new Uint8Array(values.buffer)]);
}

const besides = (path: string, what: string): string => `${path.replace(/\.npy$/i, '')}-${what}.npy`;

async function checkUnchanged(file: ScannedFile): Promise<void> {
  const { name, realPath, identity } = file.opened;
  const { size, mtimeMs } = await stat(realPath).catch(() => identity);
  // A recording that grows is the same before its end.
  if (file.info.growing ? size >= identity.size : size === identity.size && mtimeMs === identity.mtimeMs) return;
  throw new EarshotError('changed', `${name} has changed on disk while it was being saved.`);
}
