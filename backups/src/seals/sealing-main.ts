import { parentPort } from 'node:worker_threads'
import { ageEncrypter } from './age-encrypter.ts'
import { LargePieces } from './large-pieces.ts'
import type { SealingAnswer, SealingOrder } from './sealing-thread.ts'

/** The thread on which files are sealed: each order is answered with the sealed stream. */
parentPort?.on('message', ({ recipients, plain, reply }: SealingOrder) => {
  const answer = (said: SealingAnswer) => reply.postMessage(said, 'sealed' in said ? [said.sealed] : [])
  ageEncrypter(recipients)
    .encrypt(plain as unknown as ReadableStream<Uint8Array>)
    .then(
      (sealed) => answer({ sealed: sealed.pipeThrough(new LargePieces()) as never }),
      (error: Error) => answer({ error: error.message }),
    )
})
