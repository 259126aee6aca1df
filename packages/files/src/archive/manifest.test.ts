import { findNameProblem, parseManifest } from './manifest.ts';

test.each([
  'README.md',
  'adapter/adapter_model.safetensors',
  'outputs/mini-math.jsonl',
  'a/1_Pooling/config.json',
])('%s is a name', (name) => expect(findNameProblem(name)).toBeUndefined());

test.each([
  ...[
    '',
    '/etc/passwd',
    '../x',
    'a/../../x',
    'a//b',
    'a/',
    '.ssh/x',
    'a\\..\\x',
    'C:x',
    'x.',
    'a\0',
    'é',
    'a b',
  ],
  'a'.repeat(201),
  'a/'.repeat(8) + 'a',
])('%j is none', (name) => expect(findNameProblem(name)).toMatch(/no name/));

test('a manifest is an object of files with sizes and hashes', () => {
  const manifest = { content: 'x', files: { a: { bytes: 1, sha256: 'f' } } };
  expect(parseManifest({ format: 1, ...manifest })).toEqual(manifest);
  for (const other of [
    null,
    [],
    {},
    { content: 'x' },
    { content: 'x', files: { a: { bytes: '1', sha256: 'f' } } },
  ])
    expect(parseManifest(other)).toBeUndefined();
});
