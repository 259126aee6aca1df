import { PUBLISHED_LAYERS, type PublishedModel, publishedModels } from './published-layers.ts';

/** An experiment that can answer a claim, by its spec in `experiments/specs`. */
export interface ClaimExperiment {
  /** The name of the spec, and of its folder of results. */
  readonly name: string;
  readonly spec: string;
  /** On the paper's own model and data, or a stand-in that this machine can train. */
  readonly scale: 'paper' | 'small';
  /** Methods that its spec doesn't have: a claim about one of them can't be reproduced by it. */
  readonly lacks?: readonly string[];
  /** Arms of its spec by the methods of claims that they stand for. */
  readonly instead?: Readonly<Record<string, string>>;
  /** The largest difference that doesn't matter, where its scores are no points. */
  readonly margin?: number;
  /** What runs it, where its model and data are folders. */
  readonly command?: string;
}

interface Common {
  readonly id: string;
  /** In our own words. */
  readonly claim: string;
  readonly source: string;
  /** The published number or statement, as it is shown. */
  readonly published: string;
}

/** A method is no worse than others, or better than each of them. */
export interface ComparisonClaim extends Common {
  readonly kind: 'comparison';
  readonly method: string;
  readonly against: readonly string[];
  readonly expected: 'not worse' | 'better';
  /** The largest difference that doesn't matter, in points. */
  readonly margin: number;
  readonly experiments: readonly ClaimExperiment[];
}

/** Another setting changes the score of a method by less than a margin. */
export interface VariantClaim extends Common {
  readonly kind: 'variant';
  readonly method: string;
  /** The argument of `lamella run` for the variant, and the name of that run. */
  readonly variant: { readonly set: string; readonly as: string };
  readonly margin: number;
  readonly experiments: readonly ClaimExperiment[];
}

/** Training with a method takes less than with another, by a factor. */
export interface CostClaim extends Common {
  readonly kind: 'cost';
  readonly of: 'seconds' | 'memory';
  readonly method: string;
  readonly against: string;
  /** The cost of `against` divided by that of `method`, at least. */
  readonly factor: number;
  readonly experiments: readonly ClaimExperiment[];
}

/** Parameters of adapters, which follow from a model's sizes. */
export interface ParametersClaim extends Common {
  readonly kind: 'parameters';
  readonly method: string;
  /** Their number, or their share of another method's. */
  readonly expected: { readonly count: number } | { readonly share: number; readonly of: string };
  readonly experiments: readonly ClaimExperiment[];
}

/** The layers that the authors selected for a task. */
export interface LayersClaim extends Common {
  readonly kind: 'layers';
  readonly model: PublishedModel;
  readonly task: string;
  /** One-hot, layer 0 first. */
  readonly layers: string;
  readonly method: string;
  readonly experiments: readonly ClaimExperiment[];
}

/** A statement or number of the paper that results of ours can answer. */
export type Claim = ComparisonClaim | VariantClaim | CostClaim | ParametersClaim | LayersClaim;

const experiment = (spec: string, scale: ClaimExperiment['scale']): ClaimExperiment => ({
  ...{ name: spec.replace('/', '-'), spec, scale },
});
const papers = (...specs: readonly string[]): ClaimExperiment[] =>
  specs.map((spec) => experiment(spec, 'paper'));
/** A part of the study of docs/study.md. */
const study = (part: string, more: Partial<ClaimExperiment> = {}): ClaimExperiment => ({
  ...experiment(`study/${part}`, 'small'),
  instead: { random: 'random-draws' },
  command: `npx nx run experiments:study --models=FOLDER --data=FOLDER --only=${part}`,
  ...more,
});
const small = (...specs: readonly string[]): ClaimExperiment[] =>
  specs.map((spec) => experiment(spec, 'small'));

const encoders = papers('glue/roberta-base', 'glue/deberta-v3-base');
const families = ['llama-2-7b', 'mistral-7b', 'gemma-7b'] as const;
const decoders = ['math', 'code'].flatMap((field) => papers(...families.map((model) => `${field}/${model}`)));
const llava = papers('multimodal/llava-1-5-7b');
const smallEncoders = [
  ...small('glue/mini', 'glue/mini-full'),
  { ...experiment('glue/minilm', 'small'), lacks: ['full', 'first', 'last', 'alternating'] },
];
const studyEncoders = [
  study('bge-small'),
  study('minilm', { lacks: ['full', 'first', 'last', 'alternating'] }),
];
/** Nats per token: one per cent of perplexity. */
const studyDecoders = ['smollm2-gsm8k', 'smollm2-mbpp'].map((part) =>
  study(part, { lacks: ['alternating'], margin: 0.01 }),
);
const studied = [...studyEncoders, ...studyDecoders];
const smallDecoders = small('math/mini', 'code/mini', 'math/smollm2');
const smallLlava = small('multimodal/mini');

const paper = 'arXiv 2602.05988';
const appendix = `${paper}, appendix`;
const repository = 'c2d-usp/Layer-wise-LoRA-with-CKA, scripts';

const roberta = papers('glue/roberta-base');
const llama = papers('math/llama-2-7b');

