/** C0 but tab, line feed and carriage return; DEL; C1. */
// oxlint-disable-next-line no-control-regex -- control characters are what it looks for
const controls = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f]/g;

/**
 * Text as it may be pasted. A control sequence in it could end the bracketed paste (`ESC [ 201 ~`), and the program would
 * take the rest for typed: `rm` and a return.
 */
export function pastedText(text: string): string {
  return text.replaceAll(controls, '');
}

/** Takes what is pasted or dropped into the element before anything in it does. */
export function takePastes(element: HTMLElement, paste: (text: string) => void): void {
  const take = (event: Event, data: DataTransfer | null) => {
    const text = data?.getData('text/plain') ?? '';
    event.preventDefault();
    event.stopImmediatePropagation();
    if (text !== '') paste(pastedText(text));
  };
  element.addEventListener('paste', (event) => take(event, event.clipboardData), { capture: true });
  element.addEventListener('drop', (event) => take(event, event.dataTransfer), { capture: true });
}
