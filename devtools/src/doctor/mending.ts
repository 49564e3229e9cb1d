import type { Evidence } from './evidence.ts'

/** A command on the stack in question, ready to be typed. */
export const command = ({ stackName }: Pick<Evidence, 'stackName'>, verb: string): string =>
  stackName === 'bartab' ? `bartab ${verb}` : `bartab ${verb} --stack ${stackName}`
