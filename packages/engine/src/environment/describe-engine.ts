import { execFileSync } from 'node:child_process';
import { availableParallelism, cpus } from 'node:os';
import type { EngineStamp } from '../native/engine-stamp.ts';
import type { MissingEngine, ReadyEngine } from './environment-report.ts';
import { loadBinding } from '../native/load-binding.ts';
import { probeBfloat16 } from './probe-bfloat16.ts';
import { selfTest } from './self-test.ts';

/** Starts the engine and looks at what it can do; an engine that does not start is reported, not thrown. */
export async function describeEngine(): Promise<ReadyEngine | MissingEngine> {
  try {
    return await probe(loadBinding());
  } catch (error) {
    return { isReady: false, problem: error instanceof Error ? error.message : String(error) };
  }
}

async function probe({ variant, tensorflowFolder }: EngineStamp): Promise<ReadyEngine> {
  const engine = await import('../index.ts');
  const binding = engine.currentBinding();
  return {
    isReady: true,
    tfjsVersion: engine.tf.version['tfjs-node'],
    tensorflowVersion: binding.TF_Version,
    variant,
    tensorflowFolder,
    devices: [cpuName(), ...(binding.isUsingGpuDevice() ? gpuNames() : [])],
    threads: Number(process.env['TF_NUM_INTRAOP_THREADS']) || availableParallelism(),
    bfloat16: probeBfloat16(engine),
    selfTest: selfTest(engine),
  };
}

function cpuName(): string {
  return `CPU: ${cpus()[0]?.model.trim() || 'unknown model'}`;
}

/** Names by NVIDIA's own tool; without it, that there is a GPU is all there is to say. */
function gpuNames(): string[] {
  try {
    const names = execFileSync('nvidia-smi', ['--query-gpu=name,memory.total', '--format=csv,noheader'], {
      encoding: 'utf8',
    });
    return names
      .trim()
      .split('\n')
      .map((name) => `GPU: ${name}`);
  } catch {
    return ['GPU: unknown model'];
  }
}
