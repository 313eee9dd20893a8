import { api } from '@crossdesk/contracts/api.ts';
import type { EndpointSpec } from '@crossdesk/contracts/endpoint.ts';
import { ticketPermissions } from '@crossdesk/contracts/lists/permissions.ts';
import {
  type Permission,
  permissions,
  type Relation,
  relations,
  type TicketPermission,
} from '@crossdesk/contracts/permissions.ts';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Schema, validValue } from '../testing/arbitrary.ts';
import type { EndpointName } from '../testing/client.ts';
import { type TestApp, testApp } from '../testing/test-app.ts';
import { checkPermission, type TicketFacts } from './rules.ts';

/**
 * The intended policy: the four owner relations, the three access levels of shares, and former
 * holders.
 */
const byRelation = `
                          administrator  department_supervisor  department_agent  assignee  shared_full  shared_restricted  shared_read_only  former_agent  former_department
ticket.read               yes            yes                    yes               yes       yes          yes                yes               yes           yes
ticket.comment            yes            yes                    yes               yes       yes          yes                yes               no            no
ticket.reply              yes            yes                    yes               yes       yes          no                 no                no            no
ticket.forward            yes            yes                    yes               yes       yes          yes                no                no            no
ticket.forward_to_anyone  yes            yes                    yes               yes       yes          no                 no                no            no
ticket.edit               yes            yes                    yes               yes       yes          no                 no                no            no
ticket.set_status         yes            yes                    yes               yes       no           no                 no                no            no
ticket.reopen             yes            yes                    yes               yes       no           no                 no                no            no
ticket.assign             yes            yes                    yes               yes       no           no                 no                no            no
ticket.set_forecast       yes            yes                    yes               yes       yes          no                 no                no            no
ticket.change_type        yes            yes                    yes               yes       no           no                 no                no            no
ticket.share              yes            yes                    yes               yes       no           no                 no                no            no
ticket.transfer           yes            yes                    yes               yes       no           no                 no                no            no
ticket.escalate           yes            yes                    yes               yes       no           no                 no                no            no
ticket.view_original      yes            yes                    yes               yes       yes          yes                yes               no            no
ticket.delete             yes            yes                    yes               yes       no           no                 no                no            no
ticket.restore            no             no                     no                no        no           no                 no                no            no
`;

/** The intended policy for an agent of the department, by state of the ticket. */
const byTicket = `
                          open   internal         closed  deleted
ticket.read               true   true             true    true
ticket.comment            true   true             true    ticket_deleted
ticket.reply              true   ticket_internal  true    ticket_deleted
ticket.forward            true   true             true    ticket_deleted
ticket.forward_to_anyone  true   true             true    ticket_deleted
ticket.edit               true   true             true    ticket_deleted
ticket.set_status         true   true             true    ticket_deleted
ticket.reopen             true   true             true    ticket_deleted
ticket.assign             true   true             true    ticket_deleted
ticket.set_forecast       true   true             true    ticket_deleted
ticket.change_type        true   true             true    ticket_deleted
ticket.share              true   true             true    ticket_deleted
ticket.transfer           true   true             ticket_closed  ticket_deleted
ticket.escalate           true   true             ticket_closed  ticket_deleted
ticket.view_original      true   true             true    true
ticket.delete             true   true             true    ticket_deleted
ticket.restore            ticket_not_deleted  ticket_not_deleted  ticket_not_deleted  true
`;

/** Parses such a table into headings and cells by row. */
function parseTable(table: string): { headings: string[]; lines: Map<string, string[]> } {
  const [first = '', ...rest] = table.trim().split('\n');
  const words = (line: string) => line.trim().split(/\s+/);
  return { headings: words(first), lines: new Map(rest.map((line) => [words(line)[0] ?? '', words(line).slice(1)])) };
}

const everything = new Set<Permission>(permissions);
const tickets: Record<string, TicketFacts> = {
  open: { type: 'public', base_state: 'open', deleted_at: null },
  internal: { type: 'internal', base_state: 'open', deleted_at: null },
  closed: { type: 'public', base_state: 'closed', deleted_at: null },
  deleted: { type: 'public', base_state: 'open', deleted_at: new Date(0) },
};

