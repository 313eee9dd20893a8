import type { Translated } from '../../i18n.ts';
import type { companyEn } from './company-en.ts';

/** Settings of the company, in Japanese. */
export const companyJa: Translated<typeof companyEn> = {
  'page.company': '会社',
  'note.company': '全員に共通する設定です。',
  'company.name': '会社名',
  'company.locale': '言語',
  'company.zone': 'タイムゾーン',
  'company.delay': '送信を取り消せる時間（秒）',
  'company.delayNote': '返信の送信を保留する時間です。この間は送信を取り消せます。0にするとすぐに送信します。',
  'company.fileSize': '添付ファイルの上限（MB）',
  'company.sharing': '部門間の共有',
  'company.isSharingOn': '部門間でのチケット共有を許可',
  'company.isSharingOnNote': 'オフにすると新しく共有できなくなります。既存の共有は、解除するまで残ります。',
  'company.mostShares': '1件のチケットを共有できる部門数の上限',
  'company.contactLookup': '顧客情報を検索できる人',
  'company.contactLookup.everyone': '顧客情報の閲覧権限がある全員',
  'company.contactLookup.with_ticket': 'その顧客のチケットがある人',
  'company.contactLookupNote':
    '後者を選ぶと、顧客の一覧から非表示の顧客を特定できなくなります。顧客が非表示になっているチケットは対象外です。',
  'company.readOnlyCanComment': '「読み取り専用」でも社内コメントを許可',
  'company.readOnlyCanCommentNote': 'オフにすると閲覧だけになり、依頼への回答もできません。',
  'company.restrictedForwardScope': '「制限付き」で転送できる相手',
  'company.restrictedForwardScope.internal_only': '社内のメンバーと、下記のドメイン',
  'company.restrictedForwardScope.not_customer': '顧客以外のすべて',
  'company.restrictedForwardScopeNote': 'どちらの場合も、顧客の登録済みアドレスには転送できません。',
  'company.forwardDomains': '転送を許可するドメイン',
  'company.forwardDomainsNote': '1行に1つずつ入力してください（例：carrier.example）。',
  'company.sharedVisibility': '共有チケットの表示場所',
  'company.sharedVisibility.shared_view_only': '「共有チケット」ビューだけ',
  'company.sharedVisibility.include_in_custom_views': '条件に合うカスタムビューにも表示',
  'company.sharedVisibilityNote': 'ほかの部門から共有されたチケットが対象です。',
};
