import { ensureBuilt } from './built.mjs';
import { ensureInstalled, nodeOptions, run } from './installed.mjs';

ensureInstalled();
const built = await ensureBuilt();
if (built !== 0) process.exit(built);
process.exit(await run([...nodeOptions, 'server/cli/main.ts', 'serve']));
