/**
 * What columns are taken for. Oracle: logs that are drawn here with known roles, under names in ten languages, under none, in any order, beside columns that
 * look like something else. A role is right, or it is asked about; it is never wrong with confidence.
 */
import fc from "fast-check";
import {describe, expect, test} from "vitest";
import {nameEvidence} from "../../src/lib/eventLog/columnNames.js";
import {guessMapping, SURE, unsureRoles, type MappingGuess} from "../../src/lib/eventLog/guessMapping.js";
import {ROLES, type Role} from "../../src/lib/eventLog/mapping.js";
import {cases} from "../thorough.js";
import {drawnLog, rowsOfColumns, shuffled, type DrawnColumn, type DrawnLogOptions} from "./drawnLog.js";

/** By language, what a log calls its columns, and view, cart and purchase. */
const LANGUAGES: Record<string, {names: Record<string, string[]>; words: [string, string, string]}> = {
  English: {
    names: {
      user: [
        "user_id",
        "visitorid",
        "customer no",
        "client_id",
        "member",
        "shopperId",
        "uid",
        "cookie",
        "anonymous_id"
      ],
      time: ["timestamp", "event_time", "ts", "datetime", "occurred_at", "created_at", "event ts", "when"],
      event: ["event", "event_type", "action", "behavior_type", "activity", "eventName"],
      item: ["item_id", "productId", "sku", "article", "asin", "pdp_id", "goods_id", "content_id"],
      session: ["session_id", "visit id", "user_session", "sessionKey"],
      price: ["price", "unit_price", "item price", "amount"],
      category: ["category", "department", "category_code", "product_category"],
      brand: ["brand", "manufacturer", "vendor"],
      ingested: ["received_at", "ingested_at", "load_time", "etl_tstamp", "uploaded_at"]
    },
    words: ["view", "add_to_cart", "purchase"]
  },
  German: {
    names: {
      user: ["Kunde", "Kundennummer", "Kunden-Nr.", "Besucher-ID", "Nutzerkennung", "Benutzer"],
      time: ["Zeitpunkt", "Zeitstempel", "Datum", "Uhrzeit", "Ereigniszeit"],
      event: ["Ereignis", "Ereignistyp", "Aktion", "Vorgang", "Verhalten"],
      item: ["Artikel", "Artikelnummer", "Produkt-ID", "Ware"],
      session: ["Sitzung", "Sitzungskennung", "Besuch"],
      price: ["Preis", "Stückpreis", "Einzelpreis", "Betrag"],
      category: ["Kategorie", "Warengruppe", "Abteilung"],
      brand: ["Marke", "Hersteller"]
    },
    words: ["Ansicht", "In den Warenkorb gelegt", "Kauf"]
  },
  French: {
    names: {
      user: ["client", "id_utilisateur", "Visiteur", "identifiant client", "acheteur"],
      time: ["horodatage", "heure", "date", "date_heure"],
      event: ["événement", "type_evenement", "action", "comportement"],
      item: ["produit", "id_produit", "article", "référence produit"],
      session: ["session", "visite", "id_session"],
      price: ["prix", "prix_unitaire", "montant"],
      category: ["catégorie", "rayon"],
      brand: ["marque", "fabricant"]
    },
    words: ["vue", "ajout_panier", "achat"]
  },
  Spanish: {
    names: {
      user: ["cliente", "id_usuario", "Código de cliente", "visitante"],
      time: ["fecha", "fecha_hora", "hora", "fecha del evento"],
      event: ["evento", "tipo_evento", "acción"],
      item: ["producto", "id_producto", "artículo"],
      session: ["sesión", "id_sesion", "visita"],
      price: ["precio", "precio_unitario", "importe"],
      category: ["categoría", "departamento"],
      brand: ["marca", "fabricante"]
    },
    words: ["ver_producto", "carrito", "compra"]
  },
  Italian: {
    names: {
      user: ["cliente", "codice cliente", "id_utente", "visitatore"],
      time: ["data", "data_ora", "orario"],
      event: ["evento", "azione", "tipo evento"],
      item: ["prodotto", "codice_articolo", "id_prodotto"],
      session: ["sessione", "id_sessione"],
      price: ["prezzo", "prezzo unitario"],
      category: ["categoria", "reparto"],
      brand: ["marca", "produttore"]
    },
    words: ["visualizzazione", "aggiungi_al_carrello", "acquisto"]
  },
  Portuguese: {
    names: {
      user: ["cliente", "id_utilizador", "código do cliente", "visitante"],
      time: ["data", "data_hora", "horário"],
      event: ["evento", "ação", "tipo_de_evento"],
      item: ["produto", "id_produto", "artigo"],
      session: ["sessão", "id_sessao"],
      price: ["preço", "preço unitário", "valor"],
      category: ["categoria"],
      brand: ["marca"]
    },
    words: ["visualização", "adicionado ao carrinho", "compra concluída"]
  },
  Dutch: {
    names: {
      user: ["klant", "klantnummer", "gebruiker_id", "bezoeker"],
      time: ["tijdstip", "datum", "tijdstempel"],
      event: ["gebeurtenis", "actie", "type gebeurtenis"],
      item: ["artikel", "artikelnummer", "product_id"],
      session: ["sessie", "sessie-id", "bezoek"],
      price: ["prijs", "stukprijs", "bedrag"],
      category: ["categorie", "afdeling"].slice(0, 1),
      brand: ["merk"]
    },
    words: ["bekeken", "toegevoegd aan winkelwagen", "aankoop"]
  },
  Polish: {
    names: {
      user: ["klient", "id_klienta", "użytkownik", "identyfikator użytkownika"],
      time: ["czas", "data", "znacznik_czasu", "data_zdarzenia"],
      event: ["zdarzenie", "akcja", "typ_zdarzenia"],
      item: ["produkt", "id_produktu", "towar", "kod_produktu"],
      session: ["sesja", "id_sesji"],
      price: ["cena", "cena_jednostkowa"].slice(0, 1),
      category: ["kategoria", "dział"],
      brand: ["marka", "producent"]
    },
    words: ["wyświetlenie", "dodano do koszyka", "zakup"]
  },
  Chinese: {
    names: {
      user: ["用户ID", "客户编号", "会员号", "访客"],
      time: ["时间", "时间戳", "日期", "事件时间"],
      event: ["事件", "行为类型", "事件类型", "动作"],
      item: ["商品ID", "商品编号", "产品"],
      session: ["会话ID", "会话"],
      price: ["价格", "单价"],
      category: ["类目", "商品分类", "品类"],
      brand: ["品牌"]
    },
    words: ["浏览", "加入购物车", "购买"]
  },
  Japanese: {
    names: {
      user: ["ユーザーID", "顧客番号", "会員ID"],
      time: ["日時", "時刻", "タイムスタンプ"],
      event: ["イベント", "行動", "イベント種別"],
      item: ["商品ID", "商品番号", "商品コード"],
      session: ["セッションID", "セッション"],
      price: ["価格", "単価"],
      category: ["カテゴリ", "カテゴリー"],
      brand: ["ブランド"]
    },
    words: ["閲覧", "カートに追加", "購入"]
  }
};

