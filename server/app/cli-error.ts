/** A failed command, with a message for the user. `isUsage`: it was called incorrectly. */
export class CommandError extends Error {
  readonly isUsage: boolean;
  constructor(message: string, isUsage = false) {
    super(message);
    this.isUsage = isUsage;
  }
}
