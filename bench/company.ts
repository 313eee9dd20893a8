type Step = (name: string, sql: string, values?: unknown[]) => Promise<void>;

/** Row counts for a number of tickets, with the same proportions in every data set. */
export const companySize = (tickets: number) => ({
  tickets,
  /**
   * Of this many newest tickets, three in four are open, so that the 500 agents have the same
   * workload in every data set.
   */
  recent: Math.min(4_000, Math.floor(tickets * 0.4)),
  departments: 40,
  agents: 500,
  contacts: Math.max(100, Math.min(100_000, Math.floor(tickets / 10))),
  accounts: Math.max(20, Math.min(20_000, Math.floor(tickets / 50))),
});

/** Number of words `rare0`, `rare1` …: each occurs in twenty tickets. */
export const rareWords = (tickets: number): number => Math.max(1, Math.floor(tickets / 20));

/** Typical sentences of customers and agents, a third of them in Japanese. */
export const sentences: readonly (readonly [language: 'en' | 'ja', body: string])[] = [
  ['en', 'My parcel has not moved for six days and the tracking page says nothing new.'],
  ['en', 'I was charged twice for the same order this month, please refund one of them.'],
  ['en', 'The password reset link does not arrive, although I asked for it three times.'],
  ['en', 'We have found the parcel at the regional hub, it leaves tonight.'],
  ['en', 'Could you send me the invoice with our new VAT number and address?'],
  ['en', 'The integration stopped working after the update of last night.'],
  ['en', 'Thank you, that solved it. You can close this request.'],
  ['en', 'Please check with the carrier and tell the customer before noon.'],
  ['en', 'The replacement was sent today and should arrive on Thursday.'],
  ['en', 'I would like to change my plan from monthly to yearly billing.'],
  ['en', 'There is a payment on my card that I do not recognise.'],
  ['en', 'The screen stays black when I open the report of last quarter.'],
  ['en', 'We need the signed contract before the end of the week.'],
  ['en', 'The box was damaged when it arrived and two glasses are broken.'],
  ['ja', '荷物がまだ届いていません。追跡ページも更新されていないようです。'],
  ['ja', '今月の請求書に同じ項目が二つあります。ご確認ください。'],
  ['ja', 'パスワード再設定のメールが届きません。'],
  ['ja', '返金の手続きについて教えてください。'],
  ['ja', '本日発送いたしました。到着までしばらくお待ちください。'],
  ['ja', '契約内容の変更をお願いしたいです。'],
  ['ja', 'ご対応ありがとうございました。解決しました。'],
];

/** Inserts departments with mailboxes, agents, accounts and contacts. */
export async function insertCompany(step: Step, size: ReturnType<typeof companySize>): Promise<void> {
  await step('set up', `update company set set_up_at = now(), setup_token_hash = null`);
  await step(
    'departments',
    `insert into department (name, color) select jsonb_build_object('en', 'Department ' || i, 'ja', '部署' || i), '#4c6ef5' from generate_series(1, $1::int) i`,
    [size.departments],
  );
  await step(
    'mailboxes',
    `insert into mailbox (address, name, department_id) select 'desk' || row_number() over (order by id) || '@bench.example', 'Desk', id from department`,
  );
  await step(
    'users',
    `insert into auth_user (id, name, email, "emailVerified") select 'bench-' || i, 'Agent ' || i, 'agent' || i || '@bench.example', true from generate_series(1, $1::int) i`,
    [size.agents],
  );
  await step(
    'agents',
    `insert into agent (user_id, name, email, profile_id, locale, time_zone)
     select 'bench-' || i, 'Agent ' || i, 'agent' || i || '@bench.example', p.id, 'en', 'UTC'
     from generate_series(1, $1::int) i join profile p on p.key = case when i % 50 = 0 then 'admin' when i % 10 = 0 then 'supervisor' else 'agent' end`,
    [size.agents],
  );
  await step(
    'memberships',
    `insert into department_member (department_id, agent_id, role)
     select distinct on (d.id, a.id) d.id, a.id, case when a.id % 10 = 0 then 'supervisor' else 'agent' end
     from agent a cross join generate_series(0, 1) n
     join department d on d.id = (select min(id) from department) + (a.id + n * 17 * (a.id % 3)) % $1 where a.email like '%@bench.example'`,
    [size.departments],
  );
  await step('accounts', `insert into account (name) select 'Account ' || i from generate_series(1, $1::int) i`, [
    size.accounts,
  ]);
  await step(
    'contacts',
    `insert into contact (name, account_id) select 'Contact ' || i, (select min(id) from account) + i % $2 from generate_series(1, $1::int) i`,
    [size.contacts, size.accounts],
  );
  await step(
    'addresses',
    `insert into contact_address (kind, address, contact_id, position) select 'email', 'contact' || id || '@customer.example', id, 0 from contact on conflict do nothing`,
  );
}
