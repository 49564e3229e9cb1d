/** ` --stack NAME` where it is needed, to be put behind a command that a message suggests. */
export const stackFlag = (name: string): string => (name === 'bartab' ? '' : ` --stack ${name}`)

/** A command on a stack, ready to be typed. */
export const commandOn = (stackName: string, command: string): string => `bartab ${command}${stackFlag(stackName)}`

/** A command as it was typed, with its arguments; on its stack where that was said in another way, such as a variable. */
export const sameAgain = ({ message, stackName }: { message: string; stackName: string }): string =>
  /\s--stack\b/.test(message) ? message : `${message}${stackFlag(stackName)}`

/** A command as it was typed, with its arguments, on another stack. */
export const onOther = (message: string, stackName: string): string =>
  `${message.replace(/ --stack(?: |=)\S+/, '')} --stack ${stackName}`
