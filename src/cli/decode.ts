import { mkdtempSync, rmSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join, resolve } from 'node:path';
import { encodeFrames } from '../core/export/wavSamples.ts';
import { frameBytesOf, type WavSpec } from '../core/export/wavSpec.ts';
import type { RawLayout } from '../core/protocol/audio.ts';
import { EarshotError, type ErrorInfo } from '../core/protocol/errors.ts';
import { clock } from '../core/util/clock.ts';
import type { PendingFiles } from '../node/pendingFile.ts';
import { type AudioFiles, Interrupted, type OpenAudioFile } from '../node/clientFiles.ts';
import { framesOf, type Selection } from '../core/report/select.ts';
import type { Output } from './terminal.ts';

export const decodeFormats = ['f32', 's16', 's24', 'wav'] as const;
export type DecodeFormat = (typeof decodeFormats)[number];

export interface DecodeRequest {
  path: string;
  layout: RawLayout | undefined;
  selection: Selection | undefined;
  format: DecodeFormat;
  /** A file, written under another name until it is complete; absent: the bytes go to the output as they come. */
  out: string | undefined;
}

export interface Decoded {
  frames: number;
  /** One sentence each. */
  warnings: string[];
  /** What could not be decoded, after the frames that could. */
  error?: ErrorInfo | undefined;
}

export interface DecodeHooks {
  output: Output;
  pending: PendingFiles;
  signal: AbortSignal;
  /** So many frames are done; total if it is known. */
  progress: (frames: number, total: number | undefined) => void;
}

/** More than a read that the server takes for a seek. */
const PIECE_FRAMES = 1 << 16;
const SHORT_FRAMES = 1 << 12;
const PIECE_BYTES = 1 << 20;

/** Writes the samples of a file, or of a part of it. What fails leaves no file. */
export async function decodeFile(files: AudioFiles, request: DecodeRequest, hooks: DecodeHooks): Promise<Decoded> {
  return files.use(request.path, request.layout, (file) =>
    request.format === 'wav' ? decodeWav(files, file, request, hooks) : decodeRaw(files, file, request, hooks),
  );
}

interface Range {
  startFrame: number;
  /** Infinity: to the end, wherever that is. */
  endFrame: number;
}

function rangeOf({ info }: OpenAudioFile, selection: Selection | undefined): Range {
  const range = selection && framesOf(selection, info.sampleRate);
  const startFrame = range?.startFrame ?? 0;
  const endFrame = range?.endFrame ?? Infinity;
  if (endFrame <= startFrame) throw new EarshotError('no-audio', `The selection ${selection!.text} is empty.`);
  return { startFrame, endFrame };
}

const noFrames = (path: string, selection: Selection | undefined, known?: string): EarshotError =>
  new EarshotError(
    'no-audio',
    selection
      ? `${basename(path)} has no audio in the selection ${selection.text}${known ? `: it is ${known} long` : ''}.`
      : `${basename(path)} has no audio that could be decoded.`,
  );

async function decodeRaw(
  files: AudioFiles,
  file: OpenAudioFile,
  request: DecodeRequest,
  hooks: DecodeHooks,
): Promise<Decoded> {
  const { info } = file;
  const range = rangeOf(file, request.selection);
  const spec: WavSpec = {
    encoding: request.format as Exclude<DecodeFormat, 'wav'>,
    channels: info.channels,
    sampleRate: info.sampleRate,
  };
  const expected = Math.min(range.endFrame, info.frames ?? 0) - range.startFrame;
  const bytes = Math.max(0, expected) * frameBytesOf(spec);
  const { out, path } = request;
  const target = out === undefined ? undefined : await hooks.pending.create(out, bytes, { path, name: basename(path) });
  let sent = 0;
  const sink = async (data: Uint8Array): Promise<void> => {
    sent += data.length;
    await (target ? target.append(data) : hooks.output.write(data));
  };
  try {
    const decoded = await copySamples(files, file, range, spec, sink, hooks);
    if (decoded.frames === 0) throw noFrames(request.path, request.selection, await lengthOf(file));
    if (decoded.error) await target?.discard();
    else await target?.keep();
    return decoded;
  } catch (error) {
    await target?.discard();
    // A file that breaks the server is tried once more, but what has left must not be sent twice.
    const again = target !== undefined || sent === 0;
    if (again || !(error instanceof EarshotError) || error.code !== 'server-lost') throw error;
    throw new EarshotError('corrupt', `${basename(path)} broke the decoder: ${error.message}`);
  }
}

async function lengthOf(file: OpenAudioFile): Promise<string | undefined> {
  const { scan } = await file.end();
  return scan.state === 'done' ? clock(scan.scannedFrames / file.info.sampleRate) : undefined;
}

