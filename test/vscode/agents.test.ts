import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { decode as decodePng } from 'fast-png';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { manifestTools } from '../../src/core/agents/manifest.ts';
import { buildApiTests } from '../support/buildApiTests.mjs';
import { tempFolder } from '../support/cleanup.ts';
import { type Session, startSession } from '../support/earshot.ts';
import { fill, noise, writeWav } from '../support/signal.ts';
import type { Called } from './agent/agentOps.ts';
import { HostAgent } from './agent/mailbox.ts';

const RATE = 48_000;
const outside = tempFolder('outside');
const secret = join(outside.path, 'secret.wav');

let session: Session;
let host: HostAgent;

beforeAll(async () => {
  const tone = fill(1, RATE, (i) => (i >= 1000 && i < 1010 ? 1 : 0.1 * Math.sin((2 * Math.PI * 997 * i) / RATE)));
  writeWav(secret, tone, RATE);
  const tests = await buildApiTests('test/vscode/agent/hostAgent.ts');
  session = await startSession({
    tests,
    fill: (folder) => {
      host = new HostAgent(folder);
      mkdirSync(join(folder, 'game'));
      writeWav(join(folder, 'game', 'shot.wav'), tone, RATE, 'pcm24');
      writeFileSync(join(folder, 'game', '.earshot.json'), '{ "rules": { "sample-rate": { "allowedHz": 44100 } } }\n');
      writeWav(join(folder, 'long.wav'), noise(2, 60 * RATE), RATE);
      symlinkSync(secret, join(folder, 'link.wav'));
    },
  });
});
afterAll(async () => {
  await session?.close();
  host?.remove();
  outside.remove();
});

/** VS Code answers its own question before a tool runs with yes in tests, and refuses to show any other. */
const call = (name: string, input: unknown, cancelled = false): Promise<Called> =>
  host.ask('callTool', name, input, cancelled);

async function textOf(name: string, input: unknown): Promise<string> {
  const called = await call(name, input);
  return 'text' in called ? called.text : `error: ${called.error}`;
}

describe('language-model tools', () => {
  it('are listed with their schemas', async () => {
    const listed = await host.ask('listTools');
    expect(listed).toEqual(
      manifestTools.map(({ name, modelDescription, inputSchema, tags }) => ({
        ...{ name, inputSchema, tags },
        description: modelDescription,
      })),
    );
  });

  it('earshot_inspect measures a file of the workspace', async () => {
    const text = await textOf('earshot_inspect', { paths: ['game/shot.wav'] });
    expect(text).toMatch(/^game\/shot\.wav: WAV, PCM 24-bit, 48000 Hz, 1 channel, 0:01\.000 \(48,000 frames\)/);
    expect(text).toMatch(/LUFS.*true peak [+−\d.]+ dBTP/);
    expect(text).toContain('clipping at 0:00.021 (frame 1000)');
  });

  it('earshot_lint checks by the nearest configuration', async () => {
    expect(await textOf('earshot_lint', { paths: [session.path('game')] })).toMatch(
      /^1 file checked, 0 clean; 1 error; 0 warnings\.\ngame\/shot\.wav:\n- error sample-rate: .*\[game\/\.earshot\.json:1\]/,
    );
  });

  it('earshot_image hands over a picture', async () => {
    const input = { path: 'game/shot.wav', view: 'waveform', widthPixels: 400, heightPixels: 200 };
    const { text, images } = (await call('earshot_image', input)) as Exclude<Called, { error: string }>;
    expect(text).toMatch(/^Waveform of game\/shot\.wav: PNG, 400 × 200 pixels/);
    const { width, height, data } = decodePng(Buffer.from(images[0]!.base64, 'base64'));
    expect([images[0]!.mime, width, height]).toEqual(['image/png', 400, 200]);
    expect(new Set(data).size).toBeGreaterThan(20);
  });

  it('tell the model what was wrong', async () => {
    const wrong = { paths: ['nowhere.wav'], maxFiles: 0 };
    expect(await textOf('earshot_inspect', wrong)).toContain('earshot_inspect was called wrongly. maxFiles: ');
    expect(await textOf('earshot_image', { path: 'nowhere.wav' })).toContain('nowhere.wav was not found');
    expect(await textOf('earshot_inspect', { paths: ['../a.wav'] })).toContain("'..' is not allowed");
  });

  it.each([
    ['by its path', () => secret],
    ['through a link', () => session.path('link.wav')],
  ])('read nothing outside of the workspace without a question of their own: %s', async (_how, path) => {
    const text = await textOf('earshot_inspect', { paths: [path()] });
    expect(text).toContain(`Let a language model have Earshot read ${secret}?`);
    expect(text).not.toContain('Hz');
    expect(await textOf('earshot_inspect', { paths: ['link.wav'] })).toContain('outside of what may be read');
  });

  it('stop when the agent cancels', async () => {
    const called = await call('earshot_inspect', { paths: ['long.wav'], detail: 'full' }, true);
    expect(called).toEqual({ error: expect.stringMatching(/cancel/i) });
  });
});

it('the MCP server is offered by VS Code', async () => {
  const { page } = session;
  // Its command is in the palette only where there is a chat.
  const listing = host.ask('execute', 'workbench.mcp.listServer');
  await page.locator('.quick-input-widget .monaco-list-row', { hasText: 'Earshot' }).first().waitFor();
  await page.keyboard.press('Escape');
  await listing;
});
