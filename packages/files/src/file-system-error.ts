import { UserError } from '@lamella/core';

const causes: Readonly<Record<string, string>> = {
  ENOSPC: 'the disk is full. Free some space, then run again',
  EDQUOT: 'the disk quota is used up. Free some space, then run again',
  EACCES: 'permission denied. Choose another folder, or change its permissions',
  EPERM: 'not permitted. Choose another folder, or change its permissions',
  EROFS: 'the file system is read-only. Choose another folder',
  ENOENT: 'no such file or folder',
  ENOTDIR: 'a parent of it is a file, not a folder',
  EEXIST: 'something else of that name is in the way',
  EISDIR: 'it is a folder, not a file',
  ELOOP: 'its links lead back to it. Remove or mend them',
  ENAMETOOLONG: 'its name is too long for the file system',
  EMFILE: 'too many files are open. Raise the limit with `ulimit -n`',
};

/** An error of the file system as a UserError that names the path; anything else stays what it is. */
export function fileSystemError(error: unknown, action: 'read' | 'write', path: string): unknown {
  const cause = causes[errorCode(error) ?? ''];
  return cause === undefined ? error : new UserError(`Cannot ${action} ${path}: ${cause}.`, { cause: error });
}

/** The code that Node gives to errors of the system, such as ENOENT or ECONNRESET. */
export function errorCode(error: unknown): string | undefined {
  if (typeof error !== 'object' || error === null || !('code' in error)) return undefined;
  return typeof error.code === 'string' ? error.code : undefined;
}
