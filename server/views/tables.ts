/** The words of a ticket: its number, subject, tags, people and messages, in the form `searchText` gives them. `bare_words` leaves out what a share can hide. */
interface TicketSearchTable {
  ticket_id: number;
  words: string;
  bare_words: string;
}

declare module '../platform/database.ts' {
  interface Tables {
    ticket_search: TicketSearchTable;
  }
}

export type {};
