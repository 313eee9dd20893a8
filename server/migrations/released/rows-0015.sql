-- A few rows of every table, as release 0015 wrote them.

insert into company (name, locale, time_zone, hidden_fields, is_demo, set_up_at, forward_domains, shared_visibility, contact_lookup)
values ('Tsubame Trading', 'en', 'Asia/Tokyo', '{product}', false, '2026-09-30 06:40:21Z', '{partner.example}', 'include_in_custom_views', 'with_ticket');

insert into department (name, color, is_active) values
  ('{"en": "Customer Support", "ja": "カスタマーサポート"}', '#4c6ef5', true),
  ('{"en": "Billing", "ja": "請求"}', '#0c8599', true),
  ('{"en": "Former Warehouse"}', '#868e96', false);

insert into choice (kind, name, position, base_state, needs_justification) values
  ('status', '{"en": "New", "ja": "新規"}', 0, 'new', false),
  ('status', '{"en": "In Progress", "ja": "対応中"}', 1, 'open', false),
  ('status', '{"en": "On Hold"}', 2, 'on_hold', true),
  ('status', '{"en": "Closed"}', 3, 'closed', false);
insert into choice (kind, name, status_id) values ('justification', '{"en": "Waiting for supplier"}', 3);
insert into choice (kind, name, weight, color) values ('priority', '{"en": "High"}', 30, '#e03131');
insert into choice (kind, name, department_id) values ('service', '{"en": "Orders"}', 1);
insert into choice (kind, name, parent_id) values ('category', '{"en": "Returns"}', 7);
insert into choice (kind, name, is_active) values ('product', '{"en": "Kettle \"Kobe\" 1.7 l"}', false);

insert into mailbox (address, name, department_id, imap, imap_password, imap_mark, polled_at, poll_error) values
  ('support@tsubame.example', 'Tsubame Support', 1, null, null, null, null, null),
  ('Billing@tsubame.example', 'Tsubame Billing', 2, '{"host": "imap.tsubame.example", "port": 993, "user": "billing", "security": "tls"}',
    'c2VhbGVk', '{"uidValidity": "7", "lastUid": 12}', '2026-11-29 08:00Z', 'The server did not respond.');

insert into auth_user (id, name, email, "emailVerified", "twoFactorEnabled") values
  ('user-nora', 'Nora Lindqvist', 'nora@tsubame.example', true, true),
  ('user-kenji', '森 健二', 'kenji@tsubame.example', true, null),
  ('user-olivia', 'Olivia Grant', 'olivia@brightwater.example', true, null);
insert into auth_session (id, "expiresAt", token, "updatedAt", "ipAddress", "userAgent", "userId")
values ('session-1', '2026-12-14 06:42:30Z', 'token-1', '2026-11-30 06:42:30Z', '192.0.2.7', 'Firefox', 'user-nora');
insert into auth_account (id, "accountId", "providerId", "userId", password, "updatedAt")
values ('account-1', 'user-nora', 'credential', 'user-nora', '7f64:b12c', '2026-09-30 06:40:21Z');
insert into auth_verification (id, identifier, value, "expiresAt")
values ('verification-1', 'reset-password:abc', 'user-kenji', '2026-12-03 06:40:21Z');
insert into auth_two_factor (id, secret, "backupCodes", "userId", verified, "failedVerificationCount")
values ('two-factor-1', 'sealed secret', 'sealed codes', 'user-nora', true, 0);
insert into auth_api_key (id, "configId", name, start, "referenceId", prefix, key, enabled, "createdAt", "updatedAt", permissions)
values ('key-1', 'default', 'Reports', 'cdk_ab', 'user-nora', 'cdk_', 'hash of a key', true, '2026-10-01 09:00Z', '2026-10-01 09:00Z', '{"api": ["all"]}');
insert into password_tries values ('keyed hash of an address', 3, '2026-11-29 10:00Z', '2026-11-29 10:00:04Z', null);

insert into profile (key, name, permissions) values
  ('agent', '{"en": "Agent", "ja": "担当者"}', '{ticket.read,ticket.reply,ticket.comment,views.manage_own}'),
  ('admin', '{"en": "Admin"}', '{ticket.read,settings.manage}'),
  (null, '{"en": "Night shift"}', '{ticket.read}');
