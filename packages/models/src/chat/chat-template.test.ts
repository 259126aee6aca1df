import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadChatTemplate, loadConversationTemplate } from './chat-template.ts';

const folderWith = (files: Readonly<Record<string, unknown>>): string => {
  const folder = mkdtempSync(join(tmpdir(), 'lamella-chat-'));
  for (const [name, content] of Object.entries(files))
    writeFileSync(join(folder, name), typeof content === 'string' ? content : JSON.stringify(content));
  return folder;
};

const chatml =
  "{% for message in messages %}{{'<|im_start|>' + message['role'] + '\\n' + message['content'] + '<|im_end|>' + '\\n'}}{% endfor %}" +
  "{% if add_generation_prompt %}{{ '<|im_start|>assistant\\n' }}{% endif %}";
const seeing =
  "{{ bos_token }}{% for message in messages %}{{ message['role'] | upper }}: " +
  "{% for content in message['content'] | selectattr('type', 'equalto', 'image') %}{{ '<image>\\n' }}{% endfor %}" +
  "{% for content in message['content'] | selectattr('type', 'equalto', 'text') %}{{ content['text'] }} {% endfor %}{% endfor %}" +
  '{% if add_generation_prompt %}ASSISTANT:{% endif %}';

// Expected texts are those of jinja2 in Python.
test('ChatML from tokenizer_config.json', () => {
  const prompt = loadChatTemplate(folderWith({ 'tokenizer_config.json': { chat_template: chatml } }));
  expect(prompt([{ role: 'user', text: 'Hello?' }])).toBe(
    '<|im_start|>user\nHello?<|im_end|>\n<|im_start|>assistant\n',
  );
  expect(
    prompt([
      { role: 'user', text: 'Hello?' },
      { role: 'assistant', text: 'Yes.' },
    ]),
  ).toBe('<|im_start|>user\nHello?<|im_end|>\n<|im_start|>assistant\nYes.<|im_end|>\n');
});

test('of several places and names, the one that transformers takes', () => {
  const named = [
    { name: 'tool_use', template: 'tools' },
    { name: 'default', template: 'named' },
  ];
  const config = { 'tokenizer_config.json': { chat_template: named } };
  const turns = [{ role: 'user', text: 'x' }] as const;
  expect(loadChatTemplate(folderWith(config))(turns)).toBe('named');
  const file = { ...config, 'chat_template.json': { chat_template: 'file' } };
  expect(loadChatTemplate(folderWith(file))(turns)).toBe('file');
  expect(loadChatTemplate(folderWith({ ...file, 'chat_template.jinja': 'jinja' }))(turns)).toBe('jinja');
});

test('a model that sees is told what is shown; without a template it is LLaVA 1.5’s form', () => {
  const files = {
    'preprocessor_config.json': {},
    'tokenizer_config.json': { bos_token: { content: '<s>' } },
  };
  const turns = [{ role: 'user', text: 'What is this?', numImages: 1 }] as const;
  const expected = '<s>USER: <image>\nWhat is this? ASSISTANT:';
  expect(loadChatTemplate(folderWith({ ...files, 'chat_template.jinja': seeing }))(turns)).toBe(expected);
  expect(loadChatTemplate(folderWith(files))(turns)).toBe(expected);
  // As transformers 5 saves it.
  const { 'preprocessor_config.json': nested, ...rest } = files;
  const merged = { ...rest, 'processor_config.json': { image_processor: nested } };
  expect(loadChatTemplate(folderWith({ ...merged, 'chat_template.jinja': seeing }))(turns)).toBe(expected);
});

test('no template, or one that is broken, is an error that says where', () => {
  expect(() => loadChatTemplate(folderWith({}))).toThrow(/^Expected a chat template in .*got none/);
  const broken = folderWith({ 'chat_template.jinja': '{% if %}' });
  expect(() => loadChatTemplate(broken)).toThrow(
    `Expected a chat template that Jinja can read in ${join(broken, 'chat_template.jinja')}: `,
  );
});

test.each([
  "{{ ''.constructor.constructor('return process')() }}",
  "{{ messages.constructor.constructor('return process')() }}",
  "{{ range.constructor('return process')() }}",
  "{{ raise_exception.constructor('return process')() }}",
  '{{ process.env.PATH }}',
  '{{ globalThis.process.env.PATH }}',
  '{{ messages.__proto__ }}',
  "{% include '/etc/passwd' %}",
])('a template reaches neither the program nor the machine: %s', (attempt) => {
  const render = (): string => {
    const folder = folderWith({ 'chat_template.jinja': attempt });
    return loadChatTemplate(folder)([{ role: 'user', text: 'x' }]);
  };
  let text = '';
  try {
    text = render();
  } catch (error) {
    expect(String(error)).toMatch(/Expected a chat template that Jinja can read/);
  }
  expect(text).toBe('');
});

test('special tokens come from special_tokens_map.json as well, and others are there by their names', () => {
  const files = {
    'chat_template.jinja':
      '{{ bos_token }}|{{ eos_token }}|{{ pad_token }}|{{ image_token }}|{{ unk_token }}',
    'special_tokens_map.json': { bos_token: { content: '<b>' }, eos_token: '<e>', image_token: '<i>' },
    'tokenizer_config.json': { pad_token: '<p>' },
  };
  expect(loadChatTemplate(folderWith(files))([{ role: 'user', text: 'x' }])).toBe('<b>|<e>|<p>|<i>|');
});

test('a template that refuses the conversation, and tools and documents', () => {
  const folder = folderWith({
    'chat_template.jinja':
      "{% if tools %}{{ tools[0].name }}{{ documents[0].text }}{% else %}{{ raise_exception('No tools') }}{% endif %}",
  });
  const render = loadConversationTemplate(folder);
  const conversation = { messages: [], add_generation_prompt: true };
  expect(render({ ...conversation, tools: [{ name: 'f' }], documents: [{ text: 'd' }] })).toBe('fd');
  expect(() => render(conversation)).toThrow(
    `The chat template in ${join(folder, 'chat_template.jinja')} refuses the conversation: No tools`,
  );
});
