import { alacLayouts, parseAlacCookie } from '../codecs/alacCookie.ts';
import { aacLayouts, parseAacConfig, withoutSbr } from './aacConfig.ts';
import { type ByteSource, viewOf } from './byteSource.ts';
import type { CafChunk } from './caf.ts';
import { readPacketTable } from './cafTable.ts';
import { type Extent, measure } from './extent.ts';
import type { CodecConfig, OpenedAudio } from './format.ts';
import { parseEsds } from './mp4Boxes.ts';
import { corrupt, unsupported } from './validate.ts';

const MAX_COOKIE = 64 * 1024;
// 60 minutes have some 150 000 packets of 2 bytes of table; this is days.
const MAX_TABLE = 64 * 1024 * 1024;

interface PacketFacts {
  container: string;
  kind: 'alac' | 'aac ' | 'aach';
  channels: number;
  sampleRate: number;
  packetBytes: number;
  packetFrames: number;
}

interface Coding {
  codec: CodecConfig;
  title: string;
  bits: number | null;
  /** Decoders put more than two channels into an order of their own. */
  layout: readonly string[] | undefined;
}

/** Packets of varying size, whose places the packet table gives. */
export async function cafPackets(
  name: string,
  source: ByteSource,
  facts: PacketFacts,
  extent: Extent,
  chunks: ReadonlyMap<string, CafChunk>,
): Promise<OpenedAudio> {
  const { channels, sampleRate, packetFrames } = facts;
  const table = chunks.get('pakt');
  const kuki = chunks.get('kuki');
  if (!table) throw corrupt(name, "its CAF header has no packet table ('pakt')");
  if (packetFrames < 1 || packetFrames > 65536)
    throw corrupt(name, `its CAF header says ${packetFrames} frames a packet`);
  if (table.size > MAX_TABLE) throw corrupt(name, `its packet table has ${table.size} bytes`);
  const cookie = kuki ? Uint8Array.from(await source.read(kuki.offset, Math.min(kuki.size, MAX_COOKIE))) : undefined;
  const { codec, title, bits, layout } = facts.kind === 'alac' ? alac(name, cookie) : aac(name, cookie, packetFrames);
  const end = Math.min(source.size, extent.offset + (extent.declaredBytes ?? Infinity));
  const tableBytes = Uint8Array.from(await source.read(table.offset, table.size));
  const packets = readPacketTable(tableBytes, extent.offset, end, facts.packetBytes);
  if (!packets) throw corrupt(name, 'its packet table is not complete');
  const { offsets, sizes, told, priming, remainder } = packets;
  // Only packets that are there: the first that reaches beyond the audio ends it.
  let count = 0;
  while (count < offsets.length && offsets[count]! + sizes[count]! <= end) count++;
  const { growing, warnings } = measure(name, source, extent, () => count);
  // The last ALAC packet says how long it is, and some writers count it as a full one.
  const last = facts.kind === 'alac' && count > 0 ? await alacFrames(source, offsets[count - 1]!) : undefined;
  const missing = last === undefined || last > packetFrames ? 0 : packetFrames - last;
  const all = offsets.length * packetFrames - (count === offsets.length ? missing : 0);
  const total = count * packetFrames - missing;
  const valid = told > 0 ? Math.min(told, all - priming) : all - priming - (missing ? 0 : remainder);
  const frames = Math.max(0, Math.min(valid, total - priming));
  if (frames === 0) throw corrupt(name, 'its packet table leaves nothing to be heard');
  if (count < offsets.length) {
    warnings.splice(0);
    warnings.push(`The header promises ${valid} frames, but the file ends after ${frames}: it is truncated.`);
  }
  const bytes = sizes.subarray(0, count).reduce((sum, size) => sum + size, 0);
  return {
    info: {
      container: facts.container,
      codec: title,
      sampleRate,
      channels,
      bitsPerSample: bits,
      frames,
      framesExact: true,
      fileBytes: source.size,
      ...(layout ? { layout: [...layout] } : {}),
      ...(priming > 0 ? { delayFrames: priming } : {}),
      ...(all - priming > valid ? { paddingFrames: all - priming - valid } : {}),
      bitrate: Math.round((bytes * 8 * sampleRate) / total),
      bitrateMode: 'variable',
      ...(growing ? { growing } : {}),
      warnings,
    },
    stream: {
      kind: 'packets',
      sampleRate,
      channels,
      parts: [
        {
          demux: {
            type: 'table',
            offsets: offsets.slice(0, count),
            sizes: sizes.slice(0, count),
            packetFrames,
            frames: total,
          },
          codec,
          skip: priming,
          frames,
        },
      ],
    },
  };
}

/** Frames of a packet that is shorter than the others; undefined if it is not. */
async function alacFrames(source: ByteSource, offset: number): Promise<number | undefined> {
  const bytes = await source.read(offset, 7);
  // Element 3 bits, instance 4, unused 12, "is partial" 1, shift 2, escape 1, then the frames.
  if (bytes.length < 7 || (bytes[2]! & 0x10) === 0) return undefined;
  const view = viewOf(bytes);
  return ((view.getUint32(2) * 2 ** 7) % 2 ** 32) + (bytes[6]! >> 1);
}

function alac(name: string, cookie: Uint8Array | undefined): Coding {
  const config = cookie && parseAlacCookie(cookie);
  if (!cookie || !config) throw corrupt(name, 'its ALAC configuration is missing or damaged');
  const { bits, channels } = config;
  const layout = channels > 2 ? alacLayouts[channels - 1] : undefined;
  return { codec: { type: 'alac', cookie }, title: `ALAC ${bits}-bit`, bits, layout };
}

function aac(name: string, cookie: Uint8Array | undefined, packetFrames: number): Coding {
  // As in an MP4 file's esds box, but for its four bytes of version and flags.
  const config = parseEsds(viewOf(Uint8Array.of(0, 0, 0, 0, ...(cookie ?? []))))?.config;
  const parsed = config && parseAacConfig(config);
  if (!parsed) throw corrupt(name, 'its AAC configuration is missing or damaged');
  if (parsed.objectType !== 2) throw unsupported(name, `AAC of object type ${parsed.objectType} in a CAF file`);
  const sbr = parsed.sbr === true;
  if (packetFrames !== (sbr ? 2048 : 1024) || parsed.shortFrames) {
    throw unsupported(name, `${sbr ? 'HE-AAC' : 'AAC'} with ${packetFrames} frames a packet`);
  }
  const told = parsed.sbr === undefined ? withoutSbr(config) : config;
  const { channels } = parsed;
  return {
    codec: { type: 'aac', config: told, sbr },
    title: sbr ? 'HE-AAC' : 'AAC-LC',
    bits: null,
    layout: channels > 2 ? aacLayouts[channels] : undefined,
  };
}
