import { splitPassages } from './split-passages.ts';

describe('splitPassages', () => {
  test('keeps sentences whole and fills passages with them', () => {
    const text = 'One two three. Four five! Six? Seven eight nine ten.';
    expect(splitPassages(text, 26)).toEqual(['One two three. Four five!', 'Six? Seven eight nine ten.']);
    expect(splitPassages(text, 5)).toEqual(['One two three.', 'Four five!', 'Six?', 'Seven eight nine ten.']);
    expect(splitPassages(text, 1000)).toEqual([text]);
  });

  test('blank lines always separate; other white space becomes single spaces', () => {
    expect(splitPassages('CHAPTER 1.\n\nCall me\nIshmael.  Some years\tago.\n \n', 100)).toEqual([
      'CHAPTER 1.',
      'Call me Ishmael. Some years ago.',
    ]);
  });

  test('a sentence can end in quotes, and does not end before a small letter', () => {
    expect(splitPassages('"Stop." "Why?" he said. Then 4 men left.', 1)).toEqual([
      '"Stop."',
      '"Why?" he said.',
      'Then 4 men left.',
    ]);
  });
});
