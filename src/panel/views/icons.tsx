import type { JSX } from 'preact';

/** Strokes on a grid of 16. */
const paths = {
  chevron: 'M6 4l4 4-4 4',
  close: 'M4 4l8 8M12 4l-8 8',
  plus: 'M8 3.5v9M3.5 8h9',
  search: 'M7 11.5a4.5 4.5 0 1 0 0-9 4.5 4.5 0 0 0 0 9zM10.5 10.5L14 14',
  end: 'M8 2.5v5M4.6 4.6a5 5 0 1 0 6.8 0',
  signal: 'M9 2L4 9h4l-1 5 5-7H8z',
  freeze: 'M5.5 3.5v9M10.5 3.5v9',
  thaw: 'M5 3.5v9l7-4.5z',
  keep: 'M6 2.5h4M6.8 2.5v4L5 9.5h6l-1.8-3v-4M8 9.5v4',
  splitRight: 'M2.5 3h11v10h-11zM8 3v10',
  splitDown: 'M2.5 3h11v10h-11zM2.5 8h11',
  zoom: 'M9.5 3H13v3.5M6.5 13H3V9.5M13 3L9 7M3 13l4-4',
  help: 'M6 6.2a2 2 0 1 1 2.8 1.8c-.6.3-.8.6-.8 1.3M8 11.8v.2M8 14.5a6.5 6.5 0 1 0 0-13 6.5 6.5 0 0 0 0 13z',
  light:
    'M8 10.8a2.8 2.8 0 1 0 0-5.6 2.8 2.8 0 0 0 0 5.6zM8 1.5v1.2M8 13.3v1.2M1.5 8h1.2M13.3 8h1.2M3.4 3.4l.9.9M11.7 11.7l.9.9M3.4 12.6l.9-.9M11.7 4.3l.9-.9',
  dark: 'M13 9.5A5.5 5.5 0 1 1 6.5 3a4.5 4.5 0 0 0 6.5 6.5z',
  auto: 'M8 1.8a6.2 6.2 0 1 0 0 12.4zM8 1.8a6.2 6.2 0 0 1 0 12.4',
  more: 'M3.5 8h.01M8 8h.01M12.5 8h.01',
  edit: 'M3 13l.7-3L11 2.7l2.3 2.3L6 12.3zM9.5 4.2l2.3 2.3',
  copy: 'M5.5 5.5h7v7h-7zM3.5 10.5v-7h7',
  alert: 'M8 2.2l6 11H2zM8 6.5v3M8 11.4v.1',
  check: 'M3.5 8.5l3 3 6-7',
  terminal: 'M3 4.5L6.5 8 3 11.5M8 12h5',
  plug: 'M6 2v3M10 2v3M4.5 5h7v2.5a3.5 3.5 0 0 1-7 0zM8 11v3',
  escape: 'M6.5 3h-3v10h9v-3M9 3h4v4M13 3L7.5 8.5',
  expand: 'M4 6l4-3.5L12 6M4 10l4 3.5 4-3.5',
  collapse: 'M4 2.5L8 6l4-3.5M4 13.5L8 10l4 3.5',
  sidebar: 'M2.5 3h11v10h-11zM10 3v10',
} as const;

export type IconName = keyof typeof paths;

/** A picture beside words, or in a button that has a label: by itself it says nothing. */
export function Icon({ name }: { readonly name: IconName }): JSX.Element {
  return (
    <svg class="icon" viewBox="0 0 16 16" aria-hidden="true" focusable="false">
      <path d={paths[name]} />
    </svg>
  );
}
