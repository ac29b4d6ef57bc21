import { ascii, type ByteSource } from './byteSource.ts';
import { body, type Box, boxes, findBox } from './mp4Boxes.ts';

/** iTunes' iTunSMPB tag: hexadecimal words, the 2nd the priming, the 4th the length, in samples. */
export async function iTunesGapless(
  source: ByteSource,
  moov: Box,
): Promise<{ priming: number; frames: number } | undefined> {
  const meta = await findBox(source, moov, 'udta', 'meta');
  const ilst = meta && (await findBox(source, { ...meta, start: meta.start + 4 }, 'ilst'));
  if (!ilst) return undefined;
  for (const item of await boxes(source, ilst.start, ilst.end)) {
    if (item.type !== '----') continue;
    const text = async (type: string, skip: number): Promise<string> => {
      const view = await body(source, await findBox(source, item, type), 512);
      return view ? ascii(new Uint8Array(view.buffer, view.byteOffset), skip, Math.max(0, view.byteLength - skip)) : '';
    };
    if ((await text('name', 4)) !== 'iTunSMPB') continue;
    const words = (await text('data', 8))
      .trim()
      .split(/\s+/)
      .map((word) => Number.parseInt(word, 16));
    const [, priming, , frames] = words;
    if (priming !== undefined && frames !== undefined && priming >= 0 && frames > 0) return { priming, frames };
  }
  return undefined;
}
