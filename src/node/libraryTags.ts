import type { IAudioMetadata } from 'music-metadata';
import type { ByteSource } from '../core/formats/byteSource.ts';
import { addPicture, addTag, type Findings, MAX_TAGS } from '../core/metadata/findings.ts';
import { pictureType } from '../core/metadata/pictureTypes.ts';
import { tagName } from '../core/metadata/tagNames.ts';
import { TagTokenizer } from './tagTokenizer.ts';

const MAX_BYTES = 64 * 1024 * 1024;
const MAX_MS = 3000;

/** Tags and pictures of those parts that the tag library reads: ID3, APE, MP4, Matroska, ASF and the like. */
export async function addLibraryTags(source: ByteSource, found: Findings): Promise<void> {
  if (found.tagged.length === 0) return;
  const { parseFromTokenizer } = await import('music-metadata');
  const limits = { bytes: MAX_BYTES, until: performance.now() + MAX_MS };
  for (const part of found.tagged) {
    // What was read before a failure counts, so the library's collector is kept as soon as it shows itself.
    const seen: { metadata?: Pick<IAudioMetadata, 'native'> } = {};
    const options = {
      duration: false,
      observer: (event: { metadata: IAudioMetadata }) => void (seen.metadata = event.metadata),
    };
    const reading = parseFromTokenizer(new TagTokenizer(source, part, limits), options).then(
      (metadata) => void (seen.metadata = metadata),
      () => undefined,
    );
    const inTime = await within(MAX_MS, reading);
    if (!inTime) found.warnings.add('Reading the tags took too long: some are missing.');
    const known = new Set(found.tags.map((tag) => tag.name));
    for (const [format, tags] of Object.entries(seen.metadata?.native ?? {})) {
      for (const { id, value } of tags.slice(0, MAX_TAGS)) {
        const name = tagName(format, id);
        // ID3v1 repeats, cut to 30 letters, what a longer tag says.
        if (format !== 'ID3v1' || !known.has(name)) add(found, name, value);
      }
    }
  }
}

/** False when the time was up first. */
async function within(ms: number, work: Promise<void>): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<false>((resolve) => (timer = setTimeout(() => resolve(false), ms)));
  try {
    return await Promise.race([work.then(() => true), late]);
  } finally {
    clearTimeout(timer);
  }
}

/** Values are texts, numbers, or objects with a text, a rating or a picture in them. */
function add(found: Findings, name: string, value: unknown): void {
  if (name === '') return;
  if (typeof value === 'string') addTag(found, name, value.replaceAll('\0', ' · '));
  else if (typeof value === 'number' && Number.isFinite(value)) addTag(found, name, String(value));
  else if (typeof value === 'boolean') addTag(found, name, value ? 'yes' : 'no');
  else if (Array.isArray(value)) for (const each of value.slice(0, 100)) add(found, name, each);
  else if (typeof value === 'object' && value !== null) addObject(found, name, value as Record<string, unknown>);
}

function addObject(found: Findings, name: string, value: Record<string, unknown>): void {
  const text = (key: string): string => (typeof value[key] === 'string' ? value[key] : '');
  if (value['data'] instanceof Uint8Array) {
    const type = typeof value['type'] === 'number' ? pictureType(value['type']) : text('type');
    if (/image|jpe?g|png|gif|webp|bmp/i.test(text('format'))) {
      addPicture(found, type || 'Cover', pictureMime(text('format')), value['data']);
    }
    return;
  }
  const words = [text('description') || text('descriptor'), text('text') || text('url')].filter(Boolean).join(': ');
  if (words) return addTag(found, name, words);
  if (typeof value['rating'] === 'number') {
    const who = text('email');
    return addTag(found, name, `${value['rating']}${who ? ` (${who})` : ''}`);
  }
  if (value['identifier'] instanceof Uint8Array) {
    addTag(found, name, `${text('owner_identifier')} ${Buffer.from(value['identifier']).toString('latin1')}`);
  }
}

const pictureMime = (format: string): string =>
  format.includes('/') ? format : `image/${format.toLowerCase().replace('jpg', 'jpeg')}`;