/** By model, the experiment that measures its importance for a task. */
const measuredIn: Readonly<Record<PublishedModel, (task: string) => ClaimExperiment[]>> = {
  'roberta-base': () => roberta,
  'deberta-v3-base': () => papers('glue/deberta-v3-base'),
  'llama-2-7b': (task) => papers(`${fieldOf(task)}/llama-2-7b`),
  'mistral-7b': (task) => papers(`${fieldOf(task)}/mistral-7b`),
  'gemma-7b': (task) => papers(`${fieldOf(task)}/gemma-7b`),
  'llava-1.5-7b': () => llava,
};

function fieldOf(task: string): string {
  return task === 'metamath' ? 'math' : 'code';
}

const counts: readonly ParametersClaim[] = (
  [
    [roberta, 'roberta-base', 'all', 294_912],
    [roberta, 'roberta-base', 'cka', 147_456],
    [llama, 'Llama-2-7b', 'all', 319_815_680],
    [llama, 'Llama-2-7b', 'cka', 159_907_840],
  ] as const
).map(([experiments, model, method, count]) => ({
  ...{
    id: `parameters-${model.toLowerCase()}-${method}`,
    kind: 'parameters',
    source: `${paper} and its repository`,
  },
  claim: `LoRA in ${method === 'all' ? 'all' : 'half of the'} layers of ${model}: trainable parameters`,
  ...{ published: count.toLocaleString('en-US'), method, expected: { count }, experiments },
}));

const layers: readonly LayersClaim[] = publishedModels.flatMap((model) =>
  Object.entries(PUBLISHED_LAYERS[model]).map(([task, oneHot]): LayersClaim => ({
    ...{ id: `layers-${model}-${task}`, kind: 'layers', source: repository },
    claim: `Layers that CKA selects in ${model} for ${task}`,
    ...{ published: oneHot, model, task, layers: oneHot, method: 'cka' },
    experiments: measuredIn[model](task),
  })),
);

/** The paper's claims and published numbers that the ledger answers. Its tables of scores are not among them yet. */
export const CLAIMS: readonly Claim[] = [
  {
    ...{ id: 'half-the-parameters', kind: 'parameters', source: paper },
    claim: 'Half of the layers take half of the trainable parameters of LoRA',
    ...{ published: '50 %', method: 'cka', expected: { share: 0.5, of: 'all' } },
    experiments: [...encoders, ...decoders, ...llava, ...studied],
  },
  ...counts,
  {
    ...{ id: 'glue', kind: 'comparison', source: paper },
    claim: 'GLUE: CKA’s half of the layers loses a negligible amount against all layers and full fine-tuning',
    ...{ published: 'negligible loss', method: 'cka', against: ['all', 'full'] },
    ...{ expected: 'not worse', margin: 1, experiments: [...encoders, ...smallEncoders, ...studyEncoders] },
  },
  {
    ...{ id: 'math-and-code', kind: 'comparison', source: paper },
    claim: 'Mathematics and code: a small drop, sometimes a gain, against LoRA in all layers',
    ...{ published: 'small drop, sometimes a gain', method: 'cka', against: ['all'] },
    ...{ expected: 'not worse', margin: 1, experiments: [...decoders, ...smallDecoders, ...studyDecoders] },
  },
  {
    ...{ id: 'math-and-code-pissa', kind: 'comparison', source: paper },
    claim: 'The same with PiSSA',
    ...{ published: 'small drop, sometimes a gain', method: 'cka-pissa', against: ['all-pissa'] },
    ...{ expected: 'not worse', margin: 1 },
    experiments: [...decoders, ...small('math/mini', 'code/mini')],
  },
  {
    ...{ id: 'scienceqa', kind: 'comparison', source: paper },
    claim: 'ScienceQA: competitive with LoRA in all layers',
    ...{ published: 'competitive', method: 'cka', against: ['all'] },
    ...{ expected: 'not worse', margin: 1, experiments: [...llava, ...smallLlava] },
  },
  {
    ...{ id: 'faster', kind: 'cost', source: paper },
    claim: 'Training is faster than LoRA in all layers',
    ...{ published: 'about 1.2 ×', of: 'seconds', method: 'cka', against: 'all', factor: 1.2 },
    experiments: [...roberta, ...llama, ...smallEncoders, ...smallDecoders, ...smallLlava, ...studied],
  },
  {
    ...{ id: 'less-memory', kind: 'cost', source: paper },
    claim: 'Training takes less memory than LoRA in all layers',
    ...{ published: 'about 20 % less', of: 'memory', method: 'cka', against: 'all', factor: 1.25 },
    experiments: [...roberta, ...llama, ...smallEncoders, ...smallDecoders, ...smallLlava, ...studied],
  },
  {
    ...{ id: 'better-than-heuristics', kind: 'comparison', source: paper },
    claim: 'CKA selects better layers than first, last, random, alternating, and Fisher information',
    ...{ published: 'better', method: 'cka', against: ['first', 'last', 'random', 'alternating', 'fim'] },
    ...{ expected: 'better', margin: 1 },
    experiments: [
      ...[...encoders, ...decoders, ...llava],
      ...[...smallEncoders, ...small('math/mini', 'code/mini'), ...smallLlava, ...studied],
    ],
  },
  {
    ...{ id: 'first-layer', kind: 'variant', source: appendix },
    claim: 'Whether the first layer of an encoder is left out makes little difference',
    ...{ published: 'below 0.2 points', method: 'cka', margin: 0.2 },
    variant: { set: 'importance.dropFirst=false', as: 'with-first-layer' },
    experiments: [...encoders, ...small('glue/mini')],
  },
  ...layers,
];
