/** One message of a conversation. */
export interface Message {
  readonly role: 'system' | 'user' | 'assistant';
  readonly content: string;
}

/** A training example of a decoder from one row of a table. */
export type TextExample =
  /** An answer to a text. */
  | { readonly form: 'instruction'; readonly prompt: string; readonly target: string }
  /** A conversation, of which the assistant's turns are learnt; a model's chat template turns it into text. */
  | { readonly form: 'messages'; readonly messages: readonly Message[] }
  /** Every token of a text. */
  | { readonly form: 'text'; readonly text: string };

/** An example, and where its row stands, for messages: `own.jsonl:3`. */
export type TextRow = TextExample & { readonly where: string };
