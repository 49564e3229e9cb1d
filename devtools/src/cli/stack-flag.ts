/** ` --stack NAME` where it is needed, to be put behind a command that a message suggests. */
export const stackFlag = (name: string): string => (name === 'bartab' ? '' : ` --stack ${name}`)

/** A command on a stack, ready to be typed. */
export const commandOn = (stackName: string, command: string): string => `bartab ${command}${stackFlag(stackName)}`
