import { llamaTokens, robertaTokens } from './special-ids.ts';
import { tokensOfClass } from './class-tokens.ts';

test('the class of tokenizer_config.json, of config.json, of the model’s type', () => {
  const roberta = { model_type: 'roberta', tokenizer_class: 'PreTrainedTokenizerFast' };
  expect(tokensOfClass({ tokenizer_class: 'LlamaTokenizerFast' }, roberta)).toEqual(llamaTokens);
  expect(tokensOfClass({}, roberta)).toEqual({});
  expect(tokensOfClass({}, { model_type: 'roberta' })).toEqual(robertaTokens);
});

test('a class or a type that isn’t known', () => {
  expect(tokensOfClass({ tokenizer_class: 'toString' }, { model_type: 'llava' })).toEqual(llamaTokens);
  expect(tokensOfClass({}, { model_type: 'constructor' })).toEqual({});
});
