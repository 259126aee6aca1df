import { compileTemplate } from './template.ts';

const render = (source: string, variables: object = {}): string =>
  compileTemplate(source, () => new Date(2024, 6, 5, 9, 7, 3)).print({ ...variables }).text;

// What jinja2 3.1.6 prints, as transformers sets it up.
test.each([
  [
    "{{ '--a-b--'.lstrip('-') }}|{{ 'a.!?'.rstrip('?!') }}|{{ 'xyax'.strip('xy') }}|{{ ' a\\n'.strip() }}",
    'a-b--|a.|a|a',
  ],
  ['{{ none }} {{ true }} {{ missing }}.', 'None True .'],
  [
    "{{ 1 == '1' }} {{ 1 == true }} {{ [1, 'a'] == [1, 'a'] }} {{ missing == none }}",
    'False True True False',
  ],
  ['{% for i in range(3) %}{% if i == 0 %}{% set x = 1 %}{% endif %}{{ x }},{% endfor %}', '1,,,'],
  ["{{ 'héé' | length }}{{ '🙂a'[0] }}{{ 'Ab' | capitalize }}", '3🙂Ab'],
  [
    "{{ 'one  two three'.split() | join('-') }} {{ 'a b c'.split(' ', 1) | join('/') }}",
    'one-two-three a/b c',
  ],
  ["{{ {'a': [1, none, true], 'b': 'é<'} | tojson }}", '{"a": [1, null, true], "b": "é<"}'],
  ["{{ -7 // 2 }} {{ -7 % 3 }} {{ 'ab' * 2 }}", '-4 2 abab'],
  ["{{ strftime_now('%d %b %Y %H:%M %A %I%p %%') }}", '05 Jul 2024 09:07 Friday 09AM %'],
  ['{% generation %}a{% endgeneration %}b', 'ab'],
  [
    "{% macro m(a, b='x') %}{{ a }}{{ b }}{{ c }}{% endmacro %}{% set c = 2 %}{{ m(1) }}{{ m(b=3, a=none) }}",
    '1x2None32',
  ],
  ['{% set ns = namespace(a=1) %}{% for i in [1, 2] %}{% set ns.a = ns.a + i %}{% endfor %}{{ ns.a }}', '4'],
])('%s', (source, expected) => {
  expect(render(source)).toBe(expected);
});

test('says what is printed in blocks "generation", which change nothing else', () => {
  const source =
    '{%- for m in messages %}\n  {{- m }}:\n  {%- generation %}\n  {{ m }}!{% endgeneration %}\n{%- endfor %}{# {% generation %} #}';
  const { print, hasMarks } = compileTemplate(source);
  const { text, generated } = print({ messages: ['a', 'bb'] });
  expect(text).toBe('a:  a!bb:  bb!');
  expect(generated.map(({ start, end }) => text.slice(start, end))).toEqual(['  a!', '  bb!']);
  expect([hasMarks, compileTemplate('{# {% generation %} #}a').hasMarks]).toEqual([true, false]);
});

test.each([
  ["{{ 'a' | safe }}", 'the filter "safe" is not supported'],
  ["{{ 'a' is divisible }}", 'the test "divisible" is not supported'],
  ["{{ 'a'.splitlines() }}", 'str.splitlines is not supported'],
  ["{{ {'a': 1}.copy() }}", 'dict.copy is not supported'],
  ['{{ [1].append(2) }}', 'list.append is not supported'],
  ['{{ 1.5 }}', 'a number that is not whole is not supported'],
  ['{{ 3 / 2 }}', '"/" with a result that is not a whole number is not supported'],
  ["{{ '%s' % 1 }}", '"%" on a text is not supported'],
  ['{{ 1 < 2 < 3 }}', 'a chain of comparisons is not supported'],
  ["{{ 1 + 2 ~ 'a' }}", '"~" after "+" or "-" without parentheses is not supported'],
  ['{{ [1] }}', 'printing a list is not supported'],
  ['{% for x in [1] %}{{ loop.cycle(1, 2) }}{% endfor %}', '"loop.cycle" is not supported'],
  ['{{ lipsum() }}', '"lipsum" is not supported'],
  ["{{ strftime_now('%j') }}", '"%j" of strftime is not supported'],
  ['{{ missing.part }}', "'missing' is undefined"],
  ["{{ 'a' + 1 }}", "unsupported operand types for +: 'str' and 'int'"],
  ["{{ messages | selectattr('x') | length }}", "object of type 'stream' has no len()"],
  ['{{ x.__class__ }}', 'access to attribute "__class__" is unsafe'],
  ["{{ 'a' | indent(first=1, last=2) }}", 'the filter "indent" takes no argument last'],
])('%s is refused', (source, message) => {
  expect(() => render(source, { messages: [{ x: 1 }], x: 'a' })).toThrow(message);
});
