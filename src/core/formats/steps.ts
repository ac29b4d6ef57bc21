import type { ByteSource } from './byteSource.ts';

/** Parsing that says which bytes it needs next, so that the same code runs where reading waits and where it does not. */
export type Steps<Result> = Generator<{ offset: number; length: number }, Result, Uint8Array>;

/** A copy of its own; shorter only where the file ends. */
export function* bytesAt(offset: number, length: number): Steps<Uint8Array> {
  const bytes = yield { offset, length };
  return bytes.slice();
}

export async function runSteps<Result>(source: ByteSource, steps: Steps<Result>): Promise<Result> {
  let step = steps.next();
  while (!step.done) step = steps.next(await source.read(step.value.offset, step.value.length));
  return step.value;
}

export function runStepsNow<Result>(
  read: (offset: number, length: number) => Uint8Array,
  steps: Steps<Result>,
): Result {
  let step = steps.next();
  while (!step.done) step = steps.next(read(step.value.offset, step.value.length));
  return step.value;
}
