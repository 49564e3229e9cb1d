import { parseSync } from 'oxc-parser'

/** Every module that a source file names: imports, re-exports, type imports, and `import()` of a plain string. */
export function importedModules(file: string, source: string): string[] {
  const { module, errors } = parseSync(file, source)
  if (errors.length > 0) throw new SyntaxError(`${file}: ${errors[0]?.message}`)
  const modules = [
    ...module.staticImports.map((found) => found.moduleRequest.value),
    ...module.staticExports.flatMap((found) => found.entries.flatMap((entry) => entry.moduleRequest?.value ?? [])),
    ...module.dynamicImports.flatMap(({ moduleRequest: { start, end } }) => plainString(source.slice(start, end))),
  ]
  return [...new Set(modules)]
}

function plainString(expression: string): string[] {
  const text = /^(['"`])([^$]*)\1$/.exec(expression)?.[2]
  return text === undefined ? [] : [text]
}
