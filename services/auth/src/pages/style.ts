/** The one style sheet of the pages. */
export const style = `:root { color-scheme: light dark; font: 16px/1.5 system-ui, sans-serif; }
body { margin: 0; display: grid; place-items: center; min-height: 100vh; }
main { width: min(24rem, calc(100vw - 2rem)); padding: 2rem 0; }
h1 { font-size: 1.25rem; margin: 0 0 1rem; }
form { display: grid; gap: 1rem; }
label { display: grid; gap: .25rem; font-size: .875rem; }
input, select, button { font: inherit; padding: .5rem .75rem; border: 1px solid GrayText; border-radius: .375rem; }
button { cursor: pointer; background: ButtonFace; color: ButtonText; }
button.chief { background: #2457c5; border-color: #2457c5; color: #fff; }
input:focus-visible, select:focus-visible, button:focus-visible { outline: 3px solid #6d9bff; outline-offset: 1px; }
.row { display: flex; gap: .75rem; }
.row > * { flex: 1; }
.notice { border-left: 4px solid #c5372c; padding: .25rem .75rem; margin: 0 0 1rem; }
.aside { font-size: .875rem; color: GrayText; overflow-wrap: anywhere; }
ul { padding-left: 1.25rem; }
`
