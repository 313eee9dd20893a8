import {
  agentNote,
  agentReply,
  autoReply,
  colleagueNote,
  customerMessage,
  forwardTo,
  partnerReply,
  type Story,
} from '../story.ts';

const logistics = { locale: 'ja', department: 'logistics' } as const;
const support = { locale: 'ja', department: 'support' } as const;

export const japaneseOrderStories: readonly Story[] = [
  {
    ...logistics,
    key: 'ja-delayed-parcel',
    service: 'tracking',
    category: 'problem',
    product: 'goods',
    priority: 'high',
    tags: ['配送遅延'],
    subjects: [
      '注文 {order} がまだ届きません',
      '荷物 {parcel} の配送状況について',
      '{product}の到着が{days}日遅れています',
      '追跡番号 {parcel} が更新されません',
    ],
    lines: [
      customerMessage(
        '注文番号 {order} の{product}ですが、{date}に届く予定だったものがまだ届いておりません。追跡番号 {parcel} は「{city}の営業所に到着」のまま変わりません。\n\n{週末に使う予定ですので、お調べいただけますでしょうか。|お客様にお渡しする品のため、急いでおります。|状況を教えていただけますと助かります。}',
      ),
      agentNote('最終スキャンは{city}営業所、{date}。以降の持ち出し記録なし。仕分けで止まっている可能性が高い。'),
      agentReply(
        'お届けが遅れており、誠に申し訳ございません。{city}の営業所で{date}に記録されたのを最後に、荷物の動きが止まっております。運送会社に調査を依頼いたしました。\n\n{later}までに見つからない場合は、調査の結果を待たずに代わりの品をお送りいたします。',
      ),
      forwardTo('carrier', 'Please trace parcel {parcel}, last scanned at {city} on {date}. Our order {order}.'),
      partnerReply('carrier', 'Found: the label was unreadable. Relabelled, on the van tomorrow morning.'),
      agentReply(
        '荷物が見つかりました。送り状が汚れて読み取れなくなっていたとのことです。貼り直しのうえ、{later}にお届けの予定です。送料は返金いたしました。',
      ),
      customerMessage(
        '{本日無事に届きました。ご対応ありがとうございました。|届きました。丁寧に調べていただき感謝しております。}',
      ),
    ],
  },
  {
    ...logistics,
    key: 'ja-damaged-goods',
    service: 'damage',
    category: 'complaint',
    product: 'goods',
    tags: ['破損'],
    subjects: ['届いた{product}が破損していました', '箱がつぶれています（{order}）', '破損品の交換をお願いします'],
    lines: [
      customerMessage(
        '本日受け取りました注文 {order} の箱の角が大きくつぶれており、中の{product}にも{傷がついて|へこみがあって|ひびが入って}おりました。写真を添付いたします。\n\n交換していただくことは可能でしょうか。',
        'damage',
        'label',
      ),
      colleagueNote('写真で申請できます。受け取りから7日以内なので、今日中に運送会社へ出してください。'),
      agentReply(
        'このたびはご迷惑をおかけし、誠に申し訳ございません。お写真をありがとうございます。代わりの{product}を明日発送いたします。破損した品のご返送は不要でございます。',
      ),
      forwardTo('carrier', 'Damage claim for {parcel}, order {order}. Photos are in the thread. Value {amount}.'),
      partnerReply('carrier', 'Claim accepted.'),
      customerMessage('新しい品が届きました。すぐに対応していただき、ありがとうございました。'),
    ],
  },
  {
    ...logistics,
    key: 'ja-change-date',
    service: 'pickup',
    category: 'request',
    product: 'goods',
    priority: 'medium',
    channels: ['portal', 'email', 'webchat'],
    tags: ['日時変更'],
    subjects: ['配達日の変更をお願いします（{order}）', 'お届け先の変更について', '不在のため再配達を希望します'],
    lines: [
      customerMessage(
        '注文 {order} の配達日を{later}の午前中に変更できますでしょうか。{引っ越しの都合で|出張のため}、当初の日には受け取れません。',
      ),
      agentReply(
        '承知いたしました。{later}の午前中（8時から12時）に変更いたしました。お届け先は{city}のご住所のままでよろしいでしょうか。',
      ),
      customerMessage('はい、そのままで大丈夫です。よろしくお願いいたします。'),
      agentNote('配達日変更済み。伝票 {parcel} に反映を確認。'),
      agentReply('ありがとうございます。変更を確定いたしました。当日の朝、配達員からお電話いたします。'),
    ],
  },
  {
    ...support,
    key: 'ja-product-advice',
    service: 'advice',
    category: 'question',
    product: 'goods',
    channels: ['webchat', 'email', 'portal'],
    tags: ['購入前'],
    subjects: ['{product}についての質問', '{product}の寸法を教えてください', '{product}は日本の電圧で使えますか'],
    lines: [
      customerMessage(
        '{product}の購入を検討しております。{梱包を含めた大きさ|重さと付属品}と、保証期間を教えていただけますか。',
      ),
      agentReply(
        '{product}は梱包込みで約3.2kg、保証期間はご購入から2年間でございます。30日以内でしたら、お試し後の返品も承っております。',
      ),
      customerMessage('部品だけの購入はできますか。長く使いたいと思っています。'),
      agentReply('はい、部品は生産終了後も8年間ご用意しております。一覧を添付いたしますので、ご覧ください。', 'letter'),
      customerMessage('安心しました。注文いたします。'),
    ],
  },
  {
    ...support,
    key: 'ja-return',
    service: 'returns',
    category: 'request',
    product: 'goods',
    tags: ['返品'],
    subjects: ['返品を希望します（{order}）', '{product}のサイズ交換について', '返品用の送り状をお願いします'],
    lines: [
      customerMessage(
        '注文 {order} の{product}ですが、{思っていたより大きく、部屋に合いませんでした|写真と色の印象が違いました}。未使用ですので、返品させていただけますか。',
      ),
      agentReply(
        'かしこまりました。返品用の送り状を添付いたします。元の箱に入れ、お近くの営業所にお持ちください。到着を確認でき次第、{amount}を返金いたします。',
        'letter',
      ),
      customerMessage('本日発送しました。控えの写真をお送りします。', 'receipt'),
      agentNote('返品到着、状態良好。返金処理を請求担当に依頼済み。'),
      agentReply(
        '商品が届きました。ありがとうございます。{amount}は末尾{card}のカードに返金いたします。反映まで数日お待ちください。',
      ),
    ],
  },
  {
    ...support,
    key: 'ja-kettle-warranty',
    service: 'warranty',
    category: 'problem',
    product: 'kettle',
    priority: 'high',
    tags: ['保証', '安全'],
    subjects: ['ケトルの底から水が漏れます', '電気ケトルの電源が途中で切れます', '保証修理のお願い（{order}）'],
    lines: [
      customerMessage(
        '購入して{8か月|1年ほど}の電気ケトルですが、{date2}から{底から水が漏れる|沸く前に電源が切れる}ようになりました。使用は中止しています。保証の対象になりますか。',
        'damage',
      ),
      colleagueNote('安全に関わる件です。底面の製造番号を必ず確認してください。22Kから22Mは交換対象です。'),
      agentReply(
        'ご使用を中止していただき、ありがとうございます。保証の対象でございます。恐れ入りますが、底面の製造番号（22または23で始まります）を教えていただけますでしょうか。',
      ),
      customerMessage('22L-0{card} と書いてあります。'),
      agentReply(
        'パッキンに不具合のある製造分でございました。新品を本日発送し、回収用の箱を同梱いたします。ご不便をおかけし、申し訳ございませんでした。',
      ),
      customerMessage('迅速なご対応、ありがとうございます。'),
    ],
  },
  {
    ...support,
    key: 'ja-bulk-order',
    service: 'orders',
    category: 'request',
    product: 'chair',
    channels: ['email'],
    tags: ['法人', '見積'],
    subjects: ['オフィスチェア{count}脚のお見積り', '法人注文についてのご相談', '{company}：まとめ買いの件'],
    lines: [
      customerMessage(
        '弊社の事務所移転に伴い、ドリフト オフィスチェアを{count}脚購入したいと考えております。お見積りと納期をお知らせください。組み立てもお願いできますでしょうか。',
      ),
      agentNote('在庫は足りる。組み立ては1脚あたり15分、2名で半日。'),
      autoReply('ただいま出張中のため、{later}以降にお返事いたします。'),
      agentReply(
        'お見積書を添付いたします。{count}脚で1脚あたり{amount}、組み立て費用を含みます。納期はご発注から10日ほどでございます。',
        'invoice',
      ),
      customerMessage('社内で承認が下りましたので、この内容で発注いたします。納品は{later}の午前を希望します。'),
      agentReply('ご発注ありがとうございます。{later}の午前に2名でお伺いし、組み立てまで行います。'),
    ],
  },
];
