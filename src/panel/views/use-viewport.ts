import type { RefObject } from 'preact';
import { useLayoutEffect, useState } from 'preact/hooks';

export interface ViewportState {
  readonly top: number;
  readonly height: number;
}

/** How far something is scrolled and how much of it is seen. */
export function useViewport(viewport: RefObject<HTMLElement | null>): ViewportState {
  const [view, setView] = useState<ViewportState>({ top: 0, height: 0 });
  useLayoutEffect(() => {
    const element = viewport.current;
    if (element === null) return undefined;
    const look = (): void => setView({ top: element.scrollTop, height: element.clientHeight });
    const sizes = new ResizeObserver(look);
    sizes.observe(element);
    element.addEventListener('scroll', look, { passive: true });
    return () => {
      sizes.disconnect();
      element.removeEventListener('scroll', look);
    };
  }, [viewport]);
  return view;
}
