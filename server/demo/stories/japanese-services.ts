import {
  agentNote,
  agentReply,
  colleagueNote,
  customerMessage,
  forwardTo,
  type Line,
  partnerReply,
  type Story,
} from '../story.ts';

const ja = { locale: 'ja' } as const;
const openingMessage = (text: string): Line => ({ by: 'agent', as: 'public', text, files: [] });

export const japaneseServiceStories: readonly Story[] = [
  {
    ...ja,
    key: 'ja-double-charge',
    department: 'billing',
    service: 'refunds',
    category: 'complaint',
    priority: 'high',
    tags: ['二重請求'],
    subjects: ['二重に請求されています（{order}）', 'カード明細に同じ金額が2件あります', '{amount}の重複請求について'],
    lines: [
      customerMessage(
        'カードの明細を確認したところ、{date}に{amount}が2回引き落とされていました。注文 {order} は1回だけです。明細を添付しますので、1件分の返金をお願いいたします。',
        'statement',
      ),
      agentNote('決済ログ確認。1回目がタイムアウトし、再試行で両方とも確定。1件は返金対象。'),
      agentReply(
        'ご迷惑をおかけし、誠に申し訳ございません。決済画面の通信が途切れた際に、二重に処理されておりました。1件分の{amount}を返金いたしました。受付番号は RF-{parcel} でございます。',
      ),
      customerMessage('確認しました。何日ほどで反映されますか。'),
      agentReply('カード会社により異なりますが、通常は3日から5日ほどでございます。'),
      customerMessage('本日、返金を確認できました。ありがとうございました。'),
    ],
  },
  {
    ...ja,
    key: 'ja-invoice-name',
    department: 'billing',
    service: 'invoices',
    category: 'request',
    tags: ['請求書', 'インボイス'],
    subjects: ['請求書 {invoice} の宛名変更', '適格請求書の発行をお願いします', '請求書に登録番号がありません'],
    lines: [
      customerMessage(
        '請求書 {invoice} の宛名が個人名になっております。経理処理のため、「{company}」宛てに変更していただけますでしょうか。{登録番号の記載もお願いいたします。|月末までに必要です。}',
      ),
      agentReply(
        '承知いたしました。発行済みの請求書は書き換えられないため、取り消しのうえ再発行いたします。宛名は「{company} 御中」でよろしいでしょうか。',
      ),
      customerMessage('はい、そのようにお願いいたします。'),
      colleagueNote('登録番号の欄は新しい様式に入っています。再発行は新様式でお願いします。'),
      agentReply('再発行した請求書を添付いたします。取り消し分は破棄していただいて結構です。', 'invoice'),
      customerMessage('受け取りました。助かりました。'),
    ],
  },
  {
    ...ja,
    key: 'ja-plan-change',
    department: 'billing',
    service: 'plans',
    category: 'question',
    product: 'wallet',
    priority: 'low',
    channels: ['portal', 'email'],
    tags: ['定期プラン'],
    subjects: ['定期プランの解約について', 'プランの変更方法を教えてください', '自動更新を止めたいです'],
    lines: [
      customerMessage(
        '定期プランが{date2}に自動更新されました。{解約したつもりでした|もう使う予定がありません}ので、取り消しと返金をお願いできますか。',
      ),
      agentReply(
        '更新から14日以内でございますので、{amount}を全額返金いたします。解約のお手続きも完了いたしました。{later}まではそのままご利用いただけます。',
      ),
      customerMessage('ありがとうございます。また機会がありましたら利用します。'),
      agentNote('解約理由：利用頻度の低下。不満ではない。'),
    ],
  },
  {
    ...ja,
    key: 'ja-password',
    department: 'technical',
    service: 'signin',
    category: 'problem',
    channels: ['portal', 'email', 'webchat'],
    tags: ['ログイン'],
    subjects: ['ログインできません', 'パスワード再設定のメールが届きません', '機種変更後に認証コードが使えません'],
    lines: [
      customerMessage(
        '{パスワードの再設定メールが何度試しても届きません。|機種変更をしたところ、認証アプリのコードが使えなくなりました。}迷惑メールのフォルダーも確認しました。',
      ),
      agentNote('送信記録あり。携帯会社の迷惑メール設定で止まっている様子。'),
      agentReply(
        'メールは弊社から送信されておりますが、携帯会社の設定で止められている可能性がございます。別の件名でログイン用のリンクをお送りしました。15分以内にお試しください。',
      ),
      customerMessage('届きました。ログインできました！'),
      agentReply('よかったです。「マイアカウント」から新しいパスワードを設定してください。'),
    ],
  },
  {
    ...ja,
    key: 'ja-api-encoding',
    department: 'technical',
    service: 'api',
    category: 'problem',
    product: 'partnerApi',
    priority: 'high',
    channels: ['email', 'api'],
    tags: ['API', '文字化け'],
    subjects: ['API の応答が文字化けします', 'Webhook の署名が一致しません', '在庫連携で 429 エラーが出ます'],
    lines: [
      customerMessage(
        '{date2}から、API で取得した届け先の住所が文字化けするようになりました。弊社側の変更はありません。ログを添付します。',
        'log',
      ),
      agentNote('応答は UTF-8 で正しい。先方が Shift_JIS として読んでいる。ヘッダーの charset 省略が影響か。'),
      agentReply(
        'ログをありがとうございます。応答は UTF-8 ですが、先週の更新で Content-Type の charset が省略されるようになっておりました。先に UTF-8 を指定してお読みいただくことは可能でしょうか。',
      ),
      customerMessage('指定したところ直りました。ただ、以前のように charset を付けていただけると安心です。'),
      colleagueNote('次のリリースで charset を戻します。互換性の確認テストも追加しました。'),
      agentReply('ご指摘のとおりですので、次のリリースで元に戻します。ご連絡いただき、ありがとうございました。'),
    ],
  },
  {
    ...ja,
    key: 'ja-app-crash',
    department: 'technical',
    service: 'app',
    category: 'problem',
    product: 'mobileApp',
    channels: ['portal', 'webchat', 'email'],
    tags: ['アプリ'],
    subjects: ['アプリが起動しません', '注文履歴を開くとアプリが落ちます', 'アプリの画面が真っ白になります'],
    lines: [
      customerMessage(
        'アップデート後、注文履歴を開くと{アプリが落ちます|画面が真っ白になります}。再インストールしても改善しませんでした。スクリーンショットを添付します。',
        'screenshot',
      ),
      agentNote('3年以上前の注文があるアカウントで再現。5.8.1 で修正済み、審査中。'),
      agentReply(
        'スクリーンショットをお送りいただき、ありがとうございます。こちらでも現象を確認できました。修正版の 5.8.1 は現在ストアで審査中でございます。公開までは、ウェブサイトから注文履歴をご覧いただけます。',
      ),
      agentReply('修正版 5.8.1 を公開いたしました。更新後の動作をお知らせいただけますと幸いです。'),
      customerMessage('更新したら直りました。ありがとうございます。'),
    ],
  },
  {
    ...ja,
    key: 'ja-suspicious-transfer',
    department: 'security',
    service: 'fraud',
    category: 'incident',
    product: 'wallet',
    priority: 'urgent',
    tags: ['不正送金'],
    subjects: ['身に覚えのない送金があります', '{amount}の不審な送金について', 'ツバメペイに知らない宛先があります'],
    lines: [
      customerMessage(
        'ツバメペイの履歴に、{date2}の{amount}の送金がありますが、まったく身に覚えがありません。至急止めてください。',
        'screenshot',
      ),
      agentNote('接続元 {ip}、新しい端末。ウォレット凍結、全セッション終了済み。'),
      agentReply(
        'ただちにウォレットを凍結し、すべての端末からログアウトいたしました。最近、メールのリンクからパスワードを入力されたことはございませんか。',
      ),
      customerMessage('{date}に「関税の未払い」というメールが届き、入力してしまったかもしれません。'),
      forwardTo('bank', 'Please recall the transfer of {amount} from {date2}, account takeover.'),
      partnerReply('bank', 'Funds are held. Return in 3 to 5 working days.'),
      agentReply(
        '銀行で資金が保全されました。{later}ごろに{amount}がお客様のウォレットに戻る見込みでございます。どうぞご安心ください。',
      ),
      customerMessage('本当にありがとうございます。今後は気をつけます。'),
    ],
  },
  {
    ...ja,
    key: 'ja-phishing',
    department: 'security',
    service: 'phishing',
    category: 'incident',
    tags: ['フィッシング'],
    subjects: ['このメールは本物でしょうか', '御社を名乗る不審なメール', '偽サイトのご連絡'],
    lines: [
      customerMessage(
        '「{later}までにウォレットを確認してください」というメールが届きました。差出人は御社の名前ですが、リンク先が怪しいです。スクリーンショットを添付します。',
        'screenshot',
      ),
      agentReply(
        'ご連絡ありがとうございます。弊社のメールではございません。リンクから確認をお願いすることは一切ございません。何か入力はされましたか。',
      ),
      customerMessage('開いただけで、何も入力していません。'),
      agentNote('偽サイトの停止をホスティング会社に依頼。注意喚起のお知らせにも追記。'),
      agentReply(
        'それでしたら心配ございません。偽サイトには停止を要請いたしました。メールは削除していただいて結構です。',
      ),
    ],
  },
  {
    ...ja,
    key: 'ja-data-deletion',
    department: 'compliance',
    service: 'privacy',
    category: 'request',
    tags: ['個人情報'],
    subjects: ['個人情報の削除をお願いします', '退会とデータ消去について', '保有個人データの開示請求'],
    lines: [
      customerMessage(
        '退会にあたり、私の個人情報をすべて削除してください。{完了後に書面でご連絡をお願いします。|いつまでに完了するか教えてください。}',
      ),
      colleagueNote('請求書は法定保存期間があるため残ります。それ以外は削除できます。'),
      agentReply(
        'ご依頼を承りました。{later}までに完了する予定でございます。なお、請求書は法令により保存が必要なため、厳重に保管し、他の目的には使用いたしません。',
      ),
      customerMessage('承知しました。よろしくお願いします。'),
      agentReply('本日、削除が完了いたしました。削除完了の証明書を添付いたします。', 'letter'),
    ],
  },
  {
    ...ja,
    key: 'ja-identity-check',
    department: 'compliance',
    service: 'identity',
    category: 'problem',
    product: 'wallet',
    tags: ['本人確認'],
    subjects: ['本人確認の書類が受け付けられません', '本人確認が完了しません', '住所変更後の本人確認について'],
    lines: [
      customerMessage(
        '本人確認の写真が{2回|3回}とも「読み取れません」と表示されます。もう一度お送りします。',
        'identity',
      ),
      agentNote('番号欄に光の反射。四隅は写っている。'),
      agentReply(
        'お写真に光が反射し、番号の一部が読み取れませんでした。お手数ですが、フラッシュを使わず、明るい場所でもう一度撮影していただけますでしょうか。',
      ),
      customerMessage('撮り直しました。いかがでしょうか。', 'identity'),
      agentReply('確認できました。本人確認が完了し、ご利用の制限を解除いたしました。'),
    ],
  },
  {
    ...ja,
    key: 'ja-internal-training',
    department: 'support',
    service: 'orders',
    category: 'request',
    isInternal: true,
    tags: ['社内', '研修'],
    subjects: ['新人研修の日程', '年末の受付体制について', '返品マニュアルの改訂'],
    lines: [
      openingMessage(
        '{later}の午後に研修を予定しています。返品とツバメペイの対応を中心に、実際のチケットを使って進めます。資料の確認をお願いします。',
      ),
      colleagueNote('資料を確認しました。本人確認の手順が古いので、コンプライアンスの最新版に差し替えてください。'),
      agentNote('差し替えました。参加者は{count}名です。'),
    ],
  },
];
