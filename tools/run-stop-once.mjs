// Loaded before the server by run-process.mjs. Ctrl-C in a terminal signals server and launcher, a
// process manager only the launcher. The server must get one signal in both cases, so the launcher
// sends a message that is ignored after a signal.
const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'];
const doubleMs = 1500;
let signaledAt = Number.NEGATIVE_INFINITY;

for (const signal of signals) {
  process.on(signal, () => {
    signaledAt = performance.now();
    // Without other listeners, the program has not started far enough to stop by itself.
    if (process.listenerCount(signal) === 1) process.exit(130);
  });
}

function stop(signal) {
  if (performance.now() - signaledAt > doubleMs) process.kill(process.pid, signal);
}

process.on('message', (message) => {
  if (signals.includes(message?.stop)) stop(message.stop);
});
process.on('disconnect', () => stop('SIGTERM'));
process.channel?.unref();
