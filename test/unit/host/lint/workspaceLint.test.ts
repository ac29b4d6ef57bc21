import { describe, expect, it } from 'vitest';
import type { LintFacts } from '../../../../src/core/lint/facts.ts';
import { folderOf } from '../../../../src/core/lint/config/paths.ts';
import { failedReport } from '../../../../src/core/report/buildReport.ts';
import { Interrupted } from '../../../../src/node/clientFiles.ts';
import { failedFacts } from '../../../../src/node/clientLint.ts';
import type { AudioProblem } from '../../../../src/host/lint/audioProblem.ts';
import { LintConfigs } from '../../../../src/host/lint/lintConfigs.ts';
import { lintSummary } from '../../../../src/host/lint/lintSummary.ts';
import { WorkspaceLint } from '../../../../src/host/lint/workspaceLint.ts';
import { factsOf, FakeTexts } from './support.ts';

function make(
  read: (path: string, signal: AbortSignal) => Promise<LintFacts | null> = (path) => Promise.resolve(factsOf(path)),
) {
  const files = new FakeTexts();
  const configs = new LintConfigs(files.read);
  const shown = new Map<string, readonly AudioProblem[]>();
  const reads: string[] = [];
  const logs: string[] = [];
  const lint = new WorkspaceLint({
    configs,
    read: (path, signal) => {
      reads.push(path);
      return read(path, signal);
    },
    problems: {
      of: (path) => shown.get(path) ?? [],
      set: (path, problems) => (problems.length > 0 ? shown.set(path, problems) : shown.delete(path)),
    },
    log: (line) => logs.push(line),
  });
  const signal = new AbortController().signal;
  /** As the service does when a configuration has changed. */
  const changed = async (path: string): Promise<void> => {
    const governs = configs.forget(path);
    reads.length = 0;
    await lint.check(lint.checkedBelow(governs), { signal, onlyIfOther: true });
  };
  return { files, configs, lint, shown, reads, logs, signal, changed };
}

describe('a check', () => {
  it('asks of each file what its folder asks for', async () => {
    const { files, lint, shown, signal } = make();
    files.set('/w/.earshot.json', { rules: { clipping: 'warning' } });
    files.set('/w/b/.earshot.json', { rules: { 'sample-rate': { allowedHz: 44_100 } } });
    const summary = await lint.check(['/w/a/x.wav', '/w/b/y.wav', '/elsewhere/z.wav'], { signal });
    const said = (path: string) => shown.get(path)?.map(({ severity, text, from }) => [severity, text, from]);
    const line = { line: 1, column: expect.any(Number) as number };
    expect(said('/w/a/x.wav')).toEqual([
      ['warning', '0:00.500 R: Clipped for 20 samples.', { path: '/w/.earshot.json', ...line }],
    ]);
    expect(said('/w/b/y.wav')).toEqual([
      ['error', 'Sample rate 48,000 Hz, wanted 44,100 Hz.', { path: '/w/b/.earshot.json', ...line }],
    ]);
    expect(said('/elsewhere/z.wav')).toMatchObject([['error', expect.any(String), { preset: 'recommended' }]]);
    expect(summary).toMatchObject({ files: 3, ignored: 0, withProblems: 3, counts: { error: 2, warning: 1, info: 0 } });
    expect(lintSummary(summary)).toBe('Checked 3 audio files: 2 errors and 1 warning in 3 files.');
  });

  it('leaves out what the configuration ignores, without reading it', async () => {
    const { files, lint, shown, signal, reads, changed } = make();
    await lint.check(['/w/a.wav', '/w/b.wav'], { signal });
    expect(shown.size).toBe(2);
    files.set('/w/.earshot.json', { extends: 'recommended', ignore: ['a.wav'] });
    await changed('/w/.earshot.json');
    expect([...shown.keys()]).toEqual(['/w/b.wav']);
    reads.length = 0;
    const summary = await lint.check(['/w/a.wav'], { signal });
    expect(reads).toEqual([]);
    expect(lintSummary(summary)).toBe('Checked 0 audio files: no problem; 1 file is ignored by the configuration.');
  });

  it('says of a file that cannot be read why, and nothing else', async () => {
    const error = { code: 'no-audio', message: 'x.wav is not an audio file.' } as const;
    const { lint, shown, signal } = make(() => Promise.resolve(failedFacts(failedReport('x.wav', error))));
    await lint.check(['/w/x.wav'], { signal });
    expect(shown.get('/w/x.wav')).toMatchObject([{ rule: null, severity: 'error', text: error.message, place: null }]);
  });

  it('forgets files that are gone, and all of a folder', async () => {
    const there = new Set(['/w/a/1.wav', '/w/a/2.wav', '/w/ab.wav']);
    const { lint, shown, signal } = make((path) => Promise.resolve(there.has(path) ? factsOf(path) : null));
    await lint.check([...there], { signal });
    there.delete('/w/ab.wav');
    await lint.check(['/w/ab.wav'], { signal });
    expect([...shown.keys()]).toEqual(['/w/a/1.wav', '/w/a/2.wav']);
    lint.forgetBelow('/w/a');
    expect([...shown.keys()]).toEqual([]);
  });

  it('stops where it is interrupted', async () => {
    const end = new AbortController();
    const { lint, reads } = make((path) => {
      if (reads.length === 10) end.abort();
      return end.signal.aborted ? Promise.reject(new Interrupted()) : Promise.resolve(factsOf(path));
    });
    const paths = Array.from({ length: 100 }, (_, i) => `/w/${i}.wav`);
    const summary = await lint.check(paths, { signal: end.signal });
    expect(summary).toMatchObject({ files: 9, interrupted: true });
    expect(reads.length).toBeLessThan(15);
    expect(lintSummary(summary)).toBe('Cancelled; checked 9 audio files: 9 errors in 9 files.');
  });

  it('goes on with the others when one fails unexpectedly', async () => {
    const { lint, shown, logs, signal } = make((path) =>
      path === '/w/b.wav' ? Promise.reject(new Error('broken')) : Promise.resolve(factsOf(path)),
    );
    await lint.check(['/w/a.wav', '/w/b.wav', '/w/c.wav'], { signal });
    expect([...shown.keys()]).toEqual(['/w/a.wav', '/w/c.wav']);
    expect(logs).toEqual(['/w/b.wav: Error: broken']);
  });
});

