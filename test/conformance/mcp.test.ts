import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, readFileSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StdioClientTransport } from '@modelcontextprotocol/sdk/client/stdio.js';
import { type CallToolResult, ListRootsRequestSchema } from '@modelcontextprotocol/sdk/types.js';
import { Ajv } from 'ajv';
import { decode as decodePng } from 'fast-png';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import type { InspectOutput } from '../../src/core/agents/inspectTool.ts';
import type { LintOutput } from '../../src/core/agents/lintTool.ts';
import { buildCli, type Cli } from '../support/cli.ts';
import { processTree } from '../support/processes.ts';
import { fill, wavBytes, writeWav } from '../support/signal.ts';

const RATE = 48_000;
const CLIP = { frame: 60_000, frames: 12 };
/** Samples at full scale in a tone at −18 dBFS (peak). */
const tone = fill(2, 2 * RATE, (i, c) => {
  if (c === 0 && i >= CLIP.frame && i < CLIP.frame + CLIP.frames) return 1;
  return 10 ** (-18 / 20) * Math.sin((2 * Math.PI * 997 * i) / RATE);
});

let cli: Cli;
let root: string;
let outside: string;

beforeAll(async () => {
  cli = await buildCli();
  root = join(cli.folder, 'root');
  outside = join(cli.folder, 'outside');
  for (const folder of [outside, join(root, 'many'), join(root, 'sub'), join(root, 'linked')])
    mkdirSync(folder, { recursive: true });
  writeWav(join(root, 'tone.wav'), tone, RATE, 'pcm24');
  writeWav(join(root, 'silence.wav'), [new Float32Array(RATE)], RATE);
  writeWav(
    join(root, 'sub', 'low.wav'),
    fill(1, RATE, (i) => 0.1 * Math.sin(i / 10)),
    16_000,
  );
  writeWav(join(outside, 'secret.wav'), tone, RATE);
  symlinkSync(join(outside, 'secret.wav'), join(root, 'linked', 'link.wav'));
  symlinkSync(join(root, 'silence.wav'), join(root, 'linked', 'same.wav'));
  writeFileSync(join(root, 'text.wav'), 'not a sound\n');
  writeFileSync(
    join(root, 'sub', '.earshot.json'),
    '{\n  // 8 kHz only\n  "rules": { "sample-rate": { "allowedHz": [8000] } }\n}\n',
  );
  const short = wavBytes(
    fill(1, 480, (i) => i / 960),
    RATE,
  );
  for (let i = 0; i < 12; i++) writeFileSync(join(root, 'many', `${String(i).padStart(2, '0')}.wav`), short);
  for (const name of ['long.wav', 'other-long.wav']) writeZeros(join(root, name), 3 * 3600);
});
afterAll(async () => {
  await Promise.all(closing.map((client) => client.close()));
  cli?.remove();
});

/** Long to scan, quick to make. */
function writeZeros(file: string, seconds: number): void {
  const head = wavBytes([new Float32Array(0)], RATE);
  const bytes = 2 * RATE * seconds;
  head.writeUInt32LE(bytes + 36, 4);
  head.writeUInt32LE(bytes, 40);
  writeFileSync(file, head);
  truncateSync(file, head.length + bytes);
}

interface Connected {
  client: Client;
  pid: number;
  call(name: string, args: Record<string, unknown>): Promise<CallToolResult>;
}

/** Closed at the end. */
const closing: Client[] = [];

async function connect(options: { roots?: string[]; clientRoots?: string[] } = {}): Promise<Connected> {
  const args = [cli.path, 'mcp', ...(options.roots ?? [root]).flatMap((each) => ['--root', each])];
  const env = Object.fromEntries(Object.entries(cli.env).filter((entry): entry is [string, string] => !!entry[1]));
  const transport = new StdioClientTransport({ command: process.execPath, args, env, stderr: 'ignore' });
  const { clientRoots } = options;
  const client = new Client({ name: 'test', version: '1' }, { capabilities: clientRoots ? { roots: {} } : {} });
  if (clientRoots) {
    const roots = clientRoots.map((path) => ({ uri: pathToFileURL(path).href }));
    client.setRequestHandler(ListRootsRequestSchema, () => ({ roots }));
  }
  await client.connect(transport);
  closing.push(client);
  return {
    client,
    pid: transport.pid!,
    call: async (name, given) => (await client.callTool({ name, arguments: given })) as CallToolResult,
  };
}

