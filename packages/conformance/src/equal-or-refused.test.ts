import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { UserError } from '@lamella/core';
import { equalOrRefused, withFolder } from './equal-or-refused.ts';

test('the newest release counts', async () => {
  const expected = { '4.9.0': [1], '4.46.3': [2] };
  expect(await equalOrRefused('a', expected, () => [2])).toMatchObject({ status: 'holds' });
  expect(await equalOrRefused('a', expected, () => [1])).toMatchObject({ status: 'fails' });
});

test('what is refused is listed, a mistake of ours is one', async () => {
  const refuse = (): number => {
    throw new UserError('no beams');
  };
  expect(await equalOrRefused('a', { '1': 1 }, refuse)).toEqual({
    ...{ name: 'a', status: 'unsupported', detail: 'refused: no beams' },
  });
  await expect(equalOrRefused('a', { '1': 1 }, () => Promise.reject(new Error('oh')))).rejects.toThrow('oh');
  await expect(equalOrRefused('a', {}, () => 1)).rejects.toThrow('a case without an expected value');
});

test('a folder for a while', async () => {
  const folder = await withFolder({ 'a.json': { b: 1 }, 'c.txt': 'd' }, (path) => {
    expect(readFileSync(join(path, 'a.json'), 'utf8') + readFileSync(join(path, 'c.txt'), 'utf8')).toBe(
      '{"b":1}d',
    );
    return path;
  });
  expect(existsSync(folder)).toBe(false);
});
