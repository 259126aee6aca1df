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

/** The labelled parts of a task. GLUE's own test labels are private, so `dev` is what results are reported on. */
export type Split = 'train' | 'dev' | 'devMismatched';
