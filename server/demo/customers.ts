import type { Locale } from '@crossdesk/contracts/scalars.ts';
import { createAccount, createContact } from '../identity/index.ts';
import type { Context } from '../platform/context.ts';
import { companyNames, ownDomain } from './company.ts';

/** A customer. `salutation` is how an agent addresses them. */
export type Customer = {
  id: number;
  name: string;
  salutation: string;
  email: string;
  locale: Locale;
  company: string | null;
  /** An internal requester who works at the company. */
  isOwn: boolean;
};

const accounts: readonly [name: string, domain: string][] = [
  ['Brightwater Outdoor Ltd', 'brightwater-outdoor.example'],
  ['Casa Ferreira', 'casa-ferreira.example'],
  ['Northgate School', 'northgate-school.example'],
  ['Pine & Pepper Cafés', 'pine-pepper.example'],
  ['Halvorsen Architects', 'halvorsen-architects.example'],
  ['Redfern Logistics', 'redfern-logistics.example'],
  ['Summit Guides Cooperative', 'summit-guides.example'],
  ['Okafor Medical Supplies', 'okafor-medical.example'],
  ['Lakeside Hotel Group', 'lakeside-hotels.example'],
  ['Kowalski Interiors', 'kowalski-interiors.example'],
  ['Bluebird Studios', 'bluebird-studios.example'],
  ['Verdant Gardens', 'verdant-gardens.example'],
  ['Atelier Rousseau', 'atelier-rousseau.example'],
  ['Pixelharbor Software', 'pixelharbor.example'],
  ['Greenfield University', 'greenfield-university.example'],
  ['株式会社あおば文具', 'aoba-bungu.example'],
  ['はやぶさ運輸株式会社', 'hayabusa-unyu.example'],
  ['みなと建築設計事務所', 'minato-sekkei.example'],
  ['株式会社こもれび', 'komorebi.example'],
  ['さくら台クリニック', 'sakuradai-clinic.example'],
  ['北斗システム株式会社', 'hokuto-systems.example'],
  ['喫茶ひなげし', 'hinageshi.example'],
  ['株式会社やまね工房', 'yamane-kobo.example'],
  ['うみかぜ旅館', 'umikaze.example'],
  ['有限会社しろくま商店', 'shirokuma.example'],
];

/**
 * Name, local part of the address, index of the account in the list above (null: a private person),
 * second address, phone.
 */
type CustomerRow = [name: string, box: string, account: number | null, second?: string, phone?: string];

const englishCustomers: readonly CustomerRow[] = [
  ['Olivia Grant', 'olivia.grant', 0, 'o.grant@homepost.example', '+442079460101'],
  ['Ben Carver', 'ben.carver', 0],
  ['Inês Ferreira', 'ines', 1, undefined, '+351210000123'],
  ['Rui Ferreira', 'rui', 1],
  ['Margaret Doyle', 'm.doyle', 2, 'bursar@northgate-school.example', '+12025550143'],
  ['Thomas Pepper', 'thomas', 3, undefined, '+12025550178'],
  ['Leila Haddad', 'leila', 3],
  ['Ingrid Halvorsen', 'ih', 4],
  ['Marcus Redfern', 'marcus.redfern', 5, 'dispatch@redfern-logistics.example', '+442079460122'],
  ['Nadia Petrova', 'nadia.petrova', 5],
  ['Jonas Keller', 'jonas', 6, 'jonas.keller@alpinmail.example'],
  ['Chidi Okafor', 'chidi', 7, undefined, '+12025550119'],
  ['Amaka Obi', 'amaka.obi', 7],
  ['Rosa Delgado', 'rosa.delgado', 8, 'frontdesk@lakeside-hotels.example', '+12025550165'],
  ['Peter Lang', 'peter.lang', 8],
  ['Zofia Kowalska', 'zofia', 9],
  ['Theo Marsh', 'theo', 10, undefined, '+442079460188'],
  ['Priscilla Wong', 'priscilla', 10],
  ['Hugo Blanchard', 'hugo', 11],
  ['Camille Rousseau', 'camille', 12, 'atelier@atelier-rousseau.example'],
  ['Dev Patel', 'dev', 13, 'oncall@pixelharbor.example', '+12025550132'],
  ['Sara Lindgren', 'sara', 13],
  ['Prof. Alan Whitfield', 'a.whitfield', 14],
  ['Maya Rosen', 'maya.rosen', 14, undefined, '+12025550154'],
  ['Emily Stone', 'emily.stone@homepost.example', null],
  ['George Baptiste', 'gbaptiste@quickmail.example', null, undefined, '+442079460144'],
  ['Fatima Zahra', 'fatima.zahra@homepost.example', null, 'fz.design@quickmail.example'],
  ['Lucas Meyer', 'lucas.meyer@alpinmail.example', null],
  ['Hannah Brooks', 'hbrooks@quickmail.example', null, undefined, '+12025550187'],
  ['Ivan Horvat', 'ivan.horvat@homepost.example', null],
  ['Chloe Tremblay', 'chloe.t@quickmail.example', null],
  ['Oscar Nyström', 'oscar.nystrom@alpinmail.example', null],
  ['Ruth Adeyemi', 'ruth.adeyemi@homepost.example', null, undefined, '+442079460177'],
  ['Daniel Costa', 'daniel.costa@quickmail.example', null],
];

