import type { Locale, LocalName } from '@crossdesk/contracts/scalars.ts';
import type { BaseState, ChoiceCreate } from '@crossdesk/contracts/settings.ts';
import { createDepartment, createMailbox } from '../departments/index.ts';
import type { Context } from '../platform/context.ts';
import { choices, createChoice, editChoice, editCompany } from '../settings/index.ts';

/** All domains are reserved for examples (RFC 2606), so no mail can reach anyone. */
export const ownDomain = 'tsubame-trading.example';
export const companyNames: Record<Locale, string> = { en: 'Tsubame Trading', ja: 'ツバメ商会' };

const departmentFacts = {
  support: { en: 'Customer Support', ja: 'カスタマーサポート', address: 'support' },
  technical: { en: 'Technical Support', ja: 'テクニカルサポート', address: 'tech' },
  logistics: { en: 'Logistics', ja: '物流', address: 'logistics' },
  billing: { en: 'Billing', ja: '請求', address: 'billing' },
  security: { en: 'Security', ja: 'セキュリティ', address: 'security' },
  compliance: { en: 'Compliance', ja: 'コンプライアンス', address: 'compliance' },
} as const;
export type DepartmentKey = keyof typeof departmentFacts;
export const departmentName = (key: DepartmentKey, locale: Locale): string => departmentFacts[key][locale];

type ServiceFacts = LocalName & { under?: string; department?: DepartmentKey };
const services = {
  orders: { en: 'Orders', ja: '注文' },
  advice: { en: 'Product advice', ja: '商品のご相談', under: 'orders', department: 'support' },
  returns: { en: 'Returns and exchanges', ja: '返品・交換', under: 'orders', department: 'support' },
  warranty: { en: 'Warranty', ja: '保証', under: 'orders', department: 'support' },
  delivery: { en: 'Delivery', ja: '配送', department: 'logistics' },
  tracking: { en: 'Tracking', ja: '追跡', under: 'delivery', department: 'logistics' },
  damage: { en: 'Damage in transit', ja: '輸送中の破損', under: 'delivery', department: 'logistics' },
  customs: { en: 'Customs', ja: '通関', under: 'delivery', department: 'logistics' },
  pickup: { en: 'Pick-up and address', ja: '集荷・お届け先', under: 'delivery', department: 'logistics' },
  payments: { en: 'Payments', ja: 'お支払い', department: 'billing' },
  invoices: { en: 'Invoices', ja: '請求書', under: 'payments', department: 'billing' },
  refunds: { en: 'Refunds', ja: '返金', under: 'payments', department: 'billing' },
  plans: { en: 'Subscriptions', ja: '定期プラン', under: 'payments', department: 'billing' },
  online: { en: 'Online services', ja: 'オンラインサービス', department: 'technical' },
  signin: { en: 'Sign-in', ja: 'ログイン', under: 'online', department: 'technical' },
  app: { en: 'Mobile app', ja: 'モバイルアプリ', under: 'online', department: 'technical' },
  api: { en: 'Partner API', ja: 'パートナー API', under: 'online', department: 'technical' },
  fraud: { en: 'Fraud and abuse', ja: '不正利用', department: 'security' },
  takeover: { en: 'Account takeover', ja: 'アカウント乗っ取り', under: 'fraud', department: 'security' },
  phishing: { en: 'Phishing reports', ja: 'フィッシング通報', under: 'fraud', department: 'security' },
  privacy: { en: 'Privacy', ja: 'プライバシー', department: 'compliance' },
  identity: { en: 'Identity checks', ja: '本人確認', department: 'compliance' },
  audits: { en: 'Audits and contracts', ja: '監査・契約', department: 'compliance' },
} as const satisfies Record<string, ServiceFacts>;
export type ServiceKey = keyof typeof services;

