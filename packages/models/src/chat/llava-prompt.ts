/** One turn of a conversation. */
export interface ChatTurn {
  readonly role: 'user' | 'assistant';
  readonly text: string;
  /** Images that are shown before the text. @default 0 */
  readonly numImages?: number;
}

/**
 * A conversation in the form that LLaVA 1.5 was trained on, such as `USER: <image>\nWhat is this? ASSISTANT:`. After a user's
 * turn it is the assistant's to go on. It is what the template in llava-hf/llava-1.5-7b-hf's `chat_template.json` gives.
 *
 * @param imageToken the text that stands for an image
 */
export function llavaPrompt(turns: readonly ChatTurn[], imageToken = '<image>'): string {
  const said = turns.map(
    ({ role, text, numImages = 0 }) =>
      `${role.toUpperCase()}: ${`${imageToken}\n`.repeat(numImages)}${text} `,
  );
  return `${said.join('')}${turns.at(-1)?.role === 'assistant' ? '' : 'ASSISTANT:'}`;
}
