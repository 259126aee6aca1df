export { formatTask, inOrder, readTask, TASK_FILE, type TaskNote } from './task-note.ts';
