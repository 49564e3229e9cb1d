import { Problem } from '@bartab/sdk/problems'
import type { ComponentChildren, TargetedSubmitEvent } from 'preact'
import { useState } from 'preact/hooks'
import { ProblemNotice } from './problem-notice.tsx'

export interface FormProps {
  submit: string
  onSubmit: (fields: FormData) => Promise<unknown>
  children: ComponentChildren
}

/** A form that waits for its answer, and shows what went wrong above its button. */
export function Form({ submit, onSubmit, children }: FormProps) {
  const [busy, setBusy] = useState(false)
  const [problem, setProblem] = useState<Problem>()
  const send = async (event: TargetedSubmitEvent<HTMLFormElement>) => {
    event.preventDefault()
    const fields = new FormData(event.currentTarget)
    setBusy(true)
    setProblem(undefined)
    await onSubmit(fields).catch((error: unknown) => {
      if (!(error instanceof Problem)) throw error
      setProblem(error)
    })
    setBusy(false)
  }
  return (
    <form onSubmit={send}>
      {children}
      {problem && <ProblemNotice problem={problem} />}
      <button type="submit" class="primary" disabled={busy}>
        {busy ? 'One moment…' : submit}
      </button>
    </form>
  )
}

/** A field's text without the spaces around it; undefined where it is empty. */
export function field(fields: FormData, name: string): string | undefined {
  const value = fields.get(name)
  return typeof value === 'string' ? value.trim() || undefined : undefined
}

/** A field's text as it was typed. */
export function secret(fields: FormData, name: string): string {
  const value = fields.get(name)
  return typeof value === 'string' ? value : ''
}
