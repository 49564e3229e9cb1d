import { expect, test } from 'vitest'
import { importsOf } from './imports.ts'

test('every way to name a module is found, once', () => {
  const source = `
    import './side-effect.ts'
    import type { A } from './type.ts'
    import { b, c } from './value.ts'
    export { d, e } from './re-export.ts'
    export * from './star.ts'
    const lazy = () => import('./lazy.ts')
    export const local = [b, c, lazy] as A[]
  `
  expect(
    importsOf('x.ts', source)
      .map((found) => found.module)
      .sort(),
  ).toEqual(['./lazy.ts', './re-export.ts', './side-effect.ts', './star.ts', './type.ts', './value.ts'])
})

test.each([
  ["import type { A } from './a.ts'", true],
  ["import { type A } from './a.ts'", true],
  ["import { type A, b } from './a.ts'", false],
  ["import './a.ts'", false],
  ["import type { A } from './a.ts'\nexport * from './a.ts'", false],
])('%s is for types alone: %s', (source, typeOnly) => {
  expect(importsOf('x.ts', source)).toEqual([{ module: './a.ts', typeOnly }])
})

test('a module named in a comment or a string is not imported', () => {
  expect(importsOf('x.ts', `// import './a.ts'\nexport const text = "import './b.ts'"`)).toEqual([])
})

test('a file that cannot be read is not passed over', () => {
  expect(() => importsOf('broken.ts', 'import {')).toThrow(/broken\.ts/)
})
