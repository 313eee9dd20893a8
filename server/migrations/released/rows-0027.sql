-- Rows of the tables and columns that releases 0023 to 0027 added.

insert into agent_status (name, receives_work, position) values ('{"en": "In a meeting", "ja": "会議中"}', false, 4);
update agent_availability set status_id = (select max(id) from agent_status), reason = 'Weekly meeting',
  until = '2026-11-30 11:00Z', changed_at = '2026-11-30 10:00Z' where agent_id = 1;
insert into agent_schedule (agent_id, time_zone, hours) values (1, 'Asia/Tokyo', null);
insert into agent_absence (agent_id, starts_at, ends_at, substitute_id, reason)
select 1, '2026-12-24 00:00Z', '2027-01-02 00:00Z', (select max(id) from agent where id <> 1), 'Holiday';
update company set idle_minutes = 30;
insert into agent_assignment (agent_id, max_open, skills) values (1, 20, '{french}');
insert into agent_turn (department_id, agent_id, assigned_at) select id, 1, '2026-11-30 10:00Z' from department;
insert into assignment_queue (ticket_id, department_id, reason, queued_at)
select id, department_id, 'nobody_available', '2026-11-30 10:00Z' from ticket order by id limit 1;
insert into assignment_decision (ticket_id, department_id, agent_id, mode, outcome, decided_by, seed, candidates, decided_at)
select id, department_id, 1, 'least_open', 'assigned', 'fewest_open', null, '[]', '2026-11-30 10:00Z' from ticket order by id limit 1;
insert into ticket_transfer (ticket_id, kind, from_department_id, from_agent_id, to_department_id, to_agent_id, by_agent_id, by_name,
  reason, kept, outcome, before, version_after, created_at)
select id, 'reassign', department_id, 1, department_id, null, 1, 'Robin', 'Wrong department', 'nothing', 'named',
  '{"accountId": null, "productId": null, "categoryId": null, "queuedAt": null, "endedShareId": null, "endedTraces": []}', version,
  '2026-11-30 10:00Z' from ticket order by id limit 1;
insert into ticket_trace (ticket_id, department_id, agent_id, transfer_id, created_at, activity_at, is_open)
select ticket.id, ticket.department_id, 1, ticket_transfer.id, '2026-11-30 10:00Z', ticket.activity_at, ticket.is_open
from ticket_transfer join ticket on ticket.id = ticket_transfer.ticket_id;
insert into batch (agent_id, kind, payload, state, created_at, finished_at)
values (1, 'close', '{"kind": "close"}', 'finished', '2026-11-30 10:00Z', '2026-11-30 10:01Z');
insert into batch_item (batch_id, ticket_id, state, undo)
select (select max(id) from batch), min(id), 'done', '{"is": "deleted"}' from ticket;
