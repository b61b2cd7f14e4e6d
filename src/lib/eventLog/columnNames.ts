import type {Role} from "./mapping.js";

/**
 * What words in the name of a column speak of. The languages are English, German, French, Spanish, Italian, Portuguese, Dutch, Polish, Chinese and
 * Japanese; words that several of them share stand once. A word is written without case, accents and blanks.
 */
const CONCEPT_WORDS = {
  user: `user usr visitor customer cust debitor auftraggeber client member shopper buyer person player subscriber uid mpid guest contact
    kunde kunden kundin nutzer benutzer anwender besucher mitglied kaufer kundschaft
    utilisateur visiteur acheteur internaute membre
    usuario visitante cliente comprador miembro
    utente visitatore acquirente
    utilizador
    klant gebruiker bezoeker koper
    klient klienta klientem uzytkownik uzytkownika odwiedzajacy kupujacy who
    用户 客户 会员 访客 买家 顾客 ユーザー ユーザ 顧客 会員 訪問者 利用者
    actor loyalty loyaltycard loyaltyno membership memberno cardholder clientid consumer kunnr kundenkarte kundennr kdnr customerno custno carte fidelite tessera fidelity socio socia abonne teilnehmer kaeufer mcvisid visid fullvisitorid buyerid userpseudoid 用户编号 客户编号 顾客编号 お客様`,
  device: `device cookie anonymous anon browserid fingerprint pseudo distinct clientcookie idfa gaid duid installation instance
    gerat geraet appareil dispositivo apparaat urzadzenie anonimo anonyme anoniem anonimowy 设备 匿名 デバイス 端末 クッキー 匿名
    deviceid pseudoid visitortoken usertoken appsflyer adid advertisingid cookieid gclient`,
  account: `account konto compte cuenta profile profil perfil profilo conto rekening 账号 账户 アカウント`,
  item: `item product prod pid listing material matnr sku article pdp asin good goods aid stockcode stock productsku variant isbn ean gtin upc content
    artikel produkt ware erzeugnis
    produit article
    producto articulo
    prodotto articolo
    produto artigo
    produktu towar towaru artykul artykulu thing
    商品 产品 货号 商品编码 品番 アイテム 製品 スキュー
    barcode produktid productid itemid itemno artnr artikelnr refproduit designsku 物品 货品 宝贝 品目 单品`,
  session: `session sess visit sid sessie sitzung besuch seance visite sesion visita sessione sessao bezoek sesja sesji wizyta wizyty 会话 访问 セッション 訪問`,
  event: `event evt action verb behavior behaviour activity interaction hit act
    ereignis aktion vorgang verhalten aktivitat
    evenement comportement activite
    evento accion comportamiento actividad
    azione comportamento attivita
    acao comportamento atividade
    gebeurtenis actie gedrag handeling
    zdarzenie zdarzenia akcja akcji zachowanie zachowania czynnosc what
    事件 行为 动作 操作 イベント 行動 アクション
    did happened evtname`,
  type: `type kind class art typ tipo soort rodzaj 类型 类别 種別 種類 タイプ`,
  name: `name label bezeichnung nom nombre nome naam nazwa title titel titre titulo titolo tytul text description desc beschreibung 名称 名前 名 标题
    arktx designation designacion denominazione descripcion descrizione descricao omschrijving opis artikelbezeichnung maktx benennung 品名 商品名`,
  id: `id ids identifier key code uuid guid hash nr no num number ref reference referencia riferimento referenz referentie token
    nummer kennung schlussel kennziffer
    numero identifiant cle
    codigo clave identificador
    codice identificativo chiave
    chave sleutel
    numer identyfikator klucz kod
    编号 编码 号 番号 コード 標識`,
  time: `time timestamp datetime ts tstamp moment when instant clock tsms epoch unixtime
    zeit zeitpunkt zeitstempel uhrzeit
    heure horodatage temps instant
    hora fecha hora momento tiempo
    ora orario dataora tempo temporale marcatemporale
    datahora horario carimbo
    tijd tijdstip tijdstempel
    czas czasu godzina
    时间 时间戳 时刻 時間 時刻 日時 タイムスタンプ
    erzet clocktime occurredat eventtime tmsp zeitmarke`,
  date: `date day dt datum tag jour fecha dia data giorno dag dzien 日期 日 日付 年月日
    erdat dat day_of`,
  created: `created occurred happened logged recorded captured tracked at on local utc gmt server client original derived fired visited clicked placed erstellt cree creado creato criado gemaakt utworzono 创建 発生 作成`,
  ingested: `ingested ingest ingestion arrival arrived received recv loaded load loading etl sent send uploaded upload synced sync collector collected processed processing inserted stored written imported import batch landed consumed exported
    geladen empfangen ladezeit eingang recu charge recibido cargado ricevuto caricato recebido carregado ontvangen odebrano zaladowano 接收 入库 上传 受信 取込`,
  past: `birth birthday born geburt naissance nacimiento nascita nascimento geboorte urodzenia 生年 生日 誕生 expiry expires expiration valid until registered registration signup joined since first last previous prev updated modified changed cancelled canceled shipped delivered delivery shipping due refunded fulfilled deleted start end begin`,
  price: `price px unitprice cost preis stuckpreis einzelpreis kosten prix precio prezzo preco prijs cena 价格 单价 价 価格 単価 値段
    vk pvp pvr pu pht pttc netpr stkpreis ep rate unitcost 商品价格`,
  amount: `amount amt paid revenue value sales total subtotal gross net sum turnover betrag umsatz wert summe montant revenu valeur importe ingresos valor monto importo ricavo valore receita valor bedrag omzet waarde kwota przychod wartosc 金额 收入 金額 売上
    gp netwr extended linetotal positionswert gesamtpreis zeilenbetrag`,
  charge: `tax vat shipping discount fee refund coupon tip tva steuer mwst rabatt versand remise livraison impuesto descuento sconto imposto desconto korting podatek rabat`,
  money: `eur usd gbp chf pln jpy cny brl sek nok dkk czk huf inr cad aud euro dollar`,
  currency: `currency wahrung devise moneda valuta moeda waluta 货币 币种 通貨
    waerk waers ccy`,
  quantity: `quantity qty units count pieces menge anzahl stuckzahl quantite cantidad quantita quantidade aantal ilosc 数量 件数 个数
    kwmeng fkimg pcs stk stuck nbr unites units_sold 本数`,
  category: `category cat department dept section taxonomy categorycode kategorie kategoria warengruppe abteilung sortiment rubrik categorie rayon categoria departamento reparto dzial categoryid 类目 品类 分类 カテゴリ カテゴリー 分類 部門`,
  brand: `brand manufacturer vendor maker marke hersteller marque fabricant marca fabricante produttore merk fabrikant marka producent 品牌 厂商 ブランド メーカー`,
  order: `order ordered purchased bought invoice verkaufsbeleg bestel transaction purchase receipt checkout cart basket bestellung bestell auftrag rechnung beleg warenkorb commande facture panier achat pedido factura carrito compra ordine fattura carrello acquisto encomenda fatura carrinho bestelling factuur winkelwagen zamowienie zamowienia faktura koszyk transakcja 订单 交易 发票 注文 受注 取引 购物车
    vbeln document documentno belegnr belegnummer receiptno ticket bon bestellnr auftragsnr orderno orderid invoiceno sku_order bordereau albaran scontrino paragon 单号 伝票`,
  other: `ip country city region state zip postal street address lang language browser os platform url uri path page referrer referer source medium campaign channel age gender sex status phone position rank index version user_agent agent screen width height ua lat lon latitude longitude geo location city host email mail level score rating weight size color colour land stadt pays ville pais ciudad paese citta cidade kraj miasto stad adresse direccion 国家 城市 国 都市 性别 年龄 性別 年齢 地址 住所 duration dwell seconds minutes elapsed spent gap row line logged depth flag is has new returning
    posnr mandt werks vkorg auart vrkme offset partition broker zahlung paiement pagamento betaling platnosc payment versand liefer delivery method`,
  filler: `sold verkauf vente venta vendita venda verkoop sprzedaz old msrp rrp uvp properties property props data payload attributes attribute context params parameters fields body json record full znacznik the of de la le du des der die das van do da del di e et y und and full unix raw own my ga fk pk src web app shop store main unique pixel global internal external af fb ms us ns sec utc current unit stuk cents cent line dvce domain mp sale list retail regular final paid
    netto brutto ttc ht inkl exkl ohne mit they did`
} as const;

