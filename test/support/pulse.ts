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

/** Records the sink's monitor; stop() gives interleaved samples. */
export async function record(pulse: Pulse, channels = 2): Promise<{ stop(): Promise<Float32Array> }> {
  const folder = tempFolder('record');
  const file = join(folder.path, 'capture.raw');
  const fd = openSync(file, 'w');
  const format = ['--format=float32le', `--rate=${pulse.rate}`, `--channels=${channels}`, '--raw'];
  const child = spawn('parec', ['--device=cap.monitor', ...format, '--latency-msec=50'], {
    detached: true,
    env: { ...process.env, PULSE_SERVER: pulse.address },
    stdio: ['ignore', fd, 'inherit'],
  });
  closeSync(fd);
  const group = ownGroup(child);
  await sleep(700); // the stream must run before the first sample is played
  if (child.exitCode !== null) throw new Error(`parec ended with ${child.exitCode}`);
  return {
    stop: async () => {
      const ended = once(child, 'exit');
      child.kill('SIGINT');
      await ended;
      await group.stop();
      const bytes = readFileSync(file);
      folder.remove();
      const samples = Math.floor(bytes.length / (4 * channels)) * channels;
      return new Float32Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + samples * 4));
    },
  };
}

export interface ExactRun {
  /** Frame of the recording. */
  at: number;
  /** Frame of the signal. */
  from: number;
  frames: number;
}

/**
 * Runs of the recording that equal the signal bit for bit. One run from frame 0 = exact; several = dropouts;
 * none = resampled, scaled or silent.
 */
export function exactRuns(
  captured: Float32Array,
  expected: (frame: number, channel: number) => number,
  { channels = 2, searchFrames = 60 * 48000, maxRuns = 30 } = {},
): ExactRun[] {
  const frames = Math.floor(captured.length / channels);
  const equal = (at: number, frame: number): boolean => {
    for (let c = 0; c < channels; c++) if (captured[at * channels + c] !== expected(frame, c)) return false;
    return true;
  };
  const silent = (at: number): boolean => {
    for (let c = 0; c < channels; c++) if (captured[at * channels + c] !== 0) return false;
    return true;
  };
  const locate = (at: number): number => {
    for (let n = 0; n < searchFrames; n++) if (equal(at, n) && equal(at + 1, n + 1) && equal(at + 5, n + 5)) return n;
    return -1;
  };
  const runs: ExactRun[] = [];
  let misses = 0;
  for (let at = 0; at < frames - 6 && runs.length < maxRuns;) {
    const from = silent(at) ? -1 : locate(at);
    if (from < 0) {
      if (!silent(at) && ++misses > 2000) break;
      at++;
      continue;
    }
    const start = at;
    while (at < frames && equal(at, from + at - start)) at++;
    runs.push({ at: start, from, frames: at - start });
  }
  return runs;
}
