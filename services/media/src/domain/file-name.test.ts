import { expect, test } from 'vitest'
import { safeFileName } from './file-name.ts'

test.each([
  ['a plain name stays', 'Holiday photo.jpg', 'Holiday photo.jpg'],
  ['every language stays', 'отпуск 休暇 café.jpg', 'отпуск 休暇 café.jpg'],
  ['path parts go', '../../etc/passwd', 'passwd'],
  ['Windows path parts go', 'C:\\Users\\ann\\cv.pdf', 'cv.pdf'],
  ['newlines cannot begin a header', 'a\r\nset-cookie: x=1.txt', 'aset-cookie x=1.txt'],
  ['marks that turn the direction of writing go', 'invoice\u202Efdp.exe', 'invoicefdp.exe'],
  ['leading dots go', '...htaccess', 'htaccess'],
  ['NUL goes', 'a\u0000b.txt', 'ab.txt'],
  ['nothing is left of dots', '..', undefined],
  ['nothing is left of an empty name', '', undefined],
  ['no name is no name', undefined, undefined],
])('%s', (_name, claimed, expected) => {
  expect(safeFileName(claimed)).toBe(expected)
})

test('a long name is cut between letters and keeps its extension', () => {
  const name = safeFileName(`${'🐌'.repeat(500)}.jpeg`) ?? ''
  expect(Array.from(name)).toHaveLength(200)
  expect(name.endsWith('🐌.jpeg')).toBe(true)
})

test('half a surrogate pair does not survive', () => {
  expect(safeFileName('a\ud800b')).toBe('a\ufffdb')
})
