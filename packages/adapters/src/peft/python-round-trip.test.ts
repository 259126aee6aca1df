import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { tf } from '@lamella/engine';
import { describeWithPythons, whyNoPython } from '@lamella/engine/testing';
import { adaptModel } from '../adapt-model.ts';
import type { AdapterConfig } from '../adapter.ts';
import type { LoraConfig } from '../lora/kind.ts';
import { openPeft, type PeftFamily, lastLogits } from '../testing/peft-fixtures.ts';
import { askPeft, PEFT_MODULES, type PeftJob } from '../testing/python-peft.ts';
import { loadAdapter } from './load-adapter.ts';
import { saveAdapter } from './save-adapter.ts';

/** The adapted maps of each family: attention and MLP. */
const TARGETS: Readonly<Partial<Record<PeftFamily, readonly [string, string]>>> = {
  roberta: ['query', 'output.dense'],
  deberta: ['query_proj', 'intermediate.dense'],
  llama: ['q_proj', 'down_proj'],
  mistral: ['v_proj', 'gate_proj'],
  gemma: ['o_proj', 'up_proj'],
  qwen2: ['k_proj', 'down_proj'],
  modernbert: ['Wqkv', 'mlp.Wo'],
};
const ENCODERS = ['roberta', 'deberta', 'modernbert'];
/** Modules that early releases of transformers lack. */
const MODULE_OF: Readonly<Partial<Record<PeftFamily, string>>> = {
  modernbert: 'transformers.models.modernbert',
};

type Settings = Partial<LoraConfig> | { readonly kind: 'vera' };

/** Kinds of adapters: our settings with PEFT's. */
const KINDS = (target: string): Readonly<Record<string, readonly [Settings, object]>> => ({
  lora: [{}, {}],
  rslora: [{ useRslora: true }, { use_rslora: true }],
  dora: [{ useDora: true }, { use_dora: true }],
  pissa: [{ init: 'pissa' }, { init_lora_weights: 'pissa' }],
  vera: [{ kind: 'vera' }, { peft_type: 'VERA' }],
  'dora-on-pissa': [
    { init: 'pissa', useDora: true },
    { init_lora_weights: 'pissa', use_dora: true },
  ],
  patterns: [
    { rankPattern: { [target]: 5 }, alphaPattern: { [target]: 3 } },
    { rank_pattern: { [target]: 5 }, alpha_pattern: { [target]: 3 } },
  ],
});

describeWithPythons('PEFT', PEFT_MODULES, (python) => {
  const isThere = (family: PeftFamily): boolean =>
    whyNoPython(python.program, [MODULE_OF[family] ?? 'transformers']) === undefined;
  const all = Object.keys(TARGETS) as PeftFamily[];
  const families = all.filter(isThere);
  for (const family of all.filter((each) => !isThere(each)))
    test.skip(`${family}: ${python.program} lacks ${MODULE_OF[family]}`, () => {});
  const root = mkdtempSync(join(tmpdir(), 'lamella-peft-'));
  const ours = new Map<string, number[]>();
  let peft: Readonly<Record<string, readonly number[]>> = {};
  const folderOf = (family: string, who: string, kind: string): string => join(root, family, who, kind);

  beforeAll(async () => {
    const jobs: PeftJob[] = [];
    for (const family of families) jobs.push(await prepare(family));
    peft = askPeft(python, root, jobs);
  }, 600_000);
  afterAll(() => rmSync(root, { recursive: true }));

  /** Saves an adapter of each kind, and says what PEFT shall do. */
  async function prepare(family: PeftFamily): Promise<PeftJob> {
    const { folder, head, loadBase, inputs } = openPeft(family);
    const [target, other] = TARGETS[family] ?? ['', ''];
    const kinds = Object.entries(KINDS(target));
    for (const [kind, [fields]] of [...kinds, ['pissa-as-lora', [{ init: 'pissa' }]] as const]) {
      const model = loadBase();
      const lora = { kind: 'lora', layers: [0, 2], targets: [target, other], dropout: 0.1, seed: 4 } as const;
      const adapted = adaptModel(model, { ...lora, rank: 3, alpha: 6, ...fields } as AdapterConfig);
      for (const parameter of adapted.linears.flatMap(({ parameters }) => parameters))
        tf.tidy(() =>
          parameter.assign(
            tf.add(parameter.value(), tf.randomNormal([...parameter.shape], 0, 0.05, 'float32', 1)),
          ),
        );
      const to = folderOf(family, 'ours', kind);
      await saveAdapter(to, { model, adapted, baseModel: folder, asLora: kind === 'pissa-as-lora' });
      ours.set(to, logits(model, inputs));
      model.dispose();
    }
    const common = { layers_to_transform: [1, 2], target_modules: [target, other], r: 3, lora_alpha: 6 };
    const pissa = folderOf(family, 'ours', 'pissa');
    return {
      base: folder,
      head,
      load: [...ours.keys()].filter((to) => to.startsWith(join(root, family, ''))),
      make: Object.fromEntries(
        kinds.map(([kind, [, fields]]) => [folderOf(family, 'peft', kind), { ...common, ...fields }]),
      ),
      // PEFT leaves the trained head out of what it converts, so that only language models' adapters are whole.
      convert:
        head === 'causal-lm'
          ? { [folderOf(family, 'peft', 'converted')]: [pissa, join(pissa, 'pissa_init')] }
          : {},
    };
  }

  // Not describe.each, which refuses the empty list of a Python that lacks them all.
  for (const family of families) describe(family, () => testFamily(family));

  function testFamily(family: PeftFamily): void {
    const kinds = Object.keys(KINDS(''));
    const tolerance = ENCODERS.includes(family) ? 5e-5 : 3e-4;

    test.each([...kinds, 'pissa-as-lora'])('loads our %s, and computes the same', (kind) => {
      const folder = folderOf(family, 'ours', kind);
      expect(largestGap(ours.get(folder), peft[folder])).toBeLessThan(tolerance);
    });

    const isDecoder = !ENCODERS.includes(family);
    test.each([...kinds, ...(isDecoder ? ['converted'] : [])])('saves %s, which we load', (kind) => {
      const { loadBase, inputs } = openPeft(family);
      const folder = folderOf(family, 'peft', kind);
      const model = loadBase();
      loadAdapter(folder, model);
      expect(largestGap(logits(model, inputs), peft[folder])).toBeLessThan(tolerance);
      model.dispose();
    });
  }
});

function logits(...reference: Parameters<typeof lastLogits>): number[] {
  return tf.tidy(() => [...lastLogits(...reference).dataSync<'float32'>()]);
}

function largestGap(found: readonly number[] = [], expected: readonly number[] = []): number {
  if (found.length === 0 || found.length !== expected.length) return NaN;
  return Math.max(...found.map((value, i) => Math.abs(value - (expected[i] ?? NaN))));
}
