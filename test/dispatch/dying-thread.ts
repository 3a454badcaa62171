import { serveTasks } from '#mail/threads/serve.ts';

// A thread that dies of the first sealed message it is given, as one would that runs out of memory.
serveTasks({ smime: () => process.exit(9), pgp: () => process.exit(9) });
