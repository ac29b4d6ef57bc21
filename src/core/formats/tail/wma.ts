import { type ByteSource, viewOf } from '../byteSource.ts';
import { defineFormat, type FileFacts, type OpenedAudio } from '../format.ts';
import { checkShape, corrupt, noAudio, unsupported } from '../validate.ts';

/** GUIDs as they stand in the file. */
const HEADER = '3026b2758e66cf11a6d900aa0062ce6c';
const DATA = '3626b2758e66cf11a6d900aa0062ce6c';
const FILE_PROPERTIES = 'a1dcab8c47a9cf118ee400c00c205365';
const STREAM_PROPERTIES = '9107dcb7b7a9cf118ee600c00c205365';
const AUDIO = '409e69f84d5bcf11a8fd00805f5c442b';
const AUDIO_SPREAD = '50cdc3bf8f61cf118bb200aa00b4e220';
const ENCRYPTION = ['fbb3112223bdd211b4b700a0c955fc6e', '14e68a292226174cb935dae07ee9289c'];

const names: Readonly<Record<number, string>> = {
  0x160: 'WMA 1',
  0x161: 'WMA 2',
  0x162: 'WMA Professional',
  0x163: 'WMA Lossless',
};
const others: Readonly<Record<number, string>> = { 0xa: 'WMA Voice', 0x55: 'MP3', 0x2000: 'AC-3', 0x1600: 'AAC' };
const MAX_HEADER = 1 << 22;
/** No encoder makes smaller ones. */
const MIN_BLOCK = 16;
const MAX_PACKET = 1 << 20;

interface AudioStreamHead {
  number: number;
  tag: number;
  channels: number;
  sampleRate: number;
  bytesPerSecond: number;
  blockBytes: number;
  bits: number;
  extra: Uint8Array;
  encrypted: boolean;
  span: number;
}

/** Windows Media Audio in ASF. */
export const wma = defineFormat({
  id: 'wma',
  extensions: ['wma'],
  optionalExtensions: ['asf'],
  sniff: (head) => hex(head, 0) === HEADER,
  open,
});

async function open({ source, name, start }: FileFacts): Promise<OpenedAudio> {
  const { streams, properties, headerBytes, encrypted } = await readHeader(source, name, start);
  const audio = streams.find(({ tag }) => tag in names) ?? streams[0];
  if (!audio) throw noAudio(name, 'the ASF file has no audio stream');
  const codec = names[audio.tag];
  if (!codec) {
    const what = others[audio.tag] ?? `audio of the kind 0x${audio.tag.toString(16)}`;
    throw unsupported(name, `${what} in an ASF file`);
  }
  if (encrypted || audio.encrypted) throw unsupported(name, 'WMA protected by DRM');
  if (audio.span > 1) throw unsupported(name, 'WMA spread over several packets (audio spread)');
  const { channels, sampleRate } = audio;
  checkShape(name, channels, sampleRate);
  if (channels > 8) throw corrupt(name, `its header says ${channels} channels of WMA (8 are possible)`);
  if (audio.blockBytes < MIN_BLOCK) throw corrupt(name, `its WMA blocks would have ${audio.blockBytes} bytes`);
  if (!properties) throw corrupt(name, 'its ASF header does not describe the file');
  const { packetBytes, seconds, broadcast } = properties;
  if (packetBytes < 16 || packetBytes > MAX_PACKET) throw corrupt(name, `its packets would have ${packetBytes} bytes`);

  const data = await source.read(start + headerBytes, 50);
  if (data.length < 50 || hex(data, 0) !== DATA) throw noAudio(name, 'its ASF header is there, but no data behind it');
  const dataBytes = viewOf(data).getUint32(16, true) + 2 ** 32 * viewOf(data).getUint32(20, true);
  const dataOffset = start + headerBytes + 50;
  const dataEnd = broadcast || dataBytes < 50 ? source.size : start + headerBytes + dataBytes;
  const warnings: string[] = [];
  if (dataEnd > source.size) warnings.push('The file ends before the audio that its header promises: it is truncated.');
  const frames = Math.round(seconds * sampleRate);
  return {
    info: {
      container: 'ASF',
      codec,
      sampleRate,
      channels,
      bitsPerSample: audio.tag >= 0x162 ? audio.bits : null,
      frames: frames > 0 && frames < Number.MAX_SAFE_INTEGER ? frames : null,
      framesExact: false,
      fileBytes: source.size,
      bitrate: audio.bytesPerSecond * 8,
      warnings,
    },
    stream: {
      kind: 'coded',
      codec: 'wma',
      sampleRate,
      channels,
      tag: audio.tag,
      blockBytes: audio.blockBytes,
      bitrate: audio.bytesPerSecond * 8,
      bits: audio.bits,
      extra: audio.extra,
      layout: { dataOffset, dataEnd, packetBytes, streamNumber: audio.number },
    },
  };
}

