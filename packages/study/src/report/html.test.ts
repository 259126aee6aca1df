import { html, trusted } from './html.ts';

test('values are escaped in text and in attributes, HTML and lists of it are not escaped twice', () => {
  const title = `<script>alert("1")</script> & 'x'`;
  const cells = ['<b>', 2, undefined].map((value) => html`<td title="${title}">${value}</td>`);
  const escaped = '&#60;script&#62;alert(&#34;1&#34;)&#60;/script&#62; &#38; &#39;x&#39;';
  const row = html`<tr>
    ${cells}${trusted('<hr>')}
  </tr>`;
  expect(row.html.replace(/>\s+|\s+</g, (edge) => edge.trim())).toBe(
    `<tr><td title="${escaped}">&#60;b&#62;</td><td title="${escaped}">2</td><td title="${escaped}"></td><hr></tr>`,
  );
});
