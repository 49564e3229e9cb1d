import { CliFailure } from '@bartab/kit/cli'

/** What is wrong with a backup, or with the attempt to make one. */
export class BackupFault extends CliFailure {
  constructor(code: string, what: string, evidence: string | readonly string[], fix?: string) {
    super(code, what, { evidence: [evidence].flat(), ...(fix === undefined ? {} : { fix }) })
  }
}
