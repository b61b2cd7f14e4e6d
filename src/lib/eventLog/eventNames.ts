import {EVENT_TYPES, type EventType} from "../sources/events.js";
import {lettersOf, speaksOfPages} from "./columnNames.js";

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
    "soldout outofstock input output initiatecheckout gtmjs gtmdom gtmload sessionstart firstvisit firstopen userengagement engagement scroll filedownload formstart formsubmit videostart videoprogress videocomplete login loggedin logout loggedout signin signedin signup signedup register registered registration " +
    "identify identified alias group addtowishlist removefromwishlist wishlist productaddedtowishlist productremovedfromwishlist fav favorite favourite favorites collect collection like liked unlike share shared productshared cartshared review reviewed productreviewed rating rate " +
    "begincheckout checkoutstarted checkoutstepviewed checkoutstepcompleted checkoutcontactinfosubmitted checkoutaddressinfosubmitted checkoutshippinginfosubmitted addshippinginfo addpaymentinfo paymentinfoentered paymentinfosubmitted viewcart cartviewed ecommercecartupdate " +
    "refund refunded orderrefunded ordercancelled ordercanceled orderupdated paymentfailed viewpromotion selectpromotion promotionviewed promotionclicked couponentered couponapplied couponremoved coupondenied " +
    "unstruct struct pp pageping exception appopen appremove appupdate appbackground newsletter subscribe unsubscribe generatelead timing outlink download goal emailopened emailsent alertdisplayed inputblurred inputchanged inputfocused"
  ).split(" ")
);

