import { encodeForDecoder } from './encode-for-decoder.ts';

const EOS = 2;

/** Words are their lengths, and every text ends with the end-of-text token. */
const tokenizer = {
  eosId: EOS,
  encodeIds: (texts: readonly (string | readonly [string, string])[]) =>
    Promise.resolve(
      texts.map((text) => {
        const ids = [
          1,
          ...String(text)
            .split(' ')
            .map((word) => word.length),
          EOS,
          EOS,
        ];
        return { ids, typeIds: ids.map(() => 0) };
      }),
    ),
};

test('end-of-text tokens at the end are left out, others are kept', async () => {
  const examples = [{ id: 7, text: 'three xx four', label: 0 }];
  const [encoded] = await encodeForDecoder(examples, tokenizer, { maxLength: 10 });
  expect(encoded).toEqual({
    id: 7,
    ids: [1, 5, EOS, 4],
    typeIds: Int32Array.of(0, 0, 0, 0),
    tokenLabels: [1, 5, EOS, 4],
    label: 0,
  });
});
