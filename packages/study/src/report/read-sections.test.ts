import { markdownTable } from '../tables/formats.ts';
import { readSections } from './read-sections.ts';

test('the sections of tables are read as they were written', () => {
  const rows = [
    ['a | b', '1.0'],
    ['c', ''],
  ];
  const markdown = [
    `**study**: mini/roberta on mini-glue\n\nRun: x.\n\n${markdownTable(['method', 'N'], rows)}Scores × 100.\n`,
    `**Undecided selections.** Others might:\n\n- one\n- two\n`,
    `**Training**\n\n${markdownTable(['a'], [['b']])}`,
  ].join('\n');
  expect(readSections(markdown)).toEqual([
    {
      title: 'study',
      blocks: [
        { kind: 'text', text: 'mini/roberta on mini-glue' },
        { kind: 'text', text: 'Run: x.' },
        { kind: 'table', head: ['method', 'N'], rows },
        { kind: 'text', text: 'Scores × 100.' },
      ],
    },
    {
      title: 'Undecided selections',
      blocks: [
        { kind: 'text', text: 'Others might:' },
        { kind: 'list', items: ['one', 'two'] },
      ],
    },
    { title: 'Training', blocks: [{ kind: 'table', head: ['a'], rows: [['b']] }] },
  ]);
});
