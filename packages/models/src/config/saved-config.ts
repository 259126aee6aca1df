import { isRecord } from '@lamella/files';
import type { HeadKind, Model } from '../model.ts';
import type { FamilyRecord } from '../shapes/family-record.ts';
import { readNumLabels } from './labels.ts';

type Fields = Readonly<Record<string, unknown>>;

/** Fields of the config.json of a model that is saved. */
export interface SavedAs {
  readonly architecture: string | undefined;
  readonly dtype: string;
  /** See `FamilyRecord.olderFields`. */
  readonly olderFields?: FamilyRecord['olderFields'];
  /** Names of the classes, where they are known otherwise than from the config. */
  readonly labels?: readonly string[] | undefined;
}

/**
 * The config.json of a model as it is: what it was loaded with, the head and the type that it has now, and the names that both
 * generations of transformers have for a field.
 */
export function savedConfig(
  model: Model,
  { architecture, dtype, olderFields = () => ({}), labels }: SavedAs,
): Record<string, unknown> {
  const { config, headKind } = model;
  const { source } = config;
  return {
    ...source,
    ...olderFields(source),
    architectures: [architecture],
    torch_dtype: dtype,
    ...('dtype' in source && { dtype }),
    ...labelsOf(headKind, config, labels),
  };
}

/** Names of classes stay where their number does; a new head has none, and no loss of its own. */
function labelsOf(
  headKind: HeadKind,
  { numLabels, source }: Model['config'],
  names: readonly string[] | undefined,
): Fields {
  if (headKind !== 'classification') return {};
  const isSame = readNumLabels(source, 'config.json') === numLabels;
  if (isSame && names === undefined && isRecord(source['id2label'])) return {};
  const labels = Array.from(
    { length: numLabels },
    (_, i) => [String(i), names?.[i] ?? `LABEL_${i}`] as const,
  );
  return {
    num_labels: undefined,
    id2label: Object.fromEntries(labels),
    label2id: Object.fromEntries(labels.map(([id, label]) => [label, Number(id)])),
    ...(!isSame && { problem_type: undefined }),
  };
}
