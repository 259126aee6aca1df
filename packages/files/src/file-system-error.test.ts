import { UserError } from '@lamella/core';

import { errorCode, fileSystemError } from './file-system-error.ts';

test('an error of the file system says what to do', () => {
  const full = Object.assign(new Error('write'), { code: 'ENOSPC' });
  const error = fileSystemError(full, 'write', '/x/y');
  expect(error).toBeInstanceOf(UserError);
  expect(String(error)).toBe(
    'UserError: Cannot write /x/y: the disk is full. Free some space, then run again.',
  );
});

test('other errors stay what they are', () => {
  const error = new UserError('x');
  expect(fileSystemError(error, 'read', '/x')).toBe(error);
  expect(fileSystemError('text', 'read', '/x')).toBe('text');
});

test('errorCode', () => {
  expect([{ code: 'EIO' }, { code: 3 }, {}, null, 'EIO'].map(errorCode)).toEqual([
    'EIO',
    undefined,
    undefined,
    undefined,
    undefined,
  ]);
});
