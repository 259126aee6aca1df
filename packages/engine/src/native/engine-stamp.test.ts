import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { bindingFolder, readStamp, stampPath } from './engine-stamp.ts';

test('the binding lies where tfjs looks for it', () => {
  expect(bindingFolder()).toMatch(/node_modules\/@tensorflow\/tfjs-node-gpu\/lib\/napi-v8$/);
});

test('a stamp is read back; without one the engine is not set up', () => {
  const folder = mkdtempSync(join(tmpdir(), 'lamella-'));
  expect(readStamp(folder)).toBeUndefined();
  const stamp = { key: 'k', variant: 'cpu', tensorflowVersion: '9.9.9', tensorflowFolder: '/tensorflow' };
  writeFileSync(stampPath(folder), JSON.stringify(stamp));
  expect(readStamp(folder)).toEqual(stamp);
  rmSync(folder, { recursive: true });
});
