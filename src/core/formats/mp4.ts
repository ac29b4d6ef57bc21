import { ascii, type ByteSource } from './byteSource.ts';
import { type AacConfig, parseAacConfig, withoutSbr } from './aacConfig.ts';
import { defineFormat, type FileFacts, type OpenedAudio } from './format.ts';
import { iTunesGapless } from './mp4Gapless.ts';
import { body, type Box, boxes, findBox, mediaEdits, parseEsds, timing } from './mp4Boxes.ts';
import { checkShape, corrupt, noAudio, unsupported } from './validate.ts';

const otherCodecs: Readonly<Record<string, string>> = {
  alac: 'Apple Lossless audio',
  Opus: 'Opus in MP4',
  fLaC: 'FLAC in MP4',
  'ac-3': 'Dolby AC-3',
  'ec-3': 'Dolby E-AC-3',
};

/** AAC in MPEG-4 and QuickTime files. */
export const mp4 = defineFormat({
  id: 'mp4',
  extensions: ['m4a', 'm4b', 'mp4'],
  sniff: (head) => ['ftyp', 'moov', 'wide'].includes(ascii(head, 4, 4)),
  open,
});

async function open({ source, name, start }: FileFacts): Promise<OpenedAudio> {
  const top = await boxes(source, start, source.size);
  const moov = top.find((box) => box.type === 'moov');
  if (!moov || moov.cut)
    throw corrupt(name, 'the table of contents (the moov box) is missing, so the file was cut short or never finished');
  const track = await audioTrack(source, moov);
  if (!track) throw noAudio(name, 'the MP4 file has no audio track');
  const entry = await sampleEntry(source, track.stbl, name);
  const tables = await checkTables(source, track.stbl, name);

  const { config, sampleRate } = entry;
  checkShape(name, entry.channels, sampleRate);
  const warnings: string[] = [];
  if (top.some((box) => box.cut)) warnings.push('The file ends before its audio data does: the end is missing.');

  const media = timing(await body(source, await findBox(source, track.box, 'mdia', 'mdhd'), 32));
  const movie = timing(await body(source, await findBox(source, moov, 'mvhd'), 32));
  const edits = mediaEdits(await body(source, await findBox(source, track.box, 'edts', 'elst'), 4096));
  const fragmented = (await findBox(source, moov, 'mvex')) !== undefined;
  if (tables.samples === 0 && !fragmented) throw noAudio(name, 'its audio track is empty');

  // Frames of the media, then the part of it that the edit list (or iTunes' tag) presents.
  const total = fragmented || !media.scale ? null : Math.round((tables.duration * sampleRate) / media.scale);
  let skip = 0;
  let frames = total;
  const edit = edits.length === 1 ? edits[0] : undefined;
  if (edits.length > 1) warnings.push('The file has several edits; they are ignored and the whole recording is shown.');
  if (edit && media.scale) {
    skip = Math.round((edit.mediaTime * sampleRate) / media.scale);
    if (total !== null) frames = Math.max(0, total - skip);
    if (edit.duration && movie.scale) {
      // A coarser clock rounds down: allow it one tick.
      const ticks = edit.duration + (movie.scale < media.scale ? 1 : 0);
      const shown = Math.round((ticks / movie.scale) * sampleRate);
      frames = frames === null ? shown : Math.min(frames, shown);
    }
  } else if (edits.length === 0) {
    const gapless = await iTunesGapless(source, moov);
    if (gapless) {
      skip = gapless.priming;
      frames = gapless.frames;
    }
  }
  return {
    info: {
      container: 'M4A',
      codec: entry.aac.sbr ? 'HE-AAC' : 'AAC-LC',
      sampleRate,
      channels: entry.channels,
      bitsPerSample: null,
      frames,
      framesExact: frames !== null && !fragmented,
      fileBytes: source.size,
      warnings,
    },
    stream: {
      kind: 'coded',
      codec: 'mp4-aac',
      sampleRate,
      channels: entry.channels,
      keepAs: 'f32',
      config,
      skip,
      frames: fragmented ? null : frames,
      sbr: entry.aac.sbr === true,
    },
  };
}

