import type { FrameHead, FrameRule } from '../../demux/frameWalk.ts';
import type { ByteSource } from '../byteSource.ts';

/** The first frames of a stream, for what only they say. */
export async function firstFrames(source: ByteSource, start: number, rule: FrameRule): Promise<FrameHead[]> {
  const found: FrameHead[] = [];
  for (let at = start; found.length < 32;) {
    const bytes = Uint8Array.from(await source.read(at, rule.headBytes));
    const head = bytes.length < rule.headBytes ? undefined : rule.parse(bytes, 0);
    if (!head) break;
    found.push(head);
    at += head.size;
  }
  return found;
}

/** Frames are known only by their heads: two in a row, or one that is the whole file. */
export function startsWithFrames(head: Uint8Array, rule: FrameRule): boolean {
  const first = head.length < rule.headBytes ? undefined : rule.parse(head, 0);
  if (!first) return false;
  const rest = head.length - first.size;
  return rest < rule.headBytes || rule.parse(head, first.size) !== undefined;
}