type Concept = keyof typeof CONCEPT_WORDS;

const CONCEPTS: ReadonlyMap<string, ReadonlySet<Concept>> = (() => {
  const map = new Map<string, Set<Concept>>();
  for (const [concept, words] of Object.entries(CONCEPT_WORDS))
    for (const word of words.split(/\s+/)) {
      const plain = lettersOf(word);
      const own = map.get(plain) ?? new Set<Concept>();
      map.set(plain, own.add(concept as Concept));
    }
  return map;
})();
const LONGEST = Math.max(...[...CONCEPTS.keys()].map((word) => word.length));

/** Letters that no decomposition gives: ł, ø, ß, æ, œ, đ. */
const PLAIN_LETTERS: Readonly<Record<string, string>> = {ł: "l", ø: "o", ß: "ss", æ: "ae", œ: "oe", đ: "d", ı: "i"};

/** A text without case, accents, blanks and punctuation; letters of every script stay: `Kunden-Nr.` is `kundennr`, `用户 ID` is `用户id`. */
export function lettersOf(text: string): string {
  return text
    .toLowerCase()
    .replace(/[łøßæœđı]/g, (letter) => PLAIN_LETTERS[letter])
    .normalize("NFKD")
    .replace(/(?<=\p{Script=Latin})\p{M}+/gu, "")
    .normalize("NFKC")
    .replace(/[^\p{L}\p{N}]/gu, "");
}

