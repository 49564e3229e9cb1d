import { parseSync, type StaticImport } from 'oxc-parser'

export interface Import {
  module: string
  /** Whether it vanishes when types are stripped: nothing of the module runs. */
  typeOnly: boolean
}

/** Every module that a source file names: imports, re-exports, type imports, and `import()` of a plain string. */
export function importsOf(file: string, source: string): Import[] {
  const { module, errors } = parseSync(file, source)
  if (errors.length > 0) throw new SyntaxError(`${file}: ${errors[0]?.message}`)
  const found = [
    ...module.staticImports.map((one) => ({ module: one.moduleRequest.value, typeOnly: isTypeOnly(one) })),
    ...module.staticExports
      .flatMap((one) => one.entries)
      .flatMap(({ moduleRequest, isType }) =>
        moduleRequest === null ? [] : { module: moduleRequest.value, typeOnly: isType },
      ),
    ...module.dynamicImports
      .flatMap(({ moduleRequest: { start, end } }) => plainString(source.slice(start, end)))
      .map((name) => ({ module: name, typeOnly: false })),
  ]
  return [...new Set(found.map((one) => one.module))].map((name) => ({
    module: name,
    typeOnly: found.every((one) => one.module !== name || one.typeOnly),
  }))
}

function isTypeOnly({ entries }: StaticImport): boolean {
  return entries.length > 0 && entries.every((entry) => entry.isType)
}

function plainString(expression: string): string[] {
  const text = /^(['"`])([^$]*)\1$/.exec(expression)?.[2]
  return text === undefined ? [] : [text]
}
