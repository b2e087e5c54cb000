import type { JSX } from 'preact';
import { Button } from './button.js';
import { Dialog } from './dialog.js';
import { usePanel } from './panel-context.js';
import type { ShortcutGroup } from './shortcuts.js';

export function HelpDialog({ groups }: { readonly groups: readonly ShortcutGroup[] }): JSX.Element | null {
  const { help } = usePanel();
  if (help.value === 'closed') return null;
  const close = (): void => {
    help.value = 'closed';
  };
  return (
    <Dialog
      title="Keyboard shortcuts"
      width="wide"
      onClose={close}
      buttons={
        <Button tone="primary" onPress={close}>
          Done
        </Button>
      }
    >
      <div class="help">
        {groups.map((group) => (
          <Group key={group.title} group={group} />
        ))}
      </div>
    </Dialog>
  );
}

function Group({ group: { title, shortcuts } }: { readonly group: ShortcutGroup }): JSX.Element {
  return (
    <section>
      <h3>{title}</h3>
      <dl>
        {shortcuts.map(({ keys, does }) => (
          <div key={does}>
            <dt>
              {keys.map((key) => (
                <kbd key={key}>{key}</kbd>
              ))}
            </dt>
            <dd>{does}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}
