import type { JSX } from 'preact';
import type { SplitDirection } from './layout.js';

interface GutterProps {
  readonly label: string;
  readonly direction: SplitDirection;
  /** Of the first, in the room of both. */
  readonly share: number;
  readonly onShare: (share: number) => void;
}

const step = 0.02;

/** Between two parts: drags, and moves with the arrow keys. */
export function Gutter({ label, direction, share, onShare }: GutterProps): JSX.Element {
  const keys = direction === 'row' ? ['ArrowLeft', 'ArrowRight'] : ['ArrowUp', 'ArrowDown'];
  return (
    <div
      class={`gutter ${direction}`}
      role="separator"
      tabIndex={0}
      aria-label={label}
      aria-orientation={direction === 'row' ? 'vertical' : 'horizontal'}
      aria-valuenow={Math.round(share * 100)}
      aria-valuemin={10}
      aria-valuemax={90}
      onKeyDown={(event) => {
        const at = keys.indexOf(event.key);
        if (at < 0) return;
        event.preventDefault();
        event.stopPropagation();
        onShare(share + (at === 0 ? -step : step));
      }}
      onPointerDown={({ currentTarget, pointerId }) => currentTarget.setPointerCapture(pointerId)}
      onPointerMove={(event) => {
        const { currentTarget, pointerId } = event;
        if (!currentTarget.hasPointerCapture(pointerId)) return;
        const room = currentTarget.parentElement?.getBoundingClientRect();
        if (room !== undefined) onShare(shareAt(event, room, direction));
      }}
    />
  );
}

function shareAt({ clientX, clientY }: PointerEvent, room: DOMRect, direction: SplitDirection): number {
  return direction === 'row' ? (clientX - room.left) / room.width : (clientY - room.top) / room.height;
}