const two = (n: number) => String(n).padStart(2, "0");
const TIMES: ((ms: number) => string)[] = [
  (ms) => new Date(ms).toISOString(),
  (ms) => new Date(ms).toISOString().slice(0, 19).replace("T", " "),
  String,
  (ms) => String(ms / 1000),
  (ms) => {
    const date = new Date(ms);
    return `${two(date.getUTCDate())}.${two(date.getUTCMonth() + 1)}.${date.getUTCFullYear()} ${date.toISOString().slice(11, 16)}`;
  }
];
const IDS: ((n: number) => string)[] = [
  (n) => String(n + 1),
  (n) => String(355_908 + n * 11),
  (n) => `id-${n}`,
  (n) => String(1_500_000_000 + n * 977),
  (n) => `${(n * 2_654_435_761) % 4_294_967_296}`.padStart(10, "0")
];

/** A role, and what it was taken for where that is not what it is. */
function mistakes(guess: MappingGuess, columns: readonly DrawnColumn[], names: readonly string[]): string[] {
  return ROLES.flatMap((role) => {
    const at = columns.findIndex((column) => column.role === role);
    const truth = at === -1 ? null : names[at];
    return guess.mapping[role] === truth ? [] : [`${role} is ${guess.mapping[role]} and not ${truth}`];
  });
}

