import type { Choice } from '../../chat/completion.ts'

export interface ChoiceListProps {
  id: string
  choices: readonly Choice[]
  chosen: number
  onChoose: (choice: Choice) => void
}

export const optionId = (id: string, index: number) => `${id}-${index}`

/** How what is being written can be completed; the focus stays in the text. */
export function ChoiceList({ id, choices, chosen, onChoose }: ChoiceListProps) {
  return (
    <div class="choice-list" role="listbox" id={id} aria-label="Completions">
      {choices.map((choice, index) => (
        <div
          key={choice.key}
          id={optionId(id, index)}
          role="option"
          tabIndex={-1}
          aria-selected={index === chosen}
          onPointerDown={(event) => {
            event.preventDefault()
            onChoose(choice)
          }}
        >
          <strong>{choice.label}</strong> <small>{choice.hint}</small>
        </div>
      ))}
    </div>
  )
}
