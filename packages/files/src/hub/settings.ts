import { existsSync, readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';

import { UserError } from '@lamella/core';

/** Where the hub is, where its files are kept, and who asks. */
export interface HubSettings {
  readonly endpoint: string;
  readonly cacheFolder: string;
  readonly token: string | undefined;
  readonly isOffline: boolean;
  /** The pause before the first repetition of a request that failed; it doubles each time. */
  readonly retryDelayMs: number;
}

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * The settings in the environment variables that Python's huggingface_hub reads: HF_ENDPOINT, HF_HOME, HF_HUB_CACHE,
 * HF_TOKEN (or the token file that `hf auth login` writes, at HF_TOKEN_PATH) and HF_HUB_OFFLINE.
 *
 * @throws UserError for an HF_ENDPOINT that is no address or a token that can't be sent
 */
export function hubSettings(environment: Environment = process.env): HubSettings {
  const read = (...names: readonly string[]): string | undefined =>
    names.map((name) => environment[name]?.trim()).find(Boolean);
  const cache = read('XDG_CACHE_HOME') ?? join(homedir(), '.cache');
  const home = expandUser(read('HF_HOME') ?? join(cache, 'huggingface'));
  const tokenFile = expandUser(read('HF_TOKEN_PATH') ?? join(home, 'token'));
  return {
    endpoint: checkEndpoint(read('HF_ENDPOINT') ?? 'https://huggingface.co'),
    cacheFolder: expandUser(read('HF_HUB_CACHE', 'HUGGINGFACE_HUB_CACHE') ?? join(home, 'hub')),
    token: checkToken(read('HF_TOKEN', 'HUGGING_FACE_HUB_TOKEN') ?? readTokenFile(tokenFile)),
    isOffline: /^(1|on|yes|true)$/i.test(read('HF_HUB_OFFLINE', 'TRANSFORMERS_OFFLINE') ?? ''),
    retryDelayMs: 1000,
  };
}

function checkEndpoint(endpoint: string): string {
  const isWeb = URL.canParse(endpoint) && /^https?:$/.test(new URL(endpoint).protocol);
  if (!isWeb)
    throw new UserError(
      `Expected HF_ENDPOINT to be an address such as https://huggingface.co, got "${endpoint}".`,
    );
  return endpoint.replace(/\/+$/, '');
}

function checkToken(token: string | undefined): string | undefined {
  if (token === undefined || /^[\x21-\x7e]+$/.test(token)) return token;
  throw new UserError(
    'Expected the token for the hub (HF_TOKEN, or the token file) to be one word of ASCII characters.',
  );
}

function expandUser(path: string): string {
  return path.replace(/^~(?=\/|$)/, homedir());
}

function readTokenFile(path: string): string | undefined {
  return existsSync(path) ? readFileSync(path, 'utf8').trim() || undefined : undefined;
}
