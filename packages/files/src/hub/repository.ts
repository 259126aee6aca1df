import { UserError } from '@lamella/core';

/** A repository on the hub, at a branch, a tag or a commit. */
export interface Repository {
  readonly type: 'model' | 'dataset';
  readonly id: string;
  readonly revision: string;
}

/** Whether a text has the form of a hub id: `organisation/name`. */
export function isHubId(text: string): boolean {
  return /^[\w-][\w.-]*\/[\w-][\w.-]*$/.test(text) && !/\.\.|--|\.$/.test(text);
}

/** Whether a text is a whole git hash: of a commit, which never changes its meaning, or of a file's content. */
export function isGitHash(text: string): boolean {
  return /^[0-9a-f]{40}$/.test(text);
}

/**
 * Whether a name (of a file or a revision, of slash-separated parts) stays inside of the folder it is put in.
 * Names come from users and from servers, and become paths.
 */
export function isInside(name: string): boolean {
  const isPlain = (part: string): boolean => part !== '' && part !== '.' && part !== '..';
  return !/[\\\0]/.test(name) && name.split('/').every(isPlain);
}

/** A checked repository. @throws UserError for an id or a revision that can't be one */
export function repository(type: Repository['type'], id: string, revision = 'main'): Repository {
  if (!isHubId(id)) {
    throw new UserError(`Expected a ${type} id such as "organisation/name", got "${id}".`, { exitCode: 2 });
  }
  if (!isInside(revision)) {
    throw new UserError(`Expected a branch, a tag or a commit of ${id}, got "${revision}".`, { exitCode: 2 });
  }
  return { type, id, revision };
}

/** A repository in words, such as `model "FacebookAI/roberta-base" (revision main)`. */
export function describeRepository({ type, id, revision }: Repository): string {
  return `${type} "${id}" (revision ${revision})`;
}
