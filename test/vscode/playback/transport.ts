import { expect, it } from 'vitest';
import { fadeFrames } from '../../../src/core/engine/levels.ts';
import type { EarshotPage } from '../../support/earshot.ts';
import { Oracle } from '../../support/exactRuns.ts';
import { fill, writeWav } from '../../support/signal.ts';
import { soundOf, toneHertz } from '../../support/tone.ts';
import { type Heard, noiseIndex, RATE } from './heard.ts';

const TONE_SECONDS = 4;

export function writeTone(folder: string): void {
  const tone = fill(2, TONE_SECONDS * RATE, (i) => 0.5 * Math.sin((2 * Math.PI * 1000 * i) / RATE));
  writeWav(`${folder}/tone.wav`, tone, RATE, 'pcm24');
}

/** What is heard while act() runs, without a dropout. */
function faultless({ transport, hear }: Heard, editor: EarshotPage, act: () => Promise<void>): Promise<Float32Array> {
  return hear(async () => {
    await act();
    const { transport: used, xruns, error } = await editor.engine();
    expect({ used, xruns, error }).toEqual({ used: transport, xruns: 0, error: null });
  });
}

export function loops(given: Heard): void {
  it('repeats loops of 1 ms, 100 ms and 2 s exactly, and goes over into a moved one ahead without a gap', async () => {
    const editor = await given.open('loops.wav');
    for (const length of [RATE / 1000, RATE / 10, 2 * RATE]) {
      const loop = { startFrame: 3 * RATE + 17, endFrame: 3 * RATE + 17 + length };
      const captured = await faultless(given, editor, async () => {
        await editor.setLoop(loop);
        await editor.seek(loop.startFrame);
        await editor.play();
        await editor.consumes(Math.max(RATE, 2.2 * length));
        await editor.pause();
      });
      const sound = new Oracle(captured, noiseIndex());
      const first = sound.runs().find((run) => run.from === loop.startFrame);
      expect(first).toBeDefined();
      const { frames } = sound.follow(first!.at, (played) => loop.startFrame + (played % length));
      expect(frames).toBeGreaterThan(Math.max(0.8 * RATE, 2 * length));
    }

    // Back, where it has to jump and so dips, and ahead, where playing comes by itself.
    const a = { startFrame: 9 * RATE, endFrame: 9 * RATE + 20_001 };
    const b = { startFrame: 5 * RATE + 5, endFrame: 5 * RATE + 5 + 7777 };
    const c = { startFrame: 5.5 * RATE, endFrame: 5.6 * RATE };
    const captured = await faultless(given, editor, async () => {
      await editor.setLoop(a);
      await editor.seek(a.startFrame);
      await editor.play();
      for (const loop of [b, c, null]) {
        await editor.consumes(1.2 * RATE);
        await editor.setLoop(loop);
      }
      await editor.consumes(RATE);
      await editor.pause();
    });
    const runs = new Oracle(captured, noiseIndex()).runs();
    expect(runs[0]?.from).toBe(a.startFrame);
    const turns = runs.slice(1).map((run, i) => {
      const before = runs[i]!;
      const ended = before.from + before.frames;
      const gap = run.at - before.end;
      // The old sound fades out and the new one in, 5 ms each.
      if (gap === 2 * fadeFrames(RATE) && run.from === b.startFrame) return 'dip';
      // Not one frame between them.
      if (gap !== 0) return `gap of ${gap} to ${run.from}`;
      for (const [name, loop] of Object.entries({ a, b, c })) {
        if (run.from === loop.startFrame && ended === loop.endFrame) return name;
      }
      return `${ended} → ${run.from}`;
    });
    expect(turns.join(' ')).toMatch(/^(a )+dip( b)+( c)+$/);
    // Without a loop it goes on behind the loop's end.
    const last = runs.at(-1)!;
    expect(last.from + last.frames).toBeGreaterThan(c.endFrame + 0.5 * RATE);
  });
}

/** How a frame is stretched does not depend on how it came: one speed for each transport. */
export function speed(given: Heard, ratio: number): void {
  it(`keeps pitch and measure at speed ${ratio}`, async () => {
    const editor = await given.open('tone.wav');
    const captured = await faultless(given, editor, async () => {
      await editor.setSpeed(ratio, 'pitch');
      await editor.seek(0);
      await editor.play();
      await editor.waitForEngine('played to the end', (info) => info.state === 'paused', 30_000);
    });
    const sound = soundOf(captured, 2);
    const seconds = TONE_SECONDS / ratio;
    const middle = sound.samples.subarray(0.25 * sound.frames, 0.75 * sound.frames);
    expect(Math.abs(1200 * Math.log2(toneHertz(middle, RATE) / 1000))).toBeLessThan(2);
    // One quantum, and the fade in which the last value dies away.
    expect(Math.abs(sound.frames - seconds * RATE)).toBeLessThanOrEqual(128 + 240);
  });
}
