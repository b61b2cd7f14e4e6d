import {EVENT_TYPES, type EventType} from "../sources/events.js";
import {lettersOf} from "./columnNames.js";

/**
 * What shops and trackers call the four types of event, as `plainName` writes a name. Taken from the tracking plans and public logs of GA4 (recommended
 * events), Snowplow (e-commerce actions), Segment (e-commerce spec V2), Matomo, Shopify (web pixels), WooCommerce, Magento, Amplitude, Mixpanel,
 * RetailRocket, REES46, YooChoose, OTTO and Taobao.
 */
const SYNONYMS: Readonly<Record<EventType, string>> = {
  view: "view views quickview catalogproductview catalogcontrollerproductview viewed pageview pageviews viewitem itemview productview productviewed viewproduct detail details detailview viewdetail click clicks clicked pv pdp impression impressions visit browse screenview selectitem viewitemlist productlistviewed productclicked productclick collectionviewed viewsearchresults search searchsubmitted productssearched pageviewed",
  addtocart:
    "addtocart add2cart add2basket add2bag checkoutcartaddproduct checkoutcartaddproductcomplete addcart cart carts carted basket addtobasket basketadd cartadd productadded additem addedtocart atc tocart addtobag productaddedtocart",
  removefromcart:
    "removefromcart uncart salesquoteremoveitem checkoutcartremoveproduct checkoutcartdelete removecart cartremove removefrombasket basketremove productremoved removeitem removedfromcart deletefromcart removefrombag productremovedfromcart",
  transaction:
    "transaction salesorderplace salesorderplaceafter checkoutonepagesuccess transactions trtransaction purchase purchases purchased buy buys bought order orders ordered ordercompleted ordercomplete orderplaced checkoutcomplete checkoutcompleted completedpurchase ecommerceorder ecommercepurchase sale sold conversion pay paid payment"
};

const TYPE_OF: ReadonlyMap<string, EventType> = new Map(
  EVENT_TYPES.flatMap((type) => SYNONYMS[type].split(" ").map((name) => [name, type] as const))
);

/** Events that trackers send and that are none of the four, in the same vocabularies: they are left out, and counted. */
const OTHERS = new Set(
  (
    "gtmjs gtmdom gtmload sessionstart firstvisit firstopen userengagement engagement scroll filedownload formstart formsubmit videostart videoprogress videocomplete login loggedin logout loggedout signin signedin signup signedup register registered registration " +
    "identify identified alias group addtowishlist removefromwishlist wishlist productaddedtowishlist productremovedfromwishlist fav favorite favourite favorites collect collection like liked unlike share shared productshared cartshared review reviewed productreviewed rating rate " +
    "begincheckout checkoutstarted checkoutstepviewed checkoutstepcompleted checkoutcontactinfosubmitted checkoutaddressinfosubmitted checkoutshippinginfosubmitted addshippinginfo addpaymentinfo paymentinfoentered paymentinfosubmitted viewcart cartviewed ecommercecartupdate " +
    "refund refunded orderrefunded ordercancelled ordercanceled orderupdated paymentfailed viewpromotion selectpromotion promotionviewed promotionclicked couponentered couponapplied couponremoved coupondenied " +
    "unstruct struct pp pageping exception appopen appremove appupdate appbackground newsletter subscribe unsubscribe generatelead timing outlink download goal emailopened emailsent alertdisplayed inputblurred inputchanged inputfocused"
  ).split(" ")
);

