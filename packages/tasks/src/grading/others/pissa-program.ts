import { strip } from './python-text.ts';

const BLOCK = '```python';

/**
 * The program in an answer by PiSSA's utils/code_process.py (https://github.com/GraphPKU/PiSSA): the first block that is marked as
 * Python if there is one, up to the part that runs it as a script, shows its use or asserts anything.
 */
export function pissaProgram(completion: string): string {
  const text = completion.replaceAll('\r', '');
  const block = text.includes(BLOCK) ? firstBlock(text) : text;
  const ends = ['if __name__ == "__main__":', '# Example usage', 'assert'];
  return ends.reduce((program, end) => {
    const place = program.indexOf(end);
    return place < 0 ? program : strip(program.slice(0, place));
  }, block);
}

/** All of the text after the mark where the block is not closed, further marks dropped. */
function firstBlock(text: string): string {
  const inside = strip(text.slice(text.indexOf(BLOCK))).replaceAll(BLOCK, '');
  const end = inside.indexOf('\n```');
  return end < 0 ? inside : strip(inside.slice(0, end));
}
