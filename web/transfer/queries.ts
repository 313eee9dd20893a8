import type { TransferTerms } from '@crossdesk/contracts/transfer.ts';
import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import { call } from '../lib/client.ts';
import { keys } from '../lib/queries.ts';

/** The departments, and why a ticket cannot be transferred to some of them. */
export const targetsQuery = (number: number) =>
  queryOptions({
    queryKey: [...keys.transfer, 'targets', number],
    queryFn: ({ signal }) => call('listTransferTargets', { params: { number }, signal }),
    staleTime: 0,
  });

/** The members of a department with their open tickets. */
export const membersQuery = (departmentId: number) =>
  queryOptions({
    queryKey: [...keys.transfer, 'members', departmentId],
    queryFn: ({ signal }) => call('listTransferMembers', { params: { id: departmentId }, signal }),
    staleTime: 0,
  });

export const assignmentSettingsQuery = queryOptions({
  queryKey: [...keys.transfer, 'settings'],
  queryFn: ({ signal }) => call('listAssignmentSettings', { signal }),
  staleTime: 0,
});

/** What a transfer would do. `version`: of the ticket, so that a change of it is considered. */
export const forecastQuery = (number: number, version: number, terms: TransferTerms) =>
  queryOptions({
    queryKey: [...keys.transfer, 'forecast', number, version, terms],
    queryFn: ({ signal }) =>
      call('forecastTransfer', { params: { number }, body: terms, signal, idempotencyKey: null }),
    staleTime: 0,
    placeholderData: keepPreviousData,
  });