insert into agent (user_id, name, email, profile_id, availability, avatar_url, locale, time_zone, phone) values
  ('user-nora', 'Nora Lindqvist', 'nora@tsubame.example', 2, 'available', 'data:image/svg+xml,%3Csvg%3E', 'en', 'Europe/Lisbon', '+351912345678'),
  ('user-kenji', '森 健二', 'kenji@tsubame.example', 1, 'away', null, 'ja', 'Asia/Tokyo', null);
insert into department_member values (1, 1, 'supervisor'), (2, 2, 'agent');
insert into account (name, domain) values ('Brightwater Outdoor Ltd', 'brightwater.example'), ('喫茶ひなげし', null);
insert into contact (name, account_id, locale, time_zone, user_id) values
  ('Olivia Grant', 1, 'en', 'Europe/London', 'user-olivia'), ('近藤 千尋', 2, 'ja', null, null);
insert into contact_address values
  ('email', 'olivia@brightwater.example', 1, 0), ('phone', '+442071234567', 1, 0), ('email', 'kondo@hinageshi.example', 2, 0);

insert into ticket (type, subject, requester_id, department_id, assignee_id, service_id, category_id, priority_id, status_id, base_state,
  justification_id, solution_due_at, is_forecast_by_hand, cc, tags, account_id, product_id, channel, mailbox_id, preview, message_count, version,
  created_at, updated_at, activity_at, last_message_at, first_responded_at, resolved_at, deleted_at) values
  ('public', 'Order 65835 has not arrived', 1, 1, 1, 7, 8, 6, 3, 'on_hold', 5, '2026-12-01 12:00Z', true,
    '[{"name": "Ben", "address": "ben@brightwater.example"}]', '{delivery,"two words"}', 1, 9, 'email', 1, 'It is at the hub.', 3, 4,
    '2026-11-28 09:00Z', '2026-11-29 09:00Z', '2026-11-29 09:00Z', '2026-11-29 09:00Z', '2026-11-28 10:00Z', null, null),
  ('public', '個人情報の削除をお願いします', 2, 2, null, null, null, null, 4, 'closed', null, null, false, '[]', '{個人情報}', 2, null, 'web', null,
    '削除が完了いたしました。', 1, 2, '2026-10-13 07:28Z', '2026-10-16 08:51Z', '2026-10-16 08:51Z', '2026-10-13 15:57Z', null, '2026-10-16 08:51Z', null),
  ('internal', 'Thrown away', 1, 1, null, null, null, null, 1, 'new', null, null, false, '[]', '{}', null, null, 'agent', null, '', 0, 1,
    '2026-11-01 09:00Z', '2026-11-01 09:00Z', '2026-11-01 09:00Z', '2026-11-01 09:00Z', null, null, '2026-11-02 09:00Z');
insert into ticket_reading values (1, 1, '2026-11-29 09:30Z'), (2, 2, '2026-10-16 09:00Z');
insert into ticket_search values
  (1, to_tsvector('english', 'Order 65835 has not arrived Olivia Grant'), to_tsvector('english', 'Order 65835 has not arrived')),
  (2, to_tsvector('english', '個人情報の削除をお願いします'), to_tsvector('english', '2'));

insert into message (ticket_id, kind, visibility, author_kind, author_id, author_name, author_address, html, body_text, quoted_html, recipients,
  delivery, delivery_detail, authenticity, created_at, sends_at, edited_at, mention_ids) values
  (1, 'request', 'public', 'contact', 1, 'Olivia Grant', 'olivia@brightwater.example', '<p>Where is it?</p>', 'Where is it?', '<blockquote>x</blockquote>',
    '{"to": [{"name": "Tsubame Support", "address": "support@tsubame.example"}], "cc": [], "bcc": []}', null, null,
    '{"spf": "pass", "dkim": "pass", "dmarc": "pass"}', '2026-11-28 09:00Z', null, null, '{}'),
  (1, 'comment', 'internal', 'agent', 1, 'Nora Lindqvist', null, '<p>@森 please look</p>', E'@森\tplease look\n', null,
    '{"to": [], "cc": [], "bcc": []}', null, null, null, '2026-11-28 09:30Z', null, '2026-11-28 09:31Z', '{2}'),
  (1, 'reply', 'public', 'agent', 1, 'Nora Lindqvist', 'support@tsubame.example', '<p>It is at the hub.</p>', 'It is at the hub.', null,
    '{"to": [{"name": "Olivia Grant", "address": "olivia@brightwater.example"}], "cc": [], "bcc": []}', 'failed', '550 5.1.1 unknown', null,
    '2026-11-29 09:00Z', '2026-11-29 09:00:10Z', null, '{}'),
  (2, 'request', 'public', 'contact', 2, '近藤 千尋', 'kondo@hinageshi.example', '<p>お願いします</p>', 'お願いします', null,
    '{"to": [], "cc": [], "bcc": []}', null, null, null, '2026-10-13 07:28Z', null, null, '{}');
