import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { keepWrittenSpec, readWrittenSpec } from './written-spec.ts';

test('the text of a spec comes back with its comments, as long as it is what was written', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'lamella-written-'));
  expect(readWrittenSpec(folder)).toBeUndefined();
  const text = '# why\nname: x\n';
  await keepWrittenSpec(folder, [{ name: '/home/me/x.yaml', text }]);
  expect(readWrittenSpec(folder)).toEqual([{ name: 'x.yaml', text }]);
  const path = join(folder, 'spec', 'written.json');
  writeFileSync(path, readFileSync(path, 'utf8').replace('why', 'who'));
  expect(readWrittenSpec(folder)).toBeUndefined();
  rmSync(folder, { recursive: true });
});
