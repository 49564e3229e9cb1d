import { driftDiagnoses } from './drift-diagnoses.ts'
import type { Evidence } from './evidence.ts'
import type { Finding } from './finding.ts'
import { frontDiagnoses } from './front-diagnoses.ts'
import { groundDiagnoses } from './ground-diagnoses.ts'
import { serviceDiagnoses } from './service-diagnoses.ts'

/** Every finding, first causes first. A sound stack gets none. */
export function diagnose(evidence: Evidence): Finding[] {
  const services = serviceDiagnoses(evidence)
  const unwell = new Set(services.flatMap(({ service }) => service ?? []))
  return [...groundDiagnoses(evidence), ...services, ...frontDiagnoses(evidence), ...driftDiagnoses(evidence, unwell)]
}
