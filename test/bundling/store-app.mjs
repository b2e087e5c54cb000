// The same with a store, which works in a thread of its own.
import { openStore } from 'panetree/store';

const [path, workerFile] = process.argv.slice(2);
const told = await openStore({ path, ...(workerFile && { workerFile }) }).then(
  async (store) => {
    await store.register({ pid: process.pid });
    const known = await store.process(process.pid);
    await store.close();
    return { isKnown: known !== undefined };
  },
  (error) => ({ name: error.name, code: error.code, message: error.message }),
);
console.log(JSON.stringify(told));
