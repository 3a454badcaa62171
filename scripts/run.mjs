import { ensureInstalled, nodeOptions, run } from './installed.mjs';

// node scripts/run.mjs FILE.ts ARGS… runs a TypeScript file of ours on the pinned Node.
ensureInstalled();
process.exit(await run([...nodeOptions, ...process.argv.slice(2)]));