/** Parts of words for events by what they say of them, in the ten languages of `columnNames`; written as `lettersOf` writes a text. */
const PARTS = {
  view: `view views viewed viewing visit visited browse browsed impression impressions click clicks clicked clickout see seen show shown display displayed open opened look looked ld detail details detailpage pdp pv read select selected tap load loaded render
    ansicht ansehen angesehen aufruf aufgerufen klick geklickt besuch betrachtet anzeige angezeigt
    vue vues vu voir consultation consulte consulter affichage affiche clic visualisation
    vista vistas visto ver visita visualizacion visualizado clics visualizar
    visualizzazione visualizzato visualizza vedi clicca
    visualizacao visualizou visualizado clique clicou
    bekeken bekijk bekijken weergave weergaven klik geklikt
    wyswietlenie wyswietlono wyswietl obejrzano obejrzenie klikniecie odslona podglad
    浏览 点击 查看 看 曝光 详情 閲覧 表示 クリック 見る ビュー
    fiche hit hits preview previewed imp impr imps clk lookup viewcontent swipe swiped zoom zoomed hover hovered wyswietlona wyswietlony wyswietlil obejrzal zobaczyl kliknieto klikniete przegladanie bekijkt gezien geopend aangeklikt angeschaut geoffnet angeklickt gesehen ouverture ouvert cliquer abierto abrir visitado aperto apertura visitato aberto visitou 详细 詳細 查看了 浏览了 点开 访问 打开 展示 閲覧した 参照 クリックした`,
  cart: `cart carts basket bag trolley shoppingcart shoppingbasket shoppingbag
    warenkorb korb einkaufswagen
    panier caddie
    carrito cesta carro
    carrello cestino
    carrinho sacola
    winkelwagen winkelmandje mandje
    koszyk koszyka koszyku
    购物车 加购 カート 買い物かご
    winkelmand winkelkar atc rfc warenkorbe einkaufskorb shoppingcarts paniers cestas carros cesto carrelli koszyki かご 购物篮 購物車 カゴ`,
  add: `add added adds adding put plus insert place
    hinzufugen hinzugefugt hinzu gelegt legen
    ajout ajoute ajouter
    anadir anadido agregar agregado
    aggiungi aggiunto aggiunta
    adicionar adicionado adicionou adicao
    toevoegen toegevoegd
    dodaj dodano dodanie dodania
    加入 添加 追加 入れる
    atc mise ajoutee ajoutes hinzufugung agregada anadida adicionada toegevoegde dodany dodana dodal wlozono 加 加入了 投入 加进 放入`,
  remove: `remove removed removes removing removal delete deleted drop dropped discard minus
    entfernen entfernt entfernung entferne geloscht loschen
    suppression supprime supprimer retrait retire retirer enleve enlever
    eliminar eliminado quitar quitado
    rimuovi rimosso rimozione eliminato
    remover removido removeu remocao
    verwijderen verwijderd verwijder
    usun usunieto usuniecie usuniecia
    移除 删除 移出 削除
    rfc entfernte geloschte retiree supprimee eliminada quitada rimossa removida verwijderde usuniete usunieta usunal 移出了 删除了 移走 取り除く 外す`,
  buy: `buy buys sales bought purchase purchases purchased order orders ordered transaction transactions sale sold pay paid payment conversion converted invoice
    kauf kaufen gekauft bestellung bestellt bestellen bezahlt zahlung verkauf
    achat achats achete acheter commande commandes vente paiement paye
    compra compras comprado comprar pedido venta pago pagado
    acquisto acquisti acquistato acquista ordine vendita pagamento pagato
    comprou encomenda venda pago
    aankoop aankopen gekocht koop kopen besteld bestelling betaald betaling
    zakup zakupy zakupiono kupno kupiono kupil zamowienie zamowiono platnosc
    购买 下单 支付 成交 订单 付款 购 购入 購入 注文 決済
    ord purch gekaufte kaufte bestellte vendu vendue vendido vendida venduto venduta comprada acquistata payer rechnung factura facture fattura fatura faktura factuur zamowienia zakupiony zaplacono platnosci oplacono koupi verkocht 买 付 下订单 已付款 已购买 買う 支払い お支払い 売上`,
  checkout: `checkout kasse kassieren caja caisse cassa kassa kasa afrekenen 结账 チェックアウト レジ
    chkout chk`,
  done: `done complete completed completion completes success successful succeeded confirm confirmed confirmation finish finished placed submitted closed thankyou thanks created end
    abgeschlossen erfolgreich fertig bestatigt abschluss
    termine terminee confirmee validee valide finalise reussi
    completado completada confirmado confirmada finalizado finalizada realizado realizada exitoso
    completato completata confermato confermata concluso effettuato
    concluido concluida efetuado
    voltooid afgerond bevestigd geplaatst
    zakonczone zakonczono zlozono zlozone potwierdzone
    完成 成功 完了 確定 提交
    cfm conf complet paid erledigt bezahlt besteatigt passee effectuee hecha hecho terminada finalizzato feita feito afgesloten gelukt zlozony zakonczony oplacone potwierdzenie 已完成 成功了 完了した`,
  item: `item items product products article articles goods sku content
    artikel produkt produit produits producto productos articulo prodotto prodotti articolo produto produtos artigo produktu towar towaru 商品 产品 アイテム
    pdp plp offer offers model variant artikels artikelen produkty produktow oferta oferty 单品 宝贝 製品`,
  page: `query catalog catalogue categoria kategorie accueil gezocht page pages screen pageview list listing lists category collection search searches searched results result home homepage history
    seite seiten suche startseite page recherche pagina busqueda ricerca busca buscou buscar zoeken wyszukiwanie wyszukano szukanie strona szukaj 页面 搜索 首页 ページ 検索
    pg plp categorie categories kategorien seitenaufruf icon link menu tab modal drawer startpage landing landingpage nav navigation department listado listagem elenco lijst lijstweergave lista szukano szukania strony glowna zoekopdracht gesucht gefunden zoekresultaten suchergebnis suchergebnisse resultats recherches inicio pesquisa pesquisou ricercato cerca cercato buscado buscados kategorii kategoria トップ 一覧 分类 列表 类目 カテゴリ 类别 検索した 搜索了`,
  other: `initiate initiated identify opgeslagen gespeichert signed auth ingelogd uitgelogd wishlisted lista wishlist wunschliste merkzettel wish favorite favourite favorites fav favorit favoris favori favoritos preferiti ulubione like login logout signin signup register registration subscribe newsletter share review rating rate compare start begin started beginn refund refunded return returned cancel canceled cancelled fail failed error coupon promotion
 anmelden anmeldung abmelden storno storniert ruckgabe merkliste retoure connexion inscription annulation remboursement retour devolucion reembolso cancelado iniciar inicio sesion deseos reso rimborso annullato accesso desideri reembolso devolucao cancelada verlanglijst inloggen geannuleerd zwrot logowanie anulowano rejestracja 收藏 登录 注册 退货 退款 取消 お気に入り ログイン 登録 返品 キャンセル
    rozpoczecie rozpoczeto starten gestart gestartet inscrire avis partage partager compartir condividi compartilhar delen teilen geteilt bewertung bewertet valoracion recensione avaliacao recenzja ocena wysylka versand retournee devuelto restituito devolvido geretourneerd zwrocono abbruch abgebrochen abgemeldet angemeldet registriert ausgeloggt eingeloggt connecte deconnexion inscrit connecter ingeschreven aangemeld afgemeld zalogowano wylogowano zalogowal zarejestrowano obserwowane ulubionych 分享 评论 評価 口コミ 退出 登出 加收藏 ログアウト 会員 シェア
    gutschrift gutgeschrieben avoir rembourse remboursee rembourser retourniert erstattet erstattung widerruf widerrufen zwrocone restituzione nota korekta chargeback void credit`,
  /** Of these, what is a list of wishes. */
  wish: `wish wishlist wishlisted wunschliste merkzettel merkliste favorite favourite favorites fav favorit favoris favori favoritos preferiti deseos desideri verlanglijst ulubione ulubionych 收藏 お気に入り`,
  /** None of the four by themselves; beside a purchase or a cart they may be its occasion. */
  occasion: `saved save logged session step progress email mail push chat promo banner ad later address shipping video scroll reminder abandoned abandonment recovery survey`,
  /** A change whose direction another word must tell. */
  change: `update updates updated change changed modify modified edit edited aktualisiert geandert actualizado aggiornato atualizado bijgewerkt zmiana zmieniono 更新 変更 修改`,
  from: `from aus vom uit dal dalla z ze od desde depuis out`,
  /** Stands behind what something comes from. */
  since: `から`,
  to: `to zum zur in into ins al au alla allo ao aan naar do na に へ 到 进`,
  joint: `executed written took taken at for customer visitor line onepage index performed submit left gave wrote the of a an on event user ecommerce ec site website shop store gtm ga enhanced action den der die dem das am du de la le les del nel het w e et y und and my frontend web app client button の を が は d l mini af fb move moved las los lo el os o um una un il een eines einer new 了 的 已 て する した しました`
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

/** The parts of a word for an event in their order; null where some of its letters are in none. */
function partsOf(word: string): readonly ReadonlySet<Part>[] | null {
  const pieces = withoutDomain(word)
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

/** A type of event as CloudEvents writes it, without the domain before it and the version behind: `com.example.shop.cart.item-added.v1`. */
function withoutDomain(word: string): string {
  const found = /^(?:com|org|net|io|de|fr|uk|co|eu|shop)\.[\w-]+\.(.+?)(?:\.v\d+)?$/i.exec(word.trim());
  return found === null || !found[1].includes(".") ? word : found[1];
}

/** Of other words they are no parts: `un` stands in `undo`. */
const ARTICLES = new Set("un um el lo le il os de of na do".split(" "));

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
      const joint =
        (part.has("joint") || part.has("from") || part.has("to")) && to - at >= 2 && !ARTICLES.has(piece.slice(at, to));
      if (to - at >= 3 || joint || EAST_ASIAN.test(piece.slice(at, to))) from[at] = [part, ...rest];
    }
  return from[0];
}