async function readHeader(source: ByteSource, name: string, start: number) {
  const head = await source.read(start, 30);
  if (head.length < 30) throw noAudio(name, 'its ASF header is not complete');
  const headerBytes = longAt(head, 16);
  if (headerBytes < 30 || headerBytes > MAX_HEADER) {
    throw corrupt(name, `its ASF header would have ${headerBytes} bytes`);
  }
  const bytes = Uint8Array.from(await source.read(start, headerBytes));
  const streams: AudioStreamHead[] = [];
  let properties: { packetBytes: number; seconds: number; broadcast: boolean } | undefined;
  let encrypted = false;
  for (let at = 30; at + 24 <= bytes.length;) {
    const id = hex(bytes, at);
    const size = longAt(bytes, at + 16);
    if (size < 24) break;
    const body = bytes.subarray(at + 24, at + size);
    if (id === FILE_PROPERTIES && body.length >= 80) {
      const view = viewOf(body);
      // Play duration in 100 ns, less the preroll in ms.
      const seconds = Math.max(0, longAt(body, 40) / 1e7 - longAt(body, 56) / 1e3);
      properties = { packetBytes: view.getUint32(72, true), seconds, broadcast: (view.getUint32(64, true) & 1) !== 0 };
    } else if (id === STREAM_PROPERTIES) {
      const stream = readStream(body);
      if (stream) streams.push(stream);
    } else if (ENCRYPTION.includes(id)) encrypted = true;
    at += size;
  }
  return { streams, properties, headerBytes, encrypted };
}

function readStream(body: Uint8Array): AudioStreamHead | undefined {
  if (body.length < 54 + 16 || hex(body, 0) !== AUDIO) return undefined;
  const view = viewOf(body);
  const typeBytes = view.getUint32(40, true);
  const flags = view.getUint16(48, true);
  const extraBytes = body.length >= 54 + 18 ? view.getUint16(54 + 16, true) : 0;
  const spread = 54 + typeBytes;
  return {
    number: flags & 0x7f,
    encrypted: (flags & 0x8000) !== 0,
    tag: view.getUint16(54, true),
    channels: view.getUint16(56, true),
    sampleRate: view.getUint32(58, true),
    bytesPerSecond: view.getUint32(62, true),
    blockBytes: view.getUint16(66, true),
    bits: view.getUint16(68, true),
    extra: body.slice(72, 72 + extraBytes),
    span: hex(body, 16) === AUDIO_SPREAD && spread < body.length ? body[spread]! : 1,
  };
}

const longAt = (bytes: Uint8Array, at: number): number =>
  viewOf(bytes).getUint32(at, true) + 2 ** 32 * viewOf(bytes).getUint32(at + 4, true);

const hex = (bytes: Uint8Array, at: number): string =>
  Array.from(bytes.subarray(at, at + 16), (byte) => byte.toString(16).padStart(2, '0')).join('');
