import { Ajv, type ErrorObject, type Options, type ValidateFunction } from 'ajv'
import formats from 'ajv-formats'

// our schemas are typed where they are written: to judge them by the schema of schemas first takes longer than all else
const common: Options = { removeAdditional: false, strict: false, meta: false, validateSchema: false }

/** Judges values by schemas. A schema is compiled when the first value is judged by it, and kept. */
export class Judge {
  readonly #options: Options
  #firstFault: Ajv | undefined
  #allFaults: Ajv | undefined

  constructor(options: Options) {
    this.#options = { ...common, ...options }
  }

  /** What is wrong with a value; nothing when it is accepted. All faults of a small value, else the first. */
  faults(schema: object, value: unknown): readonly ErrorObject[] {
    const judge = this.#compiled(schema)
    if (judge(value)) return []
    // a megabyte of faults takes seconds to collect
    if (!isSmall(value)) return judge.errors ?? []
    this.#allFaults ??= formats.default(new Ajv({ ...this.#options, allErrors: true }))
    const judgeAll = this.#allFaults.compile(schema)
    return judgeAll(value) ? [] : (judgeAll.errors ?? [])
  }

  accepts(schema: object, value: unknown): boolean {
    return this.#compiled(schema)(value)
  }

  // Ajv keeps what it has compiled by the schema
  #compiled(schema: object): ValidateFunction {
    this.#firstFault ??= formats.default(new Ajv(this.#options))
    return this.#firstFault.compile(schema)
  }
}

const mostValues = 500

function isSmall(value: unknown): boolean {
  let left = mostValues
  const visit = (part: unknown): boolean => {
    left -= 1
    if (left < 0) return false
    return typeof part !== 'object' || part === null || Object.values(part).every(visit)
  }
  return visit(value)
}
