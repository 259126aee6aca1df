export { formatTask, inOrder, readTask, TASK_FILE, type TaskNote } from './task-note.ts';
export { warnOfOtherBase } from './warn-of-other-base.ts';
