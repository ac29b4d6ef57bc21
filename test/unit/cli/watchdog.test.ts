import { expect, it } from 'vitest';
import { watchServer } from '../../../src/cli/watchdog.ts';

const sleep = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

it('a server that answers lives, one that does not is ended', async () => {
  const killed: number[] = [];
  const server: { pid?: number } = {};
  let answers = true;
  let asked = 0;
  const client = {
    get pid() {
      return server.pid;
    },
    usage: () => {
      asked++;
      return answers ? Promise.resolve({ pid: 1, rssBytes: 0, openFiles: 0 }) : new Promise<never>(() => undefined);
    },
  };
  const stop = watchServer(client, (each) => killed.push(each), 4);
  await sleep(30);
  expect(asked).toBe(0);
  server.pid = 7;
  await sleep(100);
  expect(asked).toBeGreaterThan(3);
  expect(killed).toEqual([]);
  answers = false;
  await sleep(100);
  expect(killed.length).toBeGreaterThan(0);
  expect(new Set(killed)).toEqual(new Set([7]));
  stop();
});
