import { cacheFolder } from '@lamella/core';
import { bindingFolder, type EngineStamp } from '../native/engine-stamp.ts';
import { bindingSources } from './binding-sources.ts';
import { chooseRelease, thisMachine } from './choose-release.ts';
import { compileBinding } from './compile-binding.ts';
import { fetchTensorflow } from './fetch-tensorflow.ts';
import { findOwnTensorflow, type Tensorflow } from './find-tensorflow.ts';
import { placeBinding } from './place-binding.ts';
import type { Progress } from './progress.ts';

export interface SetUpOptions {
  readonly progress: Progress;
  /** Compare the cached libraries' contents with what was unpacked, not only their sizes. */
  readonly checkContents: boolean;
}

/** The engine that is ready, and whether anything had to be done for it. */
export interface SetUpResult {
  readonly stamp: EngineStamp;
  readonly changed: boolean;
}

/**
 * Makes the engine ready for this checkout: TensorFlow's libraries in the per-user cache, the binding compiled
 * against them, and the binding in its place under node_modules. What is there already is not made again.
 */
export async function setUpEngine(options: SetUpOptions): Promise<SetUpResult> {
  const tensorflow = await getTensorflow(options);
  const binding = await compileBinding(tensorflow, bindingSources(), {
    cache: cacheFolder(),
    progress: options.progress,
  });
  const stamp: EngineStamp = {
    key: binding.key,
    variant: tensorflow.variant,
    ...(tensorflow.version === undefined ? {} : { tensorflowVersion: tensorflow.version }),
    tensorflowFolder: tensorflow.folder,
  };
  return { stamp, changed: placeBinding(binding, bindingFolder(), stamp) };
}

async function getTensorflow({ progress, checkContents }: SetUpOptions): Promise<Tensorflow> {
  const machine = thisMachine();
  const own = process.env['LAMELLA_TENSORFLOW_DIR'];
  if (own) return findOwnTensorflow(own, machine.platform);
  const chosen = chooseRelease(machine, process.env['LAMELLA_DEVICE']);
  return fetchTensorflow(chosen, { cache: cacheFolder(), progress, checkContents });
}
