import { tf } from '@lamella/engine';
import { bert } from '../bert/model.ts';
import { createModel } from '../load-model.ts';
import { roberta } from '../roberta/model.ts';
import { absolutePositions, offsetPositions, type PositionRule } from './embeddings.ts';

const source = {
  model_type: 'roberta',
  hidden_size: 4,
  num_hidden_layers: 1,
  num_attention_heads: 1,
  intermediate_size: 4,
  vocab_size: 20,
  max_position_embeddings: 12,
  pad_token_id: 1,
};
const ids = [
  [0, 5, 6, 2],
  [0, 2, 1, 1],
];

function positions(rule: PositionRule): number[][] {
  return tf.tidy(
    () =>
      rule
        .positionsOf(
          { inputIds: tf.tensor2d(ids, undefined, 'int32') },
          roberta.readConfig(source, 'config.json'),
        )
        .arraySync() as number[][],
  );
}

test('RoBERTa counts tokens from the padding id on; padding stays at it', () => {
  expect(positions(offsetPositions)).toEqual([
    [2, 3, 4, 5],
    [2, 3, 1, 1],
  ]);
});

test('BERT counts from 0, padding too', () => {
  expect(positions(absolutePositions)).toEqual([
    [0, 1, 2, 3],
    [0, 1, 2, 3],
  ]);
});

test('in packed rows both count in each text', () => {
  const packed = (rule: PositionRule): unknown =>
    tf.tidy(() => {
      const row = (values: number[]): tf.Tensor => tf.tensor2d([values], undefined, 'int32');
      const packing = {
        segments: row([0, 0, 1, 1, 1, -1]),
        positions: row([0, 1, 0, 1, 2, 0]),
        starts: tf.tensor1d([0, 2], 'int32'),
      };
      const inputs = { inputIds: row([0, 2, 0, 5, 2, 1]), packing };
      return rule.positionsOf(inputs, roberta.readConfig(source, 'config.json')).arraySync();
    });
  expect(packed(absolutePositions)).toEqual([[0, 1, 0, 1, 2, 0]]);
  expect(packed(offsetPositions)).toEqual([[2, 3, 2, 3, 4, 2]]);
});

test('a model has an embedding for each position and token type that its config names', () => {
  const model = createModel({ ...source, type_vocab_size: 2 }, { head: 'classification' });
  const shape = (name: string): readonly number[] | undefined =>
    model.parameters.get(`roberta.embeddings.${name}.weight`)?.shape;
  expect(shape('word_embeddings')).toEqual([20, 4]);
  expect(shape('position_embeddings')).toEqual([12, 4]);
  expect(shape('token_type_embeddings')).toEqual([2, 4]);
  model.dispose();
});

test('padding beyond BERT’s last position takes that one', () => {
  const config = bert.readConfig({ ...source, max_position_embeddings: 3 }, 'config.json');
  const positions = tf.tidy(() =>
    absolutePositions.positionsOf({ inputIds: tf.tensor2d(ids, undefined, 'int32') }, config).arraySync(),
  );
  expect(positions).toEqual([
    [0, 1, 2, 2],
    [0, 1, 2, 2],
  ]);
});

test('the longest text: RoBERTa has no positions up to that of the padding', () => {
  expect(roberta.readConfig(source, 'config.json').longestText).toBe(10);
  expect(bert.readConfig(source, 'config.json').longestText).toBe(12);
});
