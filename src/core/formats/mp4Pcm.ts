import { bytesPerSample, type PcmEncoding } from '../dsp/pcm.ts';
import type { SampleEntry } from './mp4Entry.ts';

export interface Mp4Pcm {
  encoding: PcmEncoding;
  bits: number;
}

const IS_FLOAT = 1;
const IS_BIG_ENDIAN = 2;
const IS_SIGNED = 4;

/** Linear and law-coded PCM of QuickTime and MP4; undefined where the entry is of another kind. */
export function mp4Pcm(entry: SampleEntry): Mp4Pcm | undefined {
  const little = (entry.configs.get('enda')?.at(1) ?? 0) === 1;
  switch (entry.type) {
    case 'alaw':
      return { encoding: 'alaw', bits: 8 };
    case 'ulaw':
      return { encoding: 'ulaw', bits: 8 };
    case 'sowt':
      return integer(entry.bits || 16, true, true);
    case 'twos':
      return integer(entry.bits || 16, true, little);
    // 8 bits are unsigned, more are signed.
    case 'raw ':
    case 'NONE':
      return integer(entry.bits || 8, entry.bits > 8, little);
    case 'in24':
      return integer(24, true, little);
    case 'in32':
      return integer(32, true, little);
    case 'fl32':
      return float(32, little);
    case 'fl64':
      return float(64, little);
    case 'lpcm': {
      const isLittle = (entry.flags & IS_BIG_ENDIAN) === 0;
      return entry.flags & IS_FLOAT
        ? float(entry.bits, isLittle)
        : integer(entry.bits, (entry.flags & IS_SIGNED) !== 0, isLittle);
    }
    case 'ipcm':
    case 'fpcm': {
      // ISO 23003-5: version and flags, then whether it is little-endian, then bits.
      const config = entry.configs.get('pcmC');
      if (!config || config.length < 6) return undefined;
      const isLittle = (config[4]! & 1) === 1;
      return entry.type === 'fpcm' ? float(config[5]!, isLittle) : integer(config[5]!, true, isLittle);
    }
    default:
      return undefined;
  }
}

function integer(bits: number, signed: boolean, little: boolean): Mp4Pcm | undefined {
  const sign = signed || bits > 16 ? 's' : 'u';
  const encoding = `${sign}${bits}${little || bits === 8 ? '' : 'be'}` as PcmEncoding;
  return encoding in bytesPerSample ? { encoding, bits } : undefined;
}

function float(bits: number, little: boolean): Mp4Pcm | undefined {
  if (bits !== 32 && bits !== 64) return undefined;
  return { encoding: `f${bits}${little ? '' : 'be'}`, bits };
}