async function audioTrack(source: ByteSource, moov: Box): Promise<{ box: Box; stbl: Box } | undefined> {
  for (const box of await boxes(source, moov.start, moov.end)) {
    if (box.type !== 'trak') continue;
    const handler = await body(source, await findBox(source, box, 'mdia', 'hdlr'), 12);
    const stbl = await findBox(source, box, 'mdia', 'minf', 'stbl');
    if (handler?.byteLength === 12 && handler.getUint32(8) === 0x736f756e /* soun */ && stbl) return { box, stbl };
  }
  return undefined;
}

async function sampleEntry(source: ByteSource, stbl: Box, name: string) {
  const stsd = await findBox(source, stbl, 'stsd');
  const entry = stsd && (await boxes(source, stsd.start + 8, stsd.end))[0];
  const view = await body(source, entry, 36);
  if (!entry || !view || view.byteLength < 28) throw corrupt(name, 'its audio track does not say how it is coded');
  if (entry.type !== 'mp4a') throw unsupported(name, otherCodecs[entry.type] ?? `audio of type '${entry.type}' in MP4`);
  // QuickTime's sound descriptions of version 1 and 2 are longer.
  const fields = { 0: 28, 1: 44, 2: 64 }[view.getUint16(8)] ?? 28;
  const inside: Box = { ...entry, start: entry.start + fields };
  const esds = (await findBox(source, inside, 'esds')) ?? (await findBox(source, inside, 'wave', 'esds'));
  const esdsView = await body(source, esds, 1024);
  const parsed = esdsView && parseEsds(esdsView);
  if (!parsed) throw corrupt(name, 'its AAC configuration is missing');
  if (parsed.objectType === 0x69 || parsed.objectType === 0x6b) throw unsupported(name, 'MP3 in MP4');
  const aac = parseAacConfig(parsed.config);
  if (!aac) throw corrupt(name, 'its AAC configuration is damaged');
  if (aac.objectType !== 2) throw unsupported(name, `AAC of object type ${aac.objectType}`);
  return { ...shape(aac, parsed.config, view.getUint32(24) >>> 16), channels: aac.channels || view.getUint16(16) };
}

/** SBR that only the sample entry tells of (its rate is twice the core's) is left for the decoder to find. */
function shape(aac: AacConfig, config: Uint8Array, entryRate: number) {
  if (aac.sbr === undefined && entryRate === aac.coreRate * 2) aac.sbr = true;
  const silent = aac.sbr === undefined && aac.channels > 0;
  return { aac, config: silent ? withoutSbr(config) : config, sampleRate: aac.coreRate * (aac.sbr ? 2 : 1) };
}

/** Counts that the tables cannot hold have been seen to hang and exhaust decoders: refuse them here. */
async function checkTables(
  source: ByteSource,
  stbl: Box,
  name: string,
): Promise<{ samples: number; duration: number }> {
  const tables = await boxes(source, stbl.start, stbl.end);
  const entryBytes: Readonly<Record<string, number>> = { stts: 8, stsc: 12, stco: 4, co64: 8, stsz: 4 };
  let samples = 0;
  for (const box of tables) {
    const bytes = entryBytes[box.type];
    if (!bytes) continue;
    const head = await body(source, box, 12);
    const fixed = box.type === 'stsz';
    if (!head || head.byteLength < (fixed ? 12 : 8)) throw corrupt(name, `its ${box.type} table is cut off`);
    const count = head.getUint32(fixed ? 8 : 4);
    const listed = !fixed || head.getUint32(4) === 0;
    if (listed && count * bytes > box.end - box.start - (fixed ? 12 : 8)) {
      throw corrupt(name, `its ${box.type} table claims ${count} entries, more than it can hold`);
    }
    // Samples of one fixed size still need that many bytes.
    if (fixed && !listed && count * head.getUint32(4) > source.size) {
      throw corrupt(name, `its ${box.type} table claims ${count} packets, more than the file can hold`);
    }
    if (fixed) samples = count;
  }
  const stts = await body(
    source,
    tables.find((box) => box.type === 'stts'),
    8 << 20,
  );
  let duration = 0;
  if (stts) {
    const count = Math.min(stts.getUint32(4), Math.floor((stts.byteLength - 8) / 8));
    for (let i = 0; i < count; i++) duration += stts.getUint32(8 + i * 8) * stts.getUint32(12 + i * 8);
  }
  return { samples, duration };
}
