import { mailTasks } from './mail-tasks.ts';
import { serveTasks } from './serve.ts';

serveTasks(mailTasks);
