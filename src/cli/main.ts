import { main } from './run.ts';

process.exitCode = await main(process.argv.slice(2), new URL('./server/server.mjs', import.meta.url));