/** A name without case, blanks and punctuation: `Add_To_Cart` and `add to cart` are `addtocart`. Letters of other scripts are left out. */
function plainName(name: string): string {
  return name.toLowerCase().replace(/[^a-z0-9]/g, "");
}

/** Words that stand for an event, and as the names of pages for a look at them. */
const PAGES = new Set("cart carts basket order orders payment pay buy".split(" "));

/** What else a log says of its words for events. */
interface WordContext {
  /** Whether the log has another word for purchases, so that a checkout is none. */
  readonly hasPurchase?: boolean;
  /** Whether the words name pages that were looked at: `cart` is then a look at the cart. */
  readonly arePages?: boolean;
}

/**
 * What a log's own word for an event stands for: a type of event; null for an event that is known and is none of the four, such as a login or a wish
 * list; undefined for a word that says nothing. Known vocabularies come first; then the word is taken to pieces, in ten languages, all of which must be
 * known: `Kauf_abgeschlossen` is a transaction, `checkout` alone may be its beginning or its end and says nothing. A word that may be read in two ways says
 * nothing either.
 */
export function eventMeaning(word: string, context: WordContext = {}): EventType | null | undefined {
  const plain = plainName(word);
  const isLatin = plain !== "" && plain.length === lettersOf(word).length;
  const type = isLatin ? TYPE_OF.get(plain) : undefined;
  if (type !== undefined && !(context.arePages === true && PAGES.has(plain))) return type;
  if (isLatin && OTHERS.has(plain)) return null;
  const parts = partsOf(word);
  if (parts === null) return undefined;
  // such as the number of an item
  if (/\d/.test(word) && parts.every((own) => own.has("item") || own.has("page") || own.has("joint"))) return undefined;
  // such as the name of a shop
  if (parts.every((own) => own.has("joint") || own.has("from") || own.has("to") || own.has("since"))) return undefined;
  // a thing on sale is not sold
  if (/(?:for|on)[\W_]*sale|sold[\W_]*out/i.test(word)) return undefined;
  const {source, rest} = sourceOf(parts);
  if (source === null) return meaningOfParts(word, parts, context);
  const has = (part: Part) => rest.some((own) => own.has(part));
  if (has("remove")) {
    if (has("add")) return undefined;
    return source.has("cart") ? "removefromcart" : source.has("other") || source.has("buy") ? null : undefined;
  }
  if (source.has("cart")) {
    // out of the cart, and no more said than of what
    if (rest.every((own) => own.has("joint") || own.has("item"))) return "removefromcart";
    if (has("view") && !has("cart") && !has("buy")) return null;
  }
  return rest.length === 0 ? undefined : meaningOfParts(word, rest, context);
}

