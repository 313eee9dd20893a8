/** For each code the HTTP status and an English sentence. */
export type ProblemTable = Record<string, readonly [status: number, sentence: string]>;
