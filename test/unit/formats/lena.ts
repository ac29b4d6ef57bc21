import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** A recording that nobody here made, in the codings its publisher chose (devDependency audio-lena). */
export const lenaPath = (extension: string): string =>
  fileURLToPath(new URL(`../../../node_modules/audio-lena/lena.${extension}`, import.meta.url));

export const lenaBytes = (extension: string): Buffer => readFileSync(lenaPath(extension));
