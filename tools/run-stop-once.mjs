// Loaded before the server by run-process.mjs. A terminal's Ctrl-C tells server and starter alike, a process manager tells only the
// starter; the server shall hear it once in both cases. The starter therefore sends a message, heeded only if no signal came.
const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'];
const doubleMs = 1500;
let toldAt = Number.NEGATIVE_INFINITY;

for (const signal of signals) {
  process.on(signal, () => {
    toldAt = performance.now();
    // Ours is the only listener: the program has not got far enough to stop by itself.
    if (process.listenerCount(signal) === 1) process.exit(130);
  });
}

function stop(signal) {
  if (performance.now() - toldAt > doubleMs) process.kill(process.pid, signal);
}

process.on('message', (message) => {
  if (signals.includes(message?.stop)) stop(message.stop);
});
process.on('disconnect', () => stop('SIGTERM'));
process.channel?.unref();
