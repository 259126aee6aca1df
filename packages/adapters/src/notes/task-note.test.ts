import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { formatTask, inOrder, readTask, type TaskNote } from './task-note.ts';

let folder: string;
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'lamella-task-'))));
afterEach(() => rmSync(folder, { recursive: true }));
const write = (text: string): void => writeFileSync(join(folder, 'task.json'), text);

const note = { task: 'sst2', title: 'GLUE', kind: 'classification', maxLength: 128 } as const;

test.each<TaskNote>([
  { ...note, labels: Array.from({ length: 12 }, (_, i) => `class ${i}`) },
  { ...note, kind: 'regression', replacesHead: true, columns: { text: 'review' } },
  { ...note, quantization: 'nf4' },
])('what is written is read: %j', (written) => {
  write(formatTask(written));
  expect(readTask(folder)).toEqual(written);
});

test('classes are written as a config.json has them', () => {
  expect(JSON.parse(formatTask({ ...note, labels: ['no', 'yes'] }))).toMatchObject({
    id2label: { 0: 'no', 1: 'yes' },
    label2id: { no: 0, yes: 1 },
  });
  expect(inOrder({ 10: 'k', 9: 'j' })).toEqual(['j', 'k']);
});

test.each([
  '{}',
  '[]',
  '{"task":"a","title":"b","kind":"translation","maxLength":1}',
  '{"task":"a","title":"b","kind":"regression","maxLength":1,"quantization":"fp4"}',
])('%s is an error', (text) => {
  write(text);
  expect(() => readTask(folder)).toThrow(/^Expected the task that a model was trained for in .*task\.json/);
});

test('a folder of others says nothing', () => {
  expect(readTask(folder)).toBeUndefined();
});