/** What something comes from, as in `purchase from cart`, and the other parts; null where nothing is said of it. */
function sourceOf(parts: readonly ReadonlySet<Part>[]): {
  readonly source: ReadonlySet<Part> | null;
  readonly rest: readonly ReadonlySet<Part>[];
} {
  const isNoun = (own: ReadonlySet<Part> | undefined) =>
    own !== undefined &&
    (["cart", "other", "occasion", "page", "item", "checkout", "buy"] as const).some((part) => own.has(part));
  const after = parts.findIndex((own) => own.has("since"));
  if (after > 0 && isNoun(parts[after - 1]))
    return {source: parts[after - 1], rest: [...parts.slice(0, after - 1), ...parts.slice(after + 1)]};
  const from = parts.findIndex((own) => own.has("from"));
  if (from === -1) return {source: null, rest: parts};
  let noun = from + 1;
  while (noun < parts.length && !isNoun(parts[noun]) && parts[noun].has("joint")) noun++;
  return isNoun(parts[noun])
    ? {source: parts[noun], rest: [...parts.slice(0, from), ...parts.slice(noun + 1)]}
    : {source: null, rest: parts};
}

function meaningOfParts(
  word: string,
  parts: readonly ReadonlySet<Part>[],
  {hasPurchase = false, arePages = false}: WordContext
): EventType | null | undefined {
  const has = (part: Part) => parts.some((own) => own.has(part));
  const isLook = has("view") || has("page");
  // "del" is of the, unless nothing follows
  const removes = has("remove") || /[^\p{L}]del$/iu.test(word);
  if (has("other")) {
    if (isWishMovedToCart(parts)) return "addtocart";
    return has("buy") && has("wish") ? undefined : null;
  }
  if (has("occasion")) return has("buy") || (has("cart") && has("add")) ? undefined : null;
  if (removes)
    return has("add") ? undefined : has("buy") ? null : has("page") && !has("cart") ? undefined : "removefromcart";
  if (has("checkout")) {
    if (has("done")) return "transaction";
    return isLook || hasPurchase ? null : undefined;
  }
  if (has("cart")) {
    if (has("add")) return /impression|shown|display|seen|viewed/i.test(word) ? undefined : "addtocart";
    if (isLook || (arePages && !has("buy"))) return null;
    return has("buy") || has("change") || has("done") ? undefined : "addtocart";
  }
  if (has("change")) return isLook ? null : undefined;
  if (has("buy")) {
    if (has("done") && has("page")) return hasPurchase ? null : "transaction";
    if (isLook) return /sale|sold/i.test(word) ? undefined : null;
    if (has("done") || !has("add") || /place/i.test(word)) return arePages && !has("done") ? undefined : "transaction";
    return undefined;
  }
  if (arePages && has("done")) return hasPurchase ? undefined : "transaction";
  if (has("add")) return has("page") ? undefined : "addtocart";
  if (has("view")) return "view";
  if (has("done")) return undefined;
  return has("page") || has("item") ? "view" : undefined;
}

