-- Rows of the tables and columns that releases 0016 to 0020 added.

insert into incoming_mail (mailbox_id, hash, byte_count, envelope_from, envelope_to, source, state, subject, attempt_count, message_id, received_at,
  from_name, from_address, is_ticket_forced, requester_address)
values (1, repeat('06', 32), 700, 'no-reply@shop.example', '{support@tsubame.example}', 'smtp', 'automatic', 'Contact form', 1, 4, '2026-11-30 09:00Z',
  'Shop', 'no-reply@shop.example', true, 'kondo@hinageshi.example');
update message set mail_details = '{"replyTo": [{"name": "", "address": "kondo@hinageshi.example"}]}',
  delivery_recipients = '[{"address": "olivia@brightwater.example", "state": "failed", "detail": "550 5.1.1 unknown"}]' where id = 3;
update outgoing_mail set state = 'partly',
  recipients = '[{"address": "olivia@brightwater.example", "state": "failed"}, {"address": "ben@brightwater.example", "state": "sent"}]' where id = 1;
insert into search_pending values (3) on conflict do nothing;
update search_rebuild set next_ticket_id = 2, skipped_count = 1;
insert into search_word values ('order', '{order,rder,oder,orer,ordr,orde}');
update ticket_search set format = 2, words = to_tsvector('search_words', 'Order 65835 has not arrived') where ticket_id = 1;
update contact set folded_name = lower(name) where id = 1;
update account set folded_name = lower(name) where id = 1;
update ticket_share set is_answer_own = false where id = 1;
