import { ensureInstalled, run } from './installed.mjs';

ensureInstalled();
process.exit(await run(['--disable-warning=ExperimentalWarning', 'server/cli/main.ts', 'serve']));
