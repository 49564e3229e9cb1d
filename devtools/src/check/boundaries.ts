import { glob, readFile } from 'node:fs/promises'
import { dirname, join, normalize } from 'node:path'
import { layerRules, type PartRule, partRules, typesAloneRule } from './boundary-rules.ts'
import { type Import, importsOf } from './imports.ts'

export interface Violation {
  file: string
  imports: string
  because: string
}

export interface BoundaryReport {
  files: number
  violations: Violation[]
}

/** Reads every TypeScript file of the parts under a root, and names each import that crosses a boundary. */
export async function checkBoundaries(root: string): Promise<BoundaryReport> {
  const report: BoundaryReport = { files: 0, violations: [] }
  for await (const file of glob(
    partRules.map((part) => `${part.folder}/**/*.ts`),
    { cwd: root, exclude: isForeign },
  )) {
    report.files += 1
    for (const imported of importsOf(file, await readFile(join(root, file), 'utf8'))) {
      const because = whyForbidden(file, imported)
      if (because !== undefined) report.violations.push({ file, imports: imported.module, because })
    }
  }
  report.violations.sort((a, b) => a.file.localeCompare(b.file) || a.imports.localeCompare(b.imports))
  return report
}

/** Why a file may not import a module, or undefined where it may. */
export function whyForbidden(file: string, { module, typeOnly }: Import): string | undefined {
  const part = partOf(file)
  if (part === undefined) return undefined
  if (module.startsWith('@bartab/')) return partReason(part.rule, module)
  if (module.startsWith('.') && !staysInside(part.folder, file, module))
    return `${part.folder} reaches outside itself by a path`
  if (typeOnly) return undefined
  return weightReason(file, module) ?? layerReason(part.folder, file, module)
}

function isForeign(path: string): boolean {
  return /(^|\/)(node_modules|dist|fixtures)$/.test(path)
}

function partOf(file: string): { folder: string; rule: PartRule } | undefined {
  for (const rule of partRules) {
    const folder = new RegExp(`^${rule.folder.replace('*', '[^/]+')}(?=/)`).exec(file)?.[0]
    if (folder !== undefined) return { folder, rule }
  }
  return undefined
}

function partReason(rule: PartRule, imported: string): string | undefined {
  if (rule.mayImport.some((allowed) => matches(allowed, imported))) return undefined
  return `${rule.folder} may import ${rule.mayImport.length === 0 ? 'nothing of ours' : rule.mayImport.join(', ')}`
}

function matches(allowed: string, imported: string): boolean {
  return allowed.endsWith('/*') ? imported.startsWith(allowed.slice(0, -1)) : imported === allowed
}

function staysInside(folder: string, file: string, imported: string): boolean {
  return normalize(join(dirname(file), imported)).startsWith(`${folder}/`)
}

function layerReason(folder: string, file: string, imported: string): string | undefined {
  if (!folder.startsWith('services/') || file.endsWith('.test.ts')) return undefined
  const layer = layerRules.find((rule) => file.startsWith(`${folder}/src/${rule.layer}/`))
  return layer?.mayNotImport.some((forbidden) => forbidden.test(imported))
    ? `${layer.layer}/ may not know ${imported}`
    : undefined
}

function weightReason(file: string, imported: string): string | undefined {
  const { files, modules, because } = typesAloneRule
  return files.test(file) && modules.test(imported) ? because : undefined
}
