import { execFileSync } from 'node:child_process';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import type { RawLayout } from '../../src/core/protocol/audio.ts';
import { craftZip } from '../unit/formats/containers.ts';
import { lenaPath } from '../unit/formats/lena.ts';
import { noiseSource } from '../unit/node/support.ts';
import { dffFile, dsfFile, modulate } from './dsdFiles.ts';
import { qoaFile } from './qoaFile.ts';
import { seededRandom } from './signal.ts';
import { modFile, xmFile } from './trackerFiles.ts';

/** How a small good file of a format is made. */
export interface SampleFile {
  extension: string;
  make(path: string, seconds: number): void;
}

const DSD64 = 2822400;

function run(program: string, ...args: string[]): void {
  execFileSync(program, args, { stdio: ['ignore', 'ignore', 'inherit'] });
}

/** Two different channels of pink noise and tones through one of ffmpeg's encoders. */
const ffmpeg = (extension: string, args: string, { rate = 44100, filter = '' } = {}): SampleFile => ({
  extension,
  make(path, seconds) {
    const source = ['-f', 'lavfi', '-i', noiseSource(seconds, rate), ...(filter ? ['-af', filter] : [])];
    run('ffmpeg', '-v', 'error', '-y', ...source, ...args.split(' '), path);
  },
});

/** Through a WAV file that another program turns into what is wanted. */
const through = (
  extension: string,
  wav: string,
  convert: (wav: string, path: string) => void,
  options: { rate?: number } = {},
): SampleFile => ({
  extension,
  make(path, seconds) {
    const source = `${path}.wav`;
    ffmpeg('wav', wav, options).make(source, seconds);
    convert(source, path);
    rmSync(source);
  },
});

const wavpack = (wav: string, ...args: string[]): SampleFile =>
  through('wv', wav, (source, path) => run('wavpack', '-q', '-y', ...args, source, '-o', path));

const written = (extension: string, bytes: (seconds: number) => Uint8Array): SampleFile => ({
  extension,
  make: (path, seconds) => writeFileSync(path, bytes(seconds)),
});

const six = 'pan=5.1|FL=FL|FR=FR|FC=0.8*FL|LFE=0.6*FR|BL=0.5*FL|BR=0.4*FR';

const tone = (frames: number, step: number): Int16Array =>
  Int16Array.from({ length: frames }, (_, i) => 12000 * Math.sin(i * step) + 3000 * Math.sin(i * step * 7.3));

const dsdTones = (seconds: number): Uint8Array[] =>
  [1000, 5000].map((hertz) =>
    modulate((t) => 0.5 * Math.sin(2 * Math.PI * hertz * t), Math.round(seconds * DSD64 * 0.125) * 8, DSD64),
  );

/** No encoder is at hand: speech frames of 12.65 kbit/s with random parameters, which every decoder must take alike. */
function amrWideFile(seconds: number): Uint8Array {
  const random = seededRandom(11);
  const frames = Array.from({ length: Math.round(seconds * 50) }, () => {
    const frame = Buffer.from(Uint8Array.from({ length: 33 }, () => random() * 256));
    frame[0] = 0x14;
    frame[32]! &= 0xf8;
    return frame;
  });
  return Buffer.concat([Buffer.from('#!AMR-WB\n'), ...frames]);
}

/** A .npy array of (frames, 2) float32 (NumPy format 1.0). */
function npyFile(seconds: number): Uint8Array {
  const frames = Math.round(seconds * 16000);
  const text = `{'descr': '<f4', 'fortran_order': False, 'shape': (${frames}, 2), }`;
  const head = Buffer.alloc(10);
  head.write('\x93NUMPY\x01\0', 'latin1');
  const padded = text.padEnd(Math.ceil((10 + text.length + 1) / 64) * 64 - 11) + '\n';
  head.writeUInt16LE(padded.length, 8);
  const data = Float32Array.from({ length: frames * 2 }, (_, i) => 0.5 * Math.sin(i * 0.01));
  return Buffer.concat([head, Buffer.from(padded), Buffer.from(data.buffer)]);
}

