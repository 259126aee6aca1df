import { join } from 'node:path';
import { readJsonFile } from '@lamella/files';
import { loadConversationTemplate } from '@lamella/models';
import { z } from 'zod';
import type { CaseOutcome } from '../case-result.ts';
import { equalOrRefused, withFolder } from '../equal-or-refused.ts';

const objects = z.array(z.record(z.string(), z.unknown()));

const chatTemplatesJson = z.object({
  /** special_tokens_map.json of every folder. */
  special_tokens_map: z.record(z.string(), z.unknown()),
  templates: z.record(z.string(), z.string()),
  conversations: z.record(
    z.string(),
    z.object({
      messages: objects,
      tools: objects.optional(),
      documents: objects.optional(),
      /** true unless given */
      add_generation_prompt: z.boolean().optional(),
    }),
  ),
  cases: z.array(
    z.object({
      template: z.string(),
      conversation: z.string(),
      /** By version of transformers: the text, or the kind of error with which the conversation is refused. */
      expected: z.record(
        z.string(),
        z.union([z.object({ text: z.string() }), z.object({ error: z.string() })]),
      ),
    }),
  ),
});

type Reference = z.infer<typeof chatTemplatesJson>;

/** Conversations in many templates, as `apply_chat_template` renders them. What transformers refuses is to be refused. */
export async function* chatTemplateCases(folder: string): AsyncGenerator<CaseOutcome> {
  const reference = chatTemplatesJson.parse(readJsonFile(join(folder, 'chat_templates.json')));
  for (const { template, conversation, expected } of reference.cases) {
    const name = `${template}: ${conversation}`;
    const files = {
      'chat_template.jinja': reference.templates[template] ?? '',
      'special_tokens_map.json': reference.special_tokens_map,
    };
    const outcome = await equalOrRefused<unknown>(name, expected, () =>
      withFolder(files, (path) => ({ text: render(path, reference.conversations[conversation]) })),
    );
    const isError = Object.values(expected).every((value) => 'error' in value);
    const isRefused = outcome.status === 'unsupported';
    if (isError && isRefused) yield { name, status: 'holds', detail: `both refuse it: ${outcome.detail}` };
    else yield outcome;
  }
}

function render(folder: string, conversation: Reference['conversations'][string] | undefined): string {
  const { messages = [], tools, documents, add_generation_prompt = true } = conversation ?? {};
  return loadConversationTemplate(folder)({
    ...{ messages, add_generation_prompt },
    ...(tools && { tools }),
    ...(documents && { documents }),
  });
}