/** The pieces of a name between blanks, punctuation and changes of case, each as `lettersOf` writes it. */
export function piecesOf(name: string): string[] {
  return name
    .replace(/(\p{Ll}|\p{N})(\p{Lu})/gu, "$1 $2")
    .replace(/(\p{Lu}+)(\p{Lu}\p{Ll})/gu, "$1 $2")
    .split(/[^\p{L}\p{N}\p{M}]+/u)
    .map(lettersOf)
    .filter((piece) => piece !== "" && !/^\d+$/.test(piece));
}

const CJK = /^[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}ー]+$/u;
/** Letters that join the parts of a compound, as in `Kundennummer` and `Sitzungskennung`. */
const JOINTS = ["", "s", "n", "en", "es", "e", "の"];

/** The words that make up one piece, with as few letters left over as can be; the words of a compound have three letters or more, but for `id`, `ts`, `nr`, `no`, `at`, `dt`, `ms`. */
function wordsOf(piece: string): {readonly words: readonly string[]; readonly left: number} {
  if (CONCEPTS.has(piece)) return {words: [piece], left: 0};
  const best: {words: readonly string[]; left: number}[] = Array.from({length: piece.length + 1});
  best[piece.length] = {words: [], left: 0};
  for (let from = piece.length - 1; from >= 0; from--) {
    const rest = best[from + 1];
    let found = {words: rest.words, left: rest.left + 1};
    for (let to = Math.min(piece.length, from + LONGEST); to > from; to--) {
      const word = piece.slice(from, to);
      if (!CONCEPTS.has(word)) continue;
      if (word.length < 3 && !CJK.test(word) && !/^(?:id|ts|nr|no|at|dt|ms)$/.test(word)) continue;
      // a joint stands between two words only
      for (const joint of from === 0 ? [""] : JOINTS) {
        const {words, left} = best[to];
        if (joint !== "" && piece.slice(from - joint.length, from) !== joint) continue;
        if (joint === "" && (left < found.left || (left === found.left && words.length + 1 < found.words.length)))
          found = {words: [word, ...words], left};
      }
    }
    best[from] = found;
  }
  const whole = best[0];
  // letters between two words may be a joint, which is no letter left over
  const joints = whole.words.length > 1 ? Math.min(whole.left, 2 * (whole.words.length - 1)) : 0;
  const left = whole.left - (piece.replace(/\p{N}+/gu, "") === "" ? 0 : joints);
  return {words: whole.words, left};
}

