import { fewestItems } from '@lamella/metrics';
import { distinct } from './collections.ts';
import type { Drawing, Skipped } from './drawing.ts';
import type { FigureRows, ScoreRow } from './rows.ts';

/**
 * A figure that compares scores, without the tasks whose scores are of fewer items than a verdict needs: chance decides there which
 * method is better. They are named in the note, or in the reason that nothing is drawn.
 */
export function withEnoughItems(
  draw: (rows: FigureRows) => Drawing | Skipped,
): (rows: FigureRows) => Drawing | Skipped {
  return (rows) => {
    const { scores, draws = [], groups = [] } = rows;
    const few = [...scores, ...draws].filter(hasFewItems);
    if (few.length === 0) return draw(rows);
    const names = new Set(few.map(({ task }) => task));
    const isKept = ({ task }: ScoreRow): boolean => !names.has(task);
    const drawing = draw({
      ...rows,
      scores: scores.filter(isKept),
      draws: draws.filter(isKept),
      groups: groups.filter(({ benchmark }) => !names.has(benchmark)),
    });
    const titles = distinct(few, ({ taskTitle, numItems }) => `${taskTitle} (${numItems})`).join(', ');
    const words = `with fewer than ${fewestItems} items in its score: ${titles}`;
    return 'skipped' in drawing
      ? { skipped: `${drawing.skipped}; left out, ${words}` }
      : { ...drawing, notes: [...drawing.notes, `Left out, ${words}.`] };
  };
}

function hasFewItems({ numItems = Infinity }: ScoreRow): boolean {
  return numItems < fewestItems;
}
