import { AudioServer } from './audioServer.ts';
import { parentProcessPort } from './ports.ts';

// The entry of the forked process. It lives as long as its parent does. Arguments: cache folder, its limit in bytes,
// scans at a time; empty or 0: as ever.
const [, , cacheFolder, cacheLimit, scanThreads] = process.argv;
const server = new AudioServer(parentProcessPort(), {
  worker: new URL('./decode.worker.mjs', import.meta.url),
  cacheFolder: cacheFolder || undefined,
  cacheLimitBytes: Number(cacheLimit) || undefined,
  ...(Number(scanThreads) > 0 && { size: Number(scanThreads) }),
  onProtocolError: (what) => process.stderr.write(`malformed message: ${what}\n`),
});

process.on('disconnect', () => process.exit(0));
// It may have gone while this was loaded.
if (!process.connected) process.exit(0);
process.on('exit', () => server.dispose());
for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) process.on(signal, () => process.exit(0));