describe.each(Object.entries(LANGUAGES))("names in %s", (language, {names, words}) => {
  test.each(Object.entries(names).flatMap(([role, list]) => list.map((name) => [role as Role, name] as const)))(
    "speak of the %s: %s",
    (role, name) => {
      const {[role]: own, order: _, quantity: _quantity, other: _other, ...others} = nameEvidence(name);
      expect(own).toBeGreaterThanOrEqual(0.5);
      // the time at which an event reached the log is a time as well
      const rivals = Object.entries(others as Readonly<Record<string, number>>).filter(
        ([other]) => !(role === "ingested" && other === "time")
      );
      expect(Math.max(...rivals.map(([, strength]) => strength))).toBeLessThan(own);
    }
  );

  test.each(Array.from({length: 8}, (_, i) => [i]))("are enough to read a log unasked (%i)", (i) => {
    const seed = 100 * Object.keys(LANGUAGES).indexOf(language) + i;
    const has = ["session", "price", "category", "brand"].filter((_, k) => (seed >> k) % 2 === 1);
    const options: DrawnLogOptions = {
      rows: 60 + 50 * i,
      with: ["item", ...has, ...(i % 3 === 0 ? ["country", "device"] : []), ...(i % 4 === 1 ? ["row number"] : [])],
      words,
      time: TIMES[i % TIMES.length],
      user: IDS[(i + seed) % IDS.length],
      item: IDS[(i + 2) % IDS.length],
      order: i % 2 === 0 ? "time" : "user"
    };
    const columns = shuffled(drawnLog(seed, options), seed);
    const own: Record<string, string[]> = {
      ...names,
      country: ["country"],
      device: ["device_type"],
      "row number": ["event_id"]
    };
    const called = columns.map(({about}) => own[about][(seed + i) % own[about].length]);
    const guess = guessMapping(called, rowsOfColumns(columns));
    expect(mistakes(guess, columns, called)).toEqual([]);
    expect(unsureRoles(guess)).toEqual([]);
    expect(guess.undecided).toEqual([]);
  });
});

describe("without names", () => {
  test("a time, types of event and what tells nothing are known by their values; the others are asked about", () => {
    for (let seed = 1; seed <= 20; seed++) {
      const columns = shuffled(drawnLog(seed, {with: ["item", "auto id", "country"], time: TIMES[seed % 3]}), seed);
      const names = columns.map((_, i) => `column ${i + 1}`);
      const guess = guessMapping(names, rowsOfColumns(columns), {header: false});
      const called = (about: string) => names[columns.findIndex((column) => column.about === about)];
      expect([guess.mapping.time, guess.mapping.event]).toEqual([called("time"), called("event")]);
      expect(guess.confidence.time).toBeGreaterThan(SURE);
      expect(guess.confidence.event).toBeGreaterThan(SURE);
      for (const role of ["user", "item"] as const)
        if (guess.mapping[role] !== called(role)) expect(unsureRoles(guess)).toContain(role);
    }
  });

  test("ids that look like seconds since 1970 are no times where others are", () => {
    const columns = drawnLog(3, {user: IDS[3], with: ["item", "growing id"], time: TIMES[3]});
    const guess = guessMapping(["c1", "c2", "c3", "c4", "c5"], rowsOfColumns(columns));
    expect(guess.mapping.time).toBe("c2");
  });
});

