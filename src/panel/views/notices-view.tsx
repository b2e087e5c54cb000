import type { JSX } from 'preact';
import type { Notice } from '../state/notices.js';
import { IconButton } from './button.js';
import { Icon, type IconName } from './icons.js';
import { usePanel } from './panel-context.js';

const icons: Readonly<Record<Notice['tone'], IconName>> = { good: 'check', warning: 'alert', bad: 'alert' };

/** Always there, so that a screen reader knows of it before it says something. */
export function NoticesView(): JSX.Element {
  const { notices } = usePanel();
  return (
    <div class="notices" role="status" aria-live="polite">
      {notices.list.value.map(({ id, tone, text }) => (
        <div key={id} class={`notice ${tone}`}>
          <Icon name={icons[tone]} />
          <span>{text}</span>
          <IconButton icon="close" label="Dismiss" onPress={() => notices.dismiss(id)} />
        </div>
      ))}
    </div>
  );
}
