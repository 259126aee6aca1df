import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A folder with a model, data, a spec and room for results, for tests of whole runs with a fake runner. */
export interface ExampleWorkspace {
  readonly root: string;
  readonly specPath: string;
  readonly runsFolder: string;
  readonly glueFolder: string;
  remove(): void;
}

const config = {
  model_type: 'roberta',
  hidden_size: 16,
  intermediate_size: 32,
  num_hidden_layers: 4,
  vocab_size: 100,
  max_position_embeddings: 34,
  type_vocab_size: 1,
};

const spec = `name: example
model: ./model
data: { kind: folder, path: ./glue }
tasks: [cola, rte]
methods:
  full: { title: Full fine-tuning, tuning: full }
  all: { title: 'LoRA, all layers', selection: all }
  cka: { title: 'LoRA, CKA', selection: cka }
sweep: { layers: [2], seed: [1, 2] }
`;

export function exampleWorkspace(): ExampleWorkspace {
  const root = mkdtempSync(join(tmpdir(), 'lamella-workspace-'));
  const write = (path: string, content: string): void => {
    mkdirSync(join(root, path, '..'), { recursive: true });
    writeFileSync(join(root, path), content);
  };
  write('model/config.json', JSON.stringify(config));
  write('model/model.safetensors', 'weights that only their hash is taken of');
  for (const split of ['train', 'dev']) {
    write(`glue/CoLA/${split}.tsv`, 'gj04\t1\t\tThe cat sat.\ngj04\t0\t*\tThe cat sat the.\n');
    write(
      `glue/RTE/${split}.tsv`,
      'index\tsentence1\tsentence2\tlabel\n0\tIt rains.\tIt is wet.\tentailment\n',
    );
  }
  write('spec.yaml', spec);
  return {
    root,
    specPath: join(root, 'spec.yaml'),
    runsFolder: join(root, 'runs'),
    glueFolder: join(root, 'glue'),
    remove: () => rmSync(root, { recursive: true, force: true }),
  };
}
