const onTheirWay = new Map<number, Promise<unknown>>();

/** Sends a message of this ticket; until there is an answer the conversation is not read again, which would take from the screen what the server does not know yet. */
export const trackPending = <T>(number: number, sending: Promise<T>): Promise<T> => {
  const all = Promise.allSettled([onTheirWay.get(number), sending]);
  onTheirWay.set(number, all);
  void all.then(() => {
    if (onTheirWay.get(number) === all) onTheirWay.delete(number);
  });
  return sending;
};

/** Ends when no message of this ticket is on its way. */
export const arrived = (number: number): Promise<unknown> | undefined => onTheirWay.get(number);
