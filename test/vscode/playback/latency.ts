import { expect, it } from 'vitest';
import type { Session } from '../../support/earshot.ts';
import { type Pulse, record } from '../../support/pulse.ts';

const CLICKS = 5;
const RATE = 48000;

/** Frames of the recording where sound begins after 50 ms of silence. */
function onsets(captured: Float32Array): number[] {
  const found: number[] = [];
  let quietFrom = 0;
  for (let i = 0; i < captured.length / 2; i++) {
    if (captured[i * 2] === 0 && captured[i * 2 + 1] === 0) continue;
    if (i - quietFrom > 0.05 * RATE) found.push(i);
    quietFrom = i;
  }
  return found;
}

/** In a session with a folder that has silence.wav. */
export function latency(session: () => Session, pulse: () => Pulse): void {
  it('clicks are heard as soon after the command as the context says', async () => {
    const recording = await record(pulse(), { latencyMs: 5 });
    const editor = await session().open('silence.wav');
    await editor.play();
    await editor.consumes(RATE);
    const clicks: { sentMs: number; reported: number }[] = [];
    for (let i = 0; i < CLICKS; i++) {
      clicks.push(
        await editor.frame.evaluate(async () => {
          const sentMs = performance.timeOrigin + performance.now();
          const { baseLatency, outputLatency } = await window.earshot!.player.click();
          return { sentMs, reported: (baseLatency ?? 0) + (outputLatency ?? 0) };
        }),
      );
      await session().page.waitForTimeout(300);
    }
    await session().page.waitForTimeout(500);
    const heard = onsets(await recording.stop());
    expect(heard).toHaveLength(CLICKS);
    const latencies = clicks.map(({ sentMs }, i) => ((heard[i]! - recording.frameAt(sentMs)) / RATE) * 1000);
    const [shortest, longest] = [Math.min(...latencies), Math.max(...latencies)];
    const reported = Math.max(...clicks.map((each) => each.reported)) * 1000;
    console.log(
      `from the command to the sound: ${latencies.map((ms) => ms.toFixed(1)).join(', ')} ms; ` +
        `the browser reports ${reported.toFixed(1)} ms`,
    );
    expect(shortest).toBeGreaterThan(0);
    // What the engine adds: a quantum, a message, and the 10 ms in which the browser renders.
    expect(longest).toBeLessThan(reported + 150);
  });

  it('the command measures it for the user, and says the figures', async () => {
    const editor = await session().open('silence.wav');
    const recording = await record(pulse());
    await session().command('Earshot: Measure the Latency of the Sound');
    const words = editor.frame.locator('dialog p', { hasText: 'From a command to sound at the device' });
    await words.waitFor({ timeout: 10_000 });
    expect(await words.innerText()).toMatch(/\d ms/);
    await session().page.waitForTimeout(500);
    expect(onsets(await recording.stop()).length).toBeGreaterThan(0);
  });
}
