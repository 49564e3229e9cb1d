import { expect, test } from 'vitest'
import { importedModules } from './imports.ts'

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
  expect(importedModules('x.ts', source).sort()).toEqual([
    './lazy.ts',
    './re-export.ts',
    './side-effect.ts',
    './star.ts',
    './type.ts',
    './value.ts',
  ])
})

test('a module named in a comment or a string is not imported', () => {
  expect(importedModules('x.ts', `// import './a.ts'\nexport const text = "import './b.ts'"`)).toEqual([])
})

test('a file that cannot be read is not passed over', () => {
  expect(() => importedModules('broken.ts', 'import {')).toThrow(/broken\.ts/)
})