/** What the name of a column speaks of. */
interface NameWords {
  readonly has: ReadonlySet<Concept>;
  /** Share of the letters that no word explains. */
  readonly unknown: number;
  readonly words: readonly string[];
}

function readName(name: string): NameWords {
  const has = new Set<Concept>();
  const words: string[] = [];
  // initials are one word
  const joined = name.replace(/(?<!\p{L})\p{L}\.(?:\s?\p{L}\.?)+(?!\p{L})/gu, (initials) =>
    initials.replace(/[.\s]/g, "")
  );
  let letters = 0;
  let left = 0;
  for (const piece of piecesOf(joined)) {
    const found = wordsOf(piece);
    letters += piece.length;
    left += found.left;
    words.push(...found.words);
    for (const word of found.words) for (const concept of CONCEPTS.get(word)!) has.add(concept);
  }
  return {has, unknown: letters === 0 ? 1 : left / letters, words};
}

/** Roles, what tells that a table is one of orders, and what has no role: countries, devices, counts, taxes. */
export type NamedFor = Role | "order" | "quantity" | "other";

/**
 * How strongly a name speaks for each role, from 0 (not at all) to 1 (`user_id`, `Kundennummer`, `用户ID`). It is a prior: what the values say is weighed
 * beside it. A name such as `user_country` speaks of a user, but is none.
 */