/** Parts of words for events by what they say of them, in the ten languages of `columnNames`; written as `lettersOf` writes a text. */
const PARTS = {
  view: `view views viewed viewing visit visited browse browsed impression impressions click clicks clicked clickout see seen show shown display displayed open opened look detail details detailpage pdp pv read select selected tap load loaded render
    ansicht ansehen angesehen aufruf aufgerufen klick geklickt besuch betrachtet anzeige angezeigt
    vue vues vu voir consultation consulte consulter affichage affiche clic visualisation
    vista vistas visto ver visita visualizacion visualizado clics visualizar
    visualizzazione visualizzato visualizza vedi clicca
    visualizacao visualizou visualizado clique clicou
    bekeken bekijk bekijken weergave weergaven klik geklikt
    wyswietlenie wyswietlono wyswietl obejrzano obejrzenie klikniecie odslona podglad
    浏览 点击 查看 看 曝光 详情 閲覧 表示 クリック 見る ビュー`,
  cart: `cart carts basket bag trolley shoppingcart shoppingbasket shoppingbag
    warenkorb korb einkaufswagen
    panier caddie
    carrito cesta carro
    carrello cestino
    carrinho sacola
    winkelwagen winkelmandje mandje
    koszyk koszyka koszyku
    购物车 加购 カート 買い物かご`,
  add: `add added adds adding put plus insert place
    hinzufugen hinzugefugt hinzu gelegt legen
    ajout ajoute ajouter
    anadir anadido agregar agregado
    aggiungi aggiunto aggiunta
    adicionar adicionado adicionou adicao
    toevoegen toegevoegd
    dodaj dodano dodanie dodania
    加入 添加 追加 入れる`,
  remove: `remove removed removes removing removal delete deleted drop dropped discard minus
    entfernen entfernt entfernung entferne geloscht loschen
    suppression supprime supprimer retrait retire retirer enleve enlever
    eliminar eliminado quitar quitado
    rimuovi rimosso rimozione eliminato
    remover removido removeu remocao
    verwijderen verwijderd verwijder
    usun usunieto usuniecie usuniecia
    移除 删除 移出 削除`,
  buy: `buy buys sales bought purchase purchases purchased order orders ordered transaction transactions sale sold pay paid payment conversion converted invoice
    kauf kaufen gekauft bestellung bestellt bestellen bezahlt zahlung verkauf
    achat achats achete acheter commande commandes vente paiement paye
    compra compras comprado comprar pedido venta pago pagado
    acquisto acquisti acquistato acquista ordine vendita pagamento pagato
    comprou encomenda venda pago
    aankoop aankopen gekocht koop kopen besteld bestelling betaald betaling
    zakup zakupy zakupiono kupno kupiono kupil zamowienie zamowiono platnosc
    购买 下单 支付 成交 订单 付款 购 购入 購入 注文 決済`,
  checkout: `checkout kasse kassieren caja caisse cassa kassa kasa afrekenen 结账 チェックアウト レジ`,
  done: `done complete completed completion completes success successful succeeded confirm confirmed confirmation finish finished placed submitted closed thankyou thanks created end
    abgeschlossen erfolgreich fertig bestatigt abschluss
    termine terminee confirmee validee valide finalise reussi
    completado completada confirmado confirmada finalizado finalizada realizado realizada exitoso
    completato completata confermato confermata concluso effettuato
    concluido concluida efetuado
    voltooid afgerond bevestigd geplaatst
    zakonczone zakonczono zlozono zlozone potwierdzone
    完成 成功 完了 確定 提交`,
  item: `item items product products article articles goods sku content
    artikel produkt produit produits producto productos articulo prodotto prodotti articolo produto produtos artigo produktu towar towaru 商品 产品 アイテム`,
  page: `query catalog catalogue categoria kategorie accueil gezocht page pages screen pageview list listing lists category collection search searches searched results result home homepage history
    seite seiten suche startseite page recherche pagina busqueda ricerca busca buscou buscar zoeken wyszukiwanie wyszukano szukanie strona szukaj 页面 搜索 首页 ページ 検索`,
  other: `logged signed auth ingelogd uitgelogd save saved later wishlisted lista wishlist wunschliste merkzettel wish favorite favourite favorites fav favorit favoris favori favoritos preferiti ulubione like login logout signin signup register registration subscribe newsletter share review rating rate compare scroll session start begin started beginn refund refunded return returned cancel canceled cancelled fail failed error coupon promotion promo banner ad shipping address step progress video email mail push chat
    anmelden anmeldung abmelden storno storniert ruckgabe merkliste retoure connexion inscription annulation remboursement retour devolucion reembolso cancelado iniciar inicio sesion deseos reso rimborso annullato accesso desideri reembolso devolucao cancelada verlanglijst inloggen geannuleerd zwrot logowanie anulowano rejestracja 收藏 登录 注册 退货 退款 取消 お気に入り ログイン 登録 返品 キャンセル`,
  from: `from aus vom uit dal dalla z から out`,
  joint: `for customer visitor line onepage index performed submit left gave wrote written to from the of a an on in into event user ecommerce ec site website shop store gtm ga enhanced action zum zur den der die dem das aus vom am au du de la le les al del alla allo dal dalla nel ao aan uit het do z na w e et y und and my frontend web app client button の を に へ から が は`
} as const;
type Part = keyof typeof PARTS;

const PARTS_OF: ReadonlyMap<string, ReadonlySet<Part>> = (() => {
  const map = new Map<string, Set<Part>>();
  for (const [part, words] of Object.entries(PARTS))
    for (const word of words.split(/\s+/)) {
      const plain = lettersOf(word);
      map.set(plain, (map.get(plain) ?? new Set<Part>()).add(part as Part));
    }
  return map;
})();
const LONGEST = Math.max(...[...PARTS_OF.keys()].map((word) => word.length));
const EAST_ASIAN = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]/u;

