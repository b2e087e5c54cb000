import type { JSX } from 'preact';
import { closePane, freeze } from '../state/actions.js';
import type { BlockState } from '../../host/client/host-view.js';
import { IconButton } from '../views/button.js';
import { usePanel } from '../views/panel-context.js';

export function BlockButtons({ block }: { readonly block: BlockState }): JSX.Element {
  const model = usePanel();
  const { blockId, isFrozen } = block;
  const wish = isFrozen ? 'thaw' : 'freeze';
  return (
    <>
      <IconButton
        icon={wish}
        label={isFrozen ? 'Thaw' : 'Freeze'}
        tabIndex={-1}
        onPress={() => void freeze(model, blockId, wish)}
      />
      <IconButton
        icon="end"
        label="End all its processes"
        tone="danger"
        tabIndex={-1}
        onPress={() => {
          model.asked.value = { kind: 'block', blockId };
        }}
      />
      <IconButton
        icon="close"
        label="Close pane"
        tone="danger"
        tabIndex={-1}
        onPress={() => void closePane(model, blockId)}
      />
    </>
  );
}
