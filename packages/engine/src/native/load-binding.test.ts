import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stampPath } from './engine-stamp.ts';
import { loadBinding, requireSetUp } from './load-binding.ts';

test('loads this checkout’s binding and says what it is', () => {
  expect(loadBinding()).toMatchObject({ key: expect.stringMatching(/^[0-9a-f]{16}$/) as string });
});

test('says what to do where nothing is set up, or what was is gone', () => {
  const folder = mkdtempSync(join(tmpdir(), 'lamella-'));
  const advice = 'The engine is not set up. Run: npx nx run engine:setup';
  expect(() => requireSetUp(folder)).toThrow(advice);
  expect(() => loadBinding(folder)).toThrow(advice);
  writeFileSync(stampPath(folder), '{}');
  expect(requireSetUp(folder)).toEqual({});
  expect(() => loadBinding(folder)).toThrow(/tfjs_binding\.node/);
  rmSync(folder, { recursive: true });
});
