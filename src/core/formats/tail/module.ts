import { ascii } from '../byteSource.ts';
import { EarshotError } from '../../protocol/errors.ts';
import { defineFormat, type FileFacts, type OpenedAudio } from '../format.ts';

/** A module is one piece: it is read whole. */
export const MAX_MODULE_BYTES = 64 << 20;
const SAMPLE_RATE = 48000;

/** [offset, magic word, kind] */
const kinds: readonly (readonly [number, string, string])[] = [
  [0, 'Extended Module: ', 'FastTracker 2 (XM)'],
  [0, 'IMPM', 'Impulse Tracker (IT)'],
  [0, 'tpm.', 'OpenMPT (MPTM)'],
  [44, 'SCRM', 'Scream Tracker 3 (S3M)'],
  [44, 'PTMF', 'PolyTracker (PTM)'],
  [20, '!Scream!', 'Scream Tracker 2 (STM)'],
  [0, 'MTM\x10', 'MultiTracker (MTM)'],
  [0, 'OKTASONG', 'Oktalyzer (OKT)'],
  [0, 'MAS_UTrack_V00', 'UltraTracker (ULT)'],
  [0, 'FAR\xfe', 'Farandole (FAR)'],
  [0, 'DMDL', 'DigiTrakker (MDL)'],
  [0, 'DBM0', 'DigiBooster Pro (DBM)'],
  [0, 'GDM\xfe', 'General Digital Music (GDM)'],
];

/** ProTracker and its kin: how many channels, in words of four letters. */
const proTracker = /^(M\.K\.|M!K!|M&K!|N\.T\.|FLT[48]|[1-9]CHN|[1-3][0-9]C[HN]|OCTA|CD81|OKTA)$/;

const kindOf = (head: Uint8Array): string | undefined =>
  kinds.find(([offset, magic]) => ascii(head, offset, magic.length) === magic)?.[2] ??
  (/^MMD[0-3]$/.test(ascii(head, 0, 4)) ? 'OctaMED (MED)' : undefined) ??
  (proTracker.test(ascii(head, 1080, 4)) ? 'ProTracker (MOD)' : undefined);

/** Tracker modules: scores with their samples, played by libopenmpt. */
export const module = defineFormat({
  id: 'module',
  extensions: ['xm', 'it', 's3m', 'mptm', 'mtm'],
  optionalExtensions: ['mod', 'stm', 'med', 'okt', 'ult', 'far', 'mdl', 'dbm', 'gdm', 'ptm'],
  sniff: (head) => kindOf(head) !== undefined,
  open,
});

async function open({ source, name, start }: FileFacts): Promise<OpenedAudio> {
  if (source.size > MAX_MODULE_BYTES) {
    throw new EarshotError('too-large', `${name} is larger than the 64 MB that a tracker module may have.`);
  }
  const kind = kindOf(await source.read(start, 2048)) ?? 'tracker';
  return {
    info: {
      container: 'Tracker module',
      codec: `${kind}, rendered at 48 kHz`,
      sampleRate: SAMPLE_RATE,
      channels: 2,
      bitsPerSample: null,
      frames: null,
      framesExact: false,
      fileBytes: source.size,
      layout: ['L', 'R'],
      warnings: [],
    },
    stream: { kind: 'coded', codec: 'module', sampleRate: SAMPLE_RATE, channels: 2, start },
  };
}
