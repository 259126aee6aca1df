import type { OutputStream } from '@lamella/runners';

/** A terminal that is drawn on whole, such as `process.stdout`. */
export interface Terminal extends OutputStream {
  on?(event: 'resize', listener: () => void): unknown;
  off?(event: 'resize', listener: () => void): unknown;
}

const codes = {
  enter: '\x1b[?1049h\x1b[?25l',
  leave: '\x1b[?25h\x1b[?1049l',
  home: '\x1b[H',
  endOfLine: '\x1b[K',
  below: '\x1b[J',
} as const;

/**
 * A screen of its own on a terminal: it is drawn over at each change and when the terminal changes its size, and gives back what was
 * there before when it closes.
 */
export class Screen {
  readonly #terminal: Terminal;
  readonly #render: (room: { readonly columns: number; readonly rows: number }) => readonly string[];
  readonly #onResize = (): void => this.draw();

  /** @param render gives the lines for some room */
  constructor(
    terminal: Terminal,
    render: (room: { readonly columns: number; readonly rows: number }) => readonly string[],
  ) {
    this.#terminal = terminal;
    this.#render = render;
    terminal.write(codes.enter);
    terminal.on?.('resize', this.#onResize);
  }

  /** Draws what there is to see now. */
  draw(): void {
    // Some pseudo-terminals say that they are 0 columns wide.
    const { columns = 0, rows = 0 } = this.#terminal;
    const room = { columns: columns || 80, rows: rows || 24 };
    const lines = this.#render(room).slice(0, room.rows - 1);
    const text = lines.map((line) => `${line}${codes.endOfLine}\n`).join('');
    this.#terminal.write(`${codes.home}${text}${codes.below}`);
  }

  /** Leaves the screen. */
  close(): void {
    this.#terminal.off?.('resize', this.#onResize);
    this.#terminal.write(codes.leave);
  }
}
