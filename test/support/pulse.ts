import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, existsSync, mkdirSync, openSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { ownGroup, tempFolder } from './cleanup.ts';

export interface Pulse {
  /** For PULSE_SERVER. */
  readonly address: string;
  readonly rate: number;
  stop(): Promise<void>;
}

/** A private PulseAudio with one null sink, whose monitor hears what was played. */
export async function startPulse({ rate = 48000, channels = 2 } = {}): Promise<Pulse> {
  const folder = tempFolder('pulse');
  const dir = folder.path;
  const socket = join(dir, 'native');
  mkdirSync(join(dir, 'run'), { mode: 0o700 });
  // Chromium opens the server's default rate, not the sink's, so both are the same; and the daemon stays between runs.
  const config = {
    'default-sample-format': 'float32le',
    'default-sample-rate': rate,
    'alternate-sample-rate': rate,
    'default-sample-channels': channels,
    'flat-volumes': 'no',
    'enable-shm': 'no',
    'realtime-scheduling': 'no',
    'high-priority': 'no',
    'exit-idle-time': -1,
  };
  const text = Object.entries(config).map(([key, value]) => `${key} = ${value}\n`);
  writeFileSync(join(dir, 'daemon.conf'), text.join(''));
  const args = ['--daemonize=no', '-n', '--log-target=stderr', '--log-level=error'];
  args.push('-L', `module-native-protocol-unix socket=${socket} auth-anonymous=1`);
  args.push('-L', `module-null-sink sink_name=cap rate=${rate} format=float32le channels=${channels}`);
  const env = { ...process.env, HOME: dir, XDG_RUNTIME_DIR: join(dir, 'run'), PULSE_CONFIG: join(dir, 'daemon.conf') };
  const log = join(dir, 'log');
  const fd = openSync(log, 'w');
  const child = spawn('pulseaudio', args, { detached: true, stdio: ['ignore', fd, fd], env });
  closeSync(fd);
  const group = ownGroup(child);
  const stop = async (): Promise<void> => {
    await group.stop();
    folder.remove();
  };
  for (let i = 0; i < 100 && !existsSync(socket); i++) await sleep(100);
  if (!existsSync(socket)) {
    const said = readFileSync(log, 'utf8');
    await stop();
    throw new Error(`PulseAudio did not start: ${said}`);
  }
  return { address: `unix:${socket}`, rate, stop };
}

export interface Recording {
  /** Of a moment, in ms as Date.now() gives them: the frame that was recorded then, a few ms late at most. */
  frameAt(epochMs: number): number;
  /** Interleaved samples. */
  stop(): Promise<Float32Array>;
}

/** Records the sink's monitor. The sound server runs in real time, so what arrives first tells when it was heard. */
export async function record(pulse: Pulse, { channels = 2, latencyMs = 50 } = {}): Promise<Recording> {
  const format = ['--format=float32le', `--rate=${pulse.rate}`, `--channels=${channels}`, '--raw'];
  const child = spawn('parec', ['--device=cap.monitor', ...format, `--latency-msec=${latencyMs}`], {
    detached: true,
    env: { ...process.env, PULSE_SERVER: pulse.address },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const group = ownGroup(child);
  const chunks: Buffer[] = [];
  let bytes = 0;
  // Of frame 0. Chunks arrive late, never early.
  let startMs = Infinity;
  child.stdout.on('data', (chunk: Buffer) => {
    chunks.push(chunk);
    bytes += chunk.length;
    startMs = Math.min(startMs, epochMs() - (bytes / (4 * channels * pulse.rate)) * 1000);
  });
  const ended = once(child.stdout, 'end');
  // The stream must run before the first sample is played.
  for (const end = Date.now() + 10_000; bytes === 0 && Date.now() < end; await sleep(50));
  if (bytes === 0 || child.exitCode !== null) {
    await group.stop();
    throw new Error(`parec recorded nothing, exit code ${child.exitCode}`);
  }
  await sleep(200);
  return {
    frameAt: (time) => ((time - startMs) / 1000) * pulse.rate,
    stop: async () => {
      child.kill('SIGINT');
      await ended;
      await group.stop();
      const all = Buffer.concat(chunks);
      const samples = Math.floor(all.length / (4 * channels)) * channels;
      return new Float32Array(all.buffer.slice(all.byteOffset, all.byteOffset + samples * 4));
    },
  };
}

const epochMs = (): number => performance.timeOrigin + performance.now();
