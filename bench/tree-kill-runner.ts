import treeKill from 'tree-kill';

// node tree-kill-runner.js PID: prints how many milliseconds it took until the callback.
const startedAt = performance.now();
treeKill(Number(process.argv[2]), 'SIGKILL', () => console.log(performance.now() - startedAt));
