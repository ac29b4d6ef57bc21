import { beforeEach, describe, expect, it } from 'vitest';
import { CrashGuard } from '../../../src/host/crashGuard.ts';
import { FakeMemory, FakeServer, settled } from './fakes.ts';

let server: FakeServer;
let memory: FakeMemory;
let guard: CrashGuard;
beforeEach(() => {
  server = new FakeServer();
  memory = new FakeMemory();
  guard = new CrashGuard(server, memory as never);
});

/** Files that are being tried at this moment, of those that were to begin. */
function beginAll(...files: string[]) {
  const visits = files.map((file) => guard.visit(file));
  for (const visit of visits) void visit.begin('1');
  return visits;
}

describe('CrashGuard', () => {
  it('finds the only file that was being scanned guilty, of that revision, and remembers it', async () => {
    beginAll('a');
    await settled();
    server.die('signal SIGSEGV');
    expect(guard.reasonFor('a', '1')).toBe('signal SIGSEGV');
    expect(guard.reasonFor('a', '2')).toBeUndefined();
    expect(guard.reasonFor('b', '1')).toBeUndefined();
    // After a reload of the window.
    const later = new CrashGuard(new FakeServer(), memory as never);
    expect(later.reasonFor('a', '1')).toBe('signal SIGSEGV');
    later.forgive('a');
    expect(guard.reasonFor('a', '1')).toBeUndefined();
  });

  it('blames nobody when nothing was being scanned', async () => {
    const [visit] = beginAll('a');
    await settled();
    visit!.end();
    server.die();
    expect(guard.reasonFor('a', '1')).toBeUndefined();
  });

  it('tries several suspects one after the other, until the guilty one is alone', async () => {
    const visits = beginAll('a', 'b', 'c');
    await settled();
    server.die();
    for (const file of ['a', 'b', 'c']) expect(guard.reasonFor(file, '1')).toBeUndefined();
    const begun: string[] = [];
    for (const visit of visits) void visit.begin('1').then(() => begun.push(visit.file));
    await settled();
    expect(begun).toEqual(['a']);
    visits[0]!.end();
    await settled();
    expect(begun).toEqual(['a', 'b']);
    server.die();
    expect(guard.reasonFor('b', '1')).toBeDefined();
    expect(guard.reasonFor('a', '1')).toBeUndefined();
    await settled();
    expect(begun).toEqual(['a', 'b', 'c']);
    visits[2]!.end();
    expect(guard.reasonFor('c', '1')).toBeUndefined();
  });

  it('does not hold up a suspect whose predecessor was closed', async () => {
    const [a, b] = beginAll('a', 'b');
    await settled();
    server.die();
    let begun = false;
    void a!.begin('1');
    void b!.begin('1').then(() => (begun = true));
    await settled();
    expect(begun).toBe(false);
    a!.dispose();
    await settled();
    expect(begun).toBe(true);
  });

  it('suspects a file that is read as well as the one that is scanned', async () => {
    const reader = guard.visit('reader');
    const [scanned] = beginAll('scanned');
    void reader.during(new Promise(() => undefined));
    await settled();
    server.die();
    expect(guard.reasonFor('scanned', '1')).toBeUndefined();
    expect([reader.suspect, scanned!.suspect]).toEqual([true, true]);
  });

  it('gives a file that is only read a second chance, and no third', async () => {
    const [visit] = beginAll('a');
    await settled();
    visit!.end();
    void visit!.during(new Promise(() => undefined));
    server.die();
    expect(guard.reasonFor('a', '1')).toBeUndefined();
    server.die();
    expect(guard.reasonFor('a', '1')).toBeDefined();
  });
});
