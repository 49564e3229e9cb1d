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
    fix: 'Use the owner link that the server printed when it first started; `bartab admin owner-link` shows it again.',
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
  INVITE_ROOM_CLOSED: {
    status: 403,
    title: 'You cannot invite into these rooms',
    fix: 'Name public rooms, or private ones that you are in yourself.',
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
  MFA_REQUIRED: {
    status: 401,
    title: 'The second factor is missing',
    fix: 'Send `mfa_token`, one of `methods` and its code to `POST /auth/v1/login/mfa`.',
  },
  MFA_CHALLENGE_INVALID: {
    status: 401,
    title: 'This login has waited too long or seen too many wrong codes',
    fix: 'Log in again with the password.',
  },
  MFA_CODE_WRONG: {
    status: 403,
    title: 'The code is not right, or was used already',
    fix: 'Send the code that is shown now, or a backup code.',
  },
  MFA_NOT_SET_UP: {
    status: 409,
    title: 'The account has no second factor of that kind',
    fix: 'Set it up with `POST /auth/v1/me/mfa/totp`.',
  },
  MFA_ALREADY_SET_UP: {
    status: 409,
    title: 'The account has a second factor of that kind already',
    fix: 'Remove it first, with `DELETE /auth/v1/me/mfa/totp`.',
  },
  STEP_UP_REQUIRED: {
    status: 403,
    title: 'This wants a proof, not older than `max_age_s`, of who you are',
    fix: 'Send the password, and a code where there is a second factor, to `POST /auth/v1/me/step-up`, and try again with the token that it gives.',
  },
  NOT_FOR_APPLICATIONS: {
    status: 403,
    title: 'An application may not change the account of whom it acts for',
    fix: 'Do this in the chat itself.',
  },
  RECOVERY_INVALID: {
    status: 403,
    title: 'The recovery link is not right, was used, or has expired',
    fix: 'Ask an administrator for a new one.',
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
  ROLE_NOT_FOUND: {
    status: 404,
    title: 'No such role',
    fix: 'Check the name against the list of roles.',
  },
  ROLE_BUILT_IN: {
    status: 409,
    title: 'Built-in roles stay as they are',
    fix: 'Make a role of your own under another name.',
  },
  ROLE_IN_USE: {
    status: 409,
    title: 'The role is in use',
    fix: 'Give those who have it another role, and withdraw the invites that give it.',
  },
  CLIENT_NOT_FOUND: {
    status: 404,
    title: 'No such application',
    fix: 'Check the id against the list of applications.',
  },
  REDIRECT_URI_INVALID: {
    status: 400,
    title: 'Applications cannot be answered at this address',
    fix: 'Use https, http on 127.0.0.1, [::1] or localhost, or a scheme like `com.example.app:`; no fragment, no password, no wildcard.',
  },
  SECRET_NOT_FOUND: {
    status: 404,
    title: 'No such secret',
    fix: 'Auth has the secrets `pepper` and `operator`, media has `media-links`.',
  },
  SECRET_GIVEN: {
    status: 409,
    title: 'The secret comes from a file that the server may not write',
    fix: 'Write the new secret as the first line of that file, leave the old one as the second, and restart the service.',
  },
  SECRET_NOT_ROTATING: {
    status: 409,
    title: 'The secret has one version only',
    fix: 'Rotate it first.',
  },
  SECRET_STILL_USED: {
    status: 409,
    title: 'Something still depends on the old version of the secret',
    fix: 'Wait for what `detail` names, or send `force`: it will be refused then. After a forced end of the pepper, people need recovery links.',
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
