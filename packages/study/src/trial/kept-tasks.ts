import { canonicalJson, listenToWarnings, warn } from '@lamella/core';
import type { EncodedExample } from '@lamella/datasets';

/** Bytes of training examples that may be kept beside those of the present task. */
const MAX_BYTES = 64 * 2 ** 20;

/** About the bytes of an example besides its tokens. */
const EXAMPLE_BYTES = 256;

/** The part of a task that tells how large it is. */
interface Sized {
  readonly train: readonly EncodedExample[];
}

interface Kept<Task> {
  readonly task: Task;
  readonly bytes: number;
  /** Told while it was read. */
  readonly warnings: readonly string[];
}

/**
 * The tasks that a worker has read and encoded for trials so far, for those that follow: the latest one, and before it those that
 * are small. What is kept is never changed; each trial gets it with the warnings that reading it gave.
 */
export class KeptTasks {
  /** The least recently used comes first. */
  readonly #kept = new Map<string, Kept<Sized>>();

  /** Number of tasks that are kept. */
  get size(): number {
    return this.#kept.size;
  }

  /**
   * A task that was loaded for the same settings before, or the one that `load` gives.
   *
   * @param settings all that it depends on, contents of a model's files by their hash
   */
  async find<Task extends Sized>(settings: unknown, load: () => Promise<Task>): Promise<Task> {
    const key = canonicalJson(settings);
    const known = this.#kept.get(key) as Kept<Task> | undefined;
    this.#kept.delete(key);
    if (known === undefined) this.#makeRoom();
    else for (const message of known.warnings) warn(message);
    const kept = known ?? (await loadHearing(load));
    this.#kept.set(key, kept);
    return kept.task;
  }

  /** Forgets the least recently used tasks until the others are small. */
  #makeRoom(): void {
    for (const key of this.#kept.keys()) {
      const bytes = [...this.#kept.values()].reduce((sum, kept) => sum + kept.bytes, 0);
      if (bytes <= MAX_BYTES) return;
      this.#kept.delete(key);
    }
  }
}

async function loadHearing<Task extends Sized>(load: () => Promise<Task>): Promise<Kept<Task>> {
  const warnings: string[] = [];
  const end = listenToWarnings((message) => void warnings.push(message));
  try {
    const task = await load();
    return { task, warnings, bytes: task.train.reduce((sum, example) => sum + bytesOf(example), 0) };
  } finally {
    end();
  }
}

function bytesOf({ ids, images = [] }: EncodedExample): number {
  const pixels = images.reduce((sum, { image }) => sum + image.shape.reduce((a, b) => a * b), 0);
  return 8 * ids.length + EXAMPLE_BYTES + pixels;
}
