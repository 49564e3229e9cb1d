export { type ProblemCode, problems } from './catalogue.ts'
export { Problem, type ProblemOptions } from './problem.ts'
export type { ProblemShape } from './shape.ts'
