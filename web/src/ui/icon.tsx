/** Drawn here, 20 by 20, in the colour of the text: no font needs to have them. */
const paths = {
  attach:
    'M15.5 9.5l-5.6 5.6a3.7 3.7 0 0 1-5.2-5.2l6.3-6.3a2.5 2.5 0 0 1 3.5 3.5l-6.2 6.2a1.2 1.2 0 0 1-1.7-1.7l5.1-5.1',
  back: 'M12.5 4l-6 6 6 6',
  check: 'M4 10.5l4 4 8-9',
  close: 'M5 5l10 10M15 5L5 15',
  copy: 'M7 7V4.5A1.5 1.5 0 0 1 8.5 3h7A1.5 1.5 0 0 1 17 4.5v7a1.5 1.5 0 0 1-1.5 1.5H13M4.5 7h7A1.5 1.5 0 0 1 13 8.5v7a1.5 1.5 0 0 1-1.5 1.5h-7A1.5 1.5 0 0 1 3 15.5v-7A1.5 1.5 0 0 1 4.5 7z',
  down: 'M10 4v12M5 11l5 5 5-5',
  edit: 'M4 16l.7-3.2L13 4.5a1.6 1.6 0 0 1 2.3 0l.2.2a1.6 1.6 0 0 1 0 2.3L7.2 15.3z',
  file: 'M11.5 3H6a1 1 0 0 0-1 1v12a1 1 0 0 0 1 1h8a1 1 0 0 0 1-1V6.5zM11.5 3v3.5H15',
  history: 'M4 10a6 6 0 1 0 2-4.5L4 7M4 3.5V7h3.5M10 7v3.3l2.3 1.4',
  invite: 'M8 9.5a3 3 0 1 0 0-6 3 3 0 0 0 0 6zM2.5 16.5c0-3 2.2-4.8 5.5-4.8s5.5 1.8 5.5 4.8M15.5 6v5M13 8.5h5',
  link: 'M8.5 11.5a3 3 0 0 0 4.3 0l2.7-2.7a3 3 0 0 0-4.3-4.3L10 5.7M11.5 8.5a3 3 0 0 0-4.3 0l-2.7 2.7a3 3 0 0 0 4.3 4.3L10 14.3',
  lock: 'M5 9h10v8H5zM7 9V6.5a3 3 0 0 1 6 0V9',
  logout: 'M8 3H4.5A1.5 1.5 0 0 0 3 4.5v11A1.5 1.5 0 0 0 4.5 17H8M13 6l4 4-4 4M17 10H8',
  more: 'M4.5 10h.01M10 10h.01M15.5 10h.01',
  people:
    'M7.5 9.5a2.8 2.8 0 1 0 0-5.6 2.8 2.8 0 0 0 0 5.6zM2.5 16.5c0-3 2-4.8 5-4.8s5 1.8 5 4.8M13 4.2a2.8 2.8 0 0 1 0 5.1M14.3 11.9c2 .5 3.2 2.2 3.2 4.6',
  pin: 'M7 3h6M8 3v5l-2.5 3.5h9L12 8V3M10 11.5V17',
  plus: 'M10 4v12M4 10h12',
  reply: 'M8 5L3.5 9.5 8 14M4 9.5h7a5.5 5.5 0 0 1 5.5 5.5v.5',
  search: 'M9 14.5a5.5 5.5 0 1 0 0-11 5.5 5.5 0 0 0 0 11zM13 13l4 4',
  server: 'M4 4h12v5H4zM4 11h12v5H4zM7 6.5h.01M7 13.5h.01',
  settings: 'M4 6h7M15 6h1M4 14h1M9 14h7M13 8a2 2 0 1 0 0-4 2 2 0 0 0 0 4zM7 16a2 2 0 1 0 0-4 2 2 0 0 0 0 4z',
  smile: 'M10 17a7 7 0 1 0 0-14 7 7 0 0 0 0 14zM7 11.5c.7 1.2 1.7 1.8 3 1.8s2.3-.6 3-1.8M7.5 8h.01M12.5 8h.01',
  thread: 'M4 4h12v9H9l-3.5 3V13H4zM7 7.5h6M7 10h3.5',
  trash: 'M4 6h12M8 6V4h4v2M5.5 6l.7 11h7.6l.7-11M8.5 9v5M11.5 9v5',
} as const

export type IconName = keyof typeof paths

/** A small sign. What it means is said beside it, or by the label of its control. */
export function Icon({ name, size = 18 }: { name: IconName; size?: number }) {
  return (
    <svg
      class="icon"
      viewBox="0 0 20 20"
      width={size}
      height={size}
      fill="none"
      stroke="currentColor"
      stroke-width={name === 'more' ? 2.4 : 1.6}
      stroke-linecap="round"
      stroke-linejoin="round"
      aria-hidden="true"
    >
      <path d={paths[name]} />
    </svg>
  )
}
