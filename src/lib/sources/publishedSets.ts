/** SHA-256 of `e-shop clothing 2008.csv` as UCI publishes it, taken out of its archive. */
export const ESHOP_CLOTHING_SHA256 = "fcc167bbd0badd4c9685bd8543097e318f8228e48075335db7cd781cee88115d";
/** SHA-256 of the public sample of RetailRocket's events: all events of 5,000 visitors. */
export const RETAILROCKET_SAMPLE_SHA256 = "32f19c55f657629a7b7201762756c37a8e1c6d998c7128c1fcb4a327fbf0c2da";

/** What a file's bytes must hash to. Where a publisher states only an MD5, it is that. */
export interface Checksum {
  readonly algorithm: "sha256" | "md5";
  readonly value: string;
}

/** One file of a data set. */
export interface PublishedFile {
  /** Its name in `data/raw/<set>/`. */
  readonly name: string;
  readonly bytes: number;
  readonly checksum: Checksum;
  /** Where it lies in a mirror, a path with `/`, where a mirror may have it. */
  readonly mirror: string;
  /** Where its publisher hands it out without an account: the file, or an archive that has it as a member. */
  readonly official?: {readonly url: string; readonly member?: string};
}

/** Something a data set consists of, in one or more forms of which one is enough; the first is preferred. */
export interface PublishedPart {
  readonly what: string;
  /** Whether the data set is of no use without it. */
  readonly needed: boolean;
  readonly forms: readonly PublishedFile[];
}

export interface PublishedSet {
  readonly name: string;
  readonly title: string;
  readonly licence: string;
  /** Whom to name wherever figures made from it are shown. */
  readonly attribution: string;
  readonly page: string;
  /** How to get it by hand, where no address serves it to everyone. */
  readonly byHand?: string;
  readonly parts: readonly PublishedPart[];
}

const sha256 = (value: string): Checksum => ({algorithm: "sha256", value});
const md5 = (value: string): Checksum => ({algorithm: "md5", value});
const UCI = "https://archive.ics.uci.edu";

