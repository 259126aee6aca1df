import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import type { HubSettings } from '../settings.ts';
import { startFakeHub, type FakeHub } from './fake-hub.ts';

export const id = 'org/tiny-model';
export const config = Buffer.from('{"model_type": "tiny"}\n');
export const weights = Buffer.from(Array.from({ length: 300_000 }, (_, i) => (i * i) % 251));
export const files = {
  'config.json': config,
  'model.safetensors': weights,
  'onnx/model.onnx': config,
  'data/a b.txt': config,
};

/** A fake hub with `files` and an empty cache. */
export interface TemporaryHub {
  readonly hub: FakeHub;
  readonly settings: HubSettings;
  readonly cacheFolder: string;
  /** The folder of the model in the cache. */
  readonly repositoryPath: string;
  remove(): Promise<void>;
}

export async function makeTemporaryHub(): Promise<TemporaryHub> {
  const hub = await startFakeHub({ id, files });
  const cacheFolder = await mkdtemp(join(tmpdir(), 'lamella-hub-'));
  return {
    hub,
    settings: { endpoint: hub.endpoint, cacheFolder, token: undefined, isOffline: false, retryDelayMs: 1 },
    cacheFolder,
    repositoryPath: join(cacheFolder, 'models--org--tiny-model'),
    remove: async () => {
      await hub.close();
      await rm(cacheFolder, { recursive: true });
    },
  };
}
