import type { QueueShape } from './blockQueue.ts';
import type { CommandMessage } from './commandQueue.ts';
import { COMMAND_HEADER } from './commands.ts';
import { STATE_FIELDS } from './engineState.ts';
import type { BlockMessage } from './portQueue.ts';
import type { RingMemory } from './ringQueue.ts';

/**
 * What crosses the port between page and worklet. Checked by hand on arrival: the worklet's bundle stays small and the
 * check costs nothing next to the message.
 */
export type PageMessage =
  | AttachMessage
  /** Machine code of the time-stretcher, for this kernel and those after it. */
  | { kind: 'stretch'; bytes: ArrayBuffer }
  | CommandMessage
  | BlockMessage
  | PollMessage
  /** The processor may end. */
  | { kind: 'close' };

/** Makes a new kernel. memory: shared transport; null: blocks and commands come through this port. Answered by 'attached'. */
export interface AttachMessage {
  kind: 'attach';
  id: number;
  shape: QueueShape;
  /** Channels of the output. */
  outputs: number;
  fileRate: number;
  memory: SharedEngineMemory | null;
}

/**
 * Answered by 'state', once. Commands that are due take effect first, so that a suspended context, where no quantum comes,
 * can be told things and asked about them. state and tap are filled and sent back, so that the audio thread need not make
 * any; null: the first time for the state, not wanted for the tap. tap: outputs × n frames, planar; the answer to a poll
 * less than 1/30 s after the last one with a tap has none in it (tapFrames 0).
 */
export interface PollMessage {
  kind: 'poll';
  state: Float64Array | null;
  tap: Float32Array | null;
}

export interface SharedEngineMemory {
  ring: RingMemory;
  commands: SharedArrayBuffer;
  state: SharedArrayBuffer;
  /** Tap.bytes(outputs) of it. */
  tap: SharedArrayBuffer;
}

/** state: see FIELD. spent: buffers to be used again; emptyBlocks: blocks done with that had none. */
export interface StateMessage {
  kind: 'state';
  state: Float64Array;
  tap: Float32Array | null;
  /** The newest frames, at the start of each channel's part of `tap`. */
  tapFrames: number;
  spent: Float32Array<ArrayBuffer>[];
  emptyBlocks: number;
}

export type WorkletMessage =
  | { kind: 'attached'; id: number }
  /** A message did not survive the way: shared memory cannot be handed over here. */
  | { kind: 'undelivered' }
  /** The time-stretcher is there, or cannot be had: then speed changes go with the pitch. */
  | { kind: 'stretched' }
  | { kind: 'noStretch'; reason: string }
  | StateMessage;

type Fields = Readonly<Record<string, unknown>>;

/** The message, or null for anything else. */
export function parsePageMessage(raw: unknown): PageMessage | null {
  if (!isObject(raw)) return null;
  switch (raw['kind']) {
    case 'close':
      return raw as PageMessage;
    case 'poll': {
      const { state, tap } = raw;
      const usable = (state === null || isState(state)) && (tap === null || tap instanceof Float32Array);
      return usable ? (raw as unknown as PageMessage) : null;
    }
    case 'command':
      return isRecord(raw['record']) ? (raw as unknown as PageMessage) : null;
    case 'block':
      return isBlock(raw) ? (raw as unknown as PageMessage) : null;
    case 'attach':
      return isAttach(raw) ? (raw as unknown as PageMessage) : null;
    case 'stretch':
      return raw['bytes'] instanceof ArrayBuffer ? (raw as PageMessage) : null;
    default:
      return null;
  }
}

/** The message, or null for anything else. */
export function parseWorkletMessage(raw: unknown): WorkletMessage | null {
  if (!isObject(raw)) return null;
  switch (raw['kind']) {
    case 'undelivered':
    case 'stretched':
      return raw as WorkletMessage;
    case 'noStretch':
      return typeof raw['reason'] === 'string' ? (raw as WorkletMessage) : null;
    case 'attached':
      return isCount(raw['id']) ? (raw as WorkletMessage) : null;
    case 'state': {
      const { state, tap, tapFrames, spent, emptyBlocks } = raw;
      if (!isState(state) || !isCount(emptyBlocks) || !isCount(tapFrames)) return null;
      if (tap !== null && !(tap instanceof Float32Array)) return null;
      return Array.isArray(spent) && spent.every((item) => item instanceof Float32Array)
        ? (raw as unknown as WorkletMessage)
        : null;
    }
    default:
      return null;
  }
}

function isBlock(raw: Fields): boolean {
  const { epoch, startFrame, frames, step, loopStart, loopEnd, last, samples } = raw;
  if (!isCount(epoch) || !isCount(startFrame) || !isCount(frames) || typeof last !== 'boolean') return false;
  if ((step !== 1 && step !== -1) || !isCount(loopStart) || !isCount(loopEnd) || loopEnd < loopStart) return false;
  return samples === null || samples instanceof Float32Array;
}

function isAttach(raw: Fields): boolean {
  const { id, shape, outputs, fileRate, memory } = raw;
  if (!isCount(id) || !isRate(fileRate) || !isCount(outputs) || outputs < 1 || !isObject(shape)) return false;
  const { channels, maxBlockFrames, blocks } = shape;
  if (!isCount(channels) || !isCount(maxBlockFrames) || !isCount(blocks) || channels * maxBlockFrames * blocks < 1)
    return false;
  if (memory === null) return true;
  if (!isObject(memory) || !isShared(memory['state']) || !isObject(memory['ring'])) return false;
  if (!isShared(memory['commands']) || !isShared(memory['tap'])) return false;
  const { samples, headers } = memory['ring'];
  return Array.isArray(samples) && samples.length === channels && samples.every(isShared) && isShared(headers);
}

const isObject = (value: unknown): value is Fields => typeof value === 'object' && value !== null;
const isCount = (value: unknown): value is number => Number.isSafeInteger(value) && (value as number) >= 0;
const isRate = (value: unknown): boolean => Number.isFinite(value) && (value as number) > 0;
const isState = (value: unknown): boolean => value instanceof Float64Array && value.length === STATE_FIELDS;
const isRecord = (value: unknown): boolean => value instanceof Float64Array && value.length >= COMMAND_HEADER;
const isShared = (value: unknown): boolean =>
  typeof SharedArrayBuffer === 'function' && value instanceof SharedArrayBuffer;