const products = {
  backpack: { en: 'Ridge 40 backpack', ja: 'リッジ40 バックパック' },
  kettle: { en: 'Kettle One', ja: '電気ケトル Kettle One' },
  lamp: { en: 'Lumen desk lamp', ja: 'ルーメン デスクライト' },
  chair: { en: 'Drift office chair', ja: 'ドリフト オフィスチェア' },
  headphones: { en: 'Orbit headphones', ja: 'オービット ヘッドホン' },
  wallet: { en: 'Tsubame Pay', ja: 'ツバメペイ' },
  partnerApi: { en: 'Partner API', ja: 'パートナー API' },
  mobileApp: { en: 'Tsubame app', ja: 'ツバメアプリ' },
} as const satisfies Record<string, LocalName>;
export type ProductKey = keyof typeof products;
export const goods: readonly ProductKey[] = ['backpack', 'kettle', 'lamp', 'chair', 'headphones'];
export const productName = (key: ProductKey, locale: Locale): string => products[key][locale];

const categories = {
  question: 'Question',
  problem: 'Problem',
  suggestion: 'Suggestion',
  complaint: { en: 'Complaint', ja: '苦情' },
  request: { en: 'Request', ja: '依頼' },
  incident: { en: 'Incident', ja: '障害' },
} as const satisfies Record<string, string | LocalName>;
export type CategoryKey = keyof typeof categories;

/** The categories that fit some services; the first is the default. All fit the others. */
const categoriesOfServices: Partial<Record<ServiceKey, readonly CategoryKey[]>> = {
  fraud: ['incident', 'question'],
  takeover: ['incident'],
  phishing: ['incident', 'question'],
  returns: ['request', 'problem', 'question'],
  refunds: ['complaint', 'request', 'question'],
  damage: ['complaint', 'problem', 'question'],
  privacy: ['request', 'question'],
};

const justifications = {
  customer: { en: 'Waiting for the customer', ja: 'お客様の返信待ち', of: 'pending' },
  documents: { en: 'Missing documents', ja: '書類の不足', of: 'pending' },
  carrier: { en: 'Carrier is investigating', ja: '運送会社が調査中', of: 'partner' },
  supplier: { en: 'Waiting for the supplier', ja: '仕入先の回答待ち', of: 'partner' },
  bank: { en: 'Bank is investigating', ja: '銀行が確認中', of: 'partner' },
  legal: { en: 'Legal review', ja: '法務確認中', of: 'on_hold' },
  release: { en: 'Fixed in the next release', ja: '次回リリースで対応', of: 'on_hold' },
} as const satisfies Record<string, LocalName & { of: string }>;
export type JustificationKey = keyof typeof justifications;

/** External partners: forwards are sent to them, and they reply. */
export const partners = {
  carrier: { name: 'Swiftpost Claims', address: 'claims@swiftpost-carrier.example' },
  customsBroker: { name: 'Meridian Customs Desk', address: 'desk@meridian-customs.example' },
  supplier: { name: 'Aurel Workshop', address: 'quality@aurel-workshop.example' },
  bank: { name: 'Bank of Kamome, Disputes', address: 'disputes@bank-of-kamome.example' },
  host: { name: 'Cirrus Hosting Support', address: 'support@cirrus-hosting.example' },
  counsel: { name: 'Ota & Reyes Law', address: 'privacy@ota-reyes.example' },
} as const;
export type PartnerKey = keyof typeof partners;

/** Ids of the company's settings, by the keys used here. */
export type CompanyIds = {
  department: Record<DepartmentKey, number>;
  mailbox: Record<DepartmentKey, { id: number; name: string; address: string }>;
  service: Record<ServiceKey, number>;
  product: Record<ProductKey, number>;
  category: Record<CategoryKey, number>;
  priority: Record<'low' | 'medium' | 'high' | 'urgent', number>;
  status: Record<BaseState | 'partner', number>;
  justification: Record<JustificationKey, number>;
};

const toRecord = <K extends string, V>(entries: readonly (readonly [K, V])[]): Record<K, V> =>
  Object.fromEntries(entries) as Record<K, V>;

/**
 * Creates departments with mailboxes, services with the categories that fit, products, and a custom
 * status that requires a justification.
 */
