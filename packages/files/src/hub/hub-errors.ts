import { UserError } from '@lamella/core';

import { describeRepository, type Repository } from './repository.ts';
import type { HubSettings } from './settings.ts';

/** The hub can't be reached, or is out of order: what the cache holds may still serve. */
export class HubUnreachable extends UserError {}

/** The subject of a request to the hub. */
export interface Subject {
  readonly repository: Repository;
  readonly file?: string;
}

/** The error for a response of the hub that is no success: its meaning, and what to do. */
export function refusal(response: Response, subject: Subject, settings: HubSettings): UserError {
  const { repository } = subject;
  const what = describeRepository(repository);
  const page = `${settings.endpoint}/${repository.type === 'dataset' ? 'datasets/' : ''}${repository.id}`;
  const code = response.headers.get('x-error-code');
  const { status } = response;
  if (code === 'GatedRepo') {
    return new UserError(
      `Access to ${what} must be granted first: accept its terms at ${page}, make a token at ` +
        `${settings.endpoint}/settings/tokens and set HF_TOKEN to it. ${describeToken(settings)}`,
    );
  }
  if (code === 'RevisionNotFound') {
    return new UserError(`The hub has no such branch, tag or commit: ${what}. See ${page}/tree/main.`);
  }
  if (code === 'EntryNotFound' || (status === 404 && subject.file !== undefined)) {
    return new UserError(`There is no file "${subject.file ?? ''}" in ${what}. See ${page}/tree/main.`);
  }
  if (status === 401 || status === 404 || code === 'RepoNotFound') {
    return new UserError(
      `The hub has no ${what}, or it is private (${status} from ${settings.endpoint}). Check the spelling; ` +
        `for a private one set HF_TOKEN to a token that may read it. ${describeToken(settings)}`,
    );
  }
  if (status === 403) {
    return new UserError(
      `Access to ${what} is forbidden (403). Does the token have the right to read it? ${describeToken(settings)}`,
    );
  }
  const reason = `${settings.endpoint} answered ${status} ${response.statusText} for ${what}`;
  if (status === 429)
    return new HubUnreachable(
      `${reason}: too many requests. Wait some minutes; with HF_TOKEN more are allowed.`,
    );
  return status >= 500 ? new HubUnreachable(`${reason}. Try again later.`) : new UserError(`${reason}.`);
}

/** An error for a request that got no answer. */
export function unreachable(url: URL, error: unknown): HubUnreachable {
  const cause = describeCause(error);
  return new HubUnreachable(
    `Cannot reach ${url.origin} (${cause}). Check the network and HF_ENDPOINT; HF_HUB_OFFLINE=1 uses the cache alone.`,
    { cause: error },
  );
}

function describeToken({ token }: HubSettings): string {
  return token === undefined ? 'No token was sent.' : 'The token that was sent did not suffice.';
}

function describeCause(error: unknown): string {
  const { cause, code, name, message } = error as {
    cause?: unknown;
    code?: unknown;
    name?: unknown;
    message?: unknown;
  };
  if (cause !== undefined && cause !== null) return describeCause(cause);
  return name === 'TimeoutError' ? 'no answer in time' : String(code ?? message);
}