async function copySamples(
  files: AudioFiles,
  file: OpenAudioFile,
  { startFrame, endFrame }: Range,
  spec: WavSpec,
  sink: (bytes: Uint8Array) => Promise<void>,
  { signal, progress }: DecodeHooks,
): Promise<Decoded> {
  const { handle, info } = file;
  const { channels } = info;
  const step = Math.max(1, Math.floor(PIECE_FRAMES / Math.ceil(channels / 8)));
  const known = Math.min(endFrame, info.frames ?? Infinity);
  let [at, clipped, notNumbers] = [startFrame, 0, 0];
  const take = async (wanted: number): Promise<number> => {
    if (signal.aborted) throw new Interrupted();
    const { frames, data } = await files.client.pcm({ handle, startFrame: at, frames: wanted }, signal);
    const planes = Array.from({ length: channels }, (_, c) => data.subarray(c * frames, (c + 1) * frames));
    const encoded = encodeFrames(planes, frames, spec);
    clipped += encoded.clipped;
    notNumbers += encoded.notNumbers;
    if (frames > 0) await sink(encoded.bytes);
    at += frames;
    progress(at - startFrame, Number.isFinite(known) ? known - startFrame : undefined);
    return frames;
  };
  let error: ErrorInfo | undefined;
  try {
    while (at < endFrame) {
      const wanted = Math.min(step, endFrame - at);
      if ((await take(wanted)) < wanted) break;
    }
  } catch (failure) {
    error = expected(failure, signal);
    const { scan } = await file.end();
    // The scan kept what comes before the place where decoding stops; a long read does not.
    if (scan.state === 'done' && scan.scannedFrames > at) {
      const last = Math.min(endFrame, scan.scannedFrames);
      try {
        while (at < last && (await take(Math.min(SHORT_FRAMES, last - at))) > 0);
        error = undefined;
      } catch (again) {
        error = expected(again, signal);
      }
    }
  }
  // The scan knows what is wrong with a file; of a part only what was found meanwhile matters.
  const whole = startFrame === 0 && endFrame === Infinity;
  const warnings = [...info.warnings];
  if (whole || error) {
    const { scan, error: fault } = await file.end();
    warnings.push(...scan.warnings);
    error ??= fault;
  }
  if (Number.isFinite(endFrame) && at < endFrame && at > startFrame) {
    warnings.push(`The selection goes beyond the end of the file: ${at - startFrame} frames were decoded.`);
  }
  if (clipped > 0) warnings.push(`${samplesOf(clipped)} beyond full scale and clipped to it.`);
  if (notNumbers > 0) warnings.push(`${samplesOf(notNumbers)} no number (NaN) and became silence.`);
  return { frames: at - startFrame, warnings, error };
}

function expected(failure: unknown, signal: AbortSignal): ErrorInfo {
  const known = failure instanceof EarshotError && failure.code !== 'server-lost' && !signal.aborted;
  if (!known) throw failure;
  return { code: failure.code, message: failure.message };
}

const samplesOf = (count: number): string => (count === 1 ? '1 sample was' : `${count} samples were`);

/** The server writes WAV files: it has the stored bytes, and copies them where they fit. */
async function decodeWav(
  files: AudioFiles,
  file: OpenAudioFile,
  request: DecodeRequest,
  hooks: DecodeHooks,
): Promise<Decoded> {
  const { handle } = file;
  const { startFrame, endFrame } = rangeOf(file, request.selection);
  const { scan, error } = await file.end();
  const last = Math.min(endFrame, scan.scannedFrames);
  if (startFrame >= last) {
    const length = clock(scan.scannedFrames / file.info.sampleRate);
    throw noFrames(request.path, request.selection, scan.scannedFrames > 0 ? length : undefined);
  }
  const frames = last - startFrame;
  const save = (path: string) => files.client.exportWav({ handle, startFrame, endFrame: last, path }, hooks.signal);
  const facts = [...file.info.warnings, ...scan.warnings];
  if (Number.isFinite(endFrame) && endFrame > last) {
    facts.push(`The selection goes beyond the end of the file: ${frames} frames were decoded.`);
  }
  if (error) return { frames: 0, warnings: facts, error };
  if (request.out !== undefined) {
    const { warnings } = await save(resolve(request.out));
    return { frames, warnings: [...facts, ...warnings] };
  }
  // A header has the length of what follows: only a file that is complete can be sent.
  const folder = mkdtempSync(join(tmpdir(), 'earshot-decode-'));
  const remove = (): void => rmSync(folder, { recursive: true, force: true });
  process.once('exit', remove);
  try {
    const path = join(folder, 'decoded.wav');
    const { warnings } = await save(path);
    await send(path, hooks);
    return { frames, warnings: [...facts, ...warnings] };
  } finally {
    remove();
    process.off('exit', remove);
  }
}

async function send(path: string, { output, signal }: DecodeHooks): Promise<void> {
  const handle = await open(path, 'r');
  try {
    const buffer = Buffer.alloc(PIECE_BYTES);
    for (;;) {
      const { bytesRead } = await handle.read(buffer, 0, buffer.length);
      if (bytesRead === 0) return;
      if (signal.aborted) throw new Interrupted();
      await output.write(buffer.subarray(0, bytesRead));
    }
  } finally {
    await handle.close();
  }
}
