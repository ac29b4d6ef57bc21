import { boxTitles } from '../structure/mp4Names.ts';
import { id3Frames } from '../structure/id3Frames.ts';
import { commentName } from './vorbisComment.ts';

/** Frames that are markers, or that only a program can use. */
const silent = new Set([
  'CHAP',
  'CTOC',
  'MCDI',
  'GEOB',
  'PRIV',
  'SYLT',
  'ETCO',
  'MLLT',
  'RVA2',
  'POSS',
  'AENC',
  'ENCR',
]);

/** A tag's name as shown: words where its own name is a code, else its own name; '' for what is not shown. */
export function tagName(format: string, id: string): string {
  const [code = '', ...rest] = id.split(':');
  const detail = rest.join(':');
  if (format.startsWith('ID3v2')) {
    if (silent.has(code)) return '';
    if (code === 'TXXX' || code === 'TXX') return commentName(detail) || 'User text';
    return id3Frames[code] ?? code;
  }
  if (format === 'iTunes') {
    if (code === '----') return commentName(detail.split(':').at(-1) ?? '') || 'Free-form tag';
    return boxTitles[code.replace('\u00a9', '©')] ?? code;
  }
  if (format === 'matroska') {
    if (code === 'segment' || id === 'picture') return id === 'picture' ? 'Cover' : '';
    return commentName(detail || code);
  }
  if (format === 'ID3v1' || format === 'APEv2') return commentName(id.charAt(0).toUpperCase() + id.slice(1));
  return commentName(id);
}