/** The parts of a word for an event; null where some of its letters are in none. */
function partsOf(word: string): readonly ReadonlySet<Part>[] | null {
  const pieces = word
    .replace(/(\p{Ll}|\p{N})(\p{Lu})/gu, "$1 $2")
    .split(/[^\p{L}\p{N}\p{M}]+/u)
    .map(lettersOf)
    .filter((piece) => piece !== "" && !/^\d$/.test(piece));
  const all: ReadonlySet<Part>[] = [];
  for (const piece of pieces) {
    const found = pieceParts(piece);
    if (found === null) return null;
    all.push(...found);
  }
  return all.length === 0 ? null : all;
}

/** A piece is one part, or several of three letters and more run together, the longest first. */
function pieceParts(piece: string): readonly ReadonlySet<Part>[] | null {
  const own = PARTS_OF.get(piece);
  if (own !== undefined) return [own];
  const from: (readonly ReadonlySet<Part>[] | null)[] = Array.from({length: piece.length + 1}, () => null);
  from[piece.length] = [];
  for (let at = piece.length - 1; at >= 0; at--)
    for (let to = Math.min(piece.length, at + LONGEST); to > at && from[at] === null; to--) {
      const part = PARTS_OF.get(piece.slice(at, to));
      const rest = from[to];
      if (part === undefined || rest === null) continue;
      const joint = (part.has("joint") || part.has("from")) && to - at >= 2;
      if (to - at >= 3 || joint || EAST_ASIAN.test(piece.slice(at, to))) from[at] = [part, ...rest];
    }
  return from[0];
}

/** A name without case, blanks and punctuation: `Add_To_Cart` and `add to cart` are `addtocart`. Letters of other scripts are left out. */
function plainName(name: string): string {
  return name.toLowerCase().replace(/[^a-z0-9]/g, "");
}

/**
 * What a log's own word for an event stands for: a type of event; null for an event that is known and is none of the four, such as a login or a wish
 * list; undefined for a word that says nothing. Known vocabularies come first; then the word is taken to pieces, in ten languages, all of which must be
 * known: `Kauf_abgeschlossen` is a transaction, `checkout` alone may be its beginning or its end and says nothing.
 *
 * @param hasPurchase whether the log has another word for purchases, so that a checkout is none
 */
export function eventMeaning(word: string, hasPurchase = false): EventType | null | undefined {
  const plain = plainName(word);
  if (plain !== "" && plain.length === lettersOf(word).length) {
    const type = TYPE_OF.get(plain);
    if (type !== undefined) return type;
    if (OTHERS.has(plain)) return null;
  }
  const parts = partsOf(word);
  if (parts === null) return undefined;
  const has = (part: Part) => parts.some((own) => own.has(part));
  // such as the number of an item
  if (/\d/.test(word) && parts.every((own) => own.has("item") || own.has("page") || own.has("joint"))) return undefined;
  // such as the name of a shop
  if (parts.every((own) => own.has("joint") || own.has("from"))) return undefined;
  if (has("other")) return null;
  // "del" is of the, unless nothing follows
  if (has("remove") || /[^\p{L}]del$/iu.test(word)) return has("buy") ? null : "removefromcart";
  if (has("checkout")) return has("done") ? "transaction" : has("buy") || has("view") || hasPurchase ? null : undefined;
  if (has("cart")) {
    if (has("add")) return "addtocart";
    if (has("view") || has("page")) return null;
    // out of the cart; what is of the cart, in French or Portuguese, may be either
    if (has("from")) return "removefromcart";
    return has("buy") ? undefined : "addtocart";
  }
  if (has("buy")) return has("view") || has("page") ? null : "transaction";
  if (has("add")) return "addtocart";
  if (has("view")) return "view";
  if (has("done")) return undefined;
  return has("page") || has("item") ? "view" : undefined;
}

/** What words for events of one log stand for, see `eventMeaning`; those that say nothing are undefined. */
export function eventMeanings(words: readonly string[]): ReadonlyMap<string, EventType | null | undefined> {
  const hasPurchase = words.some((word) => eventMeaning(word) === "transaction");
  return new Map(words.map((word) => [word, eventMeaning(word, hasPurchase)] as const));
}

/** The type of event that a log's own word stands for; undefined for a word that is not known, or stands for none. */
export function eventTypeOf(word: string): EventType | undefined {
  return eventMeaning(word) ?? undefined;
}

/** Every word of the known vocabularies, as `plainName` writes it, with the code of its type. Words that are taken to pieces are not among them. */
export function knownEventNames(): readonly (readonly [name: string, code: number])[] {
  return Array.from(TYPE_OF, ([name, type]) => [name, EVENT_TYPES.indexOf(type)] as const);
}
