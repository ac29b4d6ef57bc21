import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Session, startSession } from '../support/earshot.ts';
import { exactRuns, type Pulse, record, startPulse } from '../support/pulse.ts';
import { noise, noiseSample, writeWav } from '../support/signal.ts';

const RATE = 48000;
const SECONDS = 4;

/** What is heard is the file, bit for bit: from the first frame to the pause, without a gap. */
describe.each([
  { transport: 'port', coi: false },
  { transport: 'ring', coi: true },
])('sound over the $transport', ({ transport, coi }) => {
  let pulse: Pulse;
  let session: Session;
  beforeAll(async () => {
    pulse = await startPulse({ rate: RATE });
    session = await startSession({
      coi,
      audio: true,
      pulse: pulse.address,
      // A device buffer that survives a busy machine.
      settings: { 'earshot.audio.latency': 0.3 },
      fill: (folder) => writeWav(`${folder}/noise.wav`, noise(2, RATE * 30), RATE, 'pcm24'),
    });
  });
  afterAll(async () => {
    await session?.close();
    await pulse?.stop();
  });

  it('arrives bit-identical at the sound server', async () => {
    const editor = await session.open('noise.wav');
    await editor.fullyPainted();
    const recording = await record(pulse);
    await editor.play();
    await editor.consumes(SECONDS * RATE);
    const info = await editor.engine();
    await editor.pause();
    await session.page.waitForTimeout(700);
    const captured = await recording.stop();
    expect(info).toMatchObject({ transport, contextRate: RATE, xruns: 0, error: null });
    const runs = exactRuns(captured, noiseSample, { searchFrames: 30 * RATE });
    expect(runs).toEqual([{ at: expect.any(Number) as number, from: 0, frames: expect.any(Number) as number }]);
    expect(runs[0]?.frames).toBeGreaterThan((SECONDS - 1) * RATE);
  });
});
