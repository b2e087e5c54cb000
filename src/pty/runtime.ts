/** Deno's file descriptors are numbers of its own, so that nothing here may read or write one that it got from elsewhere. */
export const isDeno: boolean = Reflect.get(globalThis, 'Deno') !== undefined;
