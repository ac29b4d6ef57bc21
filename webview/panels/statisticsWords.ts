import type { Measures } from '../store.ts';

/** The digest of the decoded samples, and whether the file says the same; empty while it is not known. */
export function md5Words(measures: Measures | null): string {
  if (!measures?.final || measures.pcmMd5 === null) return '';
  const { pcmMd5, storedMd5 } = measures;
  if (storedMd5 === null) return `MD5 of the decoded PCM: ${pcmMd5}`;
  if (storedMd5 === pcmMd5) return `MD5 of the decoded PCM: ${pcmMd5}, matches the file's own`;
  return `MD5 of the decoded PCM: ${pcmMd5}, but the file says ${storedMd5}`;
}
