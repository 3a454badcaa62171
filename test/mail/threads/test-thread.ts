import { threadId } from 'node:worker_threads';
import { serveTasks } from '#mail/threads/serve.ts';
import { testTasks } from './test-tasks.ts';

serveTasks(testTasks(threadId));
