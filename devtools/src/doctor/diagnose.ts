import { driftDiagnoses } from './drift-diagnoses.ts'
import type { Evidence } from './evidence.ts'
import type { Finding } from './finding.ts'
import { frontDiagnoses } from './front-diagnoses.ts'
import { groundDiagnoses } from './ground-diagnoses.ts'
import { keyDiagnoses } from './key-diagnoses.ts'
import { riskDiagnoses } from './risk-diagnoses.ts'
import { serviceDiagnoses } from './service-diagnoses.ts'
import { storeDiagnoses } from './store-diagnoses.ts'

type Diagnosis = (evidence: Evidence) => Finding[]

/** From the ground up: what is broken in one layer explains whatever the layers above it show. */
const layers: readonly Diagnosis[] = [groundDiagnoses, storeDiagnoses, serviceDiagnoses, keyDiagnoses, frontDiagnoses]

/**
 * The first causes of what is wrong on this side of the public address, then what may go wrong later. A sound stack
 * gets no finding.
 */
export function diagnose(evidence: Evidence): Finding[] {
  const found: Finding[] = []
  for (const layer of layers) {
    found.push(...layer(evidence))
    if (isBroken(found)) return withoutEffects([...found, ...riskDiagnoses(evidence)])
  }
  const unwell = new Set(found.flatMap(({ service }) => service ?? []))
  return withoutEffects([...found, ...driftDiagnoses(evidence, unwell, found), ...riskDiagnoses(evidence)])
}

/** A bot that cannot log in ends, again and again: that it does is no finding of its own. */
function withoutEffects(found: readonly Finding[]): Finding[] {
  const refused = new Set(found.filter(({ code }) => code === 'BOT_CREDENTIALS_DEAD').map(({ service }) => service))
  return found.filter(({ code, service }) => code !== 'SERVICE_CRASHING' || !refused.has(service))
}

export const isBroken = (findings: readonly Finding[]): boolean => findings.some(({ broken }) => broken === true)
