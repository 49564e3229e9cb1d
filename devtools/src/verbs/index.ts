import type { Verb } from '../cli/verb.ts'
import { adminVerbs } from './admin/verbs.ts'
import { adminAuditVerb } from './admin-audit/verb.ts'
import { applyVerb } from './apply/verb.ts'
import { backupVerbs } from './backup/verbs.ts'
import { benchVerb } from './bench/verb.ts'
import { botVerbs } from './bot/verbs.ts'
import { chatVerbs } from './chat/verbs.ts'
import { completionVerb } from './completion/verb.ts'
import { composeVerb } from './compose/verb.ts'
import { deployVerb } from './deploy/verb.ts'
import { doctorVerb } from './doctor/verb.ts'
import { downVerb } from './down/verb.ts'
import { exportVerb } from './export/verb.ts'
import { imagesVerb } from './images/verb.ts'
import { inviteVerbs } from './invite/verbs.ts'
import { keysVerbs } from './keys/verbs.ts'
import { logsVerb } from './logs/verb.ts'
import { mediaVerbs } from './media/verbs.ts'
import { operatorVerb } from './operator/verb.ts'
import { planVerb } from './plan/verb.ts'
import { restoreVerb } from './restore/verb.ts'
import { rollbackVerb } from './rollback/verb.ts'
import { statusVerb } from './status/verb.ts'
import { testVerb } from './test/verb.ts'
import { topVerb } from './top/verb.ts'
import { upVerb } from './up/verb.ts'
import { versionVerb } from './version/verb.ts'
import { volumesVerbs } from './volumes/verbs.ts'

/** Every verb, in the order in which help lists them. Help, completion and the reference come from this list. */
export const verbs: readonly Verb[] = [
  upVerb,
  downVerb,
  statusVerb,
  logsVerb,
  deployVerb,
  operatorVerb,
  rollbackVerb,
  topVerb,
  ...inviteVerbs,
  ...adminVerbs,
  adminAuditVerb,
  ...keysVerbs,
  ...botVerbs,
  ...backupVerbs,
  restoreVerb,
  ...volumesVerbs,
  exportVerb,
  ...mediaVerbs,
  ...chatVerbs,
  doctorVerb,
  planVerb,
  applyVerb,
  imagesVerb,
  composeVerb,
  testVerb,
  benchVerb,
  versionVerb,
  completionVerb,
]
