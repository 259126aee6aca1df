import type { EngineStamp } from '../native/engine-stamp.ts';
import { mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { placeBinding } from './place-binding.ts';
import { temporaryFolder } from './testing/temporary-folder.ts';

const folder = temporaryFolder();
const cached = { folder: join(folder.path, 'cached'), key: 'one' };
const place = join(folder.path, 'node_modules', 'lib');
const stamp: EngineStamp = { key: 'one', variant: 'own', tensorflowFolder: '/tensorflow' };
afterAll(() => folder.remove());

beforeAll(() => {
  mkdirSync(cached.folder);
  writeFileSync(join(cached.folder, 'tfjs_binding.node'), 'loader');
  writeFileSync(join(cached.folder, 'binding.so'), 'binding');
});

test('places the binding and a stamp, once', () => {
  expect(placeBinding(cached, place, stamp)).toBe(true);
  expect(readdirSync(place).sort()).toEqual(['binding.so', 'lamella-engine.json', 'tfjs_binding.node']);
  expect(readFileSync(join(place, 'binding.so'), 'utf8')).toBe('binding');
  expect(JSON.parse(readFileSync(join(place, 'lamella-engine.json'), 'utf8'))).toEqual(stamp);
  expect(placeBinding(cached, place, stamp)).toBe(false);
});

test('places it again when a file is gone or another binding is wanted', () => {
  placeBinding(cached, place, stamp);
  rmSync(join(place, 'binding.so'));
  expect(placeBinding(cached, place, stamp)).toBe(true);
  expect(placeBinding(cached, place, { ...stamp, key: 'two' })).toBe(true);
});
