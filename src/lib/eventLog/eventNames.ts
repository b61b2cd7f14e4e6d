import {EVENT_TYPES, type EventType} from "../sources/events.js";

/** What shops and trackers call the four types of event, as `plainName` writes a name: the vocabulary of common tracking plans and public logs. */
const SYNONYMS: Readonly<Record<EventType, string>> = {
  view: "view views viewed pageview pageviews viewitem itemview productview productviewed viewproduct detail details detailview viewdetail click clicks clicked pv impression visit browse",
  addtocart:
    "addtocart addcart cart carts carted basket addtobasket basketadd cartadd productadded additem addedtocart atc tocart addtobag",
  removefromcart:
    "removefromcart removecart cartremove removefrombasket basketremove productremoved removeitem removedfromcart deletefromcart removefrombag",
  transaction:
    "transaction transactions purchase purchases purchased buy buys bought order orders ordered ordercompleted ordercomplete orderplaced checkoutcomplete checkoutcompleted completedpurchase sale sold conversion pay paid payment"
};

const TYPE_OF: ReadonlyMap<string, EventType> = new Map(
  EVENT_TYPES.flatMap((type) => SYNONYMS[type].split(" ").map((name) => [name, type] as const))
);

/** A name without case, blanks and punctuation: `Add_To_Cart` and `add to cart` are `addtocart`. */
export function plainName(name: string): string {
  return name.toLowerCase().replace(/[^a-z0-9]/g, "");
}

/** The type of event that a log's own word stands for; undefined for a word that is not known. */
export function eventTypeOf(name: string): EventType | undefined {
  return TYPE_OF.get(plainName(name));
}

/** Every known word, as `plainName` writes it, with the code of its type. */
export function knownEventNames(): readonly (readonly [name: string, code: number])[] {
  return Array.from(TYPE_OF, ([name, type]) => [name, EVENT_TYPES.indexOf(type)] as const);
}
