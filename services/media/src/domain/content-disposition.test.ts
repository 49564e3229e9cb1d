import { expect, test } from 'vitest'
import { contentDisposition, isShownInline } from './content-disposition.ts'

test.each([
  'image/svg+xml',
  'text/html; charset=utf-8',
  'application/xml',
  'application/xhtml+xml',
  'application/pdf',
  'text/javascript',
  'application/wasm',
  'application/octet-stream',
])('%s, which a browser could run, is a download', (mimetype) => {
  expect(isShownInline(mimetype)).toBe(false)
  expect(contentDisposition(mimetype, 'a.b')).toMatch(/^attachment;/)
})

test.each(['image/png', 'video/mp4', 'audio/mpeg', 'text/plain; charset=utf-8'])('%s is shown in place', (mimetype) => {
  expect(contentDisposition(mimetype, undefined)).toBe('inline')
})

test('a plain name stands in one form', () => {
  expect(contentDisposition('image/png', 'snail.png')).toBe('inline; filename="snail.png"')
})

test('a name in another script stands in both forms', () => {
  expect(contentDisposition('application/pdf', "Größe (1)'s 休.pdf")).toBe(
    `attachment; filename="Gr__e (1)'s _.pdf"; filename*=UTF-8''Gr%C3%B6%C3%9Fe%20%281%29%27s%20%E4%BC%91.pdf`,
  )
})

test('a quote or a backslash cannot end the name', () => {
  expect(contentDisposition('application/pdf', 'a"; x="b\\.pdf')).toBe(
    'attachment; filename="a_; x=_b_.pdf"; filename*=UTF-8\'\'a%22%3B%20x%3D%22b%5C.pdf',
  )
})
