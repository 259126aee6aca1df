/** Tells the user what a long step is doing. */
export interface Progress {
  /** A step begins. */
  start(step: string): void;
  /** How far the current step is; shown on a terminal only. */
  update(detail: string): void;
  /** Everything is done, or has failed: leaves the line as it is. */
  end(): void;
}

/** One line per step; on a terminal the line is redrawn as the step goes on. */
export function showProgress(stream: NodeJS.WriteStream = process.stderr): Progress {
  let step = '';
  const redraw = (text: string): void => {
    stream.write(`\r\u001b[2K${text.slice(0, (stream.columns || 80) - 1)}`);
  };
  const end = (): void => {
    if (stream.isTTY && step !== '') stream.write('\n');
    step = '';
  };
  return {
    start(next) {
      end();
      step = next;
      if (stream.isTTY) redraw(next);
      else stream.write(`${next}\n`);
    },
    update(detail) {
      if (stream.isTTY) redraw(`${step}: ${detail}`);
    },
    end,
  };
}