/** By name. Every format that is read is here, in each of its kinds that differ for the reader. */
export const sampleFiles = {
  'wav-u8': ffmpeg('wav', '-c:a pcm_u8'),
  'wav-s16': ffmpeg('wav', '-c:a pcm_s16le'),
  'wav-s24': ffmpeg('wav', '-c:a pcm_s24le'),
  'wav-s32': ffmpeg('wav', '-c:a pcm_s32le'),
  'wav-f32': ffmpeg('wav', '-c:a pcm_f32le'),
  'wav-f64': ffmpeg('wav', '-c:a pcm_f64le'),
  'wav-6ch': ffmpeg('wav', '-c:a pcm_s24le', { filter: six }),
  'wav-alaw': ffmpeg('wav', '-c:a pcm_alaw'),
  'wav-mulaw': ffmpeg('wav', '-c:a pcm_mulaw'),
  'wav-ima': ffmpeg('wav', '-c:a adpcm_ima_wav'),
  'wav-ms': ffmpeg('wav', '-c:a adpcm_ms'),
  rf64: ffmpeg('wav', '-c:a pcm_s16le -rf64 always'),
  w64: ffmpeg('w64', '-c:a pcm_s24le'),
  aiff: ffmpeg('aiff', '-c:a pcm_s24be'),
  'aifc-sowt': ffmpeg('aifc', '-c:a pcm_s16le -f aiff'),
  'aifc-f32': ffmpeg('aifc', '-c:a pcm_f32be -f aiff'),
  'caf-s16': ffmpeg('caf', '-c:a pcm_s16be'),
  'caf-alac': ffmpeg('caf', '-c:a alac'),
  'caf-ima': ffmpeg('caf', '-c:a adpcm_ima_qt'),
  au: ffmpeg('au', '-c:a pcm_s16be'),
  'au-mulaw': ffmpeg('au', '-c:a pcm_mulaw'),
  sphere: through('sph', '-c:a pcm_s16le', (wav, path) => run('sox', wav, path)),
  npy: written('npy', npyFile),
  npz: written('npz', (seconds) => craftZip([{ name: 'audio.npy', bytes: npyFile(seconds), method: 8 }])),
  raw: ffmpeg('raw', '-c:a pcm_s16le -f s16le'),
  flac: ffmpeg('flac', '-c:a flac -sample_fmt s16'),
  'flac-24': ffmpeg('flac', '-c:a flac -sample_fmt s32 -bits_per_raw_sample 24'),
  'flac-ogg': ffmpeg('oga', '-c:a flac'),
  vorbis: ffmpeg('ogg', '-c:a libvorbis'),
  opus: ffmpeg('opus', '-c:a libopus', { rate: 48000 }),
  'mp3-cbr': ffmpeg('mp3', '-c:a libmp3lame -b:a 128k'),
  'mp3-vbr': ffmpeg('mp3', '-c:a libmp3lame -q:a 4'),
  mp2: ffmpeg('mp2', '-c:a mp2'),
  adts: ffmpeg('aac', '-c:a aac'),
  m4a: ffmpeg('m4a', '-c:a aac'),
  'm4a-front': ffmpeg('m4a', '-c:a aac -movflags +faststart'),
  'm4a-fragments': ffmpeg('m4a', '-c:a aac -movflags +frag_keyframe+empty_moov -frag_duration 500000'),
  'm4a-alac': ffmpeg('m4a', '-c:a alac'),
  mov: ffmpeg('mov', '-c:a pcm_s16le'),
  webm: ffmpeg('webm', '-c:a libopus', { rate: 48000 }),
  'webm-vorbis': ffmpeg('webm', '-c:a libvorbis'),
  'mka-flac': ffmpeg('mka', '-c:a flac'),
  'mka-aac': ffmpeg('mka', '-c:a aac'),
  'mka-ac3': ffmpeg('mka', '-c:a ac3 -b:a 384k', { rate: 48000 }),
  'mka-eac3': ffmpeg('mka', '-c:a eac3 -b:a 384k', { rate: 48000 }),
  'mka-dts': ffmpeg('mka', '-strict -2 -c:a dca -b:a 768k', { rate: 48000 }),
  'mp4-ac3': ffmpeg('mp4', '-c:a ac3 -b:a 384k', { rate: 48000 }),
  'mp4-eac3': ffmpeg('mp4', '-c:a eac3 -b:a 384k', { rate: 48000 }),
  'wavpack-8': wavpack('-c:a pcm_u8'),
  'wavpack-16': wavpack('-c:a pcm_s16le'),
  'wavpack-24': wavpack('-c:a pcm_s24le', '-h'),
  'wavpack-32': wavpack('-c:a pcm_s32le'),
  'wavpack-float': wavpack('-c:a pcm_f32le'),
  'wavpack-hybrid': wavpack('-c:a pcm_s16le', '-b4'),
  'wavpack-6ch': through(
    'wv',
    `-c:a pcm_s16le -af ${six}`,
    (wav, path) => run('wavpack', '-q', '-y', wav, '-o', path),
    { rate: 48000 },
  ),
  'tta-8': ffmpeg('tta', '-c:a tta -sample_fmt u8'),
  'tta-16': ffmpeg('tta', '-c:a tta -sample_fmt s16'),
  'tta-24': ffmpeg('tta', '-c:a tta -sample_fmt s32'),
  qoa: written('qoa', (seconds) => qoaFile([tone(44100 * seconds, 0.05), tone(44100 * seconds, 0.031)], 44100)),
  ac3: ffmpeg('ac3', '-c:a ac3 -b:a 384k', { rate: 48000 }),
  'ac3-6ch': ffmpeg('ac3', '-c:a ac3 -b:a 448k', { rate: 48000, filter: six }),
  eac3: ffmpeg('eac3', '-c:a eac3 -b:a 384k'),
  dts: ffmpeg('dts', '-strict -2 -c:a dca -b:a 768k', { rate: 48000 }),
  'dts-6ch': ffmpeg('dts', '-strict -2 -c:a dca', { rate: 48000, filter: `${six},aformat=channel_layouts=5.1(side)` }),
  // Speech: of anything else the encoder makes comfort noise, which ffmpeg does not decode.
  'amr-nb': {
    extension: 'amr',
    make(path, seconds) {
      const args = ['-stream_loop', '-1', '-i', lenaPath('wav'), '-t', String(seconds), '-ar', '8000'];
      run('ffmpeg', '-v', 'error', '-y', ...args, `${path}.wav`);
      run('sox', `${path}.wav`, '-t', 'amr-nb', path);
      rmSync(`${path}.wav`);
    },
  },
  'amr-wb': written('awb', amrWideFile),
  wma1: ffmpeg('wma', '-c:a wmav1 -b:a 128k'),
  wma2: ffmpeg('wma', '-c:a wmav2 -b:a 192k'),
  musepack: through('mpc', '-c:a pcm_s16le', (wav, path) => run('mpcenc', '--silent', '--overwrite', wav, path)),
  mod: written('mod', modFile),
  xm: written('xm', xmFile),
  dsf: written('dsf', (seconds) => dsfFile(dsdTones(seconds), DSD64)),
  dff: written('dff', (seconds) => dffFile(dsdTones(seconds), DSD64)),
} satisfies Record<string, SampleFile>;

/** What the user would say about files that do not say it themselves. */
export const sampleLayouts: Partial<Record<string, RawLayout>> = {
  npy: { sampleRate: 16000 },
  npz: { sampleRate: 16000 },
  raw: { sampleRate: 44100, raw: { encoding: 's16le', channels: 2, offset: 0 } },
};

export type SampleName = keyof typeof sampleFiles;
export const sampleNames = Object.keys(sampleFiles) as SampleName[];

/** Makes the file in `folder`; returns its path. */
export function makeSample(folder: string, name: SampleName, seconds = 3): string {
  const file: SampleFile = sampleFiles[name];
  const path = `${folder}/${name}.${file.extension}`;
  file.make(path, seconds);
  return path;
}

export const sampleBytes = (folder: string, name: SampleName, seconds: number): Buffer =>
  readFileSync(makeSample(folder, name, seconds));
