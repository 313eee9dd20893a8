/** The words of a ticket: its number, subject, people and messages, in the form `searchText` gives them. */
interface TicketSearchTable {
  ticket_id: number;
  words: string;
}

declare module '../platform/database.ts' {
  interface Tables {
    ticket_search: TicketSearchTable;
  }
}

export type {};
