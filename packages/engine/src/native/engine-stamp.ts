import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

/** The record of what was built, and from what, which the set-up of the engine leaves beside the binding. */
export interface EngineStamp {
  /** Changes with anything that the binding depends on. */
  readonly key: string;
  /** `own` for a build of the user's, named by `LAMELLA_TENSORFLOW_DIR`. */
  readonly variant: 'cpu' | 'cuda' | 'own';
  /** Undefined for a build of the user's. */
  readonly tensorflowVersion?: string;
  /** The folder of TensorFlow's two libraries. */
  readonly tensorflowFolder: string;
}

/** The folder in which tfjs looks for its binding, under node_modules. */
export function bindingFolder(): string {
  const manifest = createRequire(import.meta.url).resolve('@tensorflow/tfjs-node-gpu/package.json');
  return join(dirname(manifest), 'lib', 'napi-v8');
}

/** The stamp's path in a binding folder. */
export function stampPath(folder: string): string {
  return join(folder, 'lamella-engine.json');
}

/** The stamp of a binding folder, or undefined if the engine has not been set up there. */
export function readStamp(folder: string): EngineStamp | undefined {
  const path = stampPath(folder);
  return existsSync(path) ? (JSON.parse(readFileSync(path, 'utf8')) as EngineStamp) : undefined;
}