describe('every relation and every permission', () => {
  const { headings, lines } = parseTable(byRelation);

  test('the tables list all relations and permissions', () => {
    expect(headings).toEqual([...relations]);
    expect([...lines.keys()]).toEqual([...ticketPermissions]);
    expect([...parseTable(byTicket).lines.keys()]).toEqual([...ticketPermissions]);
  });

  test.each([...lines])('ZE-06 ZE-08 ZE-09 ZE-24 %s is granted to the relations in the table', (permission, cells) => {
    const granted = headings.map((relation) => {
      const verdict = checkPermission(
        permission as TicketPermission,
        everything,
        [relation as Relation],
        tickets.open as TicketFacts,
      );
      return verdict === true ? 'yes' : 'no';
    });
    expect(granted).toEqual(cells);
  });

  test.each([...lines.keys()])('%s requires the access profile and a relation', (permission) => {
    const check = (held: ReadonlySet<Permission>, via: Relation[]) =>
      checkPermission(permission as TicketPermission, held, via, tickets.open as TicketFacts);
    const without = new Set([...everything].filter((one) => one !== permission));
    expect(check(without, ['administrator'])).toBe('profile_lacks_permission');
    expect(check(everything, [])).toBe('relation_lacks_permission');
  });

  test.each([...parseTable(byTicket).lines])(
    'ZV-14 ZV-17 %s depends on the state of the ticket',
    (permission, cells) => {
      const verdicts = parseTable(byTicket).headings.map((state) =>
        String(
          checkPermission(
            permission as TicketPermission,
            everything,
            ['department_agent'],
            tickets[state] as TicketFacts,
          ),
        ),
      );
      expect(verdicts).toEqual(cells);
    },
  );
});

/** What a Viewer may change: their own settings. */
const ownSettings: readonly EndpointName[] = [
  'editMe',
  'createApiKey',
  'deleteApiKey',
  'markRead',
  'markUnread',
  'followTicket',
  'unfollowTicket',
  'readNotifications',
  'setNotificationPreference',
  'editAbsence',
  'deleteAbsence',
  'undoTransfer',
  'retryBatch',
  'undoBatch',
];

describe('a Viewer', () => {
  let desk: TestApp;
  beforeAll(async () => {
    desk = await testApp();
  });
  afterAll(() => desk.close());

  test('C-23 ZV-05 can open all tickets of their departments and is refused every write', async () => {
    const department = await desk.given.department();
    const viewer = await desk.given.member(department.id, 'viewer');
    const number = await desk.given.ticket({ departmentId: department.id });
    const ticket = await desk.call(viewer, 'getTicket', { params: { number } });
    expect(Object.entries(ticket.can).filter(([, verdict]) => verdict === true)).toEqual([['ticket.read', true]]);
    const { items } = await desk.call(viewer, 'listMessages', { params: { number } });
    const messageId = items[0]?.id ?? 0;
    const writes = (Object.entries(api) as [EndpointName, EndpointSpec][]).filter(
      ([name, spec]) => spec.method !== 'GET' && spec.caller !== 'anyone' && !ownSettings.includes(name),
    );
    expect(writes.length).toBeGreaterThan(25);
    const known = { ids: [number], texts: ['hello'], names: ['ann@customer.example'] };
    for (const [name, spec] of writes) {
      const chosen = spec.params
        ? fc.sample(validValue(spec.params as unknown as Schema, known), { numRuns: 1, seed: 7 })
        : [];
      const params = { ...(chosen[0] as object), number, messageId, id: 1, departmentId: department.id, keyId: 'x' };
      // A random body may still break a detailed rule of the schema; a valid one is found soon.
      const bodies = spec.body
        ? fc.sample(validValue(spec.body as unknown as Schema, known), { numRuns: 20, seed: 7 })
        : [{}];
      const codes: string[] = [];
      for (const body of bodies) {
        const { code } = await desk.refusal(viewer, name, { params, ...(spec.body ? { body } : {}) });
        codes.push(code);
        if (code !== 'invalid_fields') break;
      }
      expect(['not_allowed', 'refused'], `${name}: ${codes}`).toContain(codes.at(-1));
    }
    const after = await desk.call(viewer, 'getTicket', { params: { number } });
    expect(after).toEqual(ticket);
  });
});
