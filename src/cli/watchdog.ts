import type { AudioServerClient } from '../node/client.ts';

const TICK_MS = 5000;
/** Ticks without an answer. Counted, not clocked: a program that was stopped, or slept, has not ticked. */
const MOST_TICKS = 6;

/** Ends a server whose main thread answers nothing, as if it had broken: the file that it hangs on is marked. */
export function watchServer(
  client: Pick<AudioServerClient, 'pid' | 'usage'>,
  kill: (pid: number) => void = (pid) => process.kill(pid, 'SIGKILL'),
  tickMs = TICK_MS,
): () => void {
  let asked: number | undefined;
  let ticks = 0;
  const timer = setInterval(() => {
    const { pid } = client;
    if (pid === undefined || pid !== asked) {
      asked = undefined;
      if (pid === undefined) return;
      asked = pid;
      ticks = 0;
      const answered = (): void => {
        if (asked === pid) asked = undefined;
      };
      client.usage().then(answered, answered);
    } else if (++ticks >= MOST_TICKS) {
      asked = undefined;
      kill(pid);
    }
  }, tickMs);
  timer.unref();
  return () => clearInterval(timer);
}
