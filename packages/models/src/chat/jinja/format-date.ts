const MONTHS = 'January February March April May June July August September October November December'.split(
  ' ',
);
const DAYS = 'Sunday Monday Tuesday Wednesday Thursday Friday Saturday'.split(' ');

/**
 * `date.strftime(format)` of Python in the C locale, in local time.
 *
 * @throws {Error} for a directive that is not supported
 */
export function formatDate(date: Date, format: string): string {
  const two = (value: number): string => String(value).padStart(2, '0');
  const hour = date.getHours() % 12 === 0 ? 12 : date.getHours() % 12;
  const parts: Readonly<Record<string, string>> = {
    '%': '%',
    Y: String(date.getFullYear()),
    y: two(date.getFullYear() % 100),
    m: two(date.getMonth() + 1),
    B: MONTHS[date.getMonth()] ?? '',
    b: (MONTHS[date.getMonth()] ?? '').slice(0, 3),
    d: two(date.getDate()),
    A: DAYS[date.getDay()] ?? '',
    a: (DAYS[date.getDay()] ?? '').slice(0, 3),
    H: two(date.getHours()),
    I: two(hour),
    M: two(date.getMinutes()),
    S: two(date.getSeconds()),
    p: date.getHours() < 12 ? 'AM' : 'PM',
  };
  return format.replace(/%(.?)/gsu, (directive, letter: string) => {
    const part = Object.hasOwn(parts, letter) ? parts[letter] : undefined;
    if (part === undefined) throw new Error(`"${directive}" of strftime is not supported`);
    return part;
  });
}
