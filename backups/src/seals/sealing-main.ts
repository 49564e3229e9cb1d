import { parentPort } from 'node:worker_threads'
import { ageEncrypter } from './age-encrypter.ts'
import type { SealingAnswer, SealingOrder } from './sealing-thread.ts'

/** The thread on which files are sealed: each order is answered with the sealed stream. */
parentPort?.on('message', ({ recipients, plain, reply }: SealingOrder) => {
  const answer = (said: SealingAnswer) => reply.postMessage(said, 'sealed' in said ? [said.sealed] : [])
  ageEncrypter(recipients)
    .encrypt(plain as never)
    .then(
      (sealed) => answer({ sealed: sealed as never }),
      (error: Error) => answer({ error: error.message }),
    )
})
