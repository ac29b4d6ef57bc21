import type { QueueShape } from './blockQueue.ts';
import { STATE_FIELDS } from './engineState.ts';
import type { BlockMessage } from './portQueue.ts';
import type { RingMemory } from './ringQueue.ts';

/**
 * What crosses the port between page and worklet. Checked by hand on arrival: the worklet's bundle stays small and the
 * check costs nothing next to the message.
 */
export type PageMessage =
  /** Makes a new kernel. memory: shared transport; null: blocks come through this port. Answered by 'attached'. */
  | { kind: 'attach'; id: number; shape: QueueShape; fileRate: number; memory: SharedEngineMemory | null }
  | { kind: 'play' }
  | { kind: 'pause' }
  | { kind: 'seek'; epoch: number; frame: number }
  | { kind: 'gain'; gain: number }
  | BlockMessage
  /** Answered by 'state'. */
  | { kind: 'poll' }
  /** The processor may end. */
  | { kind: 'close' };

export interface SharedEngineMemory {
  ring: RingMemory;
  state: SharedArrayBuffer;
}

export type WorkletMessage =
  | { kind: 'attached'; id: number }
  /** A message did not survive the way: shared memory cannot be handed over here. */
  | { kind: 'undelivered' }
  /** state: see FIELD. spent: buffers to be used again; emptyBlocks: blocks done with that had none. */
  | { kind: 'state'; state: Float64Array; spent: Float32Array<ArrayBuffer>[]; emptyBlocks: number };

type Fields = Readonly<Record<string, unknown>>;

/** The message, or null for anything else. */
export function parsePageMessage(raw: unknown): PageMessage | null {
  if (!isObject(raw)) return null;
  switch (raw['kind']) {
    case 'play':
    case 'pause':
    case 'poll':
    case 'close':
      return raw as PageMessage;
    case 'seek':
      return isCount(raw['epoch']) && isCount(raw['frame']) ? (raw as PageMessage) : null;
    case 'gain':
      return Number.isFinite(raw['gain']) ? (raw as PageMessage) : null;
    case 'block':
      return isBlock(raw) ? (raw as unknown as PageMessage) : null;
    case 'attach':
      return isAttach(raw) ? (raw as PageMessage) : null;
    default:
      return null;
  }
}

/** The message, or null for anything else. */
export function parseWorkletMessage(raw: unknown): WorkletMessage | null {
  if (!isObject(raw)) return null;
  switch (raw['kind']) {
    case 'undelivered':
      return raw as WorkletMessage;
    case 'attached':
      return isCount(raw['id']) ? (raw as WorkletMessage) : null;
    case 'state': {
      const { state, spent, emptyBlocks } = raw;
      if (!(state instanceof Float64Array) || state.length !== STATE_FIELDS || !isCount(emptyBlocks)) return null;
      return Array.isArray(spent) && spent.every((item) => item instanceof Float32Array)
        ? (raw as WorkletMessage)
        : null;
    }
    default:
      return null;
  }
}

function isBlock(raw: Fields): boolean {
  const { epoch, startFrame, frames, last, samples } = raw;
  if (!isCount(epoch) || !isCount(startFrame) || !isCount(frames) || typeof last !== 'boolean') return false;
  return samples === null || samples instanceof Float32Array;
}

function isAttach(raw: Fields): boolean {
  const { id, shape, fileRate, memory } = raw;
  if (!isCount(id) || !isRate(fileRate) || !isObject(shape)) return false;
  const { channels, maxBlockFrames, blocks } = shape;
  if (!isCount(channels) || !isCount(maxBlockFrames) || !isCount(blocks) || channels * maxBlockFrames * blocks < 1)
    return false;
  if (memory === null) return true;
  if (!isObject(memory) || !isShared(memory['state']) || !isObject(memory['ring'])) return false;
  const { samples, headers } = memory['ring'];
  return Array.isArray(samples) && samples.length === channels && samples.every(isShared) && isShared(headers);
}

const isObject = (value: unknown): value is Fields => typeof value === 'object' && value !== null;
const isCount = (value: unknown): value is number => Number.isSafeInteger(value) && (value as number) >= 0;
const isRate = (value: unknown): boolean => Number.isFinite(value) && (value as number) > 0;
const isShared = (value: unknown): boolean =>
  typeof SharedArrayBuffer === 'function' && value instanceof SharedArrayBuffer;