describe("columns that mislead", () => {
  test("ids of visits, of which none goes on after some hours, are not taken for users unasked", () => {
    const columns = drawnLog(21, {rows: 400, with: ["item", "session"]}).filter(({about}) => about !== "user");
    const names = columns.map((_, i) => `c${i}`);
    const guess = guessMapping(names, rowsOfColumns(columns));
    const visits = names[columns.findIndex(({about}) => about === "session")];
    expect(guess.mapping.user === visits && !unsureRoles(guess).includes("user")).toBe(false);
  });

  const guessOf = (columns: readonly DrawnColumn[], names: readonly string[]) =>
    guessMapping(names, rowsOfColumns(columns));

  test("an empty column plays no role, whatever it is called", () => {
    const [user, time, event, item, empty] = drawnLog(1, {with: ["item", "empty"]});
    const guess = guessOf([empty, user, time, event, item], ["user_id", "anonymous_id", "ts", "event", "sku"]);
    expect(guess.mapping).toMatchObject({user: "anonymous_id", time: "ts", event: "event", item: "sku"});
    expect(unsureRoles(guess)).toEqual([]);
    const words = guessOf([empty, user, time, event, item], ["event_type", "uid", "ts", "kind of action", "sku"]);
    expect(words.mapping.event).toBe("kind of action");
  });

  test("words for what is missing fill no column", () => {
    const [user, time, event, item] = drawnLog(1);
    const missing = {...item, values: item.values.map((_, i) => ["NA", "null", "\\N", "(not set)", "-"][i % 5])};
    const guess = guessOf([user, time, event, item, missing], ["user_id", "time", "event", "sku", "item_id"]);
    expect(guess.mapping.item).toBe("sku");
  });

  test("a user that most rows lack gives way to one that they have, and that is said or asked", () => {
    const [user, time, event, item] = drawnLog(4, {rows: 400});
    const known = {...user, values: user.values.map((value, i) => (i % 4 === 0 ? value : null))};
    const guess = guessOf([known, user, time, event, item], ["user_id", "anonymous_id", "time", "event", "sku"]);
    expect(guess.mapping.user).toBe("anonymous_id");
    const half = {...user, values: user.values.map((value, i) => (i % 2 === 0 ? value : null))};
    const asked = guessOf([half, user, time, event, item], ["user_id", "anonymous_id", "time", "event", "sku"]);
    expect([unsureRoles(asked), asked.mapping.user, asked.runnersUp.user]).toEqual([
      ["user"],
      "anonymous_id",
      "user_id"
    ]);
  });

  test.each(["received_at", "loaded_at", "etl_tstamp", "sent_at", "ingestion_time", "collector_tstamp", "synced at"])(
    "the time in %s comes after the event's",
    (name) => {
      const columns = drawnLog(5, {with: ["item", "ingested"]});
      const [user, time, event, item, ingested] = columns;
      const guess = guessOf([ingested, user, time, event, item], [name, "user", "event_ts", "event", "item"]);
      expect(guess.mapping).toMatchObject({time: "event_ts", ingested: name});
      expect(unsureRoles(guess)).toEqual([]);
    }
  );

  test("a column called time with other values is no time, one called price with words no price", () => {
    const columns = drawnLog(6, {with: ["item", "country", "device"]});
    const guess = guessOf(columns, ["user", "at", "event", "item", "time", "price"]);
    expect(guess.mapping).toMatchObject({time: "at", price: null});
    expect(guess.reasons.price).toMatch(/"price" is called so, but its values do not fit/);
  });

  test.each([
    ["user_country", "country"],
    ["device_type", "device"],
    ["session_number", "score"],
    ["event_id", "row number"],
    ["item_count", "quantity"],
    ["user_score", "score"]
  ])("%s has no role", (name, about) => {
    const columns = drawnLog(7, {with: ["item", about]});
    const guess = guessOf(shuffled(columns, 1), shuffled(["visitor", "ts", "action", "product", name], 1));
    expect(Object.values(guess.mapping)).not.toContain(name);
    expect(guess.mapping).toMatchObject({user: "visitor", time: "ts", event: "action", item: "product"});
  });

  test("prices that look like ids, and ids that look like prices, go by their names", () => {
    const columns = drawnLog(8, {with: ["item", "growing id"], user: (n) => `${n}.50`});
    const guess = guessOf(columns, ["customer", "ts", "event", "sku", "price"]);
    expect(guess.mapping).toMatchObject({user: "customer", price: "price"});
    expect(unsureRoles(guess)).toEqual([]);
  });

  test("a day beside a time to the second is not the time", () => {
    const columns = drawnLog(9, {with: ["item"]});
    const days = {...columns[1], role: null, values: columns[1].values.map((value) => value!.slice(0, 10))};
    const guess = guessOf([days, ...columns], ["event_date", "user", "event_timestamp", "event", "item"]);
    expect(guess.mapping.time).toBe("event_timestamp");
    expect(unsureRoles(guess)).toEqual([]);
  });

  test("of two columns that tell the same neither is asked about", () => {
    const columns = drawnLog(10, {rows: 400});
    const mail = {...columns[0], role: null, values: columns[0].values.map((value) => `${value}@example.org`)};
    const name = {...columns[3], role: null, values: columns[3].values.map((value) => `a fine ${value}`)};
    const guess = guessOf(
      [mail, ...columns, name],
      ["customer_email", "customer_id", "ts", "event", "product_id", "product"]
    );
    expect(guess.mapping).toMatchObject({user: "customer_id", item: "product_id"});
    expect(unsureRoles(guess)).toEqual([]);
  });

  test("a few words that nobody knows beside a name for events are types of event, and are to be decided", () => {
    const columns = drawnLog(11, {words: ["zig", "zag", "zog"]});
    const guess = guessOf(columns, ["user", "ts", "event_type", "item"]);
    expect(guess.mapping.event).toBe("event_type");
    expect([...guess.undecided].sort()).toEqual(["zag", "zig", "zog"]);
    // without such a name they may be anything
    expect(guessOf(columns, ["user", "ts", "colour", "item"]).mapping.event).toBeNull();
  });

  test("codes are types of event under such a name alone", () => {
    const columns = drawnLog(12, {words: ["1", "3", "4"]});
    const guess = guessOf(columns, ["user", "ts", "behaviour", "item"]);
    expect([guess.mapping.event, [...guess.undecided].sort()]).toEqual(["behaviour", ["1", "3", "4"]]);
    expect(guessOf(columns, ["user", "ts", "level", "item"]).mapping.event).toBeNull();
  });

  test("where an event's arrival is the only time, it is the time, and that is said", () => {
    const [user, , event, item, ingested] = drawnLog(13, {with: ["item", "ingested"]});
    const guess = guessOf([user, event, item, ingested], ["user", "event", "item", "received_at"]);
    expect(guess.mapping).toMatchObject({time: "received_at", ingested: null});
    expect(guess.notices.join("\n")).toMatch(/"received_at" is taken, when it reached the log/);
  });
});