function textOf({ content }: CallToolResult): string {
  return content.map((part) => (part.type === 'text' ? part.text : '')).join('');
}

/** Waits until none of these processes is left; the milliseconds that took. */
async function gone(pids: readonly number[], withinMs: number): Promise<number> {
  const from = performance.now();
  const left = (): number[] => pids.filter((pid) => processTree(pid).length > 0);
  await expect.poll(left, { timeout: withinMs, interval: 20 }).toEqual([]);
  return performance.now() - from;
}

const family = (pid: number): number[] => processTree(pid).map((each) => each.pid);

/** Waits until the audio server has been at work for a moment. */
async function scanning(pid: number): Promise<number[]> {
  await expect.poll(() => family(pid).length, { timeout: 5000, interval: 10 }).toBe(2);
  await new Promise((resolve) => setTimeout(resolve, 100));
  return family(pid);
}

describe('earshot mcp', () => {
  let shared: Connected;
  beforeAll(async () => {
    shared = await connect();
    await shared.client.listTools(); // the client checks outputs by the schemas from here on
  });
  const call: Connected['call'] = (name, given) => shared.call(name, given);

  it('lists its tools, with schemas, as reading only', async () => {
    const { client } = shared;
    const { tools } = await client.listTools();
    expect(tools.map(({ name }) => name)).toEqual(['earshot_inspect', 'earshot_lint', 'earshot_image']);
    for (const { inputSchema, outputSchema, annotations, description } of tools) {
      for (const schema of [inputSchema, outputSchema!])
        new Ajv({ strict: true, allowUnionTypes: true }).compile(schema);
      expect(annotations).toMatchObject({ readOnlyHint: true, destructiveHint: false, openWorldHint: false });
      expect(description!.length).toBeGreaterThan(200);
    }
    expect(client.getServerVersion()).toMatchObject({ name: 'earshot', version: cli.run(['--version']).stdout.trim() });
    expect(client.getInstructions()).toContain('earshot_lint');
  });

  it('inspects a file: figures of the command line, units in the text', async () => {
    const result = await call('earshot_inspect', { paths: ['tone.wav'] });
    expect(result.isError).toBeUndefined();
    const { files, notes } = result.structuredContent as InspectOutput;
    const [report] = cli.reports([join(root, 'tone.wav')]);
    const [file] = files;
    expect(notes).toEqual([]);
    expect(files).toHaveLength(1);
    expect(file).toMatchObject({
      path: 'tone.wav',
      container: 'WAV',
      sampleRateHz: RATE,
      channels: ['1', '2'],
      bitDepth: 24,
      frames: 2 * RATE,
      durationSeconds: 2,
      complete: true,
    });
    expect(file!.figures['loudness.integratedLufs']).toBe(report!.loudness.integratedLufs);
    expect(file!.figures['channels[1].dcOffset']).toBe(report!.channels[1]!.dcOffset);
    expect(file!.unavailable).toHaveProperty(
      ['channels[1].noiseFloorDbfs'],
      report!.unavailable['channels[].noiseFloorDbfs'],
    );
    expect(file!.findings.length).toBe(report!.findings.length);
    const clip = file!.findings.find(({ rule }) => rule === 'clipping');
    expect(clip).toMatchObject({
      severity: 'error',
      startFrame: CLIP.frame,
      startSeconds: CLIP.frame / RATE,
      channel: '1',
    });
    const text = textOf(result);
    expect(text).toMatch(/^tone\.wav: WAV, PCM 24-bit, 48000 Hz, 2 channels, 0:02\.000 \(96,000 frames\)/);
    expect(text).toMatch(/integrated −\d+\.\d LUFS/);
    expect(text).toMatch(/true peak \+1\.1\d dBTP at 0:01\.\d{3}/);
    expect(text).toContain('error clipping at 0:01.250 (frame 60000), channel 1');
    expect(text.length).toBeLessThan(1500);
  });

  it('inspects all of it, and a part of it', async () => {
    const full = await call('earshot_inspect', { paths: ['tone.wav'], detail: 'full', select: '0:0.5' });
    const [file] = (full.structuredContent as InspectOutput).files;
    const [report] = cli.reports([join(root, 'tone.wav'), '--select', '0..0.5']);
    expect(file!.selection).toEqual({ startFrame: 0, endFrame: RATE / 2 });
    expect(file!.figures['channels[1].thdnPercent']).toBe(report!.channels[1]!.thdnPercent);
    expect(Object.keys(file!.figures).length + Object.keys(file!.unavailable).length).toBeGreaterThan(70);
    expect(textOf(full)).toContain('all figures are of it');
  });

  it('inspects a folder, bounded, and says so; silence and damage have words of their own', async () => {
    const some = await call('earshot_inspect', { paths: ['many', 'silence.wav', 'text.wav'], maxFiles: 5 });
    const { files, notes } = some.structuredContent as InspectOutput;
    expect(files.map(({ path }) => path)).toEqual([
      ...['00', '01', '02', '03', '04'].map((name) => `many/${name}.wav`),
      'silence.wav',
      'text.wav',
    ]);
    expect(notes).toEqual([expect.stringContaining('many holds more than was read')]);
    expect(files.at(-1)!.error).toMatch(/not an audio file/);
    expect(files.at(-2)!.unavailable['loudness.integratedLufs']).toMatch(/silen/);
    expect(textOf(some)).toMatch(/silence\.wav: .*−∞/);
    expect(some.isError).toBeUndefined();
    const none = await call('earshot_inspect', { paths: ['text.wav'] });
    expect(none.isError).toBe(true);
    expect(textOf(none)).toMatch(/not an audio file/);
  });

  it('lints by the nearest configuration, by a preset, and by one that is named', async () => {
    const own = await call('earshot_lint', { paths: ['sub'] });
    const output = own.structuredContent as LintOutput;
    expect(output).toMatchObject({ checked: 1, clean: 0, errors: 1, configProblems: [] });
    expect(output.files[0]).toMatchObject({
      path: 'sub/low.wav',
      config: 'sub/.earshot.json',
      violations: [{ rule: 'sample-rate', severity: 'error', demandedBy: 'sub/.earshot.json:3' }],
    });
    expect(textOf(own)).toMatch(
      /^1 file checked, 0 clean; 1 error; 0 warnings\.\nsub\/low\.wav:\n- error sample-rate: .*16,?000 Hz/,
    );
    const preset = await call('earshot_lint', { paths: ['tone.wav', 'silence.wav'], preset: 'recommended' });
    const found = preset.structuredContent as LintOutput;
    expect(found.files[0]!.violations[0]).toMatchObject({ rule: 'clipping', startFrame: CLIP.frame, channel: '1' });
    expect(found.files[0]!.violations[0]!.demandedBy).toBe('preset recommended');
    const named = await call('earshot_lint', { paths: ['tone.wav'], config: 'sub/.earshot.json' });
    expect((named.structuredContent as LintOutput).files[0]!.violations[0]!.rule).toBe('sample-rate');
    writeFileSync(join(root, 'bad.json'), '{\n  "rules": { "sample-rat": "error" }\n}\n');
    const bad = await call('earshot_lint', { paths: ['tone.wav'], config: 'bad.json' });
    expect((bad.structuredContent as LintOutput).configProblems).toMatchObject([
      { path: 'bad.json', line: 2, suggestion: 'sample-rate' },
    ]);
    expect(textOf(bad)).toContain('bad.json:2:');
  });

  it('draws a picture', async () => {
    const result = await call('earshot_image', { path: 'tone.wav', widthPixels: 640, heightPixels: 320, view: 'both' });
    expect(result.structuredContent).toMatchObject({
      path: 'tone.wav',
      mimeType: 'image/png',
      widthPixels: 640,
      heightPixels: 320,
    });
    const image = result.content.find((part) => part.type === 'image')!;
    expect(image.mimeType).toBe('image/png');
    const { width, height, data } = decodePng(Buffer.from(image.data, 'base64'));
    expect([width, height]).toEqual([640, 320]);
    expect(new Set(data).size).toBeGreaterThan(20);
    expect(textOf(result)).toMatch(/^Waveform and spectrogram of tone\.wav: PNG, 640 × 320 pixels/);
  });

  it.each([
    ['earshot_inspect', { paths: ['/etc/hostname'] }, 'outside of what may be read'],
    ['earshot_inspect', { paths: ['../outside/secret.wav'] }, "'..' is not allowed"],
    ['earshot_inspect', { paths: ['linked/link.wav'] }, 'outside of what may be read'],
    ['earshot_lint', { paths: ['tone.wav'], config: '/etc/hostname' }, 'outside of what may be read'],
    ['earshot_image', { path: 'linked/link.wav' }, 'outside of what may be read'],
    ['earshot_inspect', { paths: [] }, 'was called wrongly. paths: '],
    ['earshot_inspect', { path: 'tone.wav' }, 'was called wrongly. '],
    ['earshot_inspect', { paths: ['tone.wav'], select: '2:1' }, 'select 2:1: it ends where it starts'],
    ['earshot_lint', { paths: ['tone.wav'], preset: 'loud' }, 'was called wrongly. preset: '],
    ['earshot_lint', { paths: ['tone.wav'], preset: 'recommended', config: 'a.json' }, 'exclude each other'],
    ['earshot_image', { path: 'many' }, 'is not a file'],
    ['earshot_image', { path: 'nowhere.wav' }, 'was not found'],
    ['earshot_image', { path: 'text.wav' }, 'not an audio file'],
  ])('refuses %s %j in words', async (name, given, message) => {
    const result = await call(name, given);
    expect(result.isError).toBe(true);
    expect(textOf(result)).toContain(message);
    expect(result.structuredContent).toBeUndefined();
  });

  it('leaves links to outside out of folders, and says so', async () => {
    const result = await call('earshot_inspect', { paths: ['linked'] });
    const { files, notes } = result.structuredContent as InspectOutput;
    expect(files.map(({ path }) => path)).toEqual(['silence.wav']);
    expect(notes).toEqual(['linked: 1 link to outside of what may be read left out.']);
  });

  it('takes no more from the roots of a client than it was given', async () => {
    const narrow = await connect({ clientRoots: [join(root, 'sub')] });
    expect((await narrow.call('earshot_inspect', { paths: ['low.wav'] })).isError).toBeUndefined();
    expect(textOf(await narrow.call('earshot_inspect', { paths: [join(root, 'tone.wav')] }))).toContain('outside');
    const wide = await connect({ clientRoots: ['/', outside] });
    expect((await wide.call('earshot_inspect', { paths: ['tone.wav'] })).isError).toBeUndefined();
    expect(textOf(await wide.call('earshot_inspect', { paths: [join(outside, 'secret.wav')] }))).toContain('outside');
  });

  it('knows no other tool', async () => {
    await expect(call('earshot_delete', {})).rejects.toThrow('There is no tool earshot_delete');
  });

  it('tells progress, and stops on request with the scan', async () => {
    const { client, pid } = await connect();
    const progress: { progress: number; total?: number | undefined; message?: string | undefined }[] = [];
    const abort = new AbortController();
    const call = client.callTool(
      { name: 'earshot_inspect', arguments: { paths: ['long.wav', 'other-long.wav'] } },
      undefined,
      {
        signal: abort.signal,
        onprogress: (each) => progress.push(each),
      },
    );
    const refused = expect(call).rejects.toThrow();
    await expect.poll(() => progress.length, { timeout: 10_000, interval: 10 }).toBeGreaterThan(1);
    abort.abort();
    await refused;
    expect(progress[0]).toMatchObject({ total: 2 });
    const values = progress.map((each) => each.progress);
    expect(values).toEqual([...values].sort((a, b) => a - b));
    expect(values.at(-1)).toBeLessThan(2);
    // The server has stopped scanning: its processor time stands still.
    const [, server] = family(pid);
    await expect
      .poll(
        async () => {
          const before = processorTicks(server!);
          await new Promise((resolve) => setTimeout(resolve, 200));
          return processorTicks(server!) - before;
        },
        { timeout: 4000 },
      )
      .toBeLessThan(3);
    expect(
      (await client.callTool({ name: 'earshot_inspect', arguments: { paths: ['tone.wav'] } })).isError,
    ).toBeUndefined();
  });
});

