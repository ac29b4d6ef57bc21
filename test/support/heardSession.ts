import { type Session, startSession } from './earshot.ts';
import { type Pulse, startPulse } from './pulse.ts';

/** A session of VS Code with a sound server of its own, from which what is heard can be recorded. */
export interface HeardSession {
  readonly pulse: Pulse;
  readonly session: Session;
  close(): Promise<void>;
}

/** `coi` gives pages shared memory. `fill` puts files into the folder that is opened. */
export async function startHeardSession(
  rate: number,
  coi: boolean,
  fill: (folder: string) => void,
): Promise<HeardSession> {
  const pulse = await startPulse({ rate });
  const session = await startSession({
    coi,
    audio: true,
    pulse: pulse.address,
    // A device buffer that survives a busy machine.
    settings: { 'earshot.audio.latency': 0.3 },
    fill,
  }).catch(async (error: unknown) => {
    await pulse.stop();
    throw error;
  });
  return {
    pulse,
    session,
    close: async () => {
      await session.close();
      await pulse.stop();
    },
  };
}