describe('a configuration that changes', () => {
  it('has those files judged anew of which it asks something else', async () => {
    const { files, lint, shown, reads, signal, changed } = make();
    const top = { rules: { clipping: 'warning' }, overrides: [{ files: 'a/1.wav', rules: { clipping: 'info' } }] };
    files.set('/w/.earshot.json', top);
    files.set('/w/b/.earshot.json', { rules: { clipping: 'error' } });
    await lint.check(['/w/a/1.wav', '/w/a/2.wav', '/w/b/3.wav'], { signal });

    files.set('/w/.earshot.json', { ...top, overrides: [{ files: 'a/1.wav', rules: { clipping: 'error' } }] });
    await changed('/w/.earshot.json');
    expect(reads).toEqual(['/w/a/1.wav']);
    expect(shown.get('/w/a/1.wav')).toMatchObject([{ severity: 'error' }]);

    await changed('/w/.earshot.json');
    expect(reads).toEqual([]);
  });

  it('counts where it is extended, and where it comes to be and goes', async () => {
    const { files, lint, shown, reads, signal, changed } = make();
    files.set('/w/.earshot.json', { extends: './shared/base.json' });
    files.set('/w/shared/base.json', { rules: { clipping: 'info' } });
    await lint.check(['/w/a/1.wav', '/elsewhere/2.wav'], { signal });
    files.set('/w/shared/base.json', { rules: { clipping: 'warning' } });
    await changed('/w/shared/base.json');
    expect(reads).toEqual(['/w/a/1.wav']);
    expect(shown.get('/w/a/1.wav')).toMatchObject([{ severity: 'warning' }]);

    files.set('/w/a/.earshot.json', { rules: { clipping: 'off' } });
    await changed('/w/a/.earshot.json');
    expect(shown.has('/w/a/1.wav')).toBe(false);
    files.texts.delete('/w/a/.earshot.json');
    await changed('/w/a/.earshot.json');
    expect(shown.get('/w/a/1.wav')).toMatchObject([{ severity: 'warning' }]);
  });

  it('is read once for all folders below it', async () => {
    const { files, configs, lint, signal } = make();
    files.set('/w/.earshot.json', { rules: { clipping: 'info' } });
    const resolved: unknown[] = [];
    configs.onResolved.on((config) => resolved.push(config));
    const paths = Array.from({ length: 40 }, (_, i) => `/w/${i}/x.wav`);
    await lint.check(paths, { signal });
    expect(resolved).toHaveLength(1);
    expect(files.reads.filter((path) => path === '/w/.earshot.json')).toHaveLength(1);
    expect(configs.uses('/w/.earshot.json')).toBe(true);
    expect(configs.uses('/w/0/x.json')).toBe(false);
    expect(paths.every((path) => configs.forget('/other/.earshot.json')(folderOf(path)))).toBe(false);
  });
});

it('never holds up the process: thousands of verdicts go in slices', async () => {
  const facts = factsOf(
    'x.wav',
    Array.from({ length: 20 }, () => factsOf('x.wav').report.findings[0]!),
  );
  const { lint, signal } = make(() => Promise.resolve(facts));
  const paths = Array.from({ length: 5000 }, (_, i) => `/w/${i % 50}/${i}.wav`);
  let [last, longest, ticks] = [performance.now(), 0, 0];
  let used = process.cpuUsage();
  const probe = setInterval(() => {
    const { user, system } = process.cpuUsage(used);
    // Of a machine that does other things too, what this process has done counts.
    longest = Math.max(longest, Math.min(performance.now() - last, (user + system) / 1000));
    [last, used] = [performance.now(), process.cpuUsage()];
    ticks++;
  }, 1);
  await lint.check(paths, { signal });
  clearInterval(probe);
  expect(ticks).toBeGreaterThan(5);
  expect(longest).toBeLessThan(50);
});
