// What a report's page does beyond being read: tables are sorted, filtered and saved, and marks of figures tell their rows.
'use strict';

/** A value to sort by: the number that a cell begins with, or its text. */
function sortValue(cell) {
  const text = cell.dataset.value ?? cell.textContent.trim();
  const number = Number.parseFloat(
    text
      .replace(/^[<>+ ]+/, '')
      .replace(/^−/, '-')
      .replaceAll(',', ''),
  );
  return Number.isNaN(number) ? text : number;
}

function isEmpty(cell) {
  const text = cell.textContent.trim();
  return (text === '' || text === '–') && !cell.dataset.value;
}

/** Empty cells stay at the end, whichever the direction. */
function compareRows(column, isNumber, direction) {
  return (a, b) => {
    const [x, y] = [a.cells[column], b.cells[column]];
    if (isEmpty(x) || isEmpty(y)) return isEmpty(x) - isEmpty(y);
    const [left, right] = [sortValue(x), sortValue(y)];
    if (isNumber && typeof left === 'number' && typeof right === 'number') return direction * (left - right);
    return direction * String(left).localeCompare(String(right), undefined, { numeric: true });
  };
}

function makeSortable(table) {
  const [body] = table.tBodies;
  const heads = [...table.tHead.rows[0].cells];
  for (const [column, head] of heads.entries()) {
    const button = document.createElement('button');
    button.type = 'button';
    button.append(...head.childNodes);
    head.append(button);
    button.addEventListener('click', () => {
      const isAscending = head.getAttribute('aria-sort') === 'ascending';
      for (const other of heads) other.removeAttribute('aria-sort');
      head.setAttribute('aria-sort', isAscending ? 'descending' : 'ascending');
      const isNumber = head.classList.contains('number');
      body.append(...[...body.rows].sort(compareRows(column, isNumber, isAscending ? -1 : 1)));
    });
  }
}

/** A field that keeps the rows in which every word occurs. */
function makeFilter(table, caption) {
  const rows = [...table.tBodies[0].rows];
  const count = document.createElement('span');
  count.setAttribute('role', 'status');
  const field = document.createElement('input');
  field.type = 'search';
  field.placeholder = 'Filter rows';
  field.setAttribute('aria-label', `Filter rows of ${caption}`);
  const texts = new Map(
    rows.map((row) => [
      row,
      [...row.cells]
        .map((cell) => cell.textContent)
        .join(' ')
        .toLowerCase(),
    ]),
  );
  field.addEventListener('input', () => {
    const words = field.value.toLowerCase().split(/\s+/);
    for (const row of rows) row.hidden = !words.every((word) => texts.get(row).includes(word));
    const shown = rows.filter((row) => !row.hidden).length;
    count.textContent = shown === rows.length ? '' : `${shown} of ${rows.length} rows`;
  });
  return [field, count];
}

function toCsv(table) {
  const quote = (text) => (/[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
  const valueOf = (cell) => cell.dataset.value ?? cell.textContent.trim();
  const heads = [...table.tHead.rows[0].cells].map((head) => head.dataset.name ?? head.textContent.trim());
  const rows = [...table.tBodies[0].rows];
  const isPicture = heads.map(
    (_, i) => rows.length > 0 && rows.every((row) => row.cells[i]?.dataset.value === ''),
  );
  const shown = rows.filter((row) => !row.hidden);
  return [heads, ...shown.map((row) => [...row.cells].map(valueOf))]
    .map((cells) => cells.filter((_, i) => !isPicture[i]))
    .map((cells) => `${cells.map(quote).join(',')}\n`)
    .join('');
}

/** Saves the rows that are shown, in their order, with exact values. */
function makeSaveButton(table, caption) {
  const button = document.createElement('button');
  button.type = 'button';
  button.textContent = 'Save as CSV';
  button.setAttribute('aria-label', `Save as CSV: ${caption}`);
  button.addEventListener('click', () => {
    const link = document.createElement('a');
    link.href = URL.createObjectURL(new Blob([toCsv(table)], { type: 'text/csv' }));
    link.download = `${caption
      .replace(/[^\p{L}\p{N}]+/gu, '-')
      .replace(/^-|-$/g, '')
      .toLowerCase()}.csv`;
    link.click();
    // The browser has begun to read it by then.
    setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
  });
  return button;
}

for (const part of document.querySelectorAll('.table')) {
  const table = part.querySelector('table');
  const caption = table.caption.textContent.trim();
  const bar = document.createElement('div');
  bar.className = 'bar';
  if (table.tBodies[0].rows.length > 5) bar.append(...makeFilter(table, caption));
  bar.append(makeSaveButton(table, caption));
  part.prepend(bar);
  makeSortable(table);
}

const tooltip = document.getElementById('tooltip');
const spoken = document.getElementById('spoken');
let marked;

function hideRow() {
  tooltip.hidden = true;
  marked?.classList.remove('marked');
  marked = undefined;
}

/** Shows a mark's row beside a place of the window. */
function showRow(mark, x, y) {
  if (mark !== marked) {
    hideRow();
    marked = mark;
    mark.classList.add('marked');
    const lines = mark.dataset.row.split('\n').map((line) => {
      const element = document.createElement('div');
      element.textContent = line;
      return element;
    });
    tooltip.replaceChildren(...lines);
    tooltip.hidden = false;
  }
  const { width, height } = tooltip.getBoundingClientRect();
  const left = x + 14 + width > document.documentElement.clientWidth ? x - 14 - width : x + 14;
  const top = y + 14 + height > window.innerHeight ? y - 14 - height : y + 14;
  tooltip.style.left = `${Math.max(4, left)}px`;
  tooltip.style.top = `${Math.max(4, top)}px`;
}

function stepThroughMarks(event) {
  const step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
  if (event.key === 'Escape') hideRow();
  if (step === undefined || event.altKey || event.ctrlKey || event.metaKey) return;
  const marks = [...event.currentTarget.querySelectorAll('[data-row]')];
  if (marks.length === 0) return;
  event.preventDefault();
  const at = marks.indexOf(marked);
  const next = at === -1 && step < 0 ? marks.length - 1 : (at + step + marks.length) % marks.length;
  const mark = marks[next];
  mark.scrollIntoView({ block: 'nearest', inline: 'nearest' });
  const { right, top } = mark.getBoundingClientRect();
  showRow(mark, right, top);
  spoken.textContent = mark.dataset.row.replaceAll('\n', ', ');
}

for (const drawing of document.querySelectorAll('.drawing')) {
  drawing.addEventListener('pointermove', (event) => {
    const mark = event.target.closest('[data-row]');
    if (mark === null) hideRow();
    else showRow(mark, event.clientX, event.clientY);
  });
  drawing.addEventListener('pointerdown', (event) => {
    const mark = event.target.closest('[data-row]');
    if (mark !== null) showRow(mark, event.clientX, event.clientY);
  });
  drawing.addEventListener('pointerleave', hideRow);
  drawing.addEventListener('blur', hideRow);
  drawing.addEventListener('keydown', stepThroughMarks);
}

window.addEventListener('beforeprint', hideRow);
