import type { SettingGroup } from '@lamella/metrics/scores';

type Labels = Pick<SettingGroup, 'model' | 'settings'>;

/** What tells settings of a sweep apart. */
export const settingKeys = ['model', 'settings', 'method', 'layers', 'rank'] as const;

/** A column of a table that tells swept models or settings apart. */
export interface SweptColumn {
  readonly head: 'model' | 'settings';
  textOf(row: Labels): string;
}

/** The columns that rows are told apart by besides method, N and rank: of models where there are several, and of swept settings. */
export function sweptColumns(rows: readonly Labels[]): SweptColumn[] {
  const models = new Set(rows.map(({ model }) => model));
  return [
    ...(models.size > 1 ? [{ head: 'model', textOf: ({ model }: Labels) => model } as const] : []),
    ...(rows.some(({ settings }) => settings !== '')
      ? [{ head: 'settings', textOf: ({ settings }: Labels) => settings } as const]
      : []),
  ];
}
