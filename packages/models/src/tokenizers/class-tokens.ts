import { findFamily } from '../families/families.ts';
import { bertTokens, debertaTokens, llamaTokens, robertaTokens, type Role } from './special-ids.ts';

type Tokens = Readonly<Partial<Record<Role, string>>>;

const gemmaTokens = { pad: '<pad>', bos: '<bos>', eos: '<eos>', unk: '<unk>', mask: '<mask>' };
const endOfText = '<|endoftext|>';

/** The special tokens that `transformers`' tokenizer classes have where no file names them, by class without "Fast". */
const ofClass: Readonly<Record<string, Tokens>> = {
  BertTokenizer: bertTokens,
  RobertaTokenizer: robertaTokens,
  XLMRobertaTokenizer: robertaTokens,
  CamembertTokenizer: robertaTokens,
  DebertaTokenizer: debertaTokens,
  DebertaV2Tokenizer: debertaTokens,
  LlamaTokenizer: llamaTokens,
  CodeLlamaTokenizer: llamaTokens,
  GemmaTokenizer: gemmaTokens,
  GPT2Tokenizer: { bos: endOfText, eos: endOfText, unk: endOfText },
  Qwen2Tokenizer: { eos: endOfText, unk: endOfText, pad: endOfText },
  PreTrainedTokenizer: {},
  TokenizersBackend: {},
  PythonBackend: {},
};

/**
 * The special tokens that a folder's tokenizer has although no file names them: those of the class that
 * tokenizer_config.json or config.json names, or else, also where that class isn't known, of the class that models of
 * this type have.
 */
export function tokensOfClass(
  tokenizerConfig: Readonly<Record<string, unknown>>,
  config: Readonly<Record<string, unknown>>,
): Tokens {
  const named =
    fixedClass(tokenizerConfig, config) ?? tokenizerConfig['tokenizer_class'] ?? config['tokenizer_class'];
  const name = String(named ?? '').replace(/Fast$/, '');
  if (Object.hasOwn(ofClass, name)) return ofClass[name] ?? {};
  const usual = usualClass(config);
  return usual === undefined ? {} : (ofClass[usual] ?? {});
}

/** The class that version 5, which marks its folders by `backend`, takes for models of a type whatever the files name. */
export function fixedClass(
  tokenizerConfig: Readonly<Record<string, unknown>>,
  config: Readonly<Record<string, unknown>>,
): string | undefined {
  if (!Object.hasOwn(tokenizerConfig, 'backend')) return undefined;
  return findFamily(config['model_type'])?.fixedTokenizerClass;
}

/** The tokenizer class of a model's type, without "Fast". */
export function usualClass(config: Readonly<Record<string, unknown>>): string | undefined {
  return findFamily(config['model_type'])?.tokenizerClass;
}
