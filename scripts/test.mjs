import { ensureInstalled, run, script } from './installed.mjs';

ensureInstalled();
process.exit(await run([script('vitest'), 'run', ...process.argv.slice(2)]));
