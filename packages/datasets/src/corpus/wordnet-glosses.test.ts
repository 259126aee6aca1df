import { parseGloss } from './wordnet-glosses.ts';

describe('parseGloss', () => {
  test('gives words, definition and examples', () => {
    const line =
      '00002669 02 r 03 barely 0 hardly 0 just_now 4 000 | only a very short time before; "we hardly knew them"; "had he come when it opened?"- W.B.Yeats  ';
    expect(parseGloss(line)).toBe(
      'barely, hardly, just now: only a very short time before. We hardly knew them. Had he come when it opened?',
    );
  });

  test('counts words in hexadecimal and drops the markers of adjectives', () => {
    const words = Array.from({ length: 16 }, (_, index) => `w${index}(ip)`);
    const line = `00000001 00 a 10 ${words.map((word) => `${word} 0`).join(' ')} 001 ! 00000002 a 0101 | in large supply  `;
    expect(parseGloss(line)).toBe(`${words.map((word) => word.slice(0, -4)).join(', ')}: in large supply.`);
  });

  test('quotes inside of a definition stay in it', () => {
    const line =
      '00000001 04 n 01 carrot 0 000 | promise of reward as in "carrot and stick"; "they used the carrot"  ';
    expect(parseGloss(line)).toBe(
      'carrot: promise of reward as in "carrot and stick". They used the carrot.',
    );
  });

  test('lines without a synset give nothing', () => {
    expect(parseGloss('  29 Princeton University and LICENSEE agrees | to preserve same.  ')).toBeUndefined();
    expect(parseGloss('')).toBeUndefined();
  });
});
