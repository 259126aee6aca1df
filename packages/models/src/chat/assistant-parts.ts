import { UserError } from '@lamella/core';
import { hasImageProcessor } from '../images/load-image-processor.ts';
import { readSpecialTokens } from '../tokenizers/special-token-texts.ts';
import { loadConversationPrinter, toMessage } from './chat-template.ts';
import { findTemplate } from './find-template.ts';
import type { Printed, Span } from './jinja/render.ts';
import { llavaPrompt } from './llava-prompt.ts';

/** One message of a conversation that a model is trained on. */
export interface ChatMessage {
  readonly role: 'system' | 'user' | 'assistant';
  readonly content: string;
}

/** A conversation as a model reads it, and the parts of it that the assistant says. */
export interface RenderedConversation {
  /** Holds all special tokens: encode it without adding any. */
  readonly text: string;
  readonly said: readonly Span[];
  /** Where the last message ends, before what the template puts behind it. */
  readonly end: number;
}

/** Renders some messages as text; `isOpen` ends it where the assistant's turn begins. */
type Renderer = (messages: readonly ChatMessage[], isOpen: boolean) => Printed;

/**
 * Loads the chat template of a Hugging Face model folder for training: it gives a conversation's text and where the assistant
 * speaks in it. These are the parts that the template marks by blocks "generation", as
 * `apply_chat_template(…, return_assistant_tokens_mask=True)` of transformers takes them; without marks, what each of the
 * assistant's messages adds to the text of those before it with its turn opened (`add_generation_prompt`), so that the ending of a
 * turn is among it and its header is not.
 *
 * @returns throws UserError for a conversation that the template refuses, writes in part, or writes so that the assistant's part
 * can't be told
 * @throws UserError if there is no template, or it is none that can be read
 */
export function loadAssistantParts(
  folder: string,
): (messages: readonly ChatMessage[]) => RenderedConversation {
  const { render, hasMarks, path } = loadRenderer(folder);
  return (messages) => {
    const { text, generated } = render(messages, false);
    requireAll(messages, text, path);
    const said = hasMarks ? generated : partsOf(messages, { text, render, path });
    if (said.every(({ start, end }) => start === end))
      throw new UserError(
        `Expected the chat template in ${path} to mark what the assistant says, got no block "generation" in this conversation.`,
      );
    return { text, said, end: endOfLast(messages, text, said) };
  };
}

/** Where the last message's content ends. An answer is looked for in its own turn, whose ending may hold the same letters. */
function endOfLast(
  messages: readonly ChatMessage[],
  text: string,
  said: RenderedConversation['said'],
): number {
  const { role, content = '' } = messages.at(-1) ?? {};
  const last = content.trim();
  const turn = role === 'assistant' && last !== '' ? said.at(-1) : undefined;
  const start = turn === undefined ? -1 : text.indexOf(last, turn.start);
  return (start < 0 ? text.lastIndexOf(last) : start) + last.length;
}

function loadRenderer(folder: string): {
  readonly render: Renderer;
  readonly hasMarks: boolean;
  readonly path: string;
} {
  const seesImages = hasImageProcessor(folder);
  if (seesImages && findTemplate(folder, false) === undefined) {
    const bos = readSpecialTokens(folder)['bos_token'] ?? '';
    const render: Renderer = (messages) => ({ text: bos + llavaText(messages, folder), generated: [] });
    return { render, hasMarks: false, path: folder };
  }
  const { print, hasMarks, path } = loadConversationPrinter(folder);
  const render: Renderer = (messages, isOpen) =>
    print({
      messages: messages.map(({ role, content }) => toMessage({ role, text: content }, seesImages)),
      add_generation_prompt: isOpen,
    });
  return { render, hasMarks, path };
}

/** LLaVA 1.5 opens the assistant's turn by itself. */
function llavaText(messages: readonly ChatMessage[], folder: string): string {
  const turns = messages.map(({ role, content }) => {
    if (role !== 'system') return { role, text: content };
    throw new UserError(
      `Expected no system message for the model in ${folder}, whose form (LLaVA 1.5's) has none, got one.`,
    );
  });
  return llavaPrompt(turns);
}

/** A message that a template leaves out would be trained without, and nobody would know. */
function requireAll(messages: readonly ChatMessage[], text: string, path: string): void {
  const index = messages.findIndex(({ content }) => !text.includes(content.trim()));
  if (index < 0) return;
  throw new UserError(
    `Expected the chat template in ${path} to write every message as it is, got a text without message ${index + 1} (${messages[index]?.role}), or with a part of it.`,
  );
}

function partsOf(
  messages: readonly ChatMessage[],
  { text, render, path }: { readonly text: string; readonly render: Renderer; readonly path: string },
): Span[] {
  return messages.flatMap(({ role }, index) => {
    if (role !== 'assistant') return [];
    const before = render(messages.slice(0, index), true).text;
    const after = index === messages.length - 1 ? text : render(messages.slice(0, index + 1), false).text;
    if (text.startsWith(before) && text.startsWith(after))
      return [{ start: before.length, end: after.length }];
    throw new UserError(
      `Expected the chat template in ${path} to mark what the assistant says, or to write the first messages of a conversation as it ` +
        `writes them by themselves, got another text up to message ${index + 1}: what the model is to learn can't be told. ` +
        'A template with blocks {% generation %} … {% endgeneration %} around it says so.',
    );
  });
}
