// What takes too long for every day: node test/fuzz/run.mjs
//   [--mutants 2000] [--format NAME[,NAME…]] [--seed N] [--from N] [--keep FOLDER] [--soak MINUTES] [--stress FRAMES]
// Opens damaged files by the thousand in the real audio server; without --format, it also plays for an hour in real time
// and sends a thousand million frames from thread to thread.
// Each mutant follows from format, seed and number alone; --keep writes those that were not dealt with properly.
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { run } from '../../scripts/lib/run.mjs';

const here = dirname(fileURLToPath(import.meta.url));
const root = dirname(dirname(here));
const { values } = parseArgs({
  options: {
    mutants: { type: 'string', default: '2000' },
    format: { type: 'string', default: '' },
    seed: { type: 'string', default: '1' },
    from: { type: 'string', default: '0' },
    keep: { type: 'string', default: '' },
    soak: { type: 'string', default: '60' },
    stress: { type: 'string', default: '1000000000' },
  },
});

const vitest = join(root, 'node_modules', 'vitest', 'vitest.mjs');
const config = join(here, 'vitest.config.mjs');
process.exitCode = await run(process.execPath, [vitest, 'run', '--root', root, '--config', config], {
  env: {
    ...process.env,
    EARSHOT_WHOLE_MATRIX: '1',
    EARSHOT_FUZZ: JSON.stringify({
      mutants: Number(values.mutants),
      formats: values.format.split(',').filter(Boolean),
      seed: Number(values.seed),
      from: Number(values.from),
      keep: values.keep,
      soak: Number(values.soak),
      stress: Number(values.stress),
    }),
  },
});
