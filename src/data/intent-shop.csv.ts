import {intentShop} from "../../loaders/pages/intent.js";
import {dataLoader} from "../../loaders/build/dataLoader.js";

export default await dataLoader(import.meta.url, intentShop);
