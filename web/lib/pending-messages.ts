const pendingMessages = new Map<number, Promise<unknown>>();

/**
 * Tracks a message being sent. The conversation is not refetched until it settles: a refetch would
 * remove the message, which the server does not have yet, from the screen.
 */
export const trackPending = <T>(number: number, sending: Promise<T>): Promise<T> => {
  const all = Promise.allSettled([pendingMessages.get(number), sending]);
  pendingMessages.set(number, all);
  void all.then(() => {
    if (pendingMessages.get(number) === all) pendingMessages.delete(number);
  });
  return sending;
};

/** Resolves when no message of this ticket is being sent. */
export const whenSettled = (number: number): Promise<unknown> | undefined => pendingMessages.get(number);
