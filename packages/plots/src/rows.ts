/** One finished trial: a method's score on a task with one seed. */
export interface ScoreRow {
  /** Name of the base model, e.g. `mini/roberta`. */
  readonly model: string;
  readonly task: string;
  /** The task's name as papers print it, e.g. `CoLA`. */
  readonly taskTitle: string;
  /** What was trained on and importance measured for, where one training is scored on other tasks (default: the task). */
  readonly trainedOn?: string;
  /** The method's name in its spec; what the method does is said by `tuning`, `selection` and `initialisation`. */
  readonly method: string;
  readonly methodTitle: string;
  /** What is trained: all weights, the head alone, nothing, or LoRA. */
  readonly tuning: 'full' | 'head' | 'none' | 'lora';
  /** How the layers that get LoRA are selected: `all`, `list`, `cka`, `random`, …; null without LoRA. */
  readonly selection: string | null;
  /** How LoRA starts: `standard`, `pissa`, `pissa_niter_16`, …; null without LoRA. */
  readonly initialisation: string | null;
  /** N, the number of layers that get LoRA. */
  readonly layers: number;
  readonly rank: number;
  readonly seed: number;
  /** The task's primary metric, e.g. `accuracy`. */
  readonly metric: string;
  /** The metric's value, 1 for perfect predictions; figures show it times 100. */
  readonly score: number;
  readonly trainableParameters: number;
  readonly secondsPerStep: number;
  readonly peakMemoryMiB: number;
  /** One character for each of the model's layers, layer 0 first: `1` for selected, `0` for frozen. */
  readonly selected: string;
}

/** The importance of one layer of a model for a task, measured before training. */
export interface ImportanceRow {
  readonly model: string;
  readonly task: string;
  readonly taskTitle: string;
  /** `cka`: 1 − CKA of the layer's input and output; `fim`: the layer's diagonal Fisher information. */
  readonly method: 'cka' | 'fim';
  /** Counted from 0. */
  readonly layer: number;
  readonly importance: number;
}

/** The score of one finished trial on one kind of problems. */
export interface GroupRow extends Pick<
  ScoreRow,
  'model' | 'method' | 'methodTitle' | 'layers' | 'rank' | 'seed' | 'score'
> {
  readonly benchmarkTitle: string;
  /** The kind of group: `level`. */
  readonly by: string;
  /** The group: `Level 1`. */
  readonly group: string;
  /** Problems in it. */
  readonly count: number;
}

/** The loss of one step of a training. */
export interface LossRow extends Pick<
  ScoreRow,
  'model' | 'task' | 'taskTitle' | 'method' | 'methodTitle' | 'layers' | 'rank' | 'seed'
> {
  /** From 1. */
  readonly step: number;
  readonly loss: number;
}

/** Everything that figures are drawn from: the rows of one model. */
export interface FigureRows {
  readonly scores: readonly ScoreRow[];
  readonly importance: readonly ImportanceRow[];
  /** Of results that tell kinds of problems apart. */
  readonly groups?: readonly GroupRow[];
  /** Of results that keep the losses of all steps. */
  readonly losses?: readonly LossRow[];
}
