import type {Role} from "./mapping.js";

/** What columns are called that play a role, as `plainName` writes it, the surest names first. */
export const ROLE_NAMES: Readonly<Record<Role, readonly string[]>> = {
  user: words(
    "userid visitorid customerid clientid memberid shopperid fullvisitorid userpseudoid distinctid anonymousid uid user visitor customer client member deviceid cookieid accountid personid"
  ),
  time: words(
    "timestamp eventtime eventtimestamp tsms ts datetime time occurredat createdat eventdatetime unixtime timestampms invoicedate orderdate eventdate date when"
  ),
  event: words(
    "eventtype event eventname action behaviortype behavior activity interaction actiontype eventaction type"
  ),
  item: words("itemid productid sku productsku stockcode articleid contentid goodsid aid asin item product article"),
  session: words("sessionid usersession session visitid sessionkey sid gasessionid"),
  price: words("price pricecents unitprice itemprice productprice amount value revenue"),
  category: words("categorycode category categoryname productcategory itemcategory categoryid cat department"),
  brand: words("brand brandname manufacturer vendor brandid"),
  ingested: words(
    "ingestedat ingestiontime ingesttime ingestiontimestamp ingested arrivaltime arrivedat receivedat receivedtime servertimestamp servertime loadedat loadtime collectortstamp processingtime insertedat"
  )
};

function words(text: string): readonly string[] {
  return text.split(" ");
}