export function nameEvidence(path: string): Readonly<Record<NamedFor, number>> {
  // of objects within objects within objects, the outer ones are wrappings; some are by their name
  const parts = path.split(".");
  const inner = parts.length === 1 ? parts : parts.filter((part) => !WRAPPING.test(part));
  const named = (inner.length === 0 ? parts : inner).slice(-2);
  // `user_data` is no day, whatever "data" is in Italian
  const name = named.map((part, i) => (i < named.length - 1 ? part.replace(/[_ ]?data$/i, "") : part)).join(".");
  const {has, unknown, words} = readName(name);
  const none = {
    user: 0,
    time: 0,
    event: 0,
    item: 0,
    session: 0,
    price: 0,
    category: 0,
    brand: 0,
    ingested: 0,
    order: 0,
    quantity: 0,
    other: 0
  };
  // the sign of a currency stands above what things cost
  if (/^\s*\p{Sc}\s*$/u.test(name)) return {...none, price: 0.8};
  if (has.size === 0) return none;
  const known = unknown === 0 ? 1 : unknown < 0.34 ? 0.7 : unknown < 0.67 ? 0.4 : 0.15;
  const evidence = {...none};
  const set = (role: NamedFor, strength: number) => (evidence[role] = Math.max(evidence[role], strength * known));
  const only = (...concepts: Concept[]) => [...has].every((concept) => concepts.includes(concept));
  const isTime = has.has("time") || has.has("date");
  const participle =
    /(?:at|on)(?:utc|gmt|local|ms|s)?$/.test(lettersOf(name)) &&
    (has.has("created") || has.has("ingested") || has.has("past"));

  if ((isTime || participle || (has.has("ingested") && words.length === 1)) && has.has("ingested"))
    set("ingested", has.has("event") ? 0.8 : 1);
  if (isTime || (participle && has.has("created"))) {
    if (has.has("ingested")) set("time", 0.25);
    else if (has.has("past")) {
      set("time", has.has("session") || has.has("event") ? 0.45 : 0.2);
      set("other", 1);
    } else if (words.some((word) => word === "uuid" || word === "guid")) set("time", 0.2);
    else if (only("time", "date", "created", "filler", "id")) set("time", timeStrength(has, words));
    // an order is of the time at which it was placed
    else if (words.some((word) => LATER_STEPS.has(word))) set("time", 0.55);
    else if (has.has("event") || has.has("order")) set("time", 1);
    else if (has.has("created")) set("time", 0.7);
    else if (has.has("session")) set("time", 0.5);
    else if (has.has("other") || has.has("price") || has.has("amount")) set("time", 0.3);
    else set("time", 0.5);
    return evidence;
  }
  const isSourceId = words.includes("source") && has.has("id");
  if (
    !isSourceId &&
    ["ingested", "currency", "quantity", "charge", "past", "other"].some((concept) => has.has(concept as Concept))
  )
    set("other", 1);
  if (has.has("event") && has.has("id")) set("other", 1);
  // the amount, where a column is called by its currency
  if (has.has("money") && only("money", "filler")) set("price", 0.5);
  if (has.has("ingested") || has.has("currency")) return evidence;
  if (has.has("quantity") && !has.has("price")) {
    if (!has.has("session") && !has.has("event") && !has.has("user")) set("quantity", 1);
    return evidence;
  }
  if (has.has("charge") || has.has("past")) {
    if (has.has("price")) set("price", 0.3);
    return evidence;
  }
  if (has.has("price") || (has.has("amount") && !has.has("id"))) {
    const former = words.some((word) => FORMER_PRICES.has(word));
    set(
      "price",
      has.has("price") ? (has.has("order") || has.has("other") ? 0.7 : former ? 0.8 : 1) : has.has("item") ? 0.8 : 0.55
    );
    return evidence;
  }
  if (has.has("category")) {
    const ofItem = !has.has("event") && !has.has("user") && !has.has("device") && !has.has("other");
    if (has.has("device")) set("other", 1);
    set("category", ofItem ? (has.has("id") && !words.includes("code") ? 0.9 : 1) : 0.15);
    return evidence;
  }
  if (has.has("brand")) {
    set("brand", has.has("device") || has.has("other") ? 0.15 : 1);
    return evidence;
  }
  // a kind of device is no device
  if (has.has("device") && (has.has("type") || has.has("name"))) set("other", 1);
  const weakened =
    evidence.other === 1 && has.has("device")
      ? 0.2
      : has.has("other")
        ? 0.2
        : has.has("type") && !has.has("event") && !has.has("order")
          ? 0.25
          : 1;
  if (has.has("event") || (has.has("type") && words.length <= 2)) {
    if (has.has("event")) {
      const strength = only("event", "type", "name", "filler", "item", "user", "created")
        ? 1
        : has.has("id")
          ? 0.15
          : 0.6;
      set("event", strength * (has.has("other") ? 0.3 : 1));
    } else if (only("type", "filler")) set("event", 0.6);
    if (has.has("event") || only("type", "filler")) return evidence;
  }
  if (has.has("session")) {
    // which session of a user it is, and not a name for it
    if (words.includes("number") || words.includes("count")) evidence.other = 1;
    if (evidence.other !== 1) set("session", has.has("type") ? 0.2 : 1);
    return evidence;
  }
  if (has.has("order")) {
    if (has.has("id") || only("order", "filler")) set("order", 1);
    if (!has.has("item")) return evidence;
  }
  if (has.has("item") && !has.has("user")) {
    const stock = words.some((word) => STOCK_WORDS.has(word));
    const strength = stock ? 0.75 : has.has("name") ? 0.35 : has.has("id") ? 1 : 0.9;
    set("item", strength * weakened);
    return evidence;
  }
  if (has.has("user") || has.has("device") || has.has("account")) {
    const strength = has.has("user") ? (has.has("device") ? 0.95 : 1) : has.has("device") ? 0.6 : 0.55;
    const named = has.has("name") && !has.has("id") ? 0.5 : 1;
    set("user", strength * named * (words.includes("email") ? 0.5 : weakened));
    return evidence;
  }
  // what a shop's own reference is to, when nothing else is said of it
  if (only("id", "filler") && words.some((word) => REFERENCES.has(word))) set("item", 0.5);
  // whoever has no other name in the log of a web server
  if (words.includes("ip") && only("other", "id", "filler", "user")) {
    set("user", 0.4);
    evidence.other = 0;
  }
  if (words.includes("email") || words.includes("mail")) {
    set("user", 0.4);
    evidence.other = 0;
  }
  return evidence;
}

