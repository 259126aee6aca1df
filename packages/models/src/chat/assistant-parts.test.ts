import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type ChatMessage, loadAssistantParts } from './assistant-parts.ts';

let folder: string;
beforeEach(() => void (folder = mkdtempSync(join(tmpdir(), 'lamella-parts-'))));
afterEach(() => rmSync(folder, { recursive: true }));

const chatml =
  "{% for message in messages %}{{'<|im_start|>' + message['role'] + '\\n' + message['content'] + '<|im_end|>' + '\\n'}}{% endfor %}" +
  "{% if add_generation_prompt %}{{ '<|im_start|>assistant\\n' }}{% endif %}";
/** The last turn is ended, and the one before only where it is the last. */
const lastAlone =
  "{% for m in messages %}{{ m.role ~ ': ' ~ m.content }}{% if loop.last and m.role == 'assistant' %}</s>{% else %}|{% endif %}{% endfor %}" +
  '{% if add_generation_prompt %}assistant: {% endif %}';
const marked =
  "{%- for m in messages %}{{- '<' ~ m.role ~ '>' }}\n" +
  "  {%- if m.role == 'assistant' %}\n    {%- generation %}{{- m.content ~ '</s>' }}{%- endgeneration %}\n  {%- else %}{{- m.content }}{% endif %}" +
  '{%- endfor %}';
const llama2 =
  "{% for m in messages %}{% if m.role == 'user' %}{{ '<s>[INST] ' + m.content.strip() + ' [/INST]' }}" +
  "{% elif m.role == 'assistant' %}{{ ' ' + m.content.strip() + ' </s>' }}{% endif %}{% endfor %}";
const noSystem = `{% if messages[0].role == 'system' %}{{ raise_exception('System role not supported') }}{% endif %}${chatml}`;

const said = (template: string, messages: readonly ChatMessage[]): string[] => {
  writeFileSync(join(folder, 'chat_template.jinja'), template);
  const { text, said: parts, end } = loadAssistantParts(folder)(messages);
  expect(text.slice(0, end)).toMatch(new RegExp(`${messages.at(-1)?.content}$`));
  return parts.map(({ start, end }) => text.slice(start, end));
};
const user = (content: string): ChatMessage => ({ role: 'user', content });
const assistant = (content: string): ChatMessage => ({ role: 'assistant', content });
const system: ChatMessage = { role: 'system', content: 'Be brief.' };
const two = [user('Hi?'), assistant('Yes.'), user('And?'), assistant('No 😀.')];

test.each([
  ['ChatML', chatml, [system, ...two], ['Yes.<|im_end|>\n', 'No 😀.<|im_end|>\n']],
  ['LLaMA 2', llama2, two, [' Yes. </s>', ' No 😀. </s>']],
  ['marks', marked, [system, ...two], ['Yes.</s>', 'No 😀.</s>']],
  ['one turn alone', lastAlone, two.slice(0, 2), ['Yes.</s>']],
])('%s: the ending of a turn is learnt, its header is not', (_, template, messages, expected) => {
  expect(said(template, messages)).toEqual(expected);
});

test.each([
  [
    'a template that writes earlier turns otherwise',
    lastAlone,
    two,
    /to write the first messages of a conversation as it writes them by themselves, got another text up to message 2: what the model is to learn can't be told/,
  ],
  [
    'a template that leaves a message out',
    llama2,
    [system, ...two],
    /to write every message as it is, got a text without message 1 \(system\)/,
  ],
  [
    'a template that refuses',
    noSystem,
    [system, ...two],
    /refuses the conversation: System role not supported/,
  ],
  [
    'marks that mark nothing',
    "{% for m in messages %}{{ m.content }}{% endfor %}{% if messages[0].role == 'system' %}{% generation %}x{% endgeneration %}{% endif %}",
    two,
    /to mark what the assistant says, got no block "generation" in this conversation/,
  ],
])('%s is refused by name', (_, template, messages, expected) => {
  expect(() => said(template, messages)).toThrow(expected);
});

test('without a template nothing is rendered', () => {
  expect(() => loadAssistantParts(folder)).toThrow(/^Expected a chat template in .*got none/);
});

test("LLaVA 1.5's own form, which has no system message", () => {
  writeFileSync(join(folder, 'preprocessor_config.json'), '{}');
  writeFileSync(join(folder, 'tokenizer_config.json'), '{"bos_token": "<s>"}');
  const render = loadAssistantParts(folder);
  const { text, said: parts } = render(two.slice(0, 2));
  expect(text).toBe('<s>USER: Hi? ASSISTANT: Yes. ');
  expect(parts.map(({ start, end }) => text.slice(start, end))).toEqual([' Yes. ']);
  expect(() => render([system, ...two])).toThrow(/Expected no system message for the model in/);
});

test.each(['end', 'im', '|', 'e'])(
  'the answer "%s", which the ending of a turn holds too, ends in its own place',
  (answer) => {
    writeFileSync(join(folder, 'chat_template.jinja'), chatml);
    const { text, end } = loadAssistantParts(folder)([user('Hi?'), assistant(answer)]);
    expect(text.slice(end)).toBe('<|im_end|>\n');
  },
);
