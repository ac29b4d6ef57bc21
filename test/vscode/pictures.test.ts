import { cpSync } from 'node:fs';
import { afterAll, beforeAll } from 'vitest';
import { sampleNames, samplePath, type Session, startSession } from '../support/earshot.ts';
import { exporting, writeExportFiles } from './suites/exporting.ts';
import { samples } from './suites/samples.ts';
import { spectrogram, spectrogramSettings, writeSpectrogramFiles } from './suites/spectrogram.ts';

let session: Session;
beforeAll(async () => {
  session = await startSession({
    // All of them must be in sight in the explorer.
    fill: (folder) => {
      for (const name of sampleNames) cpSync(samplePath(name), `${folder}/${name}`);
      writeExportFiles(folder);
      writeSpectrogramFiles(folder);
    },
  });
});
afterAll(() => session?.close());

const current = (): Session => session;
samples(current);
spectrogram(current);
exporting(current);
spectrogramSettings(current);
