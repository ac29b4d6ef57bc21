import { ascii } from './byteSource.ts';
import { body, type Box, boxes, findBox } from './mp4Boxes.ts';
import type { Steps } from './steps.ts';

/** iTunes' iTunSMPB tag: hexadecimal words, the 2nd the priming, the 4th the length, in samples. */
export function* iTunesGapless(moov: Box): Steps<{ priming: number; frames: number } | undefined> {
  const meta = yield* findBox(moov, 'udta', 'meta');
  const ilst = meta && (yield* findBox({ ...meta, start: meta.start + 4 }, 'ilst'));
  if (!ilst) return undefined;
  for (const item of yield* boxes(ilst.start, ilst.end)) {
    if (item.type !== '----') continue;
    if ((yield* text(item, 'name', 4)) !== 'iTunSMPB') continue;
    const words = (yield* text(item, 'data', 8))
      .trim()
      .split(/\s+/)
      .map((word) => Number.parseInt(word, 16));
    const [, priming, , frames] = words;
    if (priming !== undefined && frames !== undefined && priming >= 0 && frames > 0) return { priming, frames };
  }
  return undefined;
}

function* text(item: Box, type: string, skip: number): Steps<string> {
  const view = yield* body(yield* findBox(item, type), 512);
  return view ? ascii(new Uint8Array(view.buffer, view.byteOffset), skip, Math.max(0, view.byteLength - skip)) : '';
}
