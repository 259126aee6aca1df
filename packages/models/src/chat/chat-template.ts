import { UserError } from '@lamella/core';
import { hasImageProcessor } from '../images/load-image-processor.ts';
import { readSpecialTokens } from '../tokenizers/special-token-texts.ts';
import { findTemplate, type TemplateSource } from './find-template.ts';
import { RefusedByTemplate } from './jinja/globals.ts';
import type { Printed } from './jinja/render.ts';
import { compileTemplate, type Template } from './jinja/template.ts';
import { type ChatTurn, llavaPrompt } from './llava-prompt.ts';

/** Turns a conversation into the text that a model was taught to go on from. */
export type ChatTemplate = (turns: readonly ChatTurn[]) => string;

/** Arguments of transformers' `apply_chat_template`. */
export interface Conversation {
  /** Objects such as `{ role: 'user', content: 'Hello' }`. */
  readonly messages: readonly object[];
  /** JSON schemas of functions. A template of the name `tool_use` is for conversations with them. */
  readonly tools?: readonly object[];
  readonly documents?: readonly object[];
  /** Whether the text ends where the assistant's turn begins. */
  readonly add_generation_prompt: boolean;
}

/**
 * The chat template of a Hugging Face model folder, in the places where `transformers` looks for it: `chat_template.jinja`,
 * `chat_template.json`, then tokenizer_config.json; for a LLaVA without one, the form that LLaVA 1.5 was trained on.
 *
 * The rendered text holds all special tokens already: encode it with `addSpecialTokens: false`. The template is
 * interpreted without access to the program or the machine.
 *
 * @returns after a user's turn, the text ends where the assistant's begins
 * @throws {UserError} if there is no template, or it is none that can be read
 */
export function loadChatTemplate(folder: string): ChatTemplate {
  const seesImages = hasImageProcessor(folder);
  if (seesImages && findTemplate(folder, false) === undefined) {
    const bos = readSpecialTokens(folder)['bos_token'] ?? '';
    return (turns) => bos + llavaPrompt(turns);
  }
  const render = loadConversationTemplate(folder);
  return (turns) =>
    render({
      messages: turns.map((turn) => toMessage(turn, seesImages)),
      add_generation_prompt: turns.at(-1)?.role !== 'assistant',
    });
}

/**
 * Renders conversations as `tokenizer.apply_chat_template(…, tokenize=False)` does, or refuses them by the name of what isn't
 * supported. Templates see the special tokens that the folder's files name, `tools` and `documents` (None where there are
 * none), `raise_exception` and `strftime_now`.
 *
 * @throws {UserError} if there is no template, or it is none that can be read
 */
export function loadConversationTemplate(folder: string): (conversation: Conversation) => string {
  const { print } = loadConversationPrinter(folder);
  return (conversation) => print(conversation).text;
}

/** Renders conversations like {@link loadConversationTemplate}, and says where the assistant speaks as far as the template does. */
export interface ConversationPrinter {
  /** The template's file. */
  readonly path: string;
  /** Whether the template marks what the assistant says, by blocks "generation". */
  readonly hasMarks: boolean;
  print(conversation: Conversation): Printed;
}

/** @throws {UserError} if there is no template, or it is none that can be read */
export function loadConversationPrinter(folder: string): ConversationPrinter {
  const source = requireTemplate(folder, false);
  const usual = compile(source);
  const specials = readSpecialTokens(folder);
  let withTools: ReturnType<typeof compile> | undefined;
  return {
    path: source.path,
    hasMarks: usual.hasMarks,
    print: ({ tools, documents, ...conversation }) => {
      if (tools !== undefined) withTools ??= compile(requireTemplate(folder, true));
      const { print } = tools === undefined ? usual : (withTools ?? usual);
      return print({ ...specials, ...conversation, tools: tools ?? null, documents: documents ?? null });
    },
  };
}

function requireTemplate(folder: string, hasTools: boolean): TemplateSource {
  const source = findTemplate(folder, hasTools);
  if (source !== undefined) return source;
  throw new UserError(
    `Expected a chat template in ${folder} (chat_template.jinja, chat_template.json or "chat_template" in tokenizer_config.json), ` +
      'got none: the model continues plain text.',
  );
}

function compile(source: TemplateSource): Template {
  const { hasMarks, print } = explaining(source, () => compileTemplate(source.text));
  return { hasMarks, print: (variables) => explaining(source, () => print(variables)) };
}

/** Models that see take a list of what is shown and said, others a text. */
export function toMessage(
  { role, text, numImages = 0 }: Omit<ChatTurn, 'role'> & { readonly role: string },
  seesImages: boolean,
): object {
  if (!seesImages) return { role, content: text };
  const images = Array.from({ length: numImages }, () => ({ type: 'image' }));
  return { role, content: [...images, { type: 'text', text }] };
}

function explaining<T>({ path }: TemplateSource, action: () => T): T {
  try {
    return action();
  } catch (error) {
    const cause = error instanceof Error ? error.message : String(error);
    const message =
      error instanceof RefusedByTemplate
        ? `The chat template in ${path} refuses the conversation: ${cause}`
        : `Expected a chat template that Jinja can read in ${path}: ${cause}`;
    throw new UserError(message, { cause: error });
  }
}
