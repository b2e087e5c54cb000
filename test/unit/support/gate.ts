export interface Gate {
  readonly opened: Promise<void>;
  open(): void;
}

/** A promise that a test settles when it wants to. */
export function gate(): Gate {
  const openers: (() => void)[] = [];
  const opened = new Promise<void>((resolve) => {
    openers.push(resolve);
  });
  return {
    opened,
    open: () => {
      for (const opener of openers) opener();
    },
  };
}
