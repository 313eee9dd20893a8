-- Rows of the tables and columns that releases 0021 and 0022 added.

update mailbox set smtp = '{"host": "smtp.shop.example", "port": 587, "user": "support", "encryption": "starttls", "signIn": "password"}',
  has_sent_copy = true, sent_folder = 'Sent', oauth = '{"provider": "google", "clientId": "crossdesk", "tenant": null}' where id = 1;
insert into mailbox_consent (state_hash, mailbox_id, agent_id, session_id, verifier, expires_at)
values (repeat('ab', 32), 1, 1, null, 'verifier', '2026-11-30 10:00Z');
insert into event_failure (subscriber, event_id, error, attempt_count, failed_at)
select 'views:index', min(id), 'invalid byte sequence', 2, '2026-11-30 09:00Z' from event;
update event_subscriber set last_event_id = (select min(id) from event) where name = 'views:index';