insert into message_revision (message_id, html, replaced_at, replaced_by) values (2, '<p>look</p>', '2026-11-28 09:31Z', 'Nora Lindqvist');
insert into draft values (2, 1, 'reply', '<p>I will</p>', '{"to": [], "cc": [], "bcc": []}', '2026-11-29 10:00Z');
insert into attachment (hash, name, content_type, byte_count, content_id, is_inline, message_id, draft_agent_id, draft_ticket_id, draft_kind, uploaded_by, created_at) values
  (repeat('ab', 32), 'TB-65835.pdf', 'application/pdf', 1452, null, false, 1, null, null, null, null, '2026-11-28 09:00Z'),
  (repeat('cd', 32), '写真.png', 'image/png', 800, 'image1', true, null, 2, 1, 'reply', 2, '2026-11-29 10:00Z');
insert into mail_reference values ('<1@brightwater.example>', 1, 1, 1), ('<2@tsubame.example>', null, 1, 3);
insert into incoming_mail (mailbox_id, hash, byte_count, envelope_from, envelope_to, remote_address, helo, source, state, subject, error, attempt_count, message_id, received_at) values
  (1, repeat('01', 32), 5000, 'olivia@brightwater.example', '{support@tsubame.example}', '192.0.2.1', 'mx.brightwater.example', 'smtp', 'done', 'Order 65835 has not arrived', null, 1, 1, '2026-11-28 09:00Z'),
  (1, repeat('02', 32), 5000, '', '{support@tsubame.example}', null, null, 'imap', 'ignored', 'Undelivered', null, 1, null, '2026-11-28 09:10Z'),
  (1, repeat('03', 32), 5000, 'support@tsubame.example', '{support@tsubame.example}', null, null, 'smtp', 'ignored', 'Own', 'sent by this system', 1, null, '2026-11-28 09:11Z'),
  (2, repeat('04', 32), 5000, 'x@broken.example', '{billing@tsubame.example}', null, null, 'smtp', 'failed', '', 'The email is nested too deeply.', 3, null, '2026-11-28 09:12Z'),
  (2, repeat('05', 32), 5000, 'late@broken.example', '{billing@tsubame.example}', null, null, 'smtp', 'waiting', '', null, 0, null, '2026-11-28 09:13Z');

insert into ticket_share (ticket_id, department_id, from_department_id, level, agent_ids, reason, hidden_fields, is_customer_masked, question,
  responsible_id, due_at, done_at, done_by, answer, expires_at, shared_by_id, shared_by_name, created_at, updated_at, revoked_at, revoked_by, activity_at, is_open) values
  (1, 2, 1, 'restricted', '{2}', 'Refund', '{priority}', true, 'May we refund?', 2, '2026-12-01 09:00Z', '2026-11-29 08:00Z', '森 健二', 'Yes.', '2027-01-01 00:00Z',
    1, 'Nora Lindqvist', '2026-11-28 11:00Z', '2026-11-29 08:00Z', null, null, '2026-11-29 09:00Z', true),
  (2, 1, 2, 'full', null, '', '{}', false, '', null, null, null, null, '', null, null, 'system', '2026-10-13 08:00Z', '2026-10-14 08:00Z', '2026-10-14 08:00Z', '森 健二', '2026-10-16 08:51Z', false);
insert into batch (agent_id, payload, state, created_at) values (1, '{"action": "assign", "assigneeId": 1}', 'finished', '2026-11-28 12:00Z');
insert into batch_item values (1, 1, 'done', null, null), (1, 2, 'refused', 'forbidden', 'This ticket is closed.');

