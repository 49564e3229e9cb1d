import { expect, test } from 'vitest'
import { withSafeHtml } from './formatted-body.ts'

const html = (formatted_body: string) =>
  withSafeHtml({ msgtype: 'm.text', body: 'x', format: 'org.matrix.custom.html', formatted_body }).formatted_body

test.each([
  ['<b>bold</b>', '<b>bold</b>'],
  ['a<script>alert(1)</script>b', 'ab'],
  ['<img src=x onerror=alert(1)>', ''],
  ['<a href="javascript:alert(1)">x</a>', '<a>x</a>'],
  ['<a href="JaVaScRiPt:alert(1)">x</a>', '<a>x</a>'],
  ['<a href="https://example.org" onclick="x()">x</a>', '<a href="https://example.org">x</a>'],
  ['<b style="position:fixed">x</b>', '<b>x</b>'],
  ['<svg><style><img src=x onerror=alert(1)></style></svg>', ''],
  ['<iframe src="//evil"></iframe>', ''],
  ['<code class="language-ts evil">x</code>', '<code class="language-ts">x</code>'],
  ['<b>not closed', '<b>not closed</b>'],
])('%s becomes %s', (given, expected) => {
  expect(html(given)).toBe(expected)
  expect(html(expected)).toBe(expected)
})

test('Markdown is made into harmless HTML by the server', () => {
  const content = {
    msgtype: 'm.text',
    body: '**bold** <script>x</script> [a](javascript:x)',
    format: 'x.bartab.markdown',
  }
  expect(withSafeHtml(content)).toMatchObject({
    body: content.body,
    format: 'org.matrix.custom.html',
    formatted_body: '<p><strong>bold</strong> &lt;script&gt;x&lt;/script&gt; <a>a</a></p>',
  })
})

test.each([
  ['use List<String> for *all*', '<p>use List&lt;String&gt; for <em>all</em></p>'],
  ['<div>\na block\n</div>', '<p>&lt;div&gt;\na block\n&lt;/div&gt;</p>'],
  ['<https://example.org>', '<p><a href="https://example.org">https://example.org</a></p>'],
  ['`<b>` & `&amp;`', '<p><code>&lt;b&gt;</code> &amp; <code>&amp;amp;</code></p>'],
])('what looks like a tag in Markdown is text: %s', (body, formatted_body) => {
  expect(withSafeHtml({ body, format: 'x.bartab.markdown' }).formatted_body).toBe(formatted_body)
})

test('HTML in a format that nobody knows is left out', () => {
  expect(withSafeHtml({ body: 'x', format: 'text/evil', formatted_body: '<b>x</b>' })).toEqual({ body: 'x' })
})

test('the new content of an edit is made harmless as well, and a plain content stays the very same', () => {
  const inner = { body: 'x', format: 'org.matrix.custom.html', formatted_body: '<script>1</script><i>y</i>' }
  expect(withSafeHtml({ body: '* x', 'm.new_content': inner })['m.new_content']).toMatchObject({
    formatted_body: '<i>y</i>',
  })
  const plain = { body: 'x' }
  expect(withSafeHtml(plain)).toBe(plain)
})
