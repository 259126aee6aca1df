import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { workspaceRoot } from '@lamella/core';
import { alpacaPrompt, IGNORED_LABEL } from '@lamella/datasets';
import { describeWithPythons, runPython } from '@lamella/engine/testing';
import { readJsonFile } from '@lamella/files';
import { loadModel } from '@lamella/models';
import type { Message, TextExample } from '@lamella/tasks';
import { heldOutLoss, LogLikelihoods } from '@lamella/training';
import { loadTextRowsEncoder } from './text-rows-encoder.ts';

const chatml =
  "{% for message in messages %}{{'<|im_start|>' + message['role'] + '\n' + message['content'] + '<|im_end|>' + '\n'}}{% endfor %}" +
  "{% if add_generation_prompt %}{{ '<|im_start|>assistant\n' }}{% endif %}";
const llama2 =
  "{% for m in messages %}{% if m.role == 'user' %}{{ '[INST] ' + m.content.strip() + ' [/INST]' }}" +
  "{% elif m.role == 'system' %}{{ '<<SYS>>' + m.content + '<</SYS>>' }}{% else %}{{ ' ' + m.content.strip() + ' ' + eos_token }}{% endif %}{% endfor %}";
const marked =
  "{%- for m in messages %}\n  {{- '<|' ~ m.role ~ '|>\\n' }}\n  {%- if m.role == 'assistant' %}\n" +
  '    {%- generation %}{{- m.content | trim ~ eos_token }}{%- endgeneration %}\n  {%- else %}{{- m.content }}{% endif %}\n{%- endfor %}';

const message = (role: Message['role'], content: string): Message => ({ role, content });
const conversations = [
  [message('user', 'Is it raining?'), message('assistant', 'Yes, since 10 o’clock.')],
  [
    message('system', 'Be brief.'),
    message('user', 'Name a colour 😀.'),
    message('assistant', 'Red 🟥 é.'),
    message('user', 'Another?'),
    message('assistant', 'Blue.'),
  ],
  [
    message('user', 'Add 1 and 2, then say why. '.repeat(4)),
    message('assistant', 'Three, because of numbers.'),
  ],
];
const answers: readonly (readonly [prompt: string, target: string])[] = [
  [alpacaPrompt('Add 1 and 2.'), '3'],
  [alpacaPrompt('Sum up.', 'A text that goes on and on.'), 'Short, über all.'],
];
const texts = ['One line.', 'A longer text, of many words; '.repeat(6), 'Ünïcödé 😀'];

/** Rows as they are given to Python, and as they are read. */
const given = { messages: conversations, instruction: answers, text: texts } as const;
const rowsOf: Readonly<Record<keyof typeof given, readonly TextExample[]>> = {
  messages: conversations.map((messages) => ({ form: 'messages', messages })),
  instruction: answers.map(([prompt, target]) => ({ form: 'instruction', prompt, target })),
  text: texts.map((text) => ({ form: 'text', text })),
};

const cases = [
  { name: 'ChatML, by prefixes', form: 'messages', template: chatml, maxLength: 512 },
  { name: 'LLaMA 2, by prefixes', form: 'messages', template: llama2, maxLength: 512 },
  { name: 'a marked template', form: 'messages', template: marked, isMarked: true, maxLength: 512 },
  { name: 'a marked template, cut', form: 'messages', template: marked, isMarked: true, maxLength: 64 },
  { name: 'Alpaca', form: 'instruction', maxLength: 512 },
  { name: 'texts', form: 'text', maxLength: 48 },
] as const;
// LLaMA 2's files are tokens of their own to transformers 5.
const families = ['llama3', 'qwen2'];

/** A reference model with room for longer texts: rotary positions have no weights. */
function copyModel(family: string, folder: string): void {
  cpSync(join(workspaceRoot(), 'fixtures', family), folder, {
    recursive: true,
    filter: (path) => !/adapter|train\.|importance\.|reference\.|_cases/.test(path),
  });
  const path = join(folder, 'config.json');
  const config = readFileSync(path, 'utf8').replace(
    /"max_position_embeddings": \d+/,
    '"max_position_embeddings": 512',
  );
  writeFileSync(path, config);
}

interface Answer {
  readonly examples: readonly { readonly ids: readonly number[]; readonly labels: readonly number[] }[];
  readonly batch: number;
  readonly weighted: number;
}

describeWithPythons('transformers on own text', ['torch', 'transformers'], (python) => {
  const root = mkdtempSync(join(tmpdir(), 'lamella-own-text-'));
  const folderOf = (family: string, name: string): string => join(root, `${family} ${name}`);
  const jobs = families.flatMap((family) => cases.map((one) => ({ family, ...one })));
  let theirs: readonly Answer[] = [];

  beforeAll(() => {
    for (const { family, name, ...one } of jobs) {
      copyModel(family, folderOf(family, name));
      if ('template' in one) writeFileSync(join(folderOf(family, name), 'chat_template.jinja'), one.template);
    }
    const asked = jobs.map(({ family, name, ...one }) => ({
      ...{ template: null, isMarked: false, ...one },
      ...{ model: folderOf(family, name), rows: given[one.form] },
    }));
    writeFileSync(join(root, 'jobs.json'), JSON.stringify(asked));
    runPython(python, [join(workspaceRoot(), 'packages/study/fixtures/own-text.py'), root]);
    theirs = readJsonFile(join(root, 'answers.json')) as readonly Answer[];
  }, 600_000);
  afterAll(() => rmSync(root, { recursive: true }));

  test.each(jobs.map(({ family, name }, index) => [family, name, index] as const))(
    '%s: %s',
    async (family, name, index) => {
      const { form, maxLength } = jobs[index] as (typeof jobs)[number];
      const rows = rowsOf[form].map((row) => ({ ...row, where: 'here' }));
      const folder = folderOf(family, name);
      const encoder = loadTextRowsEncoder(folder);
      const examples = await encoder.encode(rows, 'train', maxLength);
      const { examples: expected, batch, weighted } = theirs[index] as Answer;
      expect(examples.map(({ ids, tokenLabels }) => ({ ids, labels: tokenLabels }))).toEqual(expected);
      expect(expected.some(({ labels }) => labels.includes(IGNORED_LABEL))).toBe(form !== 'text');
      const model = loadModel(folder, { head: 'causal-lm' });
      const likelihoods = new LogLikelihoods(model, { padId: encoder.tokenizer.padId });
      for (const batchSize of [1, 2, 8]) {
        const { loss } = heldOutLoss(likelihoods, examples, batchSize);
        expect(Math.abs(loss - batch)).toBeLessThan(1e-5);
        expect(Math.abs(loss - weighted)).toBeLessThan(1e-5);
      }
      likelihoods.dispose();
      model.dispose();
    },
    60_000,
  );
});
