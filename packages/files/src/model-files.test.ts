import { selectFiles } from './hub/wanted-files.ts';
import { isModelFile, MODEL_FILES } from './model-files.ts';

test('of a repository with everything, the preferred weights and tokenizer are read', () => {
  const repository = [
    ...['README.md', 'config.json', 'tf_model.h5', 'onnx/model.onnx'],
    ...['model.safetensors', 'pytorch_model.bin', 'pytorch_model.bin.index.json'],
    ...['tokenizer.json', 'spm.model', 'tokenizer_config.json', 'vocab.txt'],
  ];
  expect(selectFiles(repository, MODEL_FILES)).toEqual({
    files: [
      ...['config.json', 'model.safetensors', 'pytorch_model.bin.index.json'],
      ...['tokenizer.json', 'tokenizer_config.json', 'vocab.txt'],
    ],
    missing: [],
  });
});

test('all shards are read, and a folder without config.json is incomplete', () => {
  const shards = ['model-00001-of-00002.safetensors', 'model-00002-of-00002.safetensors'];
  expect(selectFiles([...shards, 'model.safetensors.index.json'], MODEL_FILES)).toEqual({
    files: [...shards, 'model.safetensors.index.json'],
    missing: ['config.json'],
  });
});

test('the files of a model', () => {
  const names = [
    'config.json',
    'model-00001-of-00002.safetensors',
    'a.bin',
    'added_tokens.json',
    'chat_template.jinja',
  ];
  expect(names.filter(isModelFile)).toEqual(names);
  expect(['README.md', 'pretraining.json', 'onnx/config.json'].filter(isModelFile)).toEqual([]);
});
