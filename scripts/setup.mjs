// Installs what the tests need beyond npm packages. Runs again in no time when all is there.
import { ensureSystemPackages, forServer, forTests } from './lib/systemPackages.mjs';
import { ensureVsCodeServer } from './lib/vscodeServer.mjs';

try {
  await ensureSystemPackages([...forTests, ...forServer], { maySudo: true });
  await ensureVsCodeServer({ maySudo: true });
  console.log('Everything the tests need is installed.');
} catch (error) {
  console.error(error.message);
  process.exitCode = 1;
}