/** Whether what was put by is put in the cart: `move to cart from wishlist`, `wishlist to cart`. */
function isWishMovedToCart(parts: readonly ReadonlySet<Part>[]): boolean {
  const at = parts.findIndex((own, i) => own.has("cart") && parts.slice(0, i).some((before) => before.has("to")));
  if (at === -1) return false;
  let to = at - 1;
  while (to > 0 && !parts[to].has("to") && parts[to].has("joint")) to--;
  if (!parts[to].has("to")) return false;
  return (
    !parts.slice(at).some((own) => own.has("other")) &&
    parts.every((own) => (!own.has("other") || own.has("wish")) && !own.has("remove"))
  );
}

/** What words for events of one log stand for, see `eventMeaning`; those that say nothing are undefined. @param column what their column is called */
export function eventMeanings(
  words: readonly string[],
  column = ""
): ReadonlyMap<string, EventType | null | undefined> {
  const arePages = speaksOfPages(column);
  // a page that confirms an order is the purchase only where no other word is
  const hasPurchase = words.some((word) => eventMeaning(word, {hasPurchase: true, arePages}) === "transaction");
  const found = new Map(words.map((word) => [word, eventMeaning(word, {hasPurchase, arePages})] as const));
  if (hasPurchase || ![...found.values()].includes("transaction")) return found;
  for (const [word, meaning] of found)
    if (meaning === undefined) found.set(word, eventMeaning(word, {hasPurchase: true, arePages}));
  return found;
}

/** The type of event that a log's own word stands for; undefined for a word that is not known, or stands for none. */
export function eventTypeOf(word: string): EventType | undefined {
  return eventMeaning(word) ?? undefined;
}

/** Every word of the known vocabularies, as `plainName` writes it, with the code of its type. Words that are taken to pieces are not among them. */
export function knownEventNames(): readonly (readonly [name: string, code: number])[] {
  return Array.from(TYPE_OF, ([name, type]) => [name, EVENT_TYPES.indexOf(type)] as const);
}
