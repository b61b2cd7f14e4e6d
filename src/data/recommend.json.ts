import {dataLoader} from "../../loaders/build/dataLoader.js";
import {recommendPage} from "../../loaders/pages/recommend.js";

export default await dataLoader(import.meta.url, () => JSON.stringify(recommendPage()));
