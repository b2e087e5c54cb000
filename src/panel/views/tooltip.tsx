import type { ComponentChildren, JSX } from 'preact';
import { useId, useRef } from 'preact/hooks';

interface TooltipProps {
  /** Shown while the pointer or the focus is there; always there for screen readers. */
  readonly text: ComponentChildren;
  readonly label: string;
  readonly class: string;
  readonly tabIndex?: -1;
  readonly children: ComponentChildren;
}

/** In the top layer: a list that scrolls would cut it off. */
export function Tooltip({ text, label, children, ...rest }: TooltipProps): JSX.Element {
  const tip = useRef<HTMLSpanElement>(null);
  const tipId = useId();
  const show = (event: { readonly currentTarget: HTMLElement }): void => {
    const popover = tip.current;
    if (popover === null || popover.matches(':popover-open')) return;
    popover.showPopover();
    placeBelow(popover, event.currentTarget.getBoundingClientRect());
  };
  const hide = (): void => tip.current?.hidePopover();
  return (
    <span class="tooltip-anchor">
      <button
        type="button"
        class={rest.class}
        tabIndex={rest.tabIndex}
        aria-label={label}
        aria-describedby={tipId}
        onMouseEnter={show}
        onMouseLeave={hide}
        onFocus={show}
        onBlur={hide}
      >
        {children}
      </button>
      <span ref={tip} id={tipId} class="tooltip" role="tooltip" popover="manual">
        {text}
      </span>
    </span>
  );
}

function placeBelow(popover: HTMLElement, anchor: DOMRect): void {
  const margin = 8;
  const { width, height } = popover.getBoundingClientRect();
  const below = anchor.bottom + 6;
  const top = below + height + margin > innerHeight ? anchor.top - height - 6 : below;
  popover.style.left = `${Math.max(margin, Math.min(anchor.left, innerWidth - width - margin))}px`;
  popover.style.top = `${Math.max(margin, top)}px`;
}
