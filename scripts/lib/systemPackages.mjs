// Programs that npm cannot bring: a browser, a sound server, the reference decoders, a compiler for native modules.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { run, which } from './run.mjs';

const chromiumNames = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];
const macChrome = '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome';

/** The Chromium to test with: CHROMIUM, else the PATH, else the usual place on a Mac. */
export function findChromium() {
  if (process.env.CHROMIUM) return process.env.CHROMIUM;
  for (const name of chromiumNames) {
    const file = which(name);
    if (file) return file;
  }
  return existsSync(macChrome) ? macChrome : undefined;
}

/** The Python with SciPy: PYTHON, else Debian's, else the first on the PATH. */
export function findSciPy() {
  const names = [process.env.PYTHON, '/usr/bin/python3', which('python3')].filter(Boolean);
  return names.find((name) => spawnSync(name, ['-c', 'import scipy.signal']).status === 0);
}
const hasSciPy = () => findSciPy() !== undefined;

const onPath = (name) => () => which(name) !== undefined;

/** What the tests need. Each: is it there, its Debian package, and what to do elsewhere. */
export const forTests = [
  {
    name: 'Chromium',
    there: () => findChromium() !== undefined,
    apt: 'chromium',
    other: 'Chromium or Chrome (or CHROMIUM=/path/to/it)',
  },
  { name: 'PulseAudio', there: onPath('pulseaudio'), apt: 'pulseaudio', other: 'pulseaudio' },
  { name: 'parec', there: onPath('parec'), apt: 'pulseaudio-utils', other: 'pulseaudio (parec)' },
  { name: 'ffmpeg', there: onPath('ffmpeg'), apt: 'ffmpeg', other: 'ffmpeg' },
  { name: 'sox', there: onPath('sox'), apt: 'sox', other: 'sox' },
  { name: 'flac', there: onPath('flac'), apt: 'flac', other: 'flac 1.4 or newer (it writes 4 to 32 bits)' },
  { name: 'wavpack', there: onPath('wavpack'), apt: 'wavpack', other: 'wavpack' },
  { name: 'mpcenc', there: onPath('mpcenc'), apt: 'musepack-tools', other: 'the Musepack tools (mpcenc)' },
  {
    name: 'SciPy',
    // Debian's own interpreter: another one on the PATH knows nothing of its packages.
    there: () => hasSciPy(),
    apt: 'python3-scipy',
    other: 'Python 3 with NumPy and SciPy (or PYTHON=/path/to/one that has them)',
  },
  { name: 'lame', there: onPath('lame'), apt: 'lame', other: 'lame (it writes free-format MP3)' },
];

/** What building the VS Code server's native modules needs. */
export const forServer = [
  {
    name: 'Python',
    there: () => which('python3') !== undefined || which('python') !== undefined,
    apt: 'python3',
    other: 'Python 3',
  },
  { name: 'make', there: onPath('make'), apt: 'make', other: 'make', windows: false },
  {
    name: 'a C++ compiler',
    there: () => which('g++') !== undefined || which('clang++') !== undefined,
    apt: 'g++',
    other: 'a C++ compiler',
    windows: false,
  },
];

/**
 * Installs what is missing with apt where this user may (root, or sudo without a password if maySudo); elsewhere
 * throws an error that says exactly what to install.
 */
export async function ensureSystemPackages(wanted, { maySudo = false } = {}) {
  const find = () =>
    wanted.filter((each) => !(process.platform === 'win32' && each.windows === false) && !each.there());
  const missing = find();
  if (missing.length === 0) return;
  const packages = missing.map((each) => each.apt);
  const apt = which('apt-get');
  const prefix = apt && (await privilege(maySudo));
  if (apt && prefix) {
    console.log(`Installing ${packages.join(', ')} with apt …`);
    const aptGet = (...args) => run(prefix[0] ?? apt, prefix[0] ? [...prefix.slice(1), apt, ...args] : args, { env });
    const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
    const failed = (await aptGet('update', '-qq')) !== 0;
    if (failed) console.error('apt-get update failed; trying with the package lists that are here.');
    await aptGet('install', '-y', '-qq', '--no-install-recommends', ...packages);
    const still = find();
    if (still.length === 0) return;
    throw new Error(`apt could not install ${still.map((each) => each.apt).join(', ')}; see its messages above.`);
  }
  throw new Error(`Missing: ${missing.map((each) => each.name).join(', ')}. ${howTo(missing)}`);
}

/** [] as root, ['sudo', …] where sudo asks no password, undefined where neither. */
async function privilege(maySudo) {
  if (process.getuid?.() === 0) return [];
  const sudo = maySudo && which('sudo');
  if (sudo && (await run(sudo, ['-n', 'true'], { stdio: 'ignore' })) === 0) return [sudo, '-n'];
  return undefined;
}

function howTo(missing) {
  const names = missing.map((each) => each.apt).join(' ');
  if (which('apt-get')) return `Install with: sudo apt-get install ${names}`;
  const list = missing.map((each) => each.other).join(', ');
  if (process.platform === 'darwin')
    return `Install ${list}; with Homebrew: brew install ${names.replace('pulseaudio-utils', '').replace('python3', 'python').replace('g++', 'gcc')}`;
  if (process.platform === 'win32') return `Install ${list} and put them on the PATH.`;
  return `Install ${list} with the package manager of your system.`;
}
