import type { JSX } from 'preact';

/** Text with what is searched for marked in it. */
export function Highlight({ text, search }: { readonly text: string; readonly search: string }): JSX.Element {
  const word = search.trim().split(/\s+/)[0]?.toLowerCase() ?? '';
  const at = word === '' ? -1 : text.toLowerCase().indexOf(word);
  if (at < 0) return <>{text}</>;
  return (
    <>
      {text.slice(0, at)}
      <mark>{text.slice(at, at + word.length)}</mark>
      {text.slice(at + word.length)}
    </>
  );
}
