import { existsSync, readdirSync } from 'node:fs'
import { CliFailure, exitCodes } from '@bartab/kit/cli'
import { commandOn } from '../cli/stack-flag.ts'
import type { StackFolder } from '../state/stack-folder.ts'
import type { StackRecord } from '../state/stack-record.ts'
import { isDataName } from './data-name.ts'

interface Known {
  record: StackRecord
  folder: StackFolder
}

/**
 * The folder of the data of a stack that is there already, where another is asked for: the data does not move by itself,
 * and a stack in an empty folder would be a new one, open to whoever has its owner link.
 *
 * @throws {CliFailure} DATA_ELSEWHERE (exit 64), with how to bring it there; unless it lies there by now, or there is none.
 */
export function movedData({ record, folder }: Known, asked: string): string {
  const inFolders = record.driver === 'process' || record.dataDir !== undefined
  const now = record.dataDir ?? (inFolders ? folder.data : 'volumes of its own')
  if (asked === now || holdsData(asked) || (inFolders && !holdsData(now))) return asked
  const [down, up] = [commandOn(record.name, 'down'), commandOn(record.name, `up --data ${asked}`)]
  throw new CliFailure('DATA_ELSEWHERE', `${asked} does not hold the data of ${record.name}`, {
    evidence: [`its data is in ${now}, and does not move by itself`],
    fix: inFolders ? `${down} && mkdir -p ${asked} && mv ${now}/* ${asked}/ && ${up}` : 'leave --data away',
    exitCode: exitCodes.usage,
  })
}

const holdsData = (folder: string): boolean => existsSync(folder) && readdirSync(folder).some(isDataName)
