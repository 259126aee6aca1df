import { seal } from '@lamella/files';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { acceptOtherCode, acceptsOtherCode } from './accepted-code.ts';

test('other code is accepted for the present code alone, until it is taken back', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'lamella-accepted-'));
  expect(acceptsOtherCode(folder)).toBe(false);
  await acceptOtherCode(folder, true);
  expect(acceptsOtherCode(folder)).toBe(true);
  const path = join(folder, 'inputs', 'accepted-code.json');
  writeFileSync(path, JSON.stringify(seal({ format: 2, code: 'of another day' })));
  expect(acceptsOtherCode(folder)).toBe(false);
  await acceptOtherCode(folder, true);
  await acceptOtherCode(folder, false);
  expect(acceptsOtherCode(folder)).toBe(false);
  rmSync(folder, { recursive: true });
});
