import { Icon, type IconName } from './icon.tsx'

export interface IconButtonProps {
  icon: IconName
  /** What it does, for those who cannot see the sign, and for all when they point at it. */
  label: string
  onClick: (event: { currentTarget: HTMLButtonElement }) => void
  pressed?: boolean
  disabled?: boolean
}

export function IconButton({ icon, label, onClick, pressed, disabled = false }: IconButtonProps) {
  return (
    <button
      type="button"
      class="quiet icon-button"
      title={label}
      aria-label={label}
      aria-pressed={pressed}
      disabled={disabled}
      onClick={onClick}
    >
      <Icon name={icon} />
    </button>
  )
}
