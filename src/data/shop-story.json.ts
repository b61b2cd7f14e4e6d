import {shopGuide} from "../../loaders/pages/shopGuide.js";
import {dataLoader} from "../../loaders/build/dataLoader.js";

export default await dataLoader(import.meta.url, () => JSON.stringify(shopGuide()));