function processorTicks(pid: number): number {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return Number(fields[11]) + Number(fields[12]);
}

interface RawClient {
  readonly pid: number;
  readonly child: ReturnType<typeof spawn>;
  readonly send: (text: string) => void;
  readonly output: () => string;
  /** What it says to standard error. */
  readonly said: () => string;
}

/** A client that speaks for itself. */
function raw(): RawClient {
  const child = spawn(process.execPath, [cli.path, 'mcp', '--root', root], { env: cli.env, stdio: 'pipe' });
  onTestFinished(() => void child.kill('SIGKILL'));
  let [output, said] = ['', ''];
  child.stdout.setEncoding('utf8').on('data', (text: string) => (output += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (said += text));
  child.stdin.on('error', () => undefined);
  return {
    pid: child.pid!,
    send: (text) => void child.stdin.write(text),
    output: () => output,
    said: () => said,
    child,
  };
}

const line = (message: object): string => `${JSON.stringify({ jsonrpc: '2.0', ...message })}\n`;
const hello = line({
  id: 1,
  method: 'initialize',
  params: { protocolVersion: '2025-06-18', capabilities: {}, clientInfo: { name: 'raw', version: '1' } },
});
const scan = (id: number): string =>
  line({ id, method: 'tools/call', params: { name: 'earshot_inspect', arguments: { paths: ['long.wav'] } } });

describe('a client that misbehaves', () => {
  it('sends garbage: what follows is answered all the same, and nothing but messages is written', async () => {
    const { send, output, child } = raw();
    send('garbage\n\n{"jsonrpc":"2.0"}\n[1,2]\n{"id":7}\n\u0000\u0001\xff\n"text"\nnull\n');
    send(`{"jsonrpc":"2.0","id":5,"method":"tools/call","params":{"name":3}}\n`);
    send('['.repeat(100_000) + '\n');
    send(hello);
    send(line({ id: 2, method: 'tools/list' }));
    const answers = (): { id?: unknown; result?: unknown }[] =>
      output()
        .split('\n')
        .filter((each) => each !== '')
        .map((each) => JSON.parse(each) as { id?: unknown; result?: unknown });
    await expect.poll(() => answers().find(({ id }) => id === 2), { timeout: 10_000 }).toBeDefined();
    for (const answer of answers()) expect(answer).toMatchObject({ jsonrpc: '2.0' });
    expect(answers().find(({ id }) => id === 1)!.result).toMatchObject({ serverInfo: { name: 'earshot' } });
    expect(child.exitCode).toBeNull();
  });

  it('sends a line without an end: is left, with nothing kept', async () => {
    const { send, child, pid, said } = raw();
    const ended = once(child, 'exit');
    const all = family(pid);
    for (let i = 0; i < 12; i++) send('x'.repeat(2 ** 20));
    await gone(all, 5000);
    expect(await ended).toEqual([0, null]);
    expect(said()).toContain('maximum size');
  });

  it.each([
    ['closes our input', (child: ReturnType<typeof spawn>) => child.stdin!.end()],
    ['stops reading', (child: ReturnType<typeof spawn>) => child.stdout!.destroy()],
    ['asks for the end by signal', (child: ReturnType<typeof spawn>) => void child.kill('SIGTERM')],
  ])('hangs up in mid-scan, %s: all ends within two seconds', async (how, hangUp) => {
    const { send, child, pid } = raw();
    send(hello);
    send(scan(2));
    const ended = once(child, 'exit');
    const all = await scanning(pid);
    hangUp(child);
    // Only what is written meets a closed pipe.
    if (how === 'stops reading') send(line({ id: 3, method: 'ping' }));
    expect(await gone(all, 2000)).toBeLessThan(2000);
    expect(await ended).toEqual([how.includes('signal') ? 143 : 0, null]);
  });
});

it.each([
  [['mcp', 'tone.wav'], "takes no 'tone.wav'"],
  [['mcp', '--root', '/there/is/none'], '--root: '],
  [['mcp', '--port', '1'], "Unknown option '--port'"],
])('exits with 2 on wrong usage: %j', (args, message) => {
  const { status, stderr, stdout } = cli.run(args);
  expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
  expect(stderr).toContain(message);
});