/** What messages and databases call the object in which they have something, and its type. */
const WRAPPING =
  /^(?:after|before|event[_ ]?(?:values?|params|properties|data|payload)|custom[_ ]?data|_?source|values?|properties|props|payload|data|details?|body|record|fields|document|attributes|params|S|N|\$\w+)$/i;

/** Whether a name speaks of orders, purchases or sales in any way: `order_date`, `purchased_at`, `sales_channel`. */
export function speaksOfOrders(name: string): boolean {
  const {has, words} = readName(name);
  return (has.has("order") && !words.some((word) => CARTS.has(word))) || words.some((word) => SALES.has(word));
}

/** Whether a name is that of what became of an order, or of what kind of document a row is of: `Order Status`, `État`, `Belegart`. */
export function isCalledStatus(name: string): boolean {
  return /(?<!^(?:real)?e)stat(?:us|e|o)$|^etat|estado|situacao|^stan(?:zamowienia)?$|(?:doc|document|order|transaction|invoice|record|line)type$|belegart|auftragsart|vorgangsart|typedocument|tipodocumento|^type$|^typ$|状态|状態/.test(
    lettersOf(name)
  );
}

/** Whether a name says that amounts are in hundredths: `price_cents`, `amountInCents`, `Minor Units`; `recent price` and `percent` do not. */
export function speaksOfCents(name: string): boolean {
  return piecesOf(name).some(
    (piece) =>
      /^(?:(?:price|amount|value|total|cost|in|us|euro?)?cent|.*(?:centimes?|centavos?|centimos|centesimi)|minor(?:units?)?)$/.test(
        piece
      ) ||
      (piece.endsWith("cents") && !/(?:per|re|ac|do|s)cents$/.test(piece))
  );
}

/** Whether a name is that of pages or steps: `page_type`, `Screen`, `funnel_step`. */
export function speaksOfPages(name: string): boolean {
  return piecesOf(name).some((piece) => PAGES.test(piece));
}
const PAGES =
  /^(?:page|screen|template|step|funnel|seite|seiten|pagina|strona|页面|ページ)(?:type|name|kind|typ|group|title)?$/;

/** What is in a cart is not bought yet. */
const CARTS = new Set(
  "cart basket warenkorb panier carrito carrello carrinho winkelwagen koszyk 购物车 checkout".split(" ")
);
const SALES = new Set(
  "sale sales sold paid purchased bought ordered verkauf vente venta vendita venda verkoop sprzedaz".split(" ")
);

/** `timestamp` is surer than `created_at`, and that than `date`. */
function timeStrength(has: ReadonlySet<Concept>, words: readonly string[]): number {
  if (words.some((word) => word === "occurred" || word === "happened")) return 1;
  return has.has("created") ? 0.6 : has.has("time") ? 1 : 0.7;
}

/** Of a product there may be several to keep apart in stock; where its own id stands beside them, that is the item. */
const STOCK_WORDS = new Set("barcode sku variant isbn ean gtin upc stock content productsku stockcode".split(" "));

/** What a thing costs by the list, before what it is sold for. */
const LATER_STEPS = new Set(
  "paid payment approved approval authorized captured invoiced invoice rechnung facture factura fattura fatura faktura packed picked ready pago paiement zahlung platnosc 付款 支付 发票 入金".split(
    " "
  )
);
const FORMER_PRICES = new Set("list regular retail original msrp rrp uvp old".split(" "));
const REFERENCES = new Set("reference ref referencia riferimento referenz referentie".split(" "));

/** Whether a text is what a column is called and hardly a value. */
export function isColumnName(text: string): boolean {
  // a name has no digits, and none of the signs that lines are cut at
  if (/[\d;,|\t]/.test(text)) return false;
  const {order, quantity, other: _, ...roles} = nameEvidence(text);
  return Math.max(order, quantity, ...Object.values(roles)) >= 0.9;
}
