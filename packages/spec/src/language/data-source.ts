import { z } from 'zod';
import { byName, section, text } from './fields.ts';
import { benchmarkNames } from '@lamella/tasks';
import { tableSource } from './table-source.ts';

/** Where the examples of a spec's tasks come from. */
export const dataSource = z
  .discriminatedUnion(
    'kind',
    [
      section({ kind: z.literal('mini-glue') }),
      section({ kind: z.literal('mini') }),
      section({ kind: z.literal('folder'), path: text('a folder with GLUE in its official layout') }),
      section({
        kind: z.literal('files'),
        train: text('a file of instructions and answers (JSON or JSON Lines), or a folder with ScienceQA'),
        benchmarks: z
          .exactOptional(byName(benchmarkNames, text('a file of problems, or a folder with ScienceQA')))
          .describe('Files of the problems that are scored, by benchmark; those without a file are left out'),
        title: z
          .exactOptional(text())
          .describe("Name of the data in tables and figures (default: the training file's)"),
      }),
      tableSource,
      section({ kind: z.literal('hub'), id: z.exactOptional(text()), revision: z.exactOptional(text()) }),
    ],
    { error: 'one of mini-glue, mini, folder, files, table, hub' },
  )
  .describe(
    'Small synthetic tasks (mini-glue for encoders, mini for decoders), a GLUE folder, files (paths are relative to this file), your own table, or a data set of the hub',
  );

/** The data set of a spec. */
export type DataSpec = z.output<typeof dataSource>;
