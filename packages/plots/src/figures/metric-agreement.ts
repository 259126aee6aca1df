import { importanceOf, type ImportanceMethod } from '@lamella/metrics/selection';
import { distinct, round } from '../collections.ts';
import {
  from,
  numColumns,
  type Drawing,
  type Panel,
  type Skipped,
  type TableRow,
  type View,
} from '../drawing.ts';
import { layersOf, type ImportanceTable } from '../importance-table.ts';
import type { AgreementRow, FigureRows } from '../rows.ts';
import { colours, sizes } from '../theme.ts';
import { importancePanel } from './importance-by-layer.ts';
import { hasIntervals, importanceName, importanceTables } from './importance-look.ts';

/** How far metrics of importance agree for one task: Kendall's tau of each two as a heat map, and a profile of each. */
export function metricAgreement(rows: FigureRows): Drawing | Skipped {
  const { agreement = [], importance } = rows;
  const tasks = distinct(importance, (row) => row.task);
  const [first] = importance;
  if (agreement.length === 0 || first === undefined || tasks.length !== 1)
    return {
      skipped: `it needs several metrics of one task, there are ${tasks.length} with ${agreement.length} pairs`,
    };
  const tables = importanceTables(rows);
  const layers = layersOf(importance);
  return {
    title: `How far ${tables.length} metrics agree on the layers that matter for ${first.taskTitle}`,
    subtitle: `${first.model} (${layers.length} layers) · measured before training`,
    notes: notesOn(rows, tables),
    tables: {
      agreement: [
        ...cellsOf(
          agreement,
          tables.map(({ method }) => method),
        ),
      ],
      ...Object.fromEntries(tables.map(({ method, bars }) => [method, bars.map((bar) => ({ ...bar }))])),
    },
    body: (width) => ({
      spacing: 40,
      vconcat: [
        heatMap(tables.map(({ method }) => method)),
        profiles(tables, { task: first.task, layers, width }),
      ],
    }),
  };
}

function notesOn({ agreement = [], importance }: FigureRows, tables: readonly ImportanceTable[]): string[] {
  const count = importance.filter(
    (row) => row.method === tables[0]?.method && row.isSelected === true,
  ).length;
  const hasShared = agreement.some(({ shared }) => shared !== undefined);
  return [
    `Below the diagonal: Kendall's tau-b of the two metrics over the layers, which the colours show.${
      hasShared ? ` Above it: the layers that both select of ${count}.` : ''
    }`,
    ...(tables.some(({ method }) => importanceOf(method).isRelative)
      ? ['Metrics without a unit of their own are drawn relative to their largest value.']
      : []),
    ...(count > 0 ? ['Dark bars are the layers that a metric selects.'] : []),
    ...(tables.some(hasIntervals)
      ? ['Lines are 95 % intervals over samples of the importance without the bias of few samples.']
      : []),
  ];
}

/** Both triangles: tau below the diagonal, shared layers above. */
function* cellsOf(
  agreement: readonly AgreementRow[],
  methods: readonly ImportanceMethod[],
): Iterable<TableRow> {
  for (const { tau, shared, ...pair } of agreement) {
    const [a, b] = [pair.a, pair.b].sort((one, other) => methods.indexOf(one) - methods.indexOf(other)) as [
      ImportanceMethod,
      ImportanceMethod,
    ];
    const value = tau === null ? {} : { tau: round(tau) };
    const [row, column] = [importanceName(b), importanceName(a)];
    yield { row, column, ...value, text: tau === null ? '–' : tau.toFixed(2) };
    yield { row: column, column: row, ...value, text: shared === undefined ? '' : String(shared) };
  }
}

const scale = { domain: [-1, 0, 1], range: ['#b2182b', '#f7f7f7', '#2166ac'] };

const axis = {
  title: null,
  ticks: false,
  domain: false,
  grid: false,
  labelPadding: 6,
  labelOverlap: false,
} as const;

const legend = {
  title: "Kendall's tau-b",
  orient: 'right',
  direction: 'vertical',
  gradientLength: 120,
} as const;

function heatMap(methods: readonly ImportanceMethod[]): Panel {
  const names = methods.map(importanceName);
  const bands = { scale: { domain: names, paddingInner: 0.06, paddingOuter: 0 } } as const;
  const encoding = {
    x: { field: 'column', type: 'nominal', ...bands, axis: { ...axis, orient: 'top', labelAngle: -30 } },
    y: { field: 'row', type: 'nominal', ...bands, axis },
  } as const;
  return {
    width: { step: 58 },
    height: { step: 30 },
    layer: [
      {
        ...from('agreement', {}, [{ filter: 'isValid(datum.tau)' }]),
        mark: { type: 'rect' },
        encoding: { ...encoding, color: { field: 'tau', type: 'quantitative', scale, legend } },
      },
      {
        ...from('agreement'),
        mark: { type: 'text', fontSize: sizes.label, baseline: 'middle' },
        encoding: {
          ...encoding,
          text: { field: 'text' },
          color: { condition: { test: 'abs(datum.tau) > 0.6', value: 'white' }, value: colours.text },
        },
      },
    ],
    resolve: { scale: { color: 'independent' } },
  };
}

function profiles(
  tables: readonly ImportanceTable[],
  { task, layers, width }: { readonly task: string; readonly layers: number[]; readonly width: number },
): View {
  const columns = numColumns(tables.length);
  return {
    columns,
    spacing: 40,
    concat: tables.map((table, index) =>
      importancePanel(table, {
        ...{ task, layers, width: Math.floor(width / columns), height: 110 },
        title: importanceName(table.method),
        isLowest: index + columns >= tables.length,
      }),
    ),
  };
}
