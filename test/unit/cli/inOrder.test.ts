import { describe, expect, it } from 'vitest';
import { Gate } from '../../../src/node/gate.ts';
import { inOrder } from '../../../src/cli/inOrder.ts';
import { seededRandom } from '../../support/signal.ts';

async function* numbers(count: number, pulled?: { count: number }): AsyncGenerator<number> {
  for (let i = 0; i < count; i++) {
    if (pulled) pulled.count++;
    yield i;
    await Promise.resolve();
  }
}
const sleep = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

describe('works on several inputs', () => {
  it('hands over in the order given, with so many at a time', async () => {
    const random = seededRandom(3);
    let [running, most] = [0, 0];
    const work = async (i: number): Promise<number> => {
      most = Math.max(most, ++running);
      await sleep(random() * 4);
      running--;
      return i;
    };
    const out: number[] = [];
    for await (const each of inOrder(numbers(200), work, { jobs: 3, ahead: 16 })) out.push(each);
    expect(out).toEqual(Array.from({ length: 200 }, (_, i) => i));
    expect(most).toBe(3);
  });

  it('asks for no more inputs than may wait', async () => {
    const pulled = { count: 0 };
    const results = inOrder(numbers(1000, pulled), (i) => Promise.resolve(i), { jobs: 2, ahead: 10 });
    for (let i = 0; i < 20; i++) {
      expect((await results.next()).value).toBe(i);
      await sleep(1);
      expect(pulled.count).toBeLessThanOrEqual(i + 13);
    }
    await results.return(undefined);
  });

  it('hands over what is done while inputs are slow to come', async () => {
    let release: () => void = () => undefined;
    async function* slow(): AsyncGenerator<number> {
      yield 1;
      await new Promise<void>((resolve) => (release = resolve));
      yield 2;
    }
    const results = inOrder(slow(), (i) => Promise.resolve(i), { jobs: 2, ahead: 10 });
    expect((await results.next()).value).toBe(1);
    release();
    expect((await results.next()).value).toBe(2);
    expect((await results.next()).done).toBe(true);
  });

  it('fails where the work does, in its turn', async () => {
    const work = (i: number): Promise<number> => (i === 2 ? Promise.reject(new Error('two')) : Promise.resolve(i));
    const results = inOrder(numbers(9), work, { jobs: 4, ahead: 9 });
    expect((await results.next()).value).toBe(0);
    expect((await results.next()).value).toBe(1);
    await expect(results.next()).rejects.toThrow('two');
  });
});

describe('the gate', () => {
  it('lets many in together, and one alone when nobody else is inside', async () => {
    const gate = new Gate();
    const random = seededRandom(5);
    let [inside, alone, most, entered] = [0, 0, 0, 0];
    const visit = async (isAlone: boolean): Promise<void> => {
      entered++;
      inside++;
      if (isAlone) alone++;
      most = Math.max(most, inside);
      if (alone > 0) expect(inside).toBe(1);
      await sleep(random() * 3);
      inside--;
      if (isAlone) alone--;
    };
    await Promise.all(
      Array.from({ length: 60 }, (_, i) =>
        i % 7 === 3 ? gate.alone(() => visit(true)) : gate.together(() => visit(false)),
      ),
    );
    expect(entered).toBe(60);
    expect(most).toBeGreaterThan(3);
  });

  it('opens again after a failure', async () => {
    const gate = new Gate();
    await expect(gate.alone(() => Promise.reject(new Error('no')))).rejects.toThrow('no');
    expect(await gate.together(() => Promise.resolve(1))).toBe(1);
  });
});