/** Every real data set that the workbench knows. */
export const PUBLISHED_SETS: readonly PublishedSet[] = [
  {
    name: "eshop-clothing",
    title:
      "Clickstream Data for Online Shopping: clicks of a shop for maternity clothes, April to August 2008 (UCI 553)",
    licence: "CC BY 4.0",
    attribution:
      "Łapczyński, M. and Białowąs, S. (2019). Clickstream Data for Online Shopping. UCI Machine Learning Repository. doi.org/10.24432/C5QK7X",
    page: `${UCI}/dataset/553`,
    parts: [
      {
        what: "clicks",
        needed: true,
        forms: [
          {
            name: "e-shop clothing 2008.csv",
            bytes: 6_675_312,
            checksum: sha256(ESHOP_CLOTHING_SHA256),
            mirror: "uci-eshop-clothing-2008/e-shop clothing 2008.csv",
            official: {
              url: `${UCI}/static/public/553/clickstream+data+for+online+shopping.zip`,
              member: "e-shop clothing 2008.csv"
            }
          },
          {
            name: "e-shop clothing 2008.csv.gz",
            bytes: 791_626,
            checksum: sha256("52e799b8845398f7928465d74e7d1838e7b7a7ec36caf6665d045538a277bf13"),
            mirror: "uci-eshop-clothing-2008/e-shop clothing 2008.csv.gz"
          }
        ]
      }
    ]
  },
  {
    name: "online-shoppers",
    title: "Online Shoppers Purchasing Intention: sessions of a shop over a year (UCI 468)",
    licence: "CC BY 4.0",
    attribution:
      "Sakar, C. and Kastro, Y. (2018). Online Shoppers Purchasing Intention Dataset. UCI Machine Learning Repository. doi.org/10.24432/C5F88Q",
    page: `${UCI}/dataset/468`,
    parts: [
      {
        what: "sessions",
        needed: true,
        forms: [
          {
            name: "online_shoppers_intention.csv",
            bytes: 1_072_063,
            checksum: sha256("b3055ee355f59134d851d32641183cb4a8b45def7124d2f50442a042f358e0d9"),
            mirror: "uci-online-shoppers/online_shoppers_intention.csv",
            official: {
              url: `${UCI}/static/public/468/online+shoppers+purchasing+intention+dataset.zip`,
              member: "online_shoppers_intention.csv"
            }
          }
        ]
      }
    ]
  },
  {
    name: "online-retail",
    title: "Online Retail: invoice lines of a British wholesaler of gifts, December 2010 to December 2011 (UCI 352)",
    licence: "CC BY 4.0",
    attribution: "Chen, D. (2015). Online Retail. UCI Machine Learning Repository. doi.org/10.24432/C5BW33",
    page: `${UCI}/dataset/352`,
    parts: [
      {
        what: "invoice lines",
        needed: true,
        forms: [
          {
            name: "online_retail.parquet",
            bytes: 3_264_021,
            checksum: sha256("518b36c8452f511e938535aebce2c3ea051432fe999bd85e81720ebb07af5931"),
            mirror: "uci-online-retail/online_retail.parquet"
          },
          {
            name: "Online Retail.xlsx",
            bytes: 23_715_344,
            // as several public projects that pinned UCI's workbook state it
            checksum: sha256("43465a06f2ccf7c8b5bd2892bc7defb52f97487934fe93b16ae4c3936424676d"),
            mirror: "uci-online-retail/Online Retail.xlsx",
            official: {url: `${UCI}/static/public/352/online+retail.zip`, member: "Online Retail.xlsx"}
          }
        ]
      }
    ]
  },
  {
    name: "retailrocket",
    title: "RetailRocket: events of a shop over four and a half months of 2015, item properties and category tree",
    licence: "CC BY-NC-SA 4.0",
    attribution:
      "Retail Rocket (2016). Retailrocket recommender system dataset. kaggle.com/datasets/retailrocket/ecommerce-dataset",
    page: "https://www.kaggle.com/datasets/retailrocket/ecommerce-dataset",
    byHand:
      "Kaggle hands it out to those with an account: download the archive there and put events.csv, item_properties_part1.csv, item_properties_part2.csv and category_tree.csv into data/raw/retailrocket",
    parts: [
      {
        what: "events",
        needed: true,
        forms: [
          {
            name: "events.csv",
            bytes: 94_237_913,
            checksum: md5("fddaf7c1c6a9df23a726500a08ffdd7e"),
            mirror: "retailrocket/events.csv"
          },
          {
            name: "sample_events.csv",
            bytes: 320_705,
            checksum: sha256(RETAILROCKET_SAMPLE_SHA256),
            mirror: "retailrocket/sample_events.csv"
          }
        ]
      },
      optional(
        "item properties, part 1",
        "item_properties_part1.csv",
        484_315_749,
        md5("cb43a0682a1af76f1c1b60f9163ae47b")
      ),
      optional(
        "item properties, part 2",
        "item_properties_part2.csv",
        408_929_907,
        md5("e74ec953e7b192920b195dfd82dc2a4e")
      ),
      optional(
        "category tree",
        "category_tree.csv",
        14_454,
        sha256("94e865eb0a3d48cbbfe3b79079018dd92509315c88f5fd8d00d0b4b5af434f5b")
      ),
      optional(
        "features of whole cart sessions, derived",
        "cart_session_features.csv",
        2_208_238,
        sha256("70499d9642bc79561b0ce64894fdb52bd556e3664684ac25a9e0bba5ab60ae3c")
      ),
      optional(
        "cart sessions as they looked after k events, derived",
        "prefix_dataset.parquet",
        3_576_033,
        sha256("9b180afff15f173d8220fed8f0eb157a4b43840ec28cff073aac897dec7140c7")
      ),
      optional(
        "cart sessions with the time of the first cart, derived",
        "cart_sessions_with_ts.parquet",
        824_614,
        sha256("149ffb5679ef0b4dd4299e66827a781200013488303a1e422594461343e99dc0")
      )
    ]
  }
];

/** A part of RetailRocket that its events can do without. */
function optional(what: string, name: string, bytes: number, checksum: Checksum): PublishedPart {
  return {what, needed: false, forms: [{name, bytes, checksum, mirror: `retailrocket/${name}`}]};
}