insert into outgoing_mail (ticket_id, message_id, mail, state, attempt_count, last_error, created_at, sent_at, secret_until) values
  (1, 3, '{"to": [{"name": "Olivia Grant", "address": "olivia@brightwater.example"}], "cc": [], "bcc": [], "from": {"name": "Nora", "address": "support@tsubame.example"}, "subject": "Re: Order", "text": "It is at the hub.", "html": null, "messageId": "2@tsubame.example"}',
    'failed', 4, '550 5.1.1 unknown', '2026-11-29 09:00Z', null, null),
  (null, null, '{"to": [{"name": "", "address": "kenji@tsubame.example"}], "cc": [], "bcc": [], "from": {"name": "", "address": "support@tsubame.example"}, "subject": "Your link", "text": "", "html": null, "messageId": "sign-in.1@tsubame.example"}',
    'sent', 1, null, '2026-11-29 07:00Z', '2026-11-29 07:00:01Z', '2026-12-02 07:00Z');
insert into outgoing_text (ticket_id, recipient, body, state, provider_id, attempt_count, created_at, sent_at)
values (1, '+351912345678', 'Ticket #1 is assigned to you', 'delivered', 'SM1', 1, '2026-11-28 09:05Z', '2026-11-28 09:05:02Z');

insert into event (type, at, ticket_id, message_id, actor_kind, actor_id, actor_name, request_id, changes, data) values
  ('ticket.created', '2026-11-28 09:00Z', 1, 1, 'contact', 1, 'Olivia Grant', null, '[]', '{}'),
  ('ticket.assigned', '2026-11-28 09:05Z', 1, null, 'agent', 2, '森 健二', 'req-1', '[{"field": "assignee", "before": null, "after": {"id": 1}}]', '{}'),
  ('contact.edited', '2026-11-28 09:06Z', null, null, 'agent', 1, 'Nora Lindqvist', 'req-2', '[{"field": "name", "before": "Olivia", "after": "Olivia Grant"}]', '{"contactId": 1}');
insert into notification (event_id, agent_id, means, kind, ticket_id, department_id, message_id, actor_kind, actor_name, lead_id, mail_id, text_id, state, detail, created_at, read_at) values
  (2, 1, 'app', 'assigned', 1, 1, null, 'agent', '森 健二', null, null, null, 'told', null, '2026-11-28 09:05Z', null),
  (2, 1, 'sms', 'assigned', 1, 1, null, 'agent', '森 健二', null, null, 1, 'told', null, '2026-11-28 09:05Z', null),
  (1, 1, 'app', 'created', 1, 1, 1, 'contact', 'Olivia Grant', 1, null, null, 'canceled', 'read', '2026-11-28 09:00Z', '2026-11-28 09:02Z');
insert into notification_rule values (1, 'assigned', 'sms', true);
insert into notification_preference values (2, 'mentioned', 'email', false);
insert into notification_template values ('assigned', 'email', 'en', 'Ticket #{{ ticket.number }}', 'Hello {{ agent.name }}');
insert into custom_view (name, criteria, sort, columns, visibility, department_ids, profile_ids, owner_id, created_at, updated_at) values
  ('Urgent orders', '{"match": "all", "conditions": [{"field": "priority", "operator": "is", "values": [6]}]}', 'activity', '{number,subject,requester}', 'departments', '{1,2}', '{}', 1, '2026-11-01 09:00Z', '2026-11-02 09:00Z'),
  ('Mine', '{"match": "any", "conditions": []}', 'created', '{subject}', 'me', '{}', '{}', 2, '2026-11-01 09:00Z', '2026-11-01 09:00Z');
insert into canned_reply (name, html, visibility, department_ids, owner_id, created_at, updated_at) values
  ('Following up', '<p>Hi {{ requester.name }}</p>', 'everyone', '{}', null, '2026-11-01 09:00Z', '2026-11-01 09:00Z'),
  ('My own', '<p>Hello</p>', 'me', '{}', 1, '2026-11-01 09:00Z', '2026-11-01 09:00Z');

insert into idempotency values ('agent:1', 'key-1', 'fingerprint', '{"status": 200}', '2026-11-29 09:00Z');
insert into worker_process values ('pool-1', 4711);
insert into socket_io_attachments (payload) values ('\x00ff10');
