import { createHash } from 'node:crypto';
import { PartedHash } from './content-hash.ts';

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

test('the hash is that of all text, those of parts are of theirs, however long they are', () => {
  const long = 'é'.repeat(70_000);
  const content = new PartedHash();
  content.add('head');
  content.end();
  for (const text of ['a', long, 'b']) content.add(text);
  content.end('first');
  content.add('c');
  content.end('second');
  content.add('tail');
  expect(content.digest()).toEqual({
    hash: sha256(`heada${long}bctail`),
    parts: {
      first: `sha256:${sha256(`a${long}b`).slice(0, 16)}`,
      second: `sha256:${sha256('c').slice(0, 16)}`,
    },
  });
});
