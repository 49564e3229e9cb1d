import type { ProblemShape } from './shape.ts'

/** Failures that auth answers with, beside the common ones. */
export const authProblems = {
  ALREADY_BOOTSTRAPPED: {
    status: 409,
    title: 'This server already has its owner',
    fix: 'Log in, or ask the owner for an invite.',
  },
  OWNER_TOKEN_INVALID: {
    status: 403,
    title: 'The one-time owner token is not right',
    fix: 'Use the owner link that the server printed when it first started; `bartab status` shows it again.',
  },
  INVITE_NOT_FOUND: {
    status: 404,
    title: 'No such invite',
    fix: 'Check that the link is complete, or ask for a new one.',
  },
  INVITE_EXPIRED: {
    status: 410,
    title: 'The invite has expired',
    fix: 'Ask for a new invite.',
  },
  INVITE_USED_UP: {
    status: 410,
    title: 'The invite has been used as often as it may be',
    fix: 'Ask for a new invite.',
  },
  INVITE_REVOKED: {
    status: 410,
    title: 'The invite was withdrawn',
    fix: 'Ask for a new invite.',
  },
  USERNAME_INVALID: {
    status: 400,
    title: 'The username has characters or a length that are not allowed',
    fix: 'Use 2 to 32 of the letters a to z, digits, dot, underscore and hyphen.',
  },
  USERNAME_TAKEN: {
    status: 409,
    title: 'The username is taken',
    fix: 'Choose another username.',
  },
  DISPLAY_NAME_INVALID: {
    status: 400,
    title: 'The display name has characters or a length that are not allowed',
    fix: 'Use 1 to 64 visible characters, without control or direction marks.',
  },
  AVATAR_INVALID: {
    status: 400,
    title: 'The avatar is not a picture of this server',
    fix: 'Upload the picture to media and send the `url` of that answer.',
  },
  PASSWORD_REFUSED: {
    status: 400,
    title: 'The password is too short, too long, or too easy to guess',
    fix: 'Choose 8 to 1024 characters that are neither the username nor a well-known password.',
  },
  PASSWORD_WRONG: {
    status: 403,
    title: 'The current password is not right',
    fix: 'Send the password that the account has now.',
  },
  LOGIN_FAILED: {
    status: 401,
    title: 'The username or the password is not right',
    fix: 'Check both and try again; an administrator can help with a lost password.',
  },
  ACCOUNT_DISABLED: {
    status: 403,
    title: 'The account is disabled',
    fix: 'Ask an administrator to enable it.',
  },
  LOGIN_BUSY: {
    status: 503,
    title: 'Too many logins at the same moment',
    fix: 'Wait as many seconds as `retry-after` says.',
  },
  SESSION_NOT_FOUND: {
    status: 404,
    title: 'No such session',
    fix: 'List the sessions again; it may have ended.',
  },
  USER_NOT_FOUND: {
    status: 404,
    title: 'No such user',
    fix: 'Check the id against the list of users.',
  },
  OWNER_PROTECTED: {
    status: 409,
    title: 'The owner can be neither demoted nor disabled',
    fix: 'Choose another account.',
  },
  ROLE_UNKNOWN: {
    status: 400,
    title: 'No such role, or not one that can be given this way',
    fix: 'Use one of the roles named in `detail`.',
  },
  ROLE_BEYOND_YOURS: {
    status: 403,
    title: 'A role or scope that you do not hold cannot be given to others',
    fix: 'Ask somebody who holds it.',
  },
  BOT_NOT_FOUND: {
    status: 404,
    title: 'No such bot',
    fix: 'Check the id against the list of bots.',
  },
  KEY_NOT_FOUND: {
    status: 404,
    title: 'No such signing key',
    fix: 'Check the id against the list of keys.',
  },
  KEY_STATE_WRONG: {
    status: 409,
    title: 'The signing key is not in a state that allows this step',
    fix: 'Look at its state in the list of keys: standby, active, retiring, retired, in this order.',
  },
  KEY_STILL_TRUSTED: {
    status: 409,
    title: 'Tokens that this key signed are still alive',
    fix: 'Wait as many seconds as `retry-after` says, or revoke the key if it has leaked.',
  },
} as const satisfies Record<string, ProblemShape>