describe("a table of orders", () => {
  test("without types of event is one of purchases, and says so", () => {
    const columns = drawnLog(14, {with: ["item", "order", "quantity", "price"]}).filter(({about}) => about !== "event");
    const names = ["Customer ID", "Order Date", "SKU", "Order ID", "Quantity", "Unit Price"];
    const guess = guessMapping(names, rowsOfColumns(columns));
    expect(guess.mapping).toMatchObject({
      event: null,
      always: "transaction",
      quantity: "Quantity",
      price: "Unit Price"
    });
    expect(guess.notices.join("\n")).toMatch(
      /every row is a transaction, as it has "Order ID", but for returns, where "Quantity" is negative/
    );
    expect(unsureRoles(guess)).toEqual([]);
  });

  test("with types of event is a log like any other, and quantities alone are asked about", () => {
    const all = drawnLog(15, {with: ["item", "order", "quantity"]});
    const names = ["customer", "time", "event", "sku", "order_id", "quantity"];
    const without = (...about: string[]) => {
      const kept = all
        .map((column, i) => ({column, name: names[i]}))
        .filter(({column}) => !about.includes(column.about));
      return guessMapping(
        kept.map(({name}) => name),
        rowsOfColumns(kept.map(({column}) => column))
      );
    };
    expect(without().mapping).not.toHaveProperty("always");
    expect(without("event", "order", "quantity").mapping).not.toHaveProperty("always");
    const quantities = without("event", "order");
    expect(quantities.mapping.always).toBe("transaction");
    expect(unsureRoles(quantities)).toEqual(["event"]);
    const orders = without("event", "quantity");
    expect(orders.mapping).toMatchObject({always: "transaction"});
    expect(orders.mapping).not.toHaveProperty("quantity");
    expect(unsureRoles(orders)).toEqual([]);
    expect(without("event").mapping).toMatchObject({always: "transaction", quantity: "quantity"});
  });
});

test("the order of columns changes nothing, and neutral names change no role to another one unasked", () => {
  const extras = [
    "item",
    "session",
    "price",
    "category",
    "brand",
    "country",
    "device",
    "row number",
    "auto id",
    "ingested"
  ];
  fc.assert(
    fc.property(
      fc.integer({min: 1, max: 100_000}),
      fc.subarray(extras),
      fc.nat(4),
      fc.nat(4),
      (seed, others, t, id) => {
        const columns = drawnLog(seed, {
          rows: 200,
          with: others,
          time: TIMES[t],
          user: IDS[id],
          item: IDS[(id + 1) % 5]
        });
        const own: Record<string, string> = {
          "row number": "event_id",
          "auto id": "id",
          ingested: "received_at",
          device: "device_type"
        };
        const named = columns.map((column) => ({column, name: own[column.about] ?? column.about}));
        const inOrder = guessMapping(
          named.map(({name}) => name),
          rowsOfColumns(columns)
        );
        expect(
          mistakes(
            inOrder,
            columns,
            named.map(({name}) => name)
          )
        ).toEqual([]);
        expect(unsureRoles(inOrder)).toEqual([]);
        const mixed = shuffled(named, seed);
        const again = guessMapping(
          mixed.map(({name}) => name),
          rowsOfColumns(mixed.map(({column}) => column))
        );
        expect(again.mapping).toEqual({...inOrder.mapping, eventNames: again.mapping.eventNames});
        const neutral = mixed.map((_, i) => `c${i + 1}`);
        const blind = guessMapping(neutral, rowsOfColumns(mixed.map(({column}) => column)));
        const asked = unsureRoles(blind);
        for (const role of ROLES) {
          const taken = blind.mapping[role];
          const truth = mixed.findIndex(({column}) => column.role === role);
          if (taken !== null && taken !== neutral[truth]) expect(asked).toContain(role);
        }
      }
    ),
    cases(25, 400)
  );
});
