import { countedMethods } from '@lamella/metrics/selection';
import { taskNames } from '@lamella/tasks';
import { z } from 'zod';
import {
  anyOf,
  byName,
  folderName,
  layerCount,
  listOf,
  oneOf,
  positiveNumber,
  section,
  slug,
  text,
  wholeNumber,
} from './fields.ts';
import { publishedModels } from '../paper/published-layers.ts';
import { compareSection } from './compare-section.ts';
import { controlList, tuneOverrides } from './controls.ts';
import { dataSource } from './data-source.ts';
import { limitsSection } from './limits.ts';
import { figureNames, keeps, quantizations, tunings } from './names.ts';
import {
  adapterOverrides,
  generationOverrides,
  importanceOverrides,
  most,
  rowsOverrides,
  trainingOverrides,
} from './settings.ts';
import { runner, slurmSettings } from './slurm-settings.ts';

/** The only definition of a spec: types, validation and the JSON Schema for editors all come from here. */

const modelSource = anyOf(
  [
    text(),
    section({ id: text('a hub id such as FacebookAI/roberta-base'), revision: z.exactOptional(text()) }),
  ],
  "an embedded model's name, a folder, a hub id, or {id, revision}",
).describe(
  'mini/roberta, a Hugging Face folder (relative to this file if it starts with a dot), or a hub id',
);

const selection = anyOf(
  [
    oneOf(['all', ...countedMethods]),
    z.string().regex(/^[01]*1[01]*$/, { abort: true }),
    listOf(wholeNumber(0), 'layers, counted from 0'),
    section({ published: oneOf(publishedModels) }),
  ],
  `one of all, ${countedMethods.join(', ')}, a list of layers such as [0, 3], a quoted one-hot string such as '010011', or {published: model}`,
).describe(
  "Layers that are adapted; {published: roberta-base} are those that the paper's authors selected for each task",
);

const settingsOverrides = {
  adapter: z.exactOptional(adapterOverrides),
  importance: z.exactOptional(importanceOverrides),
  training: z.exactOptional(trainingOverrides),
};

const method = section({
  title: z.exactOptional(text()).describe('Name in tables and figures'),
  tuning: oneOf(tunings).default('lora').describe('Train adapters, all weights, the head alone, or nothing'),
  selection: z.exactOptional(selection),
  selectionSeed: z
    .exactOptional(wholeNumber(0))
    .describe("Seed of a random selection (default: the trial's seed)"),
  ...settingsOverrides,
  tune: z.exactOptional(tuneOverrides),
  perTask: z
    .exactOptional(
      byName(taskNames, section({ selection: z.exactOptional(selection), ...settingsOverrides })),
    )
    .describe('Settings of this method on one task'),
}).superRefine((value, context) => {
  const tasks = Object.entries(value.perTask ?? {}).filter(([, { selection }]) => selection !== undefined);
  if (value.tuning === 'lora' && value.selection === undefined && tasks.length === 0) {
    context.addIssue({
      code: 'custom',
      path: ['selection'],
      message: 'the layers to adapt (LoRA needs a selection)',
    });
  }
  if (value.tuning === 'lora') return;
  const own = (['selection', 'selectionSeed', 'adapter', 'importance'] as const)
    .filter((key) => value[key] !== undefined)
    .map((key) => [key]);
  for (const path of [...own, ...tasks.map(([task]) => ['perTask', task, 'selection'])]) {
    context.addIssue({
      code: 'custom',
      path,
      message: `left out (tuning: ${value.tuning} has no adapter)`,
    });
  }
});

const sweepShape = {
  layers: z
    .exactOptional(listOf(layerCount(), 'numbers of layers, or ratios'))
    .describe('N, the number of adapted layers; a number between 0 and 1 is a ratio, rounded down'),
  rank: z
    .exactOptional(listOf(wholeNumber(1, most.rank), 'ranks'))
    .describe('Ranks of LoRA (default: the one in adapter)'),
  model: z.exactOptional(listOf(modelSource, 'models')).describe('Models (default: the one in model)'),
  set: z
    .exactOptional(
      z.record(text('a setting such as training.learningRate'), listOf(z.unknown(), 'values'), {
        error: 'lists of values by setting, such as {training.learningRate: [1e-4, 4e-4]}',
      }),
    )
    .describe(
      'Values of any other setting by its path with dots, such as {training.learningRate: [1e-4, 4e-4]}; several settings are a product',
    ),
};
const seeds = listOf(wholeNumber(0), 'seeds').describe(
  'Each seed decides the order of examples, dropout and initial weights',
);

