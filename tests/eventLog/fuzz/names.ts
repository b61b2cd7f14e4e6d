import type {TimePart} from "./times.js";

/** What a column is for, beside those that distract. */
export type NamedRole = "user" | "time" | "event" | "item" | "session" | "price" | TimePart;

export const LANGUAGES = [
  "english",
  "german",
  "french",
  "spanish",
  "italian",
  "portuguese",
  "dutch",
  "polish",
  "chinese",
  "japanese"
] as const;
export type Language = (typeof LANGUAGES)[number];

/** Names as exports of shops in these languages have them, parted by bars. */
const NAMES: Readonly<Record<Language, Readonly<Record<NamedRole, string>>>> = {
  english: {
    user: "user_id|visitor_id|customer_id|client_id|anonymous_id|cookie_id|visitorid|shopper_id|user|customer|visitor|member_id|device_id|uid",
    time: "timestamp|event_time|ts|created_at|datetime|event_timestamp|time|occurred_at|date_time|logged_at",
    event: "event_type|event|event_name|action|behavior_type|activity|interaction|action_type",
    item: "item_id|product_id|sku|itemid|article_id|product|item|product_sku|article_no|goods_id",
    session: "session_id|session|visit_id|session_key|user_session",
    price: "price|unit_price|item_price|product_price|amount",
    date: "date|event_date|day",
    clock: "time|event_clock|time_of_day",
    year: "year",
    month: "month",
    day: "day",
    hour: "hour",
    minute: "minute"
  },
  german: {
    user: "Kunde|Kundennummer|Nutzer|Besucher|Kunden-ID|Benutzer|Kundennr|nutzer_id|besucher_id",
    time: "Zeitpunkt|Zeitstempel|Zeit|Uhrzeit|Datum|erstellt_am",
    event: "Ereignis|Aktion|Ereignistyp|Vorgang|Ereignisart",
    item: "Artikel|Artikelnummer|Produkt|Artikel-Nr|Produkt-ID|artikel_id",
    session: "Sitzung|Sitzungs-ID|Besuch|sitzung_id",
    price: "Preis|Einzelpreis|Betrag|Stückpreis",
    date: "Datum|Tag",
    clock: "Uhrzeit|Zeit",
    year: "Jahr",
    month: "Monat",
    day: "Tag",
    hour: "Stunde",
    minute: "Minute"
  },
  french: {
    user: "client|visiteur|utilisateur|id_client|id_visiteur|identifiant_client",
    time: "horodatage|date_heure|moment|Date et heure|date_evenement",
    event: "évènement|événement|action|type_evenement|type d'événement",
    item: "produit|article|id_produit|référence|code_article",
    session: "session|id_session|visite",
    price: "prix|prix_unitaire|montant",
    date: "date|jour",
    clock: "heure",
    year: "année",
    month: "mois",
    day: "jour",
    hour: "heure",
    minute: "minute"
  },
  spanish: {
    user: "usuario|cliente|visitante|id_usuario|id_cliente",
    time: "fecha_hora|marca_de_tiempo|fecha|momento|Fecha y hora",
    event: "evento|acción|tipo_evento|tipo de evento",
    item: "producto|artículo|id_producto|código_producto",
    session: "sesión|id_sesion|visita",
    price: "precio|importe|precio_unitario",
    date: "fecha",
    clock: "hora",
    year: "año",
    month: "mes",
    day: "día",
    hour: "hora",
    minute: "minuto"
  },
  italian: {
    user: "utente|cliente|visitatore|id_utente|codice_cliente",
    time: "data_ora|marca_temporale|Data e ora|istante",
    event: "evento|azione|tipo_evento",
    item: "prodotto|articolo|id_prodotto|codice_articolo",
    session: "sessione|id_sessione|visita",
    price: "prezzo|importo|prezzo_unitario",
    date: "data",
    clock: "ora|orario",
    year: "anno",
    month: "mese",
    day: "giorno",
    hour: "ora",
    minute: "minuto"
  },
  portuguese: {
    user: "usuário|cliente|visitante|id_usuario|utilizador",
    time: "data_hora|carimbo_de_data|Data e hora|momento",
    event: "evento|ação|tipo_evento",
    item: "produto|artigo|id_produto|código_produto",
    session: "sessão|id_sessao|visita",
    price: "preço|valor|preço_unitário",
    date: "data",
    clock: "hora|horário",
    year: "ano",
    month: "mês",
    day: "dia",
    hour: "hora",
    minute: "minuto"
  },
  dutch: {
    user: "gebruiker|klant|bezoeker|klant_id|klantnummer|gebruiker_id",
    time: "tijdstip|tijdstempel|datum_tijd|moment",
    event: "gebeurtenis|actie|type_gebeurtenis",
    item: "product|artikel|artikelnummer|product_id",
    session: "sessie|bezoek|sessie_id",
    price: "prijs|bedrag|stukprijs",
    date: "datum",
    clock: "tijd",
    year: "jaar",
    month: "maand",
    day: "dag",
    hour: "uur",
    minute: "minuut"
  },
  polish: {
    user: "użytkownik|klient|id_klienta|odwiedzający|id_użytkownika",
    time: "znacznik_czasu|data_i_godzina|czas|czas_zdarzenia",
    event: "zdarzenie|akcja|typ_zdarzenia",
    item: "produkt|towar|id_produktu|artykuł",
    session: "sesja|id_sesji|wizyta",
    price: "cena|kwota|cena_jednostkowa",
    date: "data|dzień",
    clock: "godzina|czas",
    year: "rok",
    month: "miesiąc",
    day: "dzień",
    hour: "godzina",
    minute: "minuta"
  },
  chinese: {
    user: "用户ID|用户|客户编号|访客|会员ID",
    time: "时间|时间戳|事件时间|行为时间",
    event: "行为类型|事件|行为|事件类型",
    item: "商品ID|商品|产品编号|货号",
    session: "会话ID|会话|访问ID",
    price: "价格|单价|金额",
    date: "日期",
    clock: "时间|时刻",
    year: "年",
    month: "月",
    day: "日",
    hour: "小时|时",
    minute: "分钟|分"
  },
  japanese: {
    user: "ユーザーID|顧客番号|会員ID|ユーザー|訪問者",
    time: "日時|タイムスタンプ|発生日時|イベント日時",
    event: "イベント|行動|イベント種別|アクション",
    item: "商品ID|商品コード|商品|品番",
    session: "セッションID|セッション|訪問ID",
    price: "価格|単価|金額",
    date: "日付",
    clock: "時刻|時間",
    year: "年",
    month: "月",
    day: "日",
    hour: "時",
    minute: "分"
  }
};

export function namesOf(language: Language, role: NamedRole): readonly string[] {
  return NAMES[language][role].split("|");
}

/** Names that a database's user writes by hand: the case changes, the words stay. */
export const CASES = {
  "as it is": (name: string) => name,
  UPPER: (name: string) => name.toUpperCase(),
  Title: (name: string) =>
    name.replace(/(^|_)(\p{L})/gu, (_, gap: string, letter: string) => (gap ? " " : "") + letter.toUpperCase()),
  camel: (name: string) => name.replace(/_(\p{L})/gu, (_, letter: string) => letter.toUpperCase()),
  kebab: (name: string) => name.replaceAll("_", "-")
} as const;
export type Case = keyof typeof CASES;
