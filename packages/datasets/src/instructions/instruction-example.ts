import type { ImageSource } from '../image-source.ts';

/** A text to be continued, and how. */
export interface InstructionExample {
  /** Row index in its split, from 0. */
  readonly id: number;
  /** All of the text before the answer, with the template around the instruction. */
  readonly prompt: string;
  /** The text to learn, without the end-of-text token. */
  readonly target: string;
  /** The image that `<image>` stands for in the prompt. */
  readonly image?: ImageSource;
}
