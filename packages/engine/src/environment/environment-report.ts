import type { EngineStamp } from '../native/engine-stamp.ts';

/** One comparison with a known value. */
export interface Check {
  readonly name: string;
  readonly expected: readonly number[];
  readonly found: readonly number[];
  readonly passed: boolean;
}

/** Whether matrices in bfloat16 can be multiplied, and the processor's instructions for it, if it has any. */
export interface Bfloat16Support {
  readonly works: boolean;
  readonly instructions: readonly string[];
}

/** An engine that could be started. */
export interface ReadyEngine {
  readonly isReady: true;
  readonly tfjsVersion: string;
  readonly tensorflowVersion: string;
  readonly variant: EngineStamp['variant'];
  readonly tensorflowFolder: string;
  /** The processor, and the GPU if the engine computes there. */
  readonly devices: readonly string[];
  /** How many threads one op may use. */
  readonly threads: number;
  readonly bfloat16: Bfloat16Support;
  readonly selfTest: readonly Check[];
}

/** An engine that could not be started, and why. */
export interface MissingEngine {
  readonly isReady: false;
  readonly problem: string;
}

/** A folder on the disk and the bytes in it. */
export interface FolderSize {
  readonly name: string;
  readonly path: string;
  readonly bytes: number;
}

/** The report of `lamella doctor`. */
export interface EnvironmentReport {
  readonly node: string;
  /** On a version of Node that is not tested. */
  readonly nodeNote?: string;
  readonly platform: string;
  readonly memoryBytes: number;
  readonly engine: ReadyEngine | MissingEngine;
  readonly folders: readonly FolderSize[];
  /** Free bytes on the disk of Lamella's cache. */
  readonly freeBytes: number;
}

/** Whether the engine is ready and every check held. */
export function isHealthy({ engine }: EnvironmentReport): boolean {
  return engine.isReady && engine.selfTest.every(({ passed }) => passed);
}
