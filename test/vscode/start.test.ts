import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { delimiter, dirname } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { freePort } from '../../scripts/lib/serverProcess.mjs';
import { launchChromium } from '../support/chromium.ts';
import { ownGroup } from '../support/cleanup.ts';
import { processTree } from '../support/processes.ts';
import { repository } from '../support/vscodeServer.ts';
import { openInEditor, openWorkbench, waitForCommand } from '../support/workbench.ts';
import { settledEditor } from '../support/earshot.ts';

it('npm start without desktop VS Code serves the samples with the extension, until Ctrl+C', async () => {
  const port = await freePort();
  const PATH = [dirname(process.execPath), '/usr/bin', '/bin'].join(delimiter);
  const child = spawn(process.execPath, ['scripts/start.mjs', '--no-open', '--port', String(port)], {
    cwd: repository,
    detached: true,
    env: { ...process.env, PATH },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const group = ownGroup(child);
  onTestFinished(group.stop);
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (output += String(chunk)));
  const exited = once(child, 'exit');
  await expect.poll(() => output, { timeout: 60_000 }).toContain('http://');
  const url = /http:\/\/\S+/.exec(output)?.[0] ?? '';
  expect(new URL(url).port).toBe(String(port));

  const browser = await launchChromium();
  onTestFinished(() => browser.close());
  await openWorkbench(browser.page, url);
  await waitForCommand(browser.page, 'Earshot: Show Log');
  const frame = await openInEditor(browser.page, 'crow.wav', settledEditor);
  expect(await frame.evaluate(() => document.body.dataset['state'])).toBe('ready');

  const tree = processTree(group.pid).map((each) => each.pid);
  expect(tree.length).toBeGreaterThan(2);
  child.kill('SIGINT');
  expect((await exited)[0]).toBe(0);
  expect(output).toContain('Stopped.');
  const alive = tree.filter((pid) => processTree(pid).length > 0);
  expect(alive).toEqual([]);
});
