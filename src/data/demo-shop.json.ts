import {demoShopPage} from "../../loaders/pages/demoShop.js";
import {dataLoader} from "../../loaders/build/dataLoader.js";

export default await dataLoader(import.meta.url, async () => JSON.stringify(await demoShopPage()));
