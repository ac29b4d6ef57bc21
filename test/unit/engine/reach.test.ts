import { join } from 'node:path';
import { build } from 'esbuild';
import { beforeAll, describe, expect, it } from 'vitest';
import { productOptions } from '../../../esbuild.mjs';
import { openProgram, type Reach, root, search } from './support/reachable.ts';

/** Not looked into, and why. */
const outside = new Set([
  // Machine code without imports that wait or post; its buffers move only if its memory grows, which is sized not to.
  ...'fhklmpvwy'.split('').map((name) => `Exports.${name}`),
  'StretchCore.#view',
  // The clock that the shell hands in.
  'CallbackTimer.#now',
]);

describe('what process() can reach', () => {
  let reach: Reach;
  let handler: Reach;
  beforeAll(() => {
    const program = openProgram([join(root, 'webview/engine/worklet/engine.worklet.ts')]);
    reach = search(program, 'EngineProcessor.process', outside);
    handler = search(program, 'AudioSide.receive', outside);
  }, 60_000);

  it('neither posts, waits, throws, iterates nor makes anything', () => {
    expect(reach.faults).toEqual([]);
  });

  it('is looked at deep enough, and no deeper', () => {
    const deep = [
      'AudioSide.process', 'PlaybackKernel.#obey', 'CommandInbox.take', 'RingCommandConsumer.next', 'PortCommandConsumer.next',
      'Player.#begin', 'Player.silent', 'FrameReader.#advance', 'ProgramMap.append', 'RingConsumer.#drop', 'PortConsumer.#close',
      'RingBuffer.pop', 'RingBuffer._copy', 'Varispeed.#convolve', 'SincTable.tune', 'Stretcher.#begin', 'StretchCore.seek',
      'Mixer.#row', 'FilterBank.#heal', 'runSections', 'LookAheadGain.follow', 'Meters.apply', 'LoudnessPair.after', 'Tap.write',
      'callbackBin', 'StateTable.publish', 'PlayHead.publish',
    ]; // prettier-ignore
    expect([...reach.reached]).toEqual(expect.arrayContaining(deep));
    for (const name of [
      'AudioSide.receive',
      'PlaybackKernel.setStretch',
      'RingBuffer.push',
      'PortConsumer.takeSpent',
    ]) {
      expect(reach.reached).not.toContain(name);
    }
  });

  it('would be noticed: the message handler posts and makes objects', () => {
    expect(handler.faults).toEqual(
      expect.arrayContaining(['AudioSide.#answer: array literal', 'AudioSide.#attach: new']),
    );
  });
});

describe('the search', () => {
  const examples: Record<string, [text: string, fault: string]> = {
    wait: ['Atomics.wait(new Int32Array(memory), 0, 0)', 'call of Atomics.wait'],
    notify: ['Atomics.notify(view, 0)', 'call of Atomics.notify'],
    promise: ['void Promise.resolve(1)', 'Promise'],
    asynchronous: ['void later()', 'promise'],
    post: ['port.postMessage(1)', 'call of MessagePort.postMessage'],
    thrown: ["throw 'x'", 'throw or try'],
    tried: ['try { view[0] = 1; } catch { view[0] = 2; }', 'throw or try'],
    object: ['keep({ a: 1 })', 'object literal'],
    array: ['keep([1, 2])', 'array literal'],
    closure: ['keep(() => 1)', 'closure'],
    spread: ['keep(Math.max(...view))', 'spread'],
    made: ['keep(new Float32Array(4))', 'new'],
    joined: ["keep('a' + view[0])", 'string'],
    template: ['keep(`a${view[0]}`)', 'string'],
    log: ['console.log(1)', 'console'],
    iterated: ['for (const each of view) keep(each)', 'iterator'],
    unpacked: ['const [first] = view; keep(first)', 'iterator'],
    window: ['keep(view.subarray(1))', 'call of Int32Array.subarray'],
    hidden: ['keep(hiding.value)', 'array literal'],
    behindInterface: ['keep(source.take())', 'object literal'],
    restParameter: ['rest(1, 2)', 'rest parameter'],
    expression: ['keep(/a/)', 'regular expression'],
  };
  const text = `
    declare const memory: SharedArrayBuffer; declare const view: Int32Array; declare const port: MessagePort;
    interface Source { take(): unknown }
    class Real implements Source { take(): unknown { return { made: true }; } }
    class Hiding { get value(): unknown { return [1]; } }
    declare const source: Source; declare const hiding: Hiding; declare const console: { log(x: unknown): void };
    function keep(x: unknown): void { if (x) view[0] = 1; }
    async function later(): Promise<void> { view[0] = 1; }
    function rest(...all: number[]): void { view[0] = all.length; }
    export function good(): void { keep(Math.max(1, 2)); Atomics.store(view, 0, 1); view[0] += Atomics.load(view, 0); }
    ${Object.entries(examples)
      .map(([name, [body]]) => `export function ${name}(): void { ${body}; }`)
      .join('\n')}
    export { Real };
  `;
  const program = openProgram([], { '/bad.ts': text });

  it.each(Object.entries(examples))('catches: %s', (name, [, fault]) => {
    expect(search(program, name).faults.join('\n')).toContain(fault);
  });

  it('finds nothing where nothing is wrong', () => {
    expect(search(program, 'good').faults).toEqual([]);
  });
});

describe('the worklet as it is built', () => {
  it('has no way to wait, and starts nothing asynchronous', async () => {
    const { outputFiles } = await build({ ...productOptions('/nowhere').worklet, write: false, metafile: false });
    const text = outputFiles.map((file) => file.text).join('');
    expect(text).toContain('registerProcessor');
    expect(text.match(/Atomics\.wait|Atomics\.notify|\basync\b|\bawait\b|Promise|console\.|setTimeout/g)).toBeNull();
  });
});
