import type { JSX } from 'preact';
import { IconButton } from '../views/button.js';
import { usePanel } from '../views/panel-context.js';
import { useMenus } from './use-menus.js';
import { signalItems } from './process-menu.js';
import type { ProcessRow } from './rows.js';

export function ProcessButtons({ row }: { readonly row: ProcessRow }): JSX.Element {
  const model = usePanel();
  const menus = useMenus();
  const { blockId, process } = row;
  return (
    <>
      <IconButton
        icon="signal"
        label={`Signals to ${process.name} (${process.pid})`}
        tabIndex={-1}
        hasMenu
        onPress={({ currentTarget }) => {
          if (currentTarget instanceof Element) {
            menus.show('Signals', signalItems(model, { blockId, process }), currentTarget);
          }
        }}
      />
      <IconButton
        icon="end"
        label={`End ${process.name} (${process.pid})`}
        tone="danger"
        tabIndex={-1}
        onPress={() => {
          model.asked.value = { kind: 'process', blockId, process };
        }}
      />
    </>
  );
}
