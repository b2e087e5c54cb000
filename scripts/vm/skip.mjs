// @ts-check

/** Why the virtual machine cannot run here, which is no failure of what it would have tested. */
export class Skip extends Error {}