export async function createCompany(ctx: Context): Promise<CompanyIds> {
  const departmentIds: [DepartmentKey, number][] = [];
  const mailboxes: [DepartmentKey, CompanyIds['mailbox'][DepartmentKey]][] = [];
  for (const [key, { address, ...name }] of Object.entries(departmentFacts) as [
    DepartmentKey,
    (typeof departmentFacts)[DepartmentKey],
  ][]) {
    const { id } = await createDepartment(ctx, { name });
    departmentIds.push([key, id]);
    const box = { address: `${address}@${ownDomain}`, name: `${companyNames.en} ${name.en}` };
    mailboxes.push([key, { id: (await createMailbox(ctx, { ...box, departmentId: id })).id, ...box }]);
  }
  const department = toRecord(departmentIds);
  const add = async (given: ChoiceCreate): Promise<number> => (await createChoice(ctx, given)).id;

  const service = new Map<string, number>();
  for (const [key, { en, ja, under, department: owner }] of Object.entries<ServiceFacts>(services)) {
    const parentId = under ? (service.get(under) ?? null) : null;
    const departmentIds = owner ? [department[owner]] : [];
    service.set(key, await add({ kind: 'service', name: { en, ...(ja ? { ja } : {}) }, parentId, departmentIds }));
  }
  const product: [ProductKey, number][] = [];
  for (const [key, name] of Object.entries(products) as [ProductKey, LocalName][]) {
    product.push([key, await add({ kind: 'product', name })]);
  }
  const existingChoices = await choices(ctx);
  const idOf = (kind: string, en: string): number => {
    const found = existingChoices.find((choice) => choice.kind === kind && choice.name.en === en);
    if (!found) throw new Error(`a new company has no ${kind} named ${en}`);
    return found.id;
  };
  const category: [CategoryKey, number][] = [];
  for (const [key, name] of Object.entries(categories) as [CategoryKey, string | LocalName][]) {
    category.push([key, typeof name === 'string' ? idOf('category', name) : await add({ kind: 'category', name })]);
  }
  const categoryIds = toRecord(category);
  const high = idOf('priority', 'High');
  for (const [key, keys] of Object.entries(categoriesOfServices) as [ServiceKey, readonly CategoryKey[]][]) {
    const fitting = keys.map((one) => categoryIds[one]);
    await editChoice(ctx, service.get(key) ?? 0, { categoryIds: fitting, defaultCategoryId: fitting[0] ?? null });
  }
  await editChoice(ctx, service.get('takeover') ?? 0, { defaultPriorityId: high });
  await editChoice(ctx, categoryIds.incident, { defaultPriorityId: high });
  const calm = [idOf('priority', 'Low'), idOf('priority', 'Medium')];
  await editChoice(ctx, categoryIds.suggestion, { priorityIds: calm, defaultPriorityId: calm[0] ?? null });
  await editCompany(ctx, { reopenDays: 14, closeAfterDays: 60 });
  const stateIds = existingChoices.flatMap((one) => (one.baseState ? [[one.baseState, one.id] as const] : []));
  const partner = await add({
    kind: 'status',
    name: { en: 'Waiting for a partner', ja: '社外の回答待ち' },
    baseState: 'on_hold',
    needsJustification: true,
    position: existingChoices.find((one) => one.baseState === 'on_hold')?.position ?? 3,
  });
  const status = { ...toRecord(stateIds), partner };
  const justification: [JustificationKey, number][] = [];
  for (const [key, { of, ...name }] of Object.entries(justifications) as [
    JustificationKey,
    (typeof justifications)[JustificationKey],
  ][]) {
    justification.push([key, await add({ kind: 'justification', name, statusId: status[of] })]);
  }
  return {
    department,
    mailbox: toRecord(mailboxes),
    service: toRecord([...service] as [ServiceKey, number][]),
    product: toRecord(product),
    category: categoryIds,
    priority: {
      low: idOf('priority', 'Low'),
      medium: idOf('priority', 'Medium'),
      high,
      urgent: idOf('priority', 'Urgent'),
    },
    status,
    justification: toRecord(justification),
  };
}
