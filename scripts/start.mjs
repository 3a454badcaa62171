import { ensureBuilt } from './built.mjs';
import { ensureInstalled, run } from './installed.mjs';

ensureInstalled();
const built = await ensureBuilt();
if (built !== 0) process.exit(built);
process.exit(await run(['--disable-warning=ExperimentalWarning', 'server/cli/main.ts', 'serve']));
