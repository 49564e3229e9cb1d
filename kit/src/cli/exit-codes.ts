/**
 * What a command's exit code says. The numbers follow `sysexits.h` where it has one for the case, so that scripts can
 * tell "try again later" from "mend your configuration".
 */
export const exitCodes = {
  ok: 0,
  failed: 1,
  drift: 2,
  usage: 64,
  noEngine: 69,
  portTaken: 73,
  locked: 75,
  badConfig: 78,
  timedOut: 124,
  interrupted: 130,
} as const

export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes]
