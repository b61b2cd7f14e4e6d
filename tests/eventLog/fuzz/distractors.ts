import {random, type Random} from "../../../src/lib/core/random.js";
import {between, chance, choose} from "./draw.js";
import type {Language} from "./names.js";
import type {TruthEvent} from "./truth.js";

/** A column that says nothing of what happened, or nothing that anyone asks. */
export interface Distractor {
  readonly kind: DistractorKind;
  readonly name: string;
  /** Text of a row; null where it has none. */
  write(event: TruthEvent, row: number, source: Random): string | null;
}

const ENGLISH = {
  empty: "note|coupon_code|referrer_id|affiliate|promo",
  constant: "platform|site|shop|source|app|channel",
  "free text": "comment|search_query|page_title|description",
  "load time":
    "received_at|loaded_at|ingested_at|etl_timestamp|uploaded_at|processed_at|inserted_at|sync_time|collector_tstamp",
  "row number": "row|index|row_number|nr|line_no",
  device: "device|device_type|device_category|browser",
  country: "country|geo_country|country_code|region",
  quantity: "quantity|qty|units",
  url: "url|page_url|page_location|referrer",
  "user agent": "user_agent|ua",
  category: "category|category_code|product_category|department",
  brand: "brand|brand_name|manufacturer",
  currency: "currency|currency_code",
  flag: "is_mobile|ab_group|logged_in|consent",
  score: "score|scroll_depth|load_seconds|rating",
  "sign-up date": "signup_date|registered_on|first_seen|birthday",
  "order number": "order_id|transaction_id|invoice_no"
} as const;
export type DistractorKind = keyof typeof ENGLISH;
export const DISTRACTORS = Object.keys(ENGLISH) as DistractorKind[];

const OTHERS: Readonly<Partial<Record<Language, Readonly<Partial<Record<DistractorKind, string>>>>>> = {
  german: {
    device: "Gerät",
    country: "Land",
    quantity: "Menge|Anzahl",
    category: "Kategorie|Warengruppe",
    brand: "Marke",
    "free text": "Bemerkung",
    "load time": "geladen_am",
    "order number": "Bestellnummer",
    currency: "Währung"
  },
  french: {
    device: "appareil",
    country: "pays",
    quantity: "quantité",
    category: "catégorie|rayon",
    brand: "marque",
    "free text": "commentaire",
    "order number": "numéro de commande",
    currency: "devise"
  },
  spanish: {
    device: "dispositivo",
    country: "país",
    quantity: "cantidad",
    category: "categoría",
    brand: "marca",
    "order number": "número_de_pedido",
    currency: "moneda"
  },
  italian: {
    device: "dispositivo",
    country: "paese",
    quantity: "quantità",
    category: "categoria",
    brand: "marca",
    "order number": "numero_ordine",
    currency: "valuta"
  },
  portuguese: {
    device: "dispositivo",
    country: "país",
    quantity: "quantidade",
    category: "categoria",
    brand: "marca",
    "order number": "número_do_pedido",
    currency: "moeda"
  },
  dutch: {
    device: "apparaat",
    country: "land",
    quantity: "aantal",
    category: "categorie",
    brand: "merk",
    "order number": "bestelnummer",
    currency: "valuta"
  },
  polish: {
    device: "urządzenie",
    country: "kraj",
    quantity: "ilość",
    category: "kategoria",
    brand: "marka",
    "order number": "numer_zamówienia",
    currency: "waluta"
  },
  chinese: {
    device: "设备",
    country: "国家",
    quantity: "数量",
    category: "类目|商品类目",
    brand: "品牌",
    "order number": "订单号",
    currency: "币种"
  },
  japanese: {
    device: "デバイス",
    country: "国",
    quantity: "数量",
    category: "カテゴリ",
    brand: "ブランド",
    "order number": "注文番号",
    currency: "通貨"
  }
};

export function distractorNames(language: Language, kind: DistractorKind): readonly string[] {
  return (OTHERS[language]?.[kind] ?? ENGLISH[kind]).split("|");
}

const WORDS =
  'nice blue shoes, size 42|it\'s "new"|late delivery; sorry|ok|gift for mum|100 % cotton|see p. 3|ça va|très bien'.split(
    "|"
  );
const AGENTS = [
  "Mozilla/5.0 (X11; Linux x86_64) Gecko/20100101",
  "Mozilla/5.0 (iPhone; CPU iPhone OS 17_1, like Mac OS X)"
];
const CATEGORIES = ["toys.wood", "toys.games", "home.kitchen", "shoes", "electronics.audio"];

/**
 * A distracting column.
 * @param isoOf writes a time, as the column of load times does
 */
export function distractor(source: Random, kind: DistractorKind, name: string, lastMs: number): Distractor {
  const key = source.uint32();
  const of = (n: number) => random(key, n);
  const iso = (ms: number) => new Date(ms).toISOString().slice(0, 19).replace("T", " ");
  const batch = chance(source, 0.4);
  const word = choose(source, ["web", "shop1", "main", "eu"]);
  const writers: Record<DistractorKind, Distractor["write"]> = {
    empty: () => null,
    constant: () => word,
    "free text": (_, __, s) => (chance(s, 0.4) ? choose(s, WORDS) : null),
    // all in one go afterwards, or each a little after its event
    "load time": ({ms}, row, s) => iso(batch ? lastMs + 3_600_000 + row * 7 : ms + between(s, 1_000, 90_000)),
    "row number": (_, row) => String(row + 1),
    device: ({session}) => choose(of(session), ["mobile", "desktop", "tablet"]),
    country: ({user}) => choose(of(user), ["DE", "FR", "US", "PL", "JP", "NL"]),
    quantity: ({type}, _, s) => (type === "transaction" || type === "addtocart" ? String(between(s, 1, 3)) : null),
    url: ({item}) => (item === null ? "https://shop.example/" : `https://shop.example/p/${item}?ref=a,b`),
    "user agent": ({user}) => choose(of(user), AGENTS),
    category: ({item}) => (item === null ? null : choose(of(item), CATEGORIES)),
    brand: ({item}) => (item === null ? null : choose(of(item), ["Acme", "Umbra & Co", "Nordlys", "Zeta"])),
    currency: () => "EUR",
    flag: ({session}) => String(of(session).below(2)),
    score: (_, __, s) => (s.below(1000) / 10).toFixed(1),
    "sign-up date": ({user, ms}) => iso(ms - of(user).below(300) * 86_400_000 - 86_400_000).slice(0, 10),
    "order number": ({type, session}) =>
      type === "transaction" || type === "return" ? String(700_001 + session) : null
  };
  return {kind, name, write: writers[kind]};
}
