import type { Locale } from '@crossdesk/contracts/scalars.ts';
import { goods, type ProductKey, productName } from './company.ts';
import type { Customer } from './customers.ts';
import { dateFormat } from './date-format.ts';
import type { Random } from './random.ts';
import type { Story } from './story.ts';

/** The facts in the texts of one ticket; each can be used as `{name}`. */
export type Facts = Record<
  | 'name'
  | 'fullName'
  | 'agent'
  | 'order'
  | 'parcel'
  | 'product'
  | 'amount'
  | 'amount2'
  | 'invoice'
  | 'city'
  | 'company'
  | 'card'
  | 'ip'
  | 'days'
  | 'count'
  | 'date'
  | 'date2'
  | 'later',
  string
>;

const cities: Record<Locale, readonly string[]> = {
  en: ['Lisbon', 'Leeds', 'Portland', 'Gdańsk', 'Lyon', 'Bergen', 'Austin', 'Cork', 'Graz', 'Porto'],
  ja: ['仙台市', '横浜市', '松本市', '高松市', '札幌市', '神戸市', '金沢市', '福岡市'],
};

const day = 24 * 60 * 60 * 1000;

/** Invents the facts of one ticket: order, parcel, amounts, dates near `at`. */
export function createFacts(
  random: Random,
  story: Story,
  customer: Customer,
  at: Date,
  timeZone: string,
): { facts: Facts; product: ProductKey | null } {
  const { locale } = story;
  const digits = (count: number) => Array.from({ length: count }, () => random.between(0, 9)).join('');
  const product = story.product === 'goods' ? random.pick(goods) : (story.product ?? null);
  const money = () => {
    const value = random.between(18, 940);
    return locale === 'ja'
      ? `${(value * 110).toLocaleString('ja')}円`
      : `€${value}.${random.pick(['00', '50', '90', '95'])}`;
  };
  const format = dateFormat(locale, { month: 'long', day: 'numeric', timeZone });
  const dateAt = (offset: number) => format.format(new Date(at.getTime() + offset * day));
  const days = random.between(3, 12);
  return {
    product,
    facts: {
      name: customer.salutation,
      fullName: customer.name,
      agent: '',
      order: `TB-${random.between(4, 7)}${digits(4)}`,
      parcel: `SP${digits(9)}`,
      product: productName(product ?? random.pick(goods), locale),
      amount: money(),
      amount2: money(),
      invoice: `INV-${at.getUTCFullYear()}-${digits(4)}`,
      city: random.pick(cities[locale]),
      company: customer.company ?? customer.name,
      card: digits(4),
      ip: `203.0.113.${random.between(2, 250)}`,
      days: String(days),
      count: String(random.between(3, 24)),
      date: dateAt(-days),
      date2: dateAt(-1),
      later: dateAt(random.between(2, 6)),
    },
  };
}

/** Fills in the facts, then picks the choices. */
export function fillIn(text: string, facts: Facts, random: Random): string {
  return text
    .replace(/\{(\w+)\}/g, (_whole, word: string) => {
      const fact = facts[word as keyof Facts];
      if (fact === undefined) throw new Error(`a story uses {${word}}, which is not a fact`);
      return fact;
    })
    .replace(/\{([^{}]*\|[^{}]*)\}/g, (_whole, inside: string) => random.pick(inside.split('|')));
}