const japaneseCustomers: readonly CustomerRow[] = [
  ['高橋 美咲', 'takahashi', 15, 'misaki.t@yubin-mail.example', '+815000000101'],
  ['青木 誠', 'aoki', 15],
  ['渡辺 浩', 'watanabe', 16, undefined, '+815000000102'],
  ['斎藤 久美子', 'saito', 16],
  ['井上 拓也', 'inoue', 17],
  ['松本 彩', 'matsumoto', 18, 'aya.m@yubin-mail.example'],
  ['木村 直樹', 'kimura', 18],
  ['林 由美', 'hayashi', 19, 'uketsuke@sakuradai-clinic.example', '+815000000103'],
  ['清水 健', 'shimizu', 20],
  ['石田 翔太', 'ishida', 20, 'noc@hokuto-systems.example', '+815000000104'],
  ['近藤 千尋', 'kondo', 21],
  ['遠藤 修', 'endo', 22, undefined, '+815000000105'],
  ['村上 真理', 'murakami', 22],
  ['長谷川 俊', 'hasegawa', 23, 'yoyaku@umikaze.example'],
  ['池田 陽子', 'ikeda', 24, undefined, '+815000000106'],
  ['橋本 蓮', 'ren.hashimoto@yubin-mail.example', null],
  ['山口 さやか', 'sayaka.y@yubin-mail.example', null, undefined, '+815000000107'],
  ['岡田 亮介', 'okada.r@pochitto.example', null],
  ['前田 桃子', 'momoko.maeda@pochitto.example', null, 'maeda.family@yubin-mail.example'],
  ['藤井 大樹', 'd.fujii@yubin-mail.example', null],
  ['西村 葵', 'aoi.nishimura@pochitto.example', null],
  ['三浦 和也', 'miura.k@yubin-mail.example', null, undefined, '+815000000108'],
];

const internalRequesters: readonly CustomerRow[] = [
  ['Finance Office', 'finance', null],
  ['Warehouse Desk', 'warehouse', null],
  ['総務部', 'soumu', null],
];

/** Creates the accounts and their contacts. */
export async function createCustomers(ctx: Context): Promise<Customer[]> {
  const createdAccounts: { id: number; name: string; domain: string }[] = [];
  for (const [name, domain] of accounts)
    createdAccounts.push({ ...(await createAccount(ctx, { name, domain })), name, domain });
  const ownAccount = { ...(await createAccount(ctx, { name: companyNames.en, domain: ownDomain })), domain: ownDomain };
  const customers: Customer[] = [];
  const add = async ([name, localPart, index, second, phone]: CustomerRow, locale: Locale, isOwn: boolean) => {
    const account = isOwn ? ownAccount : index === null ? null : (createdAccounts[index] ?? null);
    const email = account ? `${localPart}@${account.domain}` : localPart;
    const { id } = await createContact(ctx, {
      name,
      emails: second ? [email, second] : [email],
      phones: phone ? [phone] : [],
      accountId: account?.id ?? null,
      locale,
      timeZone: locale === 'ja' ? 'Asia/Tokyo' : null,
    });
    const salutation = isOwn
      ? name
      : ((locale === 'ja' ? name.split(' ')[0] : name.replace('Prof. ', '').split(' ')[0]) ?? name);
    customers.push({ id, name, salutation, email, locale, company: isOwn ? null : (account?.name ?? null), isOwn });
  };
  for (const row of englishCustomers) await add(row, 'en', false);
  for (const row of japaneseCustomers) await add(row, 'ja', false);
  for (const row of internalRequesters) await add(row, row[0] === '総務部' ? 'ja' : 'en', true);
  return customers;
}
