/** One row of a task: a text or a pair of texts, and what it should be given. */
export interface Example {
  /** Row index in its split, from 0. */
  readonly id: number;
  readonly text: string;
  /** The second text of a pair task. */
  readonly pair?: string;
  /** Class index, or the real target of a regression task. */
  readonly label: number;
}

/** Examples in order: an array, or something that makes them as they are gone through. */
export interface Examples extends Iterable<Example> {
  readonly length: number;
}

/** The labelled parts of a task. GLUE's own test labels are private, so `dev` is what results are reported on. */
export type Split = 'train' | 'dev' | 'devMismatched';
