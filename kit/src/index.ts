export { type Answer, ask } from './ask.ts'
export { AnswerReader, type WholeAnswer } from './channel/answer-reader.ts'
export { type AskFrame, channelHeader, channelPath, channelType } from './channel/frames.ts'
export type { Clock } from './clock.ts'
export * from './config/index.ts'
export {
  MembershipChange,
  MembershipFeed,
  MembershipFollower,
  type MembershipFollowerOptions,
} from './feeds/membership-feed.ts'
export { atomicWrite } from './files.ts'
export { http } from './http.ts'
export { Lifecycle, type LifecycleHook, type LifecycleState } from './lifecycle.ts'
export { collectYoung } from './memory/collect-garbage.ts'
export { Metrics } from './metrics.ts'
export { printLines } from './print-lines.ts'
export { type CheckReport, Readiness, type ReadinessCheck, type ReadinessReport } from './readiness.ts'
export type { App, RouteScope } from './server/app.ts'
export { callerIfAny } from './server/caller-identity.ts'
export { ChunkedBody } from './server/chunked-body.ts'
export { createServer, type ServerOptions } from './server/create-server.ts'
export { createInternalServer, type InternalServerOptions } from './server/internal-server.ts'
export type { LogStream } from './server/log-lines.ts'
export { sendProblem } from './server/problem-responses.ts'
export { outgoingHeaders } from './server/request-id.ts'
export { type RunServerOptions, runServer } from './server/run-server.ts'
export { takeIn } from './server/take-in.ts'
export { toProblem } from './server/to-problem.ts'
export { standBy } from './stand-by.ts'
export { StartFailure } from './start-failure.ts'
export type { Caller } from './tokens/caller.ts'
export { type FetchKeys, httpKeys } from './tokens/jwks.ts'
export { type HeldKeys, KeySet, type KeySetOptions, type KeySource } from './tokens/key-set.ts'
export { RevocationFollower, type RevocationFollowerOptions } from './tokens/revocation-follower.ts'
export { Revocation, RevocationFeed, RevocationList } from './tokens/revocation-list.ts'
export {
  createTokenVerifier,
  type RememberingVerifier,
  type TokenVerifier,
  type TokenVerifierOptions,
} from './tokens/token-verifier.ts'
export { type SecretText, secretId, TurningSecret } from './turning-secret.ts'