const extraSweep = section({
  tasks: z.exactOptional(listOf(oneOf(taskNames), 'tasks')),
  methods: z.exactOptional(listOf(slug(), 'methods')),
  ...sweepShape,
  seed: z.exactOptional(seeds),
});

export const experimentSpec = section({
  extends: z
    .exactOptional(text('the file of another spec'))
    .describe(
      'Another spec (relative to this file) that this one is laid over: sections are merged key by key, lists and alternatives replaced; `name` and `description` are its own',
    ),
  name: folderName().describe('Folder of the results'),
  description: z.exactOptional(text()),
  model: modelSource,
  quantization: z
    .exactOptional(oneOf(['none', ...quantizations]))
    .describe(
      'How the frozen matrices of layers are held: nf4, in 4 bits as QLoRA does; int8, in 8 bits with a scale per row; none, as training.precision says (the default)',
    ),
  data: dataSource,
  rows: z.exactOptional(rowsOverrides).describe('Limits on the number of examples'),
  tasks: listOf(oneOf(taskNames), 'tasks'),
  ...settingsOverrides,
  generation: z
    .exactOptional(generationOverrides)
    .describe('How answers are written and scored, in tasks that are answered by text'),
  perTask: z
    .exactOptional(byName(taskNames, section({ rows: z.exactOptional(rowsOverrides), ...settingsOverrides })))
    .describe('Settings of one task, for every method'),
  methods: z
    .record(slug(), method, { error: 'methods by name' })
    .refine((methods) => Object.keys(methods).length > 0, { error: 'at least one method' }),
  controls: z.exactOptional(controlList),
  tune: z.exactOptional(tuneOverrides),
  sweep: section({
    methods: z
      .exactOptional(z.array(slug(), { error: 'a list of methods' }))
      .describe('Methods, and arms of controls, that are swept (default: all)'),
    ...sweepShape,
    seed: seeds,
  }).describe('Every method on every task with each of these values'),
  extraSweeps: z
    .exactOptional(z.array(extraSweep, { error: 'a list of sweeps' }))
    .describe(
      'More cells: each sweep says what differs from `sweep`; a cell that is in two sweeps is trained once',
    ),
  figures: z
    .exactOptional(listOf(oneOf(figureNames), 'figures'))
    .describe('Figures to draw (default: all that the results allow)'),
  compare: z.exactOptional(compareSection),
  keep: z
    .exactOptional(oneOf(keeps))
    .describe(
      "Trained weights that stay in the run's folder adapters: none; best, the adapter of each method's best trial on a task (the default); or all, whole models of tunings without an adapter included",
    ),
  checkpoints: z
    .exactOptional(
      anyOf(
        [
          oneOf(['none']),
          section({ everySeconds: positiveNumber().describe('Seconds between two of them') }),
        ],
        'none, or how often, such as {everySeconds: 60}',
      ),
    )
    .describe(
      'How often the state of a training is written while it trains, so that a trial that is killed goes on from there (default: every 60 s)',
    ),
  workers: z.exactOptional(wholeNumber(1, most.workers)).describe('Trials that run at the same time'),
  threads: z
    .exactOptional(wholeNumber(1, most.workers))
    .describe('Threads of a worker (default: the cores, shared among workers)'),
  runner: z
    .exactOptional(runner)
    .describe('Where trials run: processes of this machine, or jobs of a Slurm cluster'),
  slurm: z.exactOptional(slurmSettings).describe('What trials ask of a Slurm cluster'),
  limits: z
    .exactOptional(limitsSection)
    .describe('When a trial is ended that takes too long, too much memory, or no longer moves'),
});

type DeepReadonly<T> = T extends (infer Item)[]
  ? readonly DeepReadonly<Item>[]
  : T extends object
    ? { readonly [Key in keyof T]: DeepReadonly<T[Key]> }
    : T;

/** A spec, complete with the settings of the one that it extends. */
export type ExperimentSpec = DeepReadonly<Omit<z.output<typeof experimentSpec>, 'extends'>>;
/** What trials ask of a Slurm cluster. */
export type SlurmSettings = NonNullable<ExperimentSpec['slurm']>;
export type MethodSpec = ExperimentSpec['methods'][string];
export type ModelSource = ExperimentSpec['model'];
export type DataSource = ExperimentSpec['data'];
/** How often the state of a training is written. */
export type Checkpoints = NonNullable<ExperimentSpec['checkpoints']>;
export type Selection = NonNullable<MethodSpec['selection']>;
