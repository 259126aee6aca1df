import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { differences, findHalves, findLeftovers } from './outcome.ts';

test('parts differ that have another content, or are in one outcome alone', () => {
  const outcome = new Map([
    ['a', '1'],
    ['b', '2'],
    ['c', '3'],
  ]);
  const expected = new Map([
    ['a', '1'],
    ['b', '0'],
    ['d', '4'],
  ]);
  expect(differences(outcome, expected)).toEqual(['b', 'c', 'd']);
});

test('halves are found under their own names, what is left over under others', () => {
  const folder = mkdtempSync(join(tmpdir(), 'lamella-outcome-'));
  mkdirSync(join(folder, 'run', 'claims'), { recursive: true });
  const whole = { 'run/a.json': '{}', 'run/steps.jsonl': '{"a":' };
  const halves = { 'run/b.json': '{"a":', 'run/w.safetensors': 'x' };
  const left = { 'run/.c.json.0123456789ab.tmp': '{', 'run/claims/t': 'x', 'run/.lock': 'x' };
  for (const [name, content] of Object.entries({ ...whole, ...halves, ...left }))
    writeFileSync(join(folder, name), content);
  expect(
    findHalves(folder)
      .map((line) => line.split(':')[0])
      .sort(),
  ).toEqual(Object.keys(halves));
  expect(findLeftovers(folder).sort()).toEqual(Object.keys(left).sort());
  rmSync(folder, { recursive: true });
});
